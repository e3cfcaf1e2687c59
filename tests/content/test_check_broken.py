"""Every mistake people make is told on its line in plain words, changes nothing, and is never trained on."""

from __future__ import annotations

import functools
import re
import shutil
import tempfile
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
MISTAKES = [name for name, case in CASES.items() if case.level == "mistake"]
HARMLESS = ("a byte order mark", "Windows line ends", "old Mac line ends", "blanks at the end of a line")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The right files, as the current folder."""
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return tmp_path


def found() -> list[Problem]:
    return problems(today=TODAY, compare=False)


def contents(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@functools.cache
def told(name: str) -> tuple[list[Problem], bool, str]:
    """What a broken file is told, whether checking left all files alone, and what keeps it from training."""
    case = CASES[name]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv(FILE_VARIABLE, raising=False)
        shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
        path = Path(folder) / case.file
        path.write_bytes(case.broken(path.read_bytes()))
        before = contents(Path(folder))
        problems_found = found()
        stopped = ""
        try:
            checked()
        except ContentError as error:
            stopped = error.found[0].kind
        return problems_found, contents(Path(folder)) == before, stopped


def test_the_right_files_have_no_problems(project: Path) -> None:
    assert found() == []


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_first_and_on_its_line(name: str) -> None:
    case, (first, *_) = CASES[name], told(name)[0]
    assert (first.file, first.line, first.kind, first.level) == (case.file, case.line, case.kind, case.level)
    assert case.told in str(first)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_without_a_programmers_word(name: str) -> None:
    said = [f"{each.problem} {each.remedy}" for each in told(name)[0]]
    assert [text for text in said if JARGON.search(text)] == []


@pytest.mark.parametrize("name", CASES)
def test_every_message_has_problem_remedy_and_example(name: str) -> None:
    parts = [part for each in told(name)[0] for part in (each.problem, each.remedy, each.example)]
    assert [part for part in parts if not part.strip()] == []


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_makes_no_more_than_three_messages(name: str) -> None:
    assert len(told(name)[0]) <= 3


@pytest.mark.parametrize("name", CASES)
def test_checking_changes_no_file(name: str) -> None:
    assert told(name)[1]


@pytest.mark.parametrize("name", MISTAKES)
def test_nothing_with_a_mistake_gets_through_to_training(name: str) -> None:
    assert told(name)[2] == CASES[name].kind


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_hinted_at_is_read_as_if_it_were_right(project: Path, name: str) -> None:
    case = CASES[name]
    path = project / case.file
    before = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_bytes(case.broken(path.read_bytes()))
    after = yaml.safe_load(path.read_text(encoding="utf-8"))
    first, second = (
        [line.rstrip() for line in each["nlu"][0]["examples"].splitlines()] for each in (before, after)
    )
    assert first == second


def test_every_kind_of_problem_in_a_file_has_a_case() -> None:
    elsewhere = {"file missing", "file unreadable", "nearly the same"}
    assert KINDS.keys() - {case.kind for case in CASES.values()} - elsewhere == set()


def test_a_fact_is_no_mistake_on_the_eve_of_its_last_day_and_one_from_that_day_on(project: Path) -> None:
    case = CASES["an expired fact"]
    path = project / case.file
    path.write_bytes(case.broken(path.read_bytes()))
    days = [date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1)]
    levels = [[each.level for each in problems(today=day, compare=False)] for day in days]
    assert levels == [[], ["hint"], ["mistake"]]


def test_a_review_is_due_again_on_the_day_the_answer_says(project: Path) -> None:
    path = project / "data/nlu/needling.yml"
    line = "        title: Does needling hurt?\n"
    path.write_text(path.read_text().replace(line, f"{line}        next_review: 2026-11-20\n"))
    assert [(each.kind, each.line) for each in found()] == [("review due", 60)]


def test_a_file_whose_name_ends_otherwise_is_told_to_be_unread(project: Path) -> None:
    shutil.copy(project / "data/nlu/needling.yml", project / "data/nlu/parking.yml.txt")
    assert [(each.file, each.kind) for each in found()] == [("data/nlu/parking.yml.txt", "file place")]


def test_a_folder_in_the_place_of_a_file_is_told(project: Path) -> None:
    (project / "data/nlu/parking.yml").mkdir()
    assert [(each.file, each.kind) for each in found()] == [("data/nlu/parking.yml", "file unreadable")]


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "clinic.yml"])
def test_a_missing_file_is_told(project: Path, name: str) -> None:
    (project / name).unlink()
    assert [(each.file, each.kind) for each in found()] == [(name, "file missing")]


def test_an_unsaved_draft_is_checked_in_the_place_of_its_file(project: Path) -> None:
    case = CASES["a promise"]
    path = Path(case.file)
    draft = case.broken(path.read_bytes())
    assert [each.kind for each in problems(path, today=TODAY, drafts={path: draft}, compare=False)] == [
        "promise"
    ]


def test_problems_of_other_files_are_left_out_when_one_is_asked_for(project: Path) -> None:
    for name in ("a promise", "a rule for an unknown intent"):
        path = project / CASES[name].file
        path.write_bytes(CASES[name].broken(path.read_bytes()))
    assert [each.kind for each in problems(Path("data/stories/rules.yml"), today=TODAY, compare=False)] == [
        "rule"
    ]
