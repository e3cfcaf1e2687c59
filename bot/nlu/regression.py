"""Multinomial logistic regression on dense vectors, kept as plain arrays."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from bot.nlu.encoder import Vectors

STRANDS, BLOCK = 4, 2048
Scores = npt.NDArray[np.float64]


def balanced_weights(labels: Sequence[str], boost: Mapping[str, float]) -> dict[str, float]:
    """Weights that let every label count the same in all, times its ``boost``."""
    counts = Counter(labels)
    return {
        label: len(labels) / (len(counts) * count) * boost.get(label, 1.0) for label, count in counts.items()
    }


class Strands:
    """The softmax loss and its gradient, on every core.

    The examples are cut into a fixed number of strands, each summed block by block: so the sums are
    the same on any number of cores, and what a block needs stays in the processor's cache. OpenBLAS's
    own threads wait for each other in busy loops, and leave all but the products to one core.
    """

    def __init__(
        self, vectors: Vectors, targets: npt.NDArray[np.int64], per_example: Vectors, labels: int
    ) -> None:
        """``vectors`` (n, width), the label and the weight of each, and how many labels there are."""
        self._vectors = vectors
        self._targets = targets
        self._per_example = per_example
        self._labels = labels
        self._pool = ThreadPoolExecutor(min(STRANDS, os.cpu_count() or 1))
        self._limits = threadpool_limits(1, user_api="blas")

    def __enter__(self) -> Strands:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()
        self._limits.restore_original_limits()

    def loss(self, matrix: Vectors) -> tuple[float, Scores]:
        """The loss of weights and biases (labels, width + 1), and its gradient in the same shape."""
        weights, bias = np.ascontiguousarray(matrix[:, :-1]), matrix[:, -1].copy()
        ends = np.linspace(0, len(self._vectors), STRANDS + 1).astype(int)
        strands = list(self._pool.map(lambda i: self._strand(ends[i], ends[i + 1], weights, bias), range(STRANDS)))
        return sum(error for error, _ in strands), np.sum([each for _, each in strands], axis=0)

    def _strand(self, start: int, end: int, weights: Vectors, bias: Vectors) -> tuple[float, Scores]:
        error = 0.0
        gradient = np.zeros((self._labels, weights.shape[1] + 1))
        for first in range(start, end, BLOCK):
            rows = slice(first, min(first + BLOCK, end))
            vectors, targets, counts = self._vectors[rows], self._targets[rows], self._per_example[rows]
            places = np.arange(len(targets))
            logits = vectors @ weights.T
            logits += bias
            logits -= logits.max(axis=1, keepdims=True)
            meant = logits[places, targets]
            shares = np.exp(logits, out=logits)
            sums = shares.sum(axis=1)
            error += float(counts @ (np.log(sums) - meant))
            shares *= (counts / sums)[:, None]
            shares[places, targets] -= counts
            gradient[:, :-1] += shares.T @ vectors
            gradient[:, -1] += shares.sum(axis=0)
        return error, gradient


class Regression:
    """A trained linear softmax classifier over ``labels``."""

    def __init__(self, labels: list[str], weights: Vectors, bias: Vectors) -> None:
        self.labels = labels
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(
        cls,
        vectors: Vectors,
        labels: Sequence[str],
        boost: Mapping[str, float],
        strength: float = 10.0,
        iterations: int = 40,
    ) -> Regression:
        """Train on ``vectors`` (n, width) by L-BFGS in single precision.

        ``strength`` is the inverse of the squared penalty, scikit-learn's C, whose own
        solver works in double precision and takes three times as long. Stopping after
        ``iterations`` costs no decision that was measured.
        """
        names = sorted(set(labels))
        places = {name: place for place, name in enumerate(names)}
        targets = np.array([places[label] for label in labels])
        weights = balanced_weights(labels, boost)
        per_example = np.array([weights[label] for label in labels], dtype=np.float32)
        width = vectors.shape[1]
        start = np.zeros(len(names) * (width + 1))
        with Strands(vectors, targets, per_example, len(names)) as strands:

            def loss(flat: Scores) -> tuple[float, Scores]:
                matrix = flat.reshape(len(names), width + 1).astype(np.float32)
                held = matrix[:, :-1]
                error, gradient = strands.loss(matrix)
                gradient[:, :-1] += held / strength
                return error + float((held**2).sum()) / (2 * strength), gradient.ravel()

            found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
        matrix = found.x.reshape(len(names), width + 1).astype(np.float32)
        return cls(names, np.ascontiguousarray(matrix[:, :-1]), matrix[:, -1].copy())

    def log_probabilities(self, vectors: Vectors) -> Scores:
        """Shape (n, labels)."""
        logits = (vectors @ self._weights.T + self._bias).astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))

    def save(self, path: Path) -> None:
        """Write one ``.npz`` file without pickled objects."""
        np.savez(path, labels=np.array(self.labels), weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> Regression:
        """Read what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls([str(x) for x in arrays["labels"]], arrays["weights"], arrays["bias"])
