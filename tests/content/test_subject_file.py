"""A subject file is edited in place: what was not touched stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.check import checked
from bot.content.commented_yaml import CommentedFile, EditRefused
from bot.content.subject_file import NEEDS_REVIEW, NewAnswer, SubjectFile, answer_text, example, homes

PROJECT = Path(__file__).parent.parent.parent
FILES = sorted(path.relative_to(PROJECT) for path in (PROJECT / "data" / "nlu").glob("*.yml"))
COMMENTED = """\
version: "3.1"

# Before the questions.
nlu:
  - intent: clinic/parking
    examples: |
      - Where can I park?
      - parking

  # Between the questions.
  - intent: clinic/pets
    examples: |
      - Can I bring my dog?

# Before the answers.
responses:
  utter_clinic/parking:
    # Ask Ann before changing this.
    - text: |
        Behind the house. # no comment
      metadata:
        title: 'Parking?'  # on the button
        facts: [clinic.yml, "911"]
        review: reviewed by Ann, 2026-11-01
  utter_clinic/pets:
    - text: |
        Please leave pets at home.
      metadata:
        title: Pets
        related:
          - clinic/parking
# The end.
"""
NEW = NewAnswer(
    "clinic/coat_rack",
    "Coats: where to?",
    "By the door.\n\nTell us if it is full.",
    ("Where does my coat go?", "coat"),
    ("C1", "no"),
    ("clinic/parking",),
    ("phone",),
)


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    path = tmp_path / "subject.yml"
    path.write_text(COMMENTED, encoding="utf-8")
    return path


def changes(file: CommentedFile) -> list[str]:
    """The lines taken out and put in, without the head of the diff."""
    return [line for line in file.diff().splitlines()[2:] if line[0] in "+-"]


@pytest.mark.parametrize("path", [*FILES, Path("domain.yml"), Path("data/stories/questions.yml")], ids=str)
def test_a_file_written_again_is_the_same_byte_for_byte(path: Path) -> None:
    file = CommentedFile.read(PROJECT / path)
    file.touched()
    assert file.text.encode("utf-8") == (PROJECT / path).read_bytes()


def test_a_file_that_was_not_edited_has_no_diff_and_is_not_written(subject: Path) -> None:
    before = subject.stat()
    file = SubjectFile.read(subject)
    file.save()
    assert (file.diff(), subject.stat()) == ("", before)


def test_added_questions_stand_below_the_others(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_examples("clinic/parking", ["Is there parking?", "car park: where"])
    assert changes(file) == ["+      - Is there parking?", "+      - car park: where"]


def test_questions_that_are_there_already_are_left_out(subject: Path) -> None:
    file = SubjectFile.read(subject)
    assert file.add_examples("clinic/parking", ["PARKING!", "- new one", "New one?"]) == ["new one"]


def test_questions_that_are_all_there_change_nothing(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_examples("clinic/parking", ["parking?"])
    assert file.diff() == ""


@pytest.mark.parametrize("text", ["", " - ", "how [much](x)", "{phone}", "/restart"])
def test_what_cannot_be_a_question_is_refused(subject: Path, text: str) -> None:
    with pytest.raises(EditRefused):
        SubjectFile.read(subject).add_examples("clinic/parking", [text])


def test_a_question_over_two_lines_becomes_one_line() -> None:
    assert example("  Where\n\tcan I\u200b park? ") == "Where can I park?"


def test_set_questions_replace_all_others(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.set_examples("clinic/parking", ["parking", "Parking!", "Where do I leave my car?"])
    assert file.examples("clinic/parking") == ("parking", "Where do I leave my car?")
    assert changes(file) == ["-      - Where can I park?", "+      - Where do I leave my car?"]


def test_set_questions_of_two_blocks_end_in_one(subject: Path) -> None:
    subject.write_text(COMMENTED.replace("intent: clinic/pets", "intent: clinic/parking"), encoding="utf-8")
    file = SubjectFile.read(subject)
    file.set_examples("clinic/parking", ["parking"])
    assert file.examples("clinic/parking") == ("parking",)
    assert "\n\n# Before the answers.\nresponses:" in file.text


def test_an_answer_is_never_left_without_questions(subject: Path) -> None:
    with pytest.raises(EditRefused, match="at least one"):
        SubjectFile.read(subject).set_examples("clinic/parking", [])


def test_a_changed_text_changes_nothing_else_but_needs_review_again(subject: Path) -> None:
    file = SubjectFile.read(subject)
    assert file.set_text("clinic/parking", "In front: two places.")
    assert changes(file) == [
        "-        Behind the house. # no comment",
        "+        In front: two places.",
        "-        review: reviewed by Ann, 2026-11-01",
        f"+        review: {NEEDS_REVIEW}",
    ]


def test_the_same_text_is_no_change_and_keeps_its_review(subject: Path) -> None:
    file = SubjectFile.read(subject)
    assert not file.set_text("clinic/parking", "\r\nBehind the house. # no comment  \n\n")
    assert file.diff() == ""


def test_an_empty_text_is_refused(subject: Path) -> None:
    with pytest.raises(EditRefused, match="empty"):
        SubjectFile.read(subject).set_text("clinic/parking", " \n ")


def test_lists_keep_the_way_they_are_written(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.set_metadata("clinic/parking", "facts", ["clinic.yml", "no"])
    file.set_metadata("clinic/pets", "related", ["clinic/parking", "clinic/hours"])
    assert changes(file) == [
        '-        facts: [clinic.yml, "911"]',
        '+        facts: [clinic.yml, "no"]',
        "+          - clinic/hours",
    ]


def test_a_new_answer_stands_behind_the_others_with_its_questions(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_answer(NEW)
    assert changes(file) == [
        "+",
        "+  - intent: clinic/coat_rack",
        "+    examples: |",
        "+      - Where does my coat go?",
        "+      - coat",
        "+  utter_clinic/coat_rack:",
        "+    - text: |",
        "+        By the door.",
        "+",
        "+        Tell us if it is full.",
        "+      metadata:",
        '+        title: "Coats: where to?"',
        '+        facts: [C1, "no"]',
        "+        review: needs clinic review",
        "+        links: [phone]",
        "+        related: [clinic/parking]",
    ]


def test_a_new_answer_is_read_back_as_it_was_given(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_answer(NEW)
    file.save()
    assert SubjectFile.read(subject).answer(NEW.id) == NEW


@pytest.mark.parametrize(
    "answer", ["clinic/Coat", "clinic/coat 2", "coat", "clinic/", "a/b/c", "clinic/pets"]
)
def test_an_id_that_cannot_be_one_or_is_taken_is_refused(subject: Path, answer: str) -> None:
    with pytest.raises(EditRefused, match="id"):
        SubjectFile.read(subject).add_answer(NewAnswer(answer, "Title", "Text.", ("question",)))


def test_new_answers_in_all_subjects_pass_the_check(staff_folder: Path) -> None:
    for place, path in enumerate(path for path in FILES if file_holds_answers(path)):
        file = SubjectFile.read(path)
        group, name = file.answers[0].split("/")[0], "coat" + "t" * place
        asked = (f"where does my {name} go",)
        file.add_answer(NewAnswer(f"{group}/{name}", f"Where does a {name} go?", NEW.text, asked, ("C1",)))
        file.save()
    assert checked()


def file_holds_answers(path: Path) -> bool:
    return "\nresponses:" in path.read_text(encoding="utf-8")


def test_an_answer_without_sources_rests_on_what_the_clinic_must_confirm(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_answer(NewAnswer("clinic/coats", "Coats?", "By the door.", ("coat",)))
    added = file.answer("clinic/coats")
    assert (added.facts, added.review) == (("K",), NEEDS_REVIEW)


def test_a_new_subject_is_laid_out_like_the_others(tmp_path: Path) -> None:
    file = SubjectFile.new(tmp_path / "coats.yml")
    file.add_answer(NewAnswer("coats/rack", "Coats?", "By the door.", ("coat", "rack")))
    file.add_answer(NewAnswer("coats/hats", "Hats?", "By the coats.", ("hat",)))
    file.save()
    assert (tmp_path / "coats.yml").read_text(encoding="utf-8") == (
        'version: "3.1"\n\nnlu:\n  - intent: coats/rack\n    examples: |\n      - coat\n      - rack\n\n'
        "  - intent: coats/hats\n    examples: |\n      - hat\n\nresponses:\n  utter_coats/rack:\n"
        "    - text: |\n        By the door.\n      metadata:\n        title: Coats?\n"
        "        facts: [K]\n        review: needs clinic review\n"
        "  utter_coats/hats:\n    - text: |\n        By the coats.\n"
        "      metadata:\n        title: Hats?\n        facts: [K]\n        review: needs clinic review\n"
    )


def test_a_file_changed_by_someone_else_meanwhile_is_not_overwritten(subject: Path) -> None:
    file = SubjectFile.read(subject)
    file.add_examples("clinic/pets", ["cats"])
    theirs = COMMENTED.replace("dog", "parrot")
    subject.write_text(theirs, encoding="utf-8")
    with pytest.raises(EditRefused, match="changed by someone else"):
        file.save()
    assert subject.read_text(encoding="utf-8") == theirs


def test_a_saved_file_can_be_edited_and_saved_again(subject: Path) -> None:
    file = SubjectFile.read(subject)
    for text in ("cats", "parrots"):
        file.add_examples("clinic/pets", [text])
        file.save()
    assert SubjectFile.read(subject).examples("clinic/pets")[1:] == ("cats", "parrots")
    assert [path.name for path in subject.parent.iterdir()] == ["subject.yml"]


def test_windows_line_ends_and_a_byte_order_mark_are_kept(subject: Path) -> None:
    subject.write_bytes(b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode())
    file = SubjectFile.read(subject)
    file.add_examples("clinic/pets", ["cats"])
    file.save()
    dog = "- Can I bring my dog?\n"
    wanted = COMMENTED.replace(dog, f"{dog}      - cats\n").replace("\n", "\r\n")
    assert subject.read_bytes() == b"\xef\xbb\xbf" + wanted.encode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1"),
        (b"nlu: [\n", "line"),
        (b"nlu:\n  - intent: caf\xe9\n", "line 2.*bot check"),
        (b"nlu: []\nnlu: []\n", "line 2.*bot check"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(subject: Path, content: bytes, told: str) -> None:
    subject.write_bytes(content)
    with pytest.raises(EditRefused, match=f"subject.yml, {told}"):
        SubjectFile.read(subject)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EditRefused, match=r"gone\.yml: the file is missing"):
        SubjectFile.read(tmp_path / "gone.yml")


def test_the_file_of_an_answer_or_a_plain_intent_is_found() -> None:
    found = [homes().get(each) for each in ("needling/lung", "greet", "red_flag", "needling/gone")]
    names = [path.name if path else None for path in found]
    assert names == ["needling_safety.yml", "assistant.yml", None, None]


def test_look_alikes_of_danger_signs_are_no_questions_of_the_answer() -> None:
    path = homes().get("out_of_scope")
    assert path is not None
    assert path.name == "out_of_scope.yml"


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=200))
def test_any_question_and_answer_is_read_back_as_it_was_written(question: str, answer: str) -> None:
    new = NewAnswer("clinic/any", question, answer, (question,), (question,))
    file = SubjectFile.new(PROJECT / "data" / "nlu" / "any.yml")
    try:
        file.add_answer(new)
    except EditRefused:
        return
    read = yaml.safe_load(file.text)
    written = read["responses"]["utter_clinic/any"][0]
    assert read["nlu"][0]["examples"] == f"- {example(question)}\n"
    assert written["text"] == f"{answer_text(answer)}\n"
    assert written["metadata"]["title"] == " ".join(written["metadata"]["title"].split())
