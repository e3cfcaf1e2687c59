"""The cache of vectors never changes a vector and heals itself."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from bot.nlu.encoder import SentenceEncoder, load_encoder
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
