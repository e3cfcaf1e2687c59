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
# Messages that are compared at a time, each with all examples.
BLOCK = 64


class Learned:
    """Texts that are learned from, as sets of words."""

    def __init__(self, texts: list[str]) -> None:
        self._reader = CountVectorizer(
            binary=True, token_pattern=r"[a-z0-9]+", preprocessor=normalised, dtype=np.int32
        )
        self._words = self._reader.fit_transform(texts)
        self._sizes = self._words.sum(axis=1).A.T

    def alike(self, texts: list[str]) -> list[tuple[int, int]]:
        """Places of pairs, one of ``texts`` and one learned, that share three words of four or more."""
        words_of = self._reader.build_analyzer()
        found: list[tuple[int, int]] = []
        for start in range(0, len(texts), BLOCK):
            block = texts[start : start + BLOCK]
            # Words that nobody learned are not in the matrix, but they count.
            sizes = np.array([[len(set(words_of(text)))] for text in block])
            shared = (self._reader.transform(block) @ self._words.T).toarray()
            near = (shared >= TOO_ALIKE * (sizes + self._sizes - shared)) & (self._sizes >= FEWEST_WORDS)
            found += [(start + int(row), int(column)) for row, column in np.argwhere(near)]
        return found


def alike(some: list[str], others: list[str]) -> list[tuple[int, int]]:
    return Learned(others).alike(some)


@pytest.fixture(scope="module")
def learned(examples: list[Any]) -> Learned:
    """The training examples, read once."""
    return Learned([example.text for example in examples])


def normalised(text: str) -> str:
    return re.sub("['’]", "", text.lower())


def test_word_order_case_and_punctuation_do_not_hide_a_copy() -> None:
    assert alike(["Does it really hurt, doctor?"], ["doctor does IT really hurt"]) == [(0, 0)]


def test_a_message_with_other_words_besides_is_no_copy() -> None:
    learned = Learned(["does the needle really hurt", "where do i park my car"])
    assert learned.alike(["does the needle really hurt much"]) == [(0, 0)]
    assert learned.alike(["does the needle really hurt much or only a little bit"]) == []


def test_different_questions_are_not_taken_for_copies() -> None:
    assert alike(["does the needle hurt"], ["does the clinic open early"]) == []


def texts_of(entry: dict[str, Any]) -> list[str]:
    return [turn["text"] for turn in entry["turns"]] if "turns" in entry else [entry["text"]]


def leaks(measured: Path, learned: Learned, examples: list[Any]) -> list[str]:
    entries = [json.loads(line) for line in measured.read_text(encoding="utf-8").splitlines()]
    texts = [(entry["id"], text) for entry in entries for text in texts_of(entry)]
    pairs = learned.alike([text for _, text in texts])
    return [f"{texts[row][0]} {examples[column].place}" for row, column in pairs]


def test_no_measured_message_stands_in_the_training_data(learned: Learned, examples: list[Any]) -> None:
    if not MEASURED.is_file():
        pytest.skip("the evaluation messages are not beside this project")
    assert leaks(MEASURED, learned, examples) == []


@pytest.mark.parametrize("name", SETS)
def test_no_message_of_a_second_hand_stands_in_the_training_data(
    name: str, learned: Learned, examples: list[Any]
) -> None:
    assert leaks(FOLDER / name, learned, examples) == []
