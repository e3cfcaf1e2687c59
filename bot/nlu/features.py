"""A message as one vector: its meaning (sentence encoder) and its spelling (n-grams)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu.characters import CharacterVectors
from bot.nlu.encoder import WIDTH, SentenceEncoder, Vectors

SPELLING_WEIGHT = 0.6


def meaning(vectors: Vectors) -> Vectors:
    """The encoder's part of feature vectors, (..., 768), each of unit length."""
    return vectors[..., :WIDTH]


def spelling(vectors: Vectors) -> Vectors:
    """The n-grams' part of feature vectors, (..., n-gram width)."""
    return vectors[..., WIDTH:]


class TextFeatures:
    """Turns texts into feature vectors; learns only the n-grams."""

    def __init__(self, encoder: SentenceEncoder, characters: CharacterVectors) -> None:
        self.encoder = encoder
        self.characters = characters

    @classmethod
    def fit(cls, encoder: SentenceEncoder, texts: Sequence[str]) -> TextFeatures:
        """Learn the n-grams of ``texts``."""
        characters = CharacterVectors()
        characters.fit(texts)
        return cls(encoder, characters)

    def transform(self, texts: Sequence[str], encoded: Vectors | None = None) -> Vectors:
        """Vectors of shape (len(texts), 768 + n-gram width).

        ``encoded`` are the texts' encoder vectors where they are known already.
        """
        if encoded is None:
            encoded = self.encoder.encode_all(texts)
        return self._joined(encoded, self.characters.transform(texts))

    def transform_one(self, text: str) -> Vectors:
        """One vector, on the calling thread alone."""
        return self._joined(self.encoder.encode(text), self.characters.transform_one(text))

    @staticmethod
    def _joined(encoded: Vectors, spelled: Vectors) -> Vectors:
        return np.asarray(np.hstack([encoded, SPELLING_WEIGHT * spelled]), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the learned part and the encoder's checksum into ``folder``."""
        self.characters.save(folder)
        (folder / "encoder.sha256").write_text(self.encoder.checksum, encoding="ascii")

    @classmethod
    def load(cls, encoder: SentenceEncoder, folder: Path) -> TextFeatures:
        """Read what ``save`` wrote.

        Raises:
            ValueError: if the model was trained with another build of the encoder.
        """
        if (folder / "encoder.sha256").read_text(encoding="ascii") != encoder.checksum:
            raise ValueError(
                "The model was trained with another build of the sentence encoder. Train it again: bot train"
            )
        return cls(encoder, CharacterVectors.load(folder))
