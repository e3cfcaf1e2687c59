"""TensorFlow is left out where nothing needs it, and only there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
IMPORTED = (
    "import sys; from bot.without_tensorflow import StandIn, leave_out, is_missing_for; leave_out()\n"
    "import tensorflow\n"
    "print(tensorflow.keras.Model is StandIn, is_missing_for(['rasa.nlu.classifiers.diet_classifier.DIET']))"
)
CONFIG = "pipeline:\n- name: {component}\npolicies:\n- name: {policy}\n"
OWN = "bot.nlu.components.EnglishTokenizer"


def left_out(folder: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", IMPORTED],
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.split()


def test_this_assistant_runs_without_it() -> None:
    assert left_out(PROJECT) == ["True", "True"]


@pytest.mark.parametrize(
    ("component", "policy"),
    [("DIETClassifier", "RulePolicy"), (OWN, "TEDPolicy"), ("some.Other", "RulePolicy")],
)
def test_it_stays_where_a_component_may_need_it(tmp_path: Path, component: str, policy: str) -> None:
    (tmp_path / "config.yml").write_text(CONFIG.format(component=component, policy=policy), encoding="utf-8")
    assert left_out(tmp_path) == ["False", "False"]


def test_it_stays_where_the_settings_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("pipeline: [", encoding="utf-8")
    assert left_out(tmp_path) == ["False", "False"]
