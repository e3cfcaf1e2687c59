"""Evening out the encoder's directions over the clinic's own kind of messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.encoder import Vectors

SHRINKAGE = 0.3


@dataclass(frozen=True)
class Whitening:
    """A linear map after which no direction of the training vectors dominates.

    All visitors write about pain, needles and visits: most of the encoder's variance is
    spent on what their messages share. Whitening (Su et al. 2021,
    https://arxiv.org/abs/2103.15316), shrunk towards the mean variance, lets the
    differences count.
    """

    mean: Vectors
    matrix: Vectors

    @classmethod
    def fit(cls, vectors: Vectors) -> Whitening:
        """Learn from vectors (n, width)."""
        mean = vectors.mean(axis=0)
        variances, directions = np.linalg.eigh(np.cov((vectors - mean).T.astype(np.float64)))
        scales = 1 / np.sqrt(variances + SHRINKAGE * variances.mean())
        return cls(mean, (directions * scales).astype(np.float32))

    def apply(self, vectors: Vectors) -> Vectors:
        """Unit vectors of shape (..., width)."""
        moved = (vectors - self.mean) @ self.matrix
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9))

    def save(self, folder: Path) -> None:
        """Write ``whitening.npz`` into ``folder``."""
        np.savez(folder / "whitening.npz", mean=self.mean, matrix=self.matrix)

    @classmethod
    def load(cls, folder: Path) -> Whitening:
        """Read what ``save`` wrote."""
        with np.load(folder / "whitening.npz", allow_pickle=False) as arrays:
            return cls(arrays["mean"], arrays["matrix"])
