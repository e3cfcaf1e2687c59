"""What the files say, and which changes need which work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.preview.contents import Contents, Reader
from bot.preview.watching import Watch
from bot.training import project_importer

DOMAIN = """\
intents:
  - clinic
responses:
  utter_greet:
    - text: Hello.
"""
SUBJECT = """\
nlu:
  - intent: clinic/parking
    examples: |
      - where can i park
      - is parking free

responses:
  utter_clinic/parking:
    - text: |
        By the door.
"""
STORIES = "rules: []\n"


class Project:
    """A small project's files, read as the preview reads them."""

    def __init__(self) -> None:
        self.subject, self.domain = Path("data/nlu/clinic.yml"), Path("domain.yml")
        self.stories, self.clinic = Path("data/stories/questions.yml"), Path("clinic.yml")
        for path, text in (
            (self.subject, SUBJECT),
            (self.domain, DOMAIN),
            (self.stories, STORIES),
            (self.clinic, "name: Hill Physio\n"),
            (Path("config.yml"), "language: en\n"),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self._reader = Reader(self.clinic)
        self._watch = Watch(self._reader.files)

    def edited(self, path: Path, old: str, new: str) -> Contents:
        """What the files say after an edit."""
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self._watch.changed()
        return self.read()

    def read(self) -> Contents:
        return self._reader.contents(self._watch.contents)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project()


def test_answers_and_examples_come_with_their_lines(project: Project) -> None:
    contents = project.read()
    places = {name: (str(place.path), place.line) for name, place in contents.places.items()}
    assert places == {"utter_greet": ("domain.yml", 4), "utter_clinic/parking": ("data/nlu/clinic.yml", 8)}
    assert [(e.text, e.label, e.place.line) for e in contents.examples] == [
        ("where can i park", "clinic/parking", 4),
        ("is parking free", "clinic/parking", 5),
    ]


def test_a_changed_text_teaches_nothing_new(project: Project) -> None:
    before = project.read()
    after = project.edited(project.subject, "By the door.", "Behind the house.")
    assert after.responses["utter_clinic/parking"][0]["text"] == "Behind the house.\n"
    assert after.makes_the_model_of(before)


def test_examples_that_only_move_teach_nothing_new(project: Project) -> None:
    before = project.read()
    after = project.edited(project.subject, "nlu:\n", "# Questions about the place\nnlu:\n")
    assert after.examples[0].place.line == before.examples[0].place.line + 1
    assert after.taught == before.taught


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is parking free", "is parking for free"),
        ("      - is parking free\n", ""),
        ("intent: clinic/parking", "intent: clinic/car"),
    ],
)
def test_changed_examples_are_to_be_learned(project: Project, old: str, new: str) -> None:
    before = project.read()
    after = project.edited(project.subject, old, new)
    assert after.taught != before.taught
    assert after.structure == before.structure
    assert not after.makes_the_model_of(before)


def test_domain_settings_and_stories_take_a_whole_training(project: Project) -> None:
    states = [
        project.read(),
        project.edited(project.domain, "  - clinic\n", "  - clinic\n  - greet\n"),
        project.edited(Path("config.yml"), "en", "fr"),
        project.edited(project.stories, "[]", "null"),
    ]
    assert len({state.structure for state in states}) == len(states)


def test_texts_of_the_domain_and_the_clinic_file_take_none(project: Project) -> None:
    before = project.read()
    project.edited(project.clinic, "Hill", "Dale")
    after = project.edited(project.domain, "Hello.", "Good morning.")
    assert after.structure == before.structure
    assert after.responses["utter_greet"][0]["text"] == "Good morning."


def test_the_preview_reads_the_same_as_the_training() -> None:
    reader = Reader(Path("clinic.yml"))
    contents = reader.contents(Watch(reader.files).contents)
    importer = project_importer()
    trained = [(m.get("text"), m.get_full_intent()) for m in importer.get_nlu_data().intent_examples]
    assert [(example.text, example.label) for example in contents.examples] == trained
    responses = importer.get_domain().responses
    assert {name: [r["text"] for r in each] for name, each in contents.responses.items()} == {
        name: [r["text"] for r in each] for name, each in responses.items()
    }
