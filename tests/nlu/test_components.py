"""The model archive holds plain data only, made by this project's own components."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.nlu.components import (
    AnswerClassifier,
    DangerSignDetector,
    EnglishTokenizer,
    SentenceFeaturizer,
)

PROJECT = Path(__file__).parent.parent.parent
OWN = "bot.nlu.components."
OWN_COMPONENTS = [EnglishTokenizer, SentenceFeaturizer, AnswerClassifier, DangerSignDetector]


@pytest.fixture(scope="module")
def archive() -> dict[str, bytes]:
    """Every file of the trained model by name."""
    with tarfile.open(PROJECT / "models" / "clinic.tar.gz") as tar:
        members = [(member, tar.extractfile(member)) for member in tar.getmembers() if member.isfile()]
        return {member.name: file.read() for member, file in members if file}


def test_the_archive_holds_no_pickle_file(archive: dict[str, bytes]) -> None:
    assert [name for name in archive if Path(name).suffix in {".pkl", ".pickle", ".joblib", ".dill"}] == []


def test_no_file_of_the_archive_begins_like_a_pickle(archive: dict[str, bytes]) -> None:
    assert [name for name, content in archive.items() if content[:1] == b"\x80"] == []


def test_all_arrays_load_without_pickle(archive: dict[str, bytes]) -> None:
    names = [name for name in archive if name.endswith((".npz", ".npy"))]
    assert names
    for name in names:
        with np.load(io.BytesIO(archive[name]), allow_pickle=False) as arrays:
            assert all(arrays[key].dtype != object for key in arrays.files), name


def test_the_archive_holds_no_tensorflow_weights(archive: dict[str, bytes]) -> None:
    assert [name for name in archive if ".tf_" in name or ".h5" in name or "checkpoint" in name] == []


def test_every_component_of_the_pipeline_is_our_own() -> None:
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    names = [component["name"] for component in config["pipeline"]]
    assert names == [f"{OWN}{component.__name__}" for component in OWN_COMPONENTS]


def test_no_policy_learns(archive: dict[str, bytes]) -> None:
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    assert {policy["name"] for policy in config["policies"]} <= {"RulePolicy", "MemoizationPolicy"}


def test_the_trained_graph_runs_no_tensorflow_component(archive: dict[str, bytes]) -> None:
    (metadata,) = [json.loads(content) for name, content in archive.items() if name.endswith("metadata.json")]
    used = {node["uses"] for node in metadata["predict_schema"]["nodes"].values()}
    learned = ("diet", "ted_policy", "unexpected_intent", "response_selector", "tensorflow", "keras")
    assert [name for name in used if any(word in name.lower() for word in learned)] == []


def test_own_component_names_are_told_apart_from_rasas() -> None:
    from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS

    rasas = {component.__name__ for component in DEFAULT_COMPONENTS}
    assert [component.__name__ for component in OWN_COMPONENTS if component.__name__ in rasas] == []


@pytest.mark.parametrize("component", OWN_COMPONENTS[2:])
def test_every_option_in_the_settings_is_one_the_component_knows(component: type) -> None:
    config = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    (given,) = [each for each in config["pipeline"] if each["name"] == f"{OWN}{component.__name__}"]
    assert set(given) - {"name"} <= set(component.get_default_config())
