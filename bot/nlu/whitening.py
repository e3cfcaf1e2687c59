"""Evening out the encoder's directions over the clinic's own kind of messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.cores import blocks, in_stretches, one_at_a_time
from bot.nlu.encoder import Vectors, unit

# The directions that are kept hold nine tenths of the variance; the others cost time and memory.
DIRECTIONS = 256
SHRINKAGE = 0.3
# Fewer vectors tell the variances badly, and what is foreign to them lies outside their
# directions: then all stays as it is.
FEWEST = 20_000


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
        """Learn from vectors (n, width): a matrix (width, 256 at most)."""
        width = vectors.shape[1]
        if len(vectors) < FEWEST:
            return cls(np.zeros(width, dtype=np.float32), np.eye(width, dtype=np.float32))
        mean = vectors.mean(axis=0)

        def products(start: int, end: int) -> npt.NDArray[np.float64]:
            found = np.zeros((width, width))
            for rows in blocks(start, end):
                centred = vectors[rows] - mean
                found += centred.T @ centred
            return found

        covariance = np.sum(in_stretches(products, len(vectors)), axis=0) / (len(vectors) - 1)
        with one_at_a_time():
            variances, directions = np.linalg.eigh(covariance)
        scales = 1 / np.sqrt(np.maximum(variances, 0) + SHRINKAGE * variances.mean())
        # The eigenvalues come smallest first.
        return cls(mean, np.ascontiguousarray((directions * scales)[:, -DIRECTIONS:], dtype=np.float32))

    @property
    def learned(self) -> bool:
        """Whether there were enough vectors to learn anything."""
        return bool(self.mean.any())

    def apply(self, vectors: Vectors) -> Vectors:
        """Unit vectors of shape (..., directions kept)."""
        return unit((vectors - self.mean) @ self.matrix)

    def apply_to_all(self, vectors: Vectors) -> Vectors:
        """``apply`` for many vectors (n, width), on every core."""
        found = np.empty((len(vectors), self.matrix.shape[1]), dtype=np.float32)

        def whiten(start: int, end: int) -> None:
            for rows in blocks(start, end):
                found[rows] = self.apply(vectors[rows])

        in_stretches(whiten, len(vectors))
        return found

    def save(self, folder: Path) -> None:
        """Write ``whitening.npz`` into ``folder``."""
        np.savez(folder / "whitening.npz", mean=self.mean, matrix=self.matrix)

    @classmethod
    def load(cls, folder: Path) -> Whitening:
        """Read what ``save`` wrote."""
        with np.load(folder / "whitening.npz", allow_pickle=False) as arrays:
            return cls(arrays["mean"], arrays["matrix"])
