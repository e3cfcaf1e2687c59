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


def test_no_measured_message_stands_in_the_training_data(examples: list[Any]) -> None:
    if not MEASURED.is_file():
        pytest.skip("the evaluation messages are not beside this project")
    measured = [json.loads(line) for line in MEASURED.read_text(encoding="utf-8").splitlines()]
    pairs = alike([entry["text"] for entry in measured], [example.text for example in examples])
    leaks = [f"{measured[row]['id']} {examples[column].place}" for row, column in pairs]
    assert leaks == []
