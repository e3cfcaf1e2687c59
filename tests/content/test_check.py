"""A mistake in what staff edit is told with file, line and remedy, before training starts."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from actions.clinic import FILE_VARIABLE, ClinicFileError
from bot.content.check import ContentError, checked

PROJECT = Path(__file__).parent.parent.parent
VISITS, SAFETY = "data/nlu/needling_visits.yml", "data/nlu/safety.yml"
FIRST_EXAMPLE = r"(?m)^      - (?=\S)"
ANSWER = r"(?m)^  utter_needling/how_soon:$"
TITLE = r"(?m)^        title: How soon.*$"
METADATA, RESPONSES, HOURS = "(?m)^      metadata:$", "(?m)^responses:$", "(?m)^hours:.*$"
ENTRY = r"(?ms)(?<=^  utter_needling/how_soon:\n)    - text: \|"


@dataclass(frozen=True)
class Mistake:
    """Putting ``new`` where ``old`` (a pattern) first stands must be told with ``remedy``.

    ``line`` counts from the line on which the new text begins; None: any line will do.
    """

    file: str
    old: str
    new: str
    remedy: str
    line: int | None = 0


CLINIC, DOMAIN, BOOKING = "clinic.yml", "domain.yml", "data/nlu/booking.yml"
STORIES = "data/stories/small_talk.yml"
SECOND_ANSWER = "responses:\n  utter_needling/{}:\n    - text: Soon.\n      metadata: {{title: Soon}}"
MISTAKES = {
    "a tab for indentation": Mistake(VISITS, FIRST_EXAMPLE, "\t- ", "Use spaces"),
    "a forgotten bar after examples": Mistake(VISITS, r"examples: \|", "examples:", r"examples: \|"),
    "a forgotten bar over plain examples": Mistake(
        VISITS, r"(?s)examples: \|.*?\n\n", "examples:\n      - how soon\n\n", r"examples: \|"
    ),
    "a misspelt word examples": Mistake(VISITS, r"examples: \|", "exampels: |", r"examples: \|", -1),
    "an example without its dash": Mistake(VISITS, FIRST_EXAMPLE, "      no dash ", 'begin with "- "'),
    "a colon in a title": Mistake(VISITS, TITLE, "        title: Soon: or late", "quotes"),
    "a wrong indentation": Mistake(VISITS, r"(?m)^      metadata:", "     metadata:", "wrong indentation"),
    "a block without an intent": Mistake(VISITS, "- intent: ", "- intend: ", 'it with "- intent:', None),
    "an answer without the prefix": Mistake(VISITS, ANSWER, "  needling/how_soon:", "begins with utter_"),
    "an answer without a text": Mistake(VISITS, ENTRY, "    - words: |", r"- text: \|", -1),
    "an answer that is a bare word": Mistake(VISITS, ENTRY, "    - Soon\n    - text: |", r"- text: \|", -1),
    "an answer without a title": Mistake(VISITS, TITLE, "        name: Soon", "title:", None),
    "a misspelt answer": Mistake(VISITS, ANSWER, "  utter_needling/how_son:", "mend the name"),
    "examples without an answer": Mistake(VISITS, "intent: needling/how_soon", "intent: needling/x", "text"),
    "an answer in two files": Mistake(VISITS, RESPONSES, SECOND_ANSWER.format("lung"), "Keep one", 1),
    "an answer twice in a file": Mistake(VISITS, RESPONSES, SECOND_ANSWER.format("cost"), "cost", None),
    "metadata of one word": Mistake(VISITS, METADATA, "      metadata: soon\n      more:", "metadata", None),
    "an unknown next question": Mistake(VISITS, r"related: \[", "related: [needling/sonn, ", "sonn"),
    "an unknown closing line": Mistake(VISITS, "closing: needling_line", "closing: needl_line", "needl_line"),
    "an unknown kind of link": Mistake(DOMAIN, r"links: \[phone", "links: [fone", "fone"),
    "an unknown placeholder": Mistake(VISITS, r"\{visit_length\}", "{visit_lenght}", "visit_lenght"),
    "an example in brackets": Mistake(VISITS, FIRST_EXAMPLE, "      - [how](much) ", r"bracket|\["),
    "a danger sign without urgency": Mistake(SAFETY, r" urgency: .*", " haste: 1", "urgency", None),
    "an unknown urgency": Mistake(SAFETY, "urgency: emergency", "urgency: soonish", "soonish"),
    "an intent the domain does not know": Mistake(BOOKING, "intent: book_", "intent: bok_", "bok_"),
    "a domain without responses": Mistake(DOMAIN, RESPONSES, "answers:", "responses", None),
    "a rule for an unknown answer": Mistake(STORIES, "utter_greet", "utter_hey", "utter_hey"),
    "a forgotten colon in the settings": Mistake("config.yml", "pipeline:", "pipeline", "colon|above", 1),
    "an unknown name of a fact": Mistake(CLINIC, "town:", "twon:", "not known"),
    "a missing fact that is needed": Mistake(CLINIC, "(?m)^name:.*$", "", "Add it", None),
    "a phone number too short": Mistake(CLINIC, "(?m)^phone:.*$", "phone: 555-0142", "ten digits"),
    "an e-mail address without its at": Mistake(CLINIC, "(?m)^email:.*$", "email: desk", "Write it like"),
    "hours in words": Mistake(CLINIC, HOURS, "hours:\n  mon: 8 to 6", "08:00-18:00", 1),
    "hours ending too early": Mistake(CLINIC, HOURS, 'hours:\n  mon: "18:00-08:00"', "earlier time", 1),
    "a day that does not exist": Mistake(CLINIC, HOURS, "hours:\n  moon: closed", "mon, tue", 1),
    "hours in a list": Mistake(CLINIC, HOURS, "hours: [mon]", "mon"),
    "a special day without a date": Mistake(
        CLINIC, "(?m)^special_days:.*$", "special_days:\n  xmas: closed", "2026-12-25", 1
    ),
    "a booking page without https": Mistake(CLINIC, "url: https", "url: http", "https://"),
    "an unknown time zone": Mistake(CLINIC, "America/Edmonton", "Edmonton", "America/Edmonton"),
    "a colon in a fact": Mistake(CLINIC, "(?m)^parking:.*$", "parking: Note: behind", "quotes"),
}
BYTES = {
    "an empty file": (VISITS, b"", 1),
    "a list instead of names": (VISITS, b"- a\n- b\n", 1),
    "text that is not UTF-8": (VISITS, b'version: "3.1"\nnlu:\n  - intent: caf\xe9\n', 3),
    "a control character": (VISITS, b'version: "3.1"\nnlu: \x07\n', 2),
    "a clinic file without facts": ("clinic.yml", b"", 1),
    "a clinic file that is not UTF-8": ("clinic.yml", b"town: Spruce Grove\nname: Caf\xe9\n", 2),
    "a clinic file with a control character": ("clinic.yml", b"town: Spruce Grove\nname: \x07\n", 2),
}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of all that staff edit, as the current folder."""
    for name in ("config.yml", "domain.yml", "clinic.yml"):
        shutil.copy(PROJECT / name, tmp_path)
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return tmp_path


def problems() -> list[str]:
    with pytest.raises((ContentError, ClinicFileError)) as caught:
        checked()
    return caught.value.problems


def broken(folder: Path, mistake: Mistake) -> int:
    """Make the mistake; returns the line on which it begins."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    place = re.search(mistake.old, text)
    assert place, f"{mistake.file} no longer holds {mistake.old}"
    path.write_text(text[: place.start()] + mistake.new + text[place.end() :], encoding="utf-8")
    return text.count("\n", 0, place.start()) + 1


def test_the_files_as_they_are_have_no_mistakes(copied: Path) -> None:
    assert re.search(r"\d+ files, [\d,]+ examples", checked())


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(copied: Path, name: str) -> None:
    mistake = MISTAKES[name]
    line = broken(copied, mistake)
    where = r"\d+" if mistake.line is None else str(line + mistake.line)
    told = problems()
    pattern = rf"(?s){re.escape(mistake.file)}, line {where}: .*({mistake.remedy})"
    assert any(re.match(pattern, each) for each in told), told


@pytest.mark.parametrize("name", BYTES)
def test_an_unreadable_file_is_told_with_its_line(copied: Path, name: str) -> None:
    file, content, line = BYTES[name]
    (copied / file).write_bytes(content)
    assert problems()[0].startswith(f"{file}, line {line}: ")


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "clinic.yml"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    assert re.match(rf"{name}\b.* missing\. \w+", problems()[0])


def test_the_same_example_under_two_ids_is_told_with_both_places(copied: Path) -> None:
    for file in (VISITS, SAFETY):
        broken(copied, Mistake(file, FIRST_EXAMPLE, "      - this stands in two files\n      - ", ""))
    assert any("needling_visits.yml" in each and "safety.yml" in each for each in problems())


def test_every_mistake_is_told_at_once(copied: Path) -> None:
    for name in ("a misspelt answer", "an example without its dash"):
        broken(copied, MISTAKES[name])
    assert len(problems()) >= 2


def test_the_command_tells_the_mistake_without_a_traceback_and_fails(copied: Path) -> None:
    broken(copied, MISTAKES["a tab for indentation"])
    command = [sys.executable, "-m", "bot.cli", "check"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (run.returncode, VISITS in run.stderr, "Traceback" in run.stderr) == (1, True, False)
