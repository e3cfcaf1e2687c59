"""The cache of vectors never changes a vector and heals itself."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from bot.nlu.encoder import WIDTH, SentenceEncoder, load_encoder
from bot.nlu.vector_cache import VectorCache

TEXTS = ["does it hurt", "what are your hours", "does it hurt", ""]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def written(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_cached_vectors_equal_encoded_ones(encoder: SentenceEncoder, tmp_path: Path) -> None:
    before = VectorCache(encoder, tmp_path).encode_all(TEXTS)
    again = VectorCache(encoder, tmp_path).encode_all(TEXTS)
    assert np.array_equal(again, before)
    assert np.allclose(again, encoder.encode_all(TEXTS), atol=1e-3)


class Unwilling:
    """Stands for the encoder where nothing may be encoded."""

    def __init__(self, checksum: str) -> None:
        self.checksum = checksum

    def encode_all(self, texts: list[str], progress: object = None) -> np.ndarray:
        raise AssertionError(f"{len(texts)} known texts were encoded again")


def test_known_texts_are_not_encoded_again(encoder: SentenceEncoder, tmp_path: Path) -> None:
    before = VectorCache(encoder, tmp_path).encode_all(TEXTS)
    again = VectorCache(cast(SentenceEncoder, Unwilling(encoder.checksum)), tmp_path).encode_all(TEXTS)
    assert np.array_equal(again, before)


class Counting:
    """Stands for the encoder: a text's vector holds its length."""

    checksum = "0" * 64

    def encode_all(self, texts: list[str], progress: object = None) -> np.ndarray:
        return np.full((len(texts), WIDTH), [[len(text)] for text in texts], dtype=np.float32)


def test_trainings_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    encoder = cast(SentenceEncoder, Counting())

    def train(number: int) -> bool:
        texts = ["a" * length for length in range(number, number + 30)]
        vectors = VectorCache(encoder, tmp_path).encode_all(texts)
        return [row[0] for row in vectors] == [len(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(train, range(80)))
    assert written(tmp_path).suffix == ".npz"


def test_what_a_killed_training_left_is_taken_away_later(tmp_path: Path) -> None:
    encoder = cast(SentenceEncoder, Counting())
    VectorCache(encoder, tmp_path).encode_all(["old"])
    fresh, left = (written(tmp_path).with_name(f"{written(tmp_path).name}-{name}.part") for name in "ab")
    fresh.touch()
    left.touch()
    os.utime(left, (0, 0))
    VectorCache(encoder, tmp_path).encode_all(["new"])
    assert fresh.exists()
    assert not left.exists()


def test_the_texts_of_now_are_kept_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.nlu.vector_cache.MOST_KEPT", 3)
    encoder = cast(SentenceEncoder, Counting())
    VectorCache(encoder, tmp_path).encode_all(["first", "second", "third"])
    VectorCache(encoder, tmp_path).encode_all(["first", "new", "newer"])
    again = VectorCache(cast(SentenceEncoder, Unwilling(encoder.checksum)), tmp_path)
    assert len(again.encode_all(["first", "new", "newer"])) == 3


def test_another_build_of_the_encoder_starts_afresh(encoder: SentenceEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).encode_all(TEXTS)
    with pytest.raises(AssertionError, match="encoded again"):
        VectorCache(cast(SentenceEncoder, Unwilling("0" * 64)), tmp_path).encode_all(TEXTS)


def test_new_texts_join_the_known_ones(encoder: SentenceEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).encode_all(["old"])
    both = VectorCache(encoder, tmp_path).encode_all(["new", "old"])
    assert np.allclose(both, encoder.encode_all(["new", "old"]), atol=1e-3)


@pytest.mark.parametrize("damage", ["cut in half", "emptied", "no archive", "other arrays", "pickled"])
def test_a_damaged_file_is_rebuilt_with_equal_vectors(
    encoder: SentenceEncoder, tmp_path: Path, damage: str
) -> None:
    before = VectorCache(encoder, tmp_path).encode_all(TEXTS)
    file = written(tmp_path)
    if damage == "other arrays":
        np.savez(file, other=np.zeros(3))
    elif damage == "pickled":
        np.savez(file, keys=np.array([{}], dtype=object), vectors=np.zeros((1, 768)))
    else:
        content = file.read_bytes()
        file.write_bytes({"cut in half": content[: len(content) // 2], "emptied": b""}.get(damage, b"no zip"))
    assert np.array_equal(VectorCache(encoder, tmp_path).encode_all(TEXTS), before)
    assert np.array_equal(VectorCache(encoder, tmp_path).encode_all(TEXTS), before)


def test_no_unfinished_file_is_left_behind(encoder: SentenceEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).encode_all(TEXTS)
    assert encoder.checksum[:12] in written(tmp_path).name


def test_no_texts_give_no_rows(encoder: SentenceEncoder, tmp_path: Path) -> None:
    assert VectorCache(encoder, tmp_path).encode_all([]).shape == (0, 768)
