"""Character n-grams see through typos and come back from disk unchanged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.nlu.characters import CharacterVectors

WORDS = "sciatica needling appointment parking physio bruise exercise surgery insurance hours".split()
STARTS, ENDS = ("what about", "my"), ("please", "now")
TEXTS = [f"{start} {word} {end}" for word in WORDS for start in STARTS for end in ENDS]


@pytest.fixture(scope="module")
def characters() -> CharacterVectors:
    vectors = CharacterVectors(width=20)
    vectors.fit(TEXTS)
    return vectors


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


@pytest.mark.parametrize("text", [*TEXTS[:3], "my siatica please my", "", "漢字"])
def test_one_text_alone_gets_the_vector_it_gets_among_others(characters: CharacterVectors, text: str) -> None:
    assert np.allclose(characters.transform_one(text), characters.transform([text, *TEXTS])[0], atol=1e-6)


def test_learning_twice_gives_the_same_vectors() -> None:
    one, other = CharacterVectors(width=20), CharacterVectors(width=20)
    one.fit(TEXTS)
    other.fit(TEXTS)
    assert np.array_equal(one.transform(TEXTS), other.transform(TEXTS))


@pytest.mark.parametrize(
    ("typo", "word"),
    [
        ("siatica", "sciatica"),
        ("needeling", "needling"),
        ("apointment", "appointment"),
        ("exersise", "exercise"),
    ],
)
def test_a_typo_is_nearest_to_the_word_it_means(characters: CharacterVectors, typo: str, word: str) -> None:
    written, *known = characters.transform([typo, *WORDS])
    assert WORDS[int(np.argmax([cosine(written, each) for each in known]))] == word


def test_case_does_not_matter(characters: CharacterVectors) -> None:
    loud, quiet = characters.transform(["SCIATICA", "sciatica"])
    assert np.array_equal(loud, quiet)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=100))
def test_any_text_gets_finite_numbers(characters: CharacterVectors, text: str) -> None:
    assert np.isfinite(characters.transform([text])).all()


def test_a_text_without_a_known_letter_gets_zeros(characters: CharacterVectors) -> None:
    assert not characters.transform(["漢字"]).any()


def test_what_was_saved_transforms_alike(characters: CharacterVectors, tmp_path: Path) -> None:
    characters.save(tmp_path)
    loaded = CharacterVectors.load(tmp_path)
    assert np.allclose(loaded.transform(["my siatica"]), characters.transform(["my siatica"]), atol=1e-6)
