"""What is safe is mended line by line; nothing else changes, and mending twice changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content.check.files import read
from bot.content.check.project import gathered
from bot.content.fix import fix_file, mended
from bot.content.lined_yaml import Unreadable, parsed
from bot.content.raw_text import unified
from tests.content.broken.cases import CASES, PROJECT

ASK = Path("data/nlu/needling.yml")
RIGHT = (PROJECT / ASK).read_bytes()
# Cases of which mending leaves exactly the right file.
MENDED_WHOLLY = (
    "UTF-16 from Notepad",
    "a byte order mark",
    "Windows line ends",
    "old Mac line ends",
    "a hard blank from Word",
    "a hard blank at the left",
    "blanks at the end of a line",
    "a tab before an example",
    "a tab before a name",
    "blanks and a tab",
    "no bar after examples",
    "no blank after a colon",
    "an example without its dash",
    "no blank after the dash",
    "a bullet of Word",
    "a long dash of Word",
    "a star for a dash",
    "an example too far right",
    "an empty example",
    "the same example twice",
)
QUOTED = {
    "a colon in a title": '"Needling: it hurts?"',
    "curly quotes": '"Does it hurt?"',
    "curly quotes around a colon": '"Needling: bad?"',
    "a text that begins with a placeholder": '"{reach_us}, I don\'t have our prices yet. Please ask."',
    "a title that is only Yes": '"Yes"',
    "a title that is only a number": '"911"',
    "a title with an at sign": '"@home needling"',
}
FAULTS = (
    ("\n", "\r\n"),
    ("version", "\ufeffversion"),
    ("      - hi\n", "\t- hi\n"),
    ("- hello\n", "hello\n"),
    ("- howdy", "-howdy"),
    ("- hiya", "• hiya"),
    ("      - yo\n", "      - yo \n      - yo\n"),
    ("title: Does needling hurt?", "title: “Does: it hurt?”"),
    ("good day", "good\u00a0day"),
    ("examples: |\n      - how soon", "examples:\n      - how soon"),
    ("      - greetings\n", "      -\n"),
    ("intent: greet", "intent:greet"),
    ("related: [needling/how_soon]", "related: [needling/how_soon"),
    ("unknown: I", "unknown: {reach_us} I"),
    ("    - text: |", "   - text: |"),
    ("responses:", "<<<<<<< A\nresponses:"),
)


@pytest.mark.parametrize("name", MENDED_WHOLLY)
def test_a_safe_mistake_is_mended_to_the_right_file(name: str) -> None:
    assert mended(ASK, CASES[name].broken(RIGHT)).content == RIGHT


@pytest.mark.parametrize("name", QUOTED)
def test_a_text_that_needs_quotes_gets_them(name: str) -> None:
    case = CASES[name]
    line = mended(ASK, case.broken(RIGHT)).content.decode().split("\n")[case.line - 1]
    assert line.split(": ", 1)[1] == QUOTED[name]


@pytest.mark.parametrize("name", CASES)
def test_mending_twice_changes_nothing_more(name: str) -> None:
    path, case = Path(CASES[name].file), CASES[name]
    once = mended(path, case.broken((PROJECT / path).read_bytes()))
    again = mended(path, once.content)
    assert (again.content, again.edits) == (once.content, [])


def test_every_right_file_is_left_alone() -> None:
    for path in (path for path in PROJECT.rglob("*.yml")):
        content = path.read_bytes()
        assert mended(path.relative_to(PROJECT), content).content == content


@given(st.sets(st.integers(0, len(FAULTS) - 1)), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_mixture_of_faults_is_mended_once_and_for_all(chosen: set[int], utf16: bool) -> None:
    text = RIGHT.decode()
    for place in sorted(chosen, reverse=True):
        text = text.replace(*FAULTS[place], 1 if place else -1)
    once = mended(ASK, text.encode("utf-16" if utf16 else "utf-8"))
    again = mended(ASK, once.content)
    assert (again.content, again.edits) == (once.content, [])


@given(st.text(max_size=300))
@example("nlu:\n  - intent: x\n    examples: |\n      - a\n      b\n")
@example("\tx: 1\n\ty: 2")
@example("\xa0")
@example("- \xa0")
@settings(max_examples=300, deadline=None)
def test_any_text_is_mended_once_and_read_as_before(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    once = mended(ASK, content)
    assert mended(ASK, once.content).content == once.content
    try:
        before = parsed(unified(text)).value
    except Unreadable:
        return
    assert type(parsed(once.content.decode()).value) is type(before)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_checking_or_mending_fail(content: bytes) -> None:
    mended(ASK, content)
    read(ASK, content)


def test_remarks_and_order_stay_when_much_is_mended() -> None:
    content = (
        RIGHT.replace(b"- hiya", "• hiya".encode())
        .replace(b"\n", b"\r\n")
        .replace(b"title: Does", b"title:  Does")
    )
    result = mended(ASK, content).content
    assert [line for line in result.splitlines() if b"#" in line] == [
        line for line in RIGHT.splitlines() if b"#" in line
    ]


def test_what_was_mended_is_said_line_by_line() -> None:
    content = RIGHT.replace(b"- hiya", "• hiya".encode()).replace(b"      - yo\n", b"      - yo  \n")
    assert mended(ASK, content).edits == [
        (41, '"- " put in place of "•"'),
        (47, "blanks at the end taken away"),
    ]


def test_the_same_line_in_a_look_alike_of_a_danger_sign_is_kept() -> None:
    path = Path("data/nlu/safety.yml")
    content = (PROJECT / path).read_bytes()
    line = b"      - can a needle make my foot numb for a minute\n"
    block = b"\n  - intent: needling/does_it_hurt\n    examples: |\n" + line
    assert mended(path, content + block).content == content + block


def test_a_file_with_marks_of_a_merge_is_left_to_people() -> None:
    content = CASES["marks of a merge"].broken(RIGHT).replace(b"- hiya", b"-hiya")
    assert mended(ASK, content).content == content


def test_mending_keeps_what_the_answers_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = RIGHT.replace(b"\n", b"\r\n").replace(b"- hiya", b"-hiya")
    documents = {
        path.relative_to(PROJECT): read(path, path.read_bytes())[0] for path in PROJECT.rglob("*.yml")
    }
    documents[ASK] = read(ASK, mended(ASK, content).content)[0]
    after = gathered({path: part for path, part in documents.items() if part})
    documents[ASK] = read(ASK, RIGHT)[0]
    before = gathered({path: part for path, part in documents.items() if part})
    assert [answer.text.written for answer in after.answers.values()] == [
        answer.text.written for answer in before.answers.values()
    ]


def test_a_mended_file_takes_the_old_ones_place_with_its_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    ASK.write_bytes(CASES["a bullet of Word"].broken(RIGHT))
    ASK.chmod(0o640)
    assert [line for line, _ in fix_file(ASK)] == [7]
    assert (ASK.read_bytes(), ASK.stat().st_mode & 0o777) == (RIGHT, 0o640)
    assert sorted(path.name for path in ASK.parent.iterdir()) == ["needling.yml", "safety.yml"]
