"""The messages the assistant is measured on stand nowhere in what it learns from.

Only ids and places are shown on failure: reading the measured messages would spoil the measurement.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

MEASURED = Path(__file__).parent.parent.parent.parent / "shared" / "eval" / "dev.jsonl"
FOLDER = Path(__file__).parent.parent / "sets"
SETS = sorted(path.name for path in FOLDER.glob("*.jsonl"))
TOO_ALIKE = 0.75
FEWEST_WORDS = 4


def alike(some: list[str], others: list[str]) -> list[tuple[int, int]]:
    """Places of pairs, one of ``some`` and one of ``others``, that share three words of four or more."""
    reader = CountVectorizer(binary=True, token_pattern=r"[a-z0-9]+", preprocessor=normalised)
    reader.fit([*some, *others])
    mine, theirs = reader.transform(some), reader.transform(others)
    shared = (mine @ theirs.T).toarray()
    sizes, other_sizes = mine.sum(axis=1).A, theirs.sum(axis=1).A.T
    near = (shared >= TOO_ALIKE * (sizes + other_sizes - shared)) & (other_sizes >= FEWEST_WORDS)
    return [(int(row), int(column)) for row, column in np.argwhere(near)]


def normalised(text: str) -> str:
    return re.sub("['’]", "", text.lower())


def test_word_order_case_and_punctuation_do_not_hide_a_copy() -> None:
    assert alike(["Does it really hurt, doctor?"], ["doctor does IT really hurt"]) == [(0, 0)]


def test_different_questions_are_not_taken_for_copies() -> None:
    assert alike(["does the needle hurt"], ["does the clinic open early"]) == []


def texts_of(entry: dict[str, Any]) -> list[str]:
    return [turn["text"] for turn in entry["turns"]] if "turns" in entry else [entry["text"]]


def leaks(measured: Path, examples: list[Any]) -> list[str]:
    entries = [json.loads(line) for line in measured.read_text(encoding="utf-8").splitlines()]
    texts = [(entry["id"], text) for entry in entries for text in texts_of(entry)]
    pairs = alike([text for _, text in texts], [example.text for example in examples])
    return [f"{texts[row][0]} {examples[column].place}" for row, column in pairs]


def test_no_measured_message_stands_in_the_training_data(examples: list[Any]) -> None:
    if not MEASURED.is_file():
        pytest.skip("the evaluation messages are not beside this project")
    assert leaks(MEASURED, examples) == []


@pytest.mark.parametrize("name", SETS)
def test_no_message_of_a_second_hand_stands_in_the_training_data(name: str, examples: list[Any]) -> None:
    assert leaks(FOLDER / name, examples) == []
