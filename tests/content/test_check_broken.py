"""Every mistake people make is told on its line in plain words, changes nothing, and is never trained on."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from actions.clinic import FILE_VARIABLE
from bot.content.check import ContentError, Problem, checked, problems
from bot.content.kinds import KINDS
from tests.content.broken.cases import CASES, PROJECT

TODAY = date(2026, 11, 27)
JARGON = re.compile(
    r"traceback|exception|\bdict\b|\bmapping\b|\bsequence\b|\bscalar\b|\bNone\b|\bstr\b|\bint\b|utf8|codec|parser"
    r"|expected|token|stream|\bnode\b|\bkey\b|NoneType|\bnull\b|\bYAML\b|\bstring\b|\bboolean\b|<class",
    re.IGNORECASE,
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The right files, as the current folder."""
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return tmp_path


def found() -> list[Problem]:
    return problems(today=TODAY, compare=False)


def test_the_right_files_have_no_problems(project: Path) -> None:
    assert found() == []


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_on_its_line_in_plain_words(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    told = [(each.file, each.line, each.kind, each.level) for each in found()]
    assert told[:1] == [(case.file, case.line, case.kind, case.level)], [str(each) for each in found()]
    assert case.told in str(found()[0])


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_without_a_programmers_word(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    said = [f"{each.problem} {each.remedy}" for each in found()]
    assert [text for text in said if JARGON.search(text)] == []
    assert [text for text in said if not re.fullmatch(r"(?s).+[.?!] .+", text)] == []


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_makes_few_messages(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    assert 1 <= len(found()) <= 3, [str(each) for each in found()]


@pytest.mark.parametrize("name", CASES)
def test_checking_changes_no_file(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    before = {each: each.read_bytes() for each in project.rglob("*") if each.is_file()}
    found()
    assert {each: each.read_bytes() for each in project.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.level == "mistake"])
def test_nothing_with_a_mistake_gets_through_to_training(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    with pytest.raises(ContentError) as caught:
        checked()
    assert caught.value.found[0].kind == case.kind


HARMLESS = ("a byte order mark", "Windows line ends", "old Mac line ends", "blanks at the end of a line")


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_hinted_at_is_trained_on_as_if_it_were_right(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    before = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_bytes(case.broken(path.read_bytes()))
    after = yaml.safe_load(path.read_text(encoding="utf-8"))
    stripped = [
        [line.rstrip() for line in each["nlu"][0]["examples"].splitlines()] for each in (before, after)
    ]
    assert stripped[0] == stripped[1]


def test_every_kind_of_problem_in_a_file_has_a_case() -> None:
    elsewhere = {"file missing", "file unreadable", "nearly the same"}
    assert KINDS.keys() - {case.kind for case in CASES.values()} - elsewhere == set()
