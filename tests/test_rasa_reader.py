"""What Rasa's own commands are given to learn from is what Rasa's own importer would give them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.utils.validation import YamlValidationException

from bot.rasa_reader import Example, ReadOnceImporter

CONFIG = Path("config.yml")
FILES = {
    "costs.yml": """version: "3.1"
nlu:
  - intent: needling/cost
    examples: |
      - how much is it
      - how much is it
      - what does it cost
  - intent: red_flag
    metadata:
      sign: R1
    examples: |
      - my chest hurts
responses:
  utter_needling/cost:
    - text: Ask us.
""",
    "hours.yml": """version: "3.1"
nlu:
  - intent: clinic/hours
    examples: |
      - when do you open
      - how much is it
  - intent: needling/cost
    examples: |
      - what does it cost
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def whole(importer: TrainingDataImporter) -> TrainingDataImporter:
    """The importer inside the chain that Rasa's commands put around it."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    made: TrainingDataImporter = TrainingDataImporter.load_from_dict(config)
    made.importer._importer._importers = [importer]
    return made


@pytest.mark.parametrize("around", [lambda importer: importer, whole], ids=["alone", "in Rasa's chain"])
def test_the_same_is_read_as_by_rasas_own_importer(folder: Path, around: Any) -> None:
    ours, theirs = (around(kind(None, None, [str(folder)])) for kind in (ReadOnceImporter, RasaFileImporter))
    read, expected = ours.get_nlu_data(), theirs.get_nlu_data()
    # Rasa reads the files in any order.
    assert sorted(each.fingerprint() for each in read.training_examples) == sorted(
        each.fingerprint() for each in expected.training_examples
    )
    assert read.responses == expected.responses
    assert {each.get("text") for each in read.intent_examples} == {
        *("how much is it", "what does it cost", "my chest hurts", "when do you open")
    }


def test_config_yml_names_it() -> None:
    importer = TrainingDataImporter.load_from_config(str(CONFIG))
    (inner,) = importer.importer._importer._importers
    assert type(inner) is ReadOnceImporter


def test_a_file_is_still_held_to_rasas_own_rules(folder: Path) -> None:
    (folder / "hours.yml").write_text("nlu:\n  - intent: [1]\n    examples: |\n      - a\n", encoding="utf-8")
    with pytest.raises(YamlValidationException, match=r"Path: ./nlu/0"):
        ReadOnceImporter(None, None, [str(folder)]).get_nlu_data()


def test_what_is_learned_of_a_copy_does_not_change_the_example() -> None:
    example = Example({"text": "hello", "intent": "greet"})
    copied = copy.deepcopy(example)
    assert copied == example
    copied.set("intent", "goodbye", add_to_output=True)
    copied.features.append("a feature")
    assert (example.get("intent"), example.output_properties, example.features) == ("greet", {"text"}, [])
