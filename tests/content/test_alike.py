"""Examples that mean nearly the same are found, and only what is new is compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.content import alike as module
from bot.content.alike import MOST_NEW, alike, near_pairs
from bot.nlu.encoder import FOLDER_VARIABLE, Vectors, encoder_folder, unit

LEAST = 0.95
SAME = [
    "is dry needling dangerous",
    "where can i park",
    "can dry needling be dangerous",
    "do you open on sunday",
]


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_project_folder: None) -> Path:
    """The project's encoder without its known vectors, and a folder that remembers nothing."""
    source, target = encoder_folder().resolve(), tmp_path / "encoder"
    target.mkdir()
    for name in ("encoder.onnx", "tokenizer.json"):
        (target / name).symlink_to(source / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(FOLDER_VARIABLE, str(target))
    return target


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many new texts each comparison had."""
    numbers: list[int] = []
    before = module.near_pairs

    def counting(vectors: Vectors, known: int, *rest: object) -> object:
        numbers.append(len(vectors) - known)
        return before(vectors, known, *rest)

    monkeypatch.setattr(module, "near_pairs", counting)
    return numbers


def pairs(texts: list[str]) -> list[tuple[int, int]]:
    return [(one, two) for one, two, _ in alike(texts, LEAST).pairs]


def test_examples_of_the_same_meaning_are_found(encoder: Path) -> None:
    assert [set(pair) for pair in pairs(SAME)] == [{0, 2}]


def test_known_examples_are_not_compared_again(encoder: Path, compared: list[int]) -> None:
    first, second = pairs(SAME), pairs(SAME)
    assert (first == second, compared) == (True, [4])


def test_a_new_example_is_compared_with_all_others(encoder: Path, compared: list[int]) -> None:
    pairs(SAME[:2])
    assert ([set(pair) for pair in pairs(SAME)], compared) == ([{0, 2}], [2, 2])


def test_an_example_that_comes_back_is_compared_again(encoder: Path, compared: list[int]) -> None:
    pairs(SAME)
    pairs(SAME[1:])
    pairs([*SAME[1:], "hello"])
    assert ([set(pair) for pair in pairs([*SAME[1:], "hello", SAME[0]])], compared) == ([{1, 4}], [4, 1, 1])


def test_every_place_of_a_text_is_told(encoder: Path) -> None:
    assert sorted(pairs([*SAME[:3], SAME[0]])) == [(0, 2), (3, 2)] or sorted(pairs([*SAME[:3], SAME[0]])) == [
        (2, 0),
        (2, 3),
    ]


def test_a_broken_memory_is_begun_anew(encoder: Path) -> None:
    pairs(SAME)
    (memory,) = Path(".cache").glob("compared-*.npz")
    memory.write_bytes(b"PK\x03\x04 half a file")
    assert [set(pair) for pair in pairs(SAME)] == [{0, 2}]


def test_too_many_new_examples_are_left_to_training(encoder: Path) -> None:
    found = alike([f"question {number}" for number in range(MOST_NEW + 1)], LEAST)
    assert (found.pairs, found.left, found.why) == ([], MOST_NEW + 1, "bot train does it")


def test_without_the_encoder_nothing_is_compared_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert "make encoder" in alike(SAME, LEAST).why


def test_looking_at_few_dimensions_first_misses_no_pair() -> None:
    chance = np.random.default_rng(7)
    base = unit(chance.standard_normal((2500, 768)).astype(np.float32))
    near = unit(
        base + chance.uniform(0, 0.02, (2500, 1)) * chance.standard_normal((2500, 768)).astype(np.float32)
    )
    vectors = np.concatenate([base, near]).astype(np.float32)
    everything = vectors @ vectors.T
    wanted = {(int(a), int(b)) for a, b in np.argwhere(everything >= LEAST + 1e-5) if a < b}
    found = {(one, two) for one, two, _ in near_pairs(vectors, 0, LEAST, None)}
    assert (wanted - found, len(wanted) > 100) == (set(), True)
