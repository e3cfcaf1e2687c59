"""Multinomial logistic regression on dense vectors, kept as plain arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bot.nlu.cores import blocks, in_stretches, one_at_a_time
from bot.nlu.encoder import Vectors

Scores = npt.NDArray[np.float64]


def balanced_weights(labels: Sequence[str], boost: Mapping[str, float]) -> dict[str, float]:
    """Weights that let every label count the same in all, times its ``boost``."""
    counts = Counter(labels)
    return {
        label: len(labels) / (len(counts) * count) * boost.get(label, 1.0) for label, count in counts.items()
    }


class SoftmaxLoss:
    """The softmax loss of weighted examples, and its gradient."""

    def __init__(
        self, vectors: Vectors, targets: npt.NDArray[np.int64], per_example: Vectors, strength: float
    ) -> None:
        """``vectors`` (n, width), the label and the weight of each; ``strength`` as in ``Regression.fit``."""
        self._vectors = vectors
        self._targets = targets
        self._per_example = per_example
        self._strength = strength

    def __call__(self, flat: Scores) -> tuple[float, Scores]:
        """Of weights and biases (labels, width + 1), laid out in a row."""
        matrix = flat.reshape(-1, self._vectors.shape[1] + 1).astype(np.float32)
        weights, bias = np.ascontiguousarray(matrix[:, :-1]), matrix[:, -1].copy()
        found = in_stretches(lambda start, end: self._of(start, end, weights, bias), len(self._vectors))
        gradient = np.sum([each for _, each in found], axis=0)
        gradient[:, :-1] += weights / self._strength
        error = sum(error for error, _ in found) + float((weights**2).sum()) / (2 * self._strength)
        return error, gradient.ravel()

    def _of(self, start: int, end: int, weights: Vectors, bias: Vectors) -> tuple[float, Scores]:
        error, gradient = 0.0, np.zeros((len(weights), weights.shape[1] + 1))
        for rows in blocks(start, end):
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
        start: Regression | None = None,
    ) -> Regression:
        """Train on ``vectors`` (n, width) by L-BFGS in single precision.

        ``strength`` is the inverse of the squared penalty, scikit-learn's C, whose own
        solver works in double precision and takes three times as long. Stopping after
        ``iterations`` costs no decision that was measured. Who goes on from ``start``, trained on
        nearly the same examples, needs fewer; labels unknown to it begin at zero.
        """
        names = sorted(set(labels))
        places = {name: place for place, name in enumerate(names)}
        targets = np.array([places[label] for label in labels])
        weights = balanced_weights(labels, boost)
        per_example = np.array([weights[label] for label in labels], dtype=np.float32)
        width = vectors.shape[1]
        loss = SoftmaxLoss(vectors, targets, per_example, strength)
        begin = np.zeros((len(names), width + 1))
        if start:
            before = {name: row for row, name in enumerate(start.labels)}
            rows = [row for row, name in enumerate(names) if name in before]
            rows_before = [before[names[row]] for row in rows]
            begin[rows, :-1], begin[rows, -1] = start._weights[rows_before], start._bias[rows_before]
        with one_at_a_time():
            found = minimize(
                loss, begin.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
            )
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
