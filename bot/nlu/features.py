"""A message as one vector: its meaning (sentence encoder) and its spelling (n-grams)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.nlu.characters import CharacterVectors
from bot.nlu.encoder import WIDTH, SentenceEncoder, Vectors

SPELLING_WEIGHT = 1.5


def meaning(vectors: Vectors) -> Vectors:
    """The encoder's part of feature vectors, (n, 384), each of unit length."""
    return vectors[..., :WIDTH]


def spelling(vectors: Vectors) -> Vectors:
    """The n-gram part of feature vectors, scaled to unit length."""
    part = vectors[..., WIDTH:]
    return np.asarray(part / np.maximum(np.linalg.norm(part, axis=-1, keepdims=True), 1e-9))


class TextFeatures:
    """Turns texts into feature vectors; learns only the n-grams."""

    def __init__(self, encoder: SentenceEncoder, characters: CharacterVectors) -> None:
        self.encoder = encoder
        self.characters = characters

    def transform(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Vectors of shape (len(texts), 384 + n-gram width), on every core.

        ``progress`` is called with (done, all) now and then.
        """
        meant = self.encoder.encode_all(texts, progress)
        return self._joined(meant, self.characters.transform(texts))

    def transform_one(self, text: str) -> Vectors:
        """One vector, on the calling thread alone."""
        return self._joined(self.encoder.encode(text)[None], self.characters.transform([text]))[0]

    @staticmethod
    def _joined(meant: Vectors, spelled: Vectors) -> Vectors:
        return np.hstack([meant, SPELLING_WEIGHT * spelled]).astype(np.float32)

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
                "The model was trained with another build of the sentence encoder. "
                "Train it again: bot train"
            )
        return cls(encoder, CharacterVectors.load(folder))
