"""Edits of several files are written together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.commented_yaml import EditRefused
from bot.content.edit import Edit
from bot.content.subject_file import NewAnswer

CLINIC = Path("data/nlu/clinic.yml")
FEET = Path("data/nlu/feet.yml")
NEW = NewAnswer(
    "feet/sore_heel", "Why is my heel sore?", "A physio can look at it.", ("sore heel", "heel pain")
)


def contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path(".").rglob("*") if path.is_file()}


def edited() -> Edit:
    """A new subject, which touches three files."""
    edit = Edit()
    edit.add_answer(NEW, FEET)
    return edit


def test_a_new_subject_is_named_in_the_domain_and_in_a_rule(staff_folder: Path) -> None:
    paths = edited().save()
    assert sorted(map(str, paths)) == ["data/nlu/feet.yml", "data/stories/questions.yml", "domain.yml"]


def test_two_answers_of_a_new_subject_name_it_once(staff_folder: Path) -> None:
    edit = edited()
    edit.add_answer(NewAnswer("feet/flat_feet", "What are flat feet?", "A low arch.", ("flat feet",)), FEET)
    edit.save()
    assert Path("domain.yml").read_text(encoding="utf-8").count("  - feet\n") == 1


def test_an_edit_without_mistakes_has_none(staff_folder: Path) -> None:
    assert edited().mistakes() == []


def test_mistakes_of_the_edit_are_told_and_those_there_before_are_not(staff_folder: Path) -> None:
    CLINIC.write_text(CLINIC.read_text(encoding="utf-8").replace("related: [", "related: [clinic/gone, ", 1))
    edit = edited()
    edit.subject(FEET).add_examples("feet/sore_heel", ["parking"])
    told = edit.mistakes()
    assert (len(told), "parking" in told[0], "clinic/gone" in told[0]) == (1, True, False)


def test_looking_for_mistakes_leaves_the_folder_as_it_was(staff_folder: Path) -> None:
    before = contents()
    edited().mistakes()
    assert (contents(), Path.cwd()) == (before, staff_folder)


@pytest.mark.parametrize("path", [Path("domain.yml"), Path("data/stories/questions.yml")], ids=str)
def test_nothing_is_written_when_one_file_was_changed_by_someone_else(staff_folder: Path, path: Path) -> None:
    edit = edited()
    path.write_text(path.read_text(encoding="utf-8") + "# theirs\n", encoding="utf-8")
    before = contents()
    with pytest.raises(EditRefused, match="changed by someone else"):
        edit.save()
    assert contents() == before


def test_what_was_written_is_taken_back_when_a_later_file_cannot_be(
    staff_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents()
    from bot.content import commented_yaml

    write = commented_yaml.replace_file

    def full_disk(path: Path, content: bytes) -> None:
        if path.name == "questions.yml":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(commented_yaml, "replace_file", full_disk)
    with pytest.raises(EditRefused, match="No space left"):
        edited().save()
    assert contents() == before


@pytest.mark.parametrize("answer", ["greet/hello", "clinic/hours"])
def test_an_id_whose_name_is_taken_is_refused(staff_folder: Path, answer: str) -> None:
    with pytest.raises(EditRefused):
        Edit().add_answer(NewAnswer(answer, "Hello?", "Hello.", ("hello hello there",)), FEET)


def test_a_subject_in_capitals_is_refused(staff_folder: Path) -> None:
    with pytest.raises(EditRefused, match="small letters"):
        Edit().subject(Path("data/nlu/Feet 2.yml"))
