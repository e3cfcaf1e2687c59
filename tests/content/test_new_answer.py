"""A receptionist adds a question and its answer in the terminal, and nothing is written before they agree."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.answer_parts import proposed_id
from bot.content.check import checked
from bot.content.commented_yaml import EditRefused
from bot.content.draft import DRAFT, Draft
from bot.content.new_answer import new_answer
from bot.content.overview import Overview
from bot.content.subject_file import SubjectFile

CLINIC = Path("data/nlu/clinic.yml")
QUESTIONS = [
    f"may I hang up my {what}"
    for what in "coat jacket parka hat scarf cap vest cape hood shawl toque boots".split()
]
REPLIES = {
    "subject": ["clinic"],
    "title": ["Is there a coat rack?"],
    "id": [""],
    "examples": [*QUESTIONS, ""],
    "text": ["Yes. It is by the door.", "", "You can leave your boots there too.", "."],
    "facts": ["C5"],
    "related": ["clinic/parking"],
    "links": ["phone"],
    "write": ["y"],
}
Tell = Callable[..., tuple[bool, str]]


def replies(**instead: list[str]) -> list[str]:
    return [reply for name, usual in REPLIES.items() for reply in instead.get(name, usual)]


@pytest.fixture
def tell(staff_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Runs ``bot new`` with these replies; gives whether it wrote, and what it said."""

    def told(said: list[str], draft: Draft | None = None, **options: bool) -> tuple[bool, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in said)))
        written = new_answer(draft or Draft(), **options)
        return written, capsys.readouterr().out

    return told


def contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path(".").rglob("*.yml")}


def test_what_was_told_stands_in_the_file_and_passes_the_check(tell: Tell) -> None:
    assert tell(replies())[0]
    new = SubjectFile.read(CLINIC).answer("clinic/coat_rack")
    assert (new.title, new.examples) == ("Is there a coat rack?", tuple(QUESTIONS))
    assert new.text == "Yes. It is by the door.\n\nYou can leave your boots there too."
    assert (new.facts, new.related, new.links) == (("C5",), ("clinic/parking",), ("phone",))
    assert new.review == "needs clinic review"
    assert checked()


def test_the_edit_is_shown_before_it_is_written(tell: Tell) -> None:
    _, said = tell(replies())
    assert (
        said.index("+  utter_clinic/coat_rack:")
        < said.index("Write it?")
        < said.index("Wrote data/nlu/clinic.yml")
    )


def test_without_a_yes_nothing_is_written_and_what_was_told_is_kept(tell: Tell) -> None:
    before = contents()
    written, said = tell(replies(write=["n"]))
    assert (written, contents(), "is kept" in said) == (False, before, True)


def test_what_was_kept_is_gone_on_with(tell: Tell) -> None:
    tell(replies(write=["n"]))
    assert tell(["y", "", "", "", "", ".", "", "", "", "y"])[0]
    assert SubjectFile.read(CLINIC).examples("clinic/coat_rack") == tuple(QUESTIONS)
    assert not DRAFT.exists()


def test_input_that_ends_halfway_writes_nothing_and_keeps_what_was_told(tell: Tell) -> None:
    before = contents()
    with pytest.raises(EditRefused, match="ended early"):
        tell([*REPLIES["subject"], *REPLIES["title"], "", "may I hang up my coat"])
    kept = Draft.kept()
    assert kept is not None
    assert (kept.examples, contents()) == (["may I hang up my coat"], before)


def test_a_text_half_written_is_kept(tell: Tell) -> None:
    with pytest.raises(EditRefused):
        tell([*REPLIES["subject"], *REPLIES["title"], "", *REPLIES["examples"], "Yes. It is by"])
    kept = Draft.kept()
    assert kept is not None
    assert kept.text == "Yes. It is by"


def test_ctrl_c_writes_nothing_and_keeps_what_was_told(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    before, left = contents(), iter([*REPLIES["subject"], *REPLIES["title"]])

    def reply(_: str) -> str:
        told = next(left, None)
        if told is None:
            raise KeyboardInterrupt
        return told

    monkeypatch.setattr("builtins.input", reply)
    with pytest.raises(KeyboardInterrupt):
        tell([])
    kept = Draft.kept()
    assert kept is not None
    assert (kept.title, contents()) == ("Is there a coat rack?", before)


def test_back_asks_the_question_before_again(tell: Tell) -> None:
    tell(replies(title=["Coats?", "back", "back", "", "Is there a coat rack?"], subject=["assistant"]))
    assert "assistant/coat_rack" in SubjectFile.read(Path("data/nlu/assistant.yml")).answers


def test_a_part_can_be_changed_at_the_end(tell: Tell) -> None:
    written, _ = tell(replies(write=["back", "title", "Where can my coat go?", "y"]))
    assert written
    assert "clinic/where_coat_go" in SubjectFile.read(CLINIC).answers


def test_a_new_subject_is_told_to_rasa(tell: Tell) -> None:
    tell(replies(subject=["n", "Coats & hats"]))
    assert SubjectFile.read(Path("data/nlu/coats_hats.yml")).answers == ["coats_hats/coat_rack"]
    assert "  - coats_hats\n" in Path("domain.yml").read_text(encoding="utf-8")
    assert "intent: coats_hats\n" in Path("data/stories/questions.yml").read_text(encoding="utf-8")
    assert checked()


def test_how_many_examples_are_missing_is_said(tell: Tell) -> None:
    _, said = tell(replies(examples=[*QUESTIONS[:10], "", ""]))
    assert ("10 so far, 2 missing" in said, "2 more would be good" in said) == (True, True)


def test_examples_that_stand_elsewhere_are_left_out_and_near_ones_told(tell: Tell) -> None:
    overview = Overview.read()
    there = next(text for text in overview.answers["clinic/hours"].examples if len(text) > 30)
    near = f"{there[:-1]}"
    _, said = tell(replies(examples=["parking", f"{near} x", *QUESTIONS, ""]))
    assert "it stands under clinic/parking already" in said
    assert f'Much like "{there}" under clinic/hours' in said


def test_undo_takes_the_last_example_out(tell: Tell) -> None:
    tell(replies(examples=["a slip of mine", "undo", *QUESTIONS, ""]))
    assert SubjectFile.read(CLINIC).examples("clinic/coat_rack") == tuple(QUESTIONS)


def test_reading_grade_and_length_are_said_at_once(tell: Tell) -> None:
    hard = "Notwithstanding meteorological complications, outerwear accommodation is facilitated."
    _, said = tell(replies(text=[hard, ".", "y", "Yes.", "."]))
    assert ("Too hard" in said, "1 words (at most 95)" in said) == (True, True)
    assert SubjectFile.read(CLINIC).answer("clinic/coat_rack").text == "Yes."


@pytest.mark.parametrize(
    ("part", "wrong", "told"),
    [
        ("subject", "safety", "no answers of its own"),
        ("subject", "!!", "cannot be a subject"),
        ("title", "When are you open?", "has this title already"),
        ("title", "x" * 41, "41 letters"),
        ("id", "Coat Rack 2", "small letters"),
        ("id", "clinic/hours", "already"),
        ("related", "parking", "clinic/parking  ("),
        ("related", "zzzz", "no answer for"),
        ("links", "fax", "no link fax"),
    ],
)
def test_a_reply_that_cannot_be_used_is_asked_again(tell: Tell, part: str, wrong: str, told: str) -> None:
    written, said = tell(replies(**{part: [wrong, *REPLIES[part]]}))
    assert (written, told in said) == (True, True), said


def test_a_mistake_the_check_finds_is_told_and_can_be_mended(tell: Tell) -> None:
    text = ["Call {fone}.", "."]
    written, said = tell(replies(text=text, write=["text", "Call {phone}.", ".", "y"]))
    assert (written, "{fone}" in said) == (True, True)
    assert SubjectFile.read(CLINIC).answer("clinic/coat_rack").text == "Call {phone}."


def test_with_all_told_by_options_nothing_is_asked(tell: Tell) -> None:
    draft = Draft("needling_visits", "May I wear a hat?", None, QUESTIONS, "Yes, you may.")
    written, _ = tell([], draft, ask_nothing=True)
    new = SubjectFile.read(Path("data/nlu/needling_visits.yml")).answer("needling/wear_hat")
    # As most answers of its subject end.
    assert (written, new.closing) == (True, "needling_line")


def test_options_are_not_asked_for_again(tell: Tell) -> None:
    written, said = tell(replies(title=[], links=[]), Draft(title="Coats?", links=[]))
    assert (written, "Title:" in said) == (True, False)


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (Draft(), "--subject"),
        (Draft("clinic", "Coats?"), "--example"),
        (Draft("clinic", "Coats?", examples=["coat"]), "--text"),
        (Draft("clinic", "Coats?", "X1", ["coat"], "Yes."), "small letters"),
        (Draft("clinic", "Coats?", None, ["parking"], "Yes."), "clinic/parking"),
        (Draft("clinic", "Coats?", None, ["coat"], "Yes.", related=["x/y"]), "no answer x/y"),
        (Draft("clinic", "Coats?", None, ["coat"], "Yes.", links=["fax"]), "no link fax"),
        (Draft("clinic", "Coats?", None, ["coat"], "  "), "empty"),
    ],
)
def test_options_that_cannot_be_used_are_told(tell: Tell, draft: Draft, told: str) -> None:
    before = contents()
    with pytest.raises(EditRefused, match=told):
        tell([], draft, ask_nothing=True)
    assert contents() == before


def test_a_dry_run_shows_the_edit_and_writes_nothing(tell: Tell) -> None:
    before = contents()
    written, said = tell(replies(), dry_run=True)
    assert (written, "+  utter_clinic/coat_rack:" in said, contents()) == (False, True, before)


def test_proposed_ids_are_short_of_letters_only_and_free() -> None:
    overview = Overview(answers={"clinic/coat_rack": None})  # type: ignore[dict-item]
    titles = ["Is there a coat rack?", "What's new in 2027?", "???"]
    assert [proposed_id(title, "clinic", overview) for title in titles] == [
        "clinic/coat_rack_b",
        "clinic/whats_new",
        "clinic/question",
    ]


def test_the_command_tells_in_one_line_why_it_wrote_nothing(staff_folder: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "new", "--subject", "clinic"]
    run = subprocess.run(command, input="", capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert "ended early" in run.stderr
