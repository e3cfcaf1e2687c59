"""Multinomial logistic regression on dense vectors, kept as plain arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bot.nlu.encoder import Vectors

Scores = npt.NDArray[np.float64]


def balanced_weights(labels: Sequence[str], boost: Mapping[str, float]) -> dict[str, float]:
    """Weights that let every label count the same in all, times its ``boost``."""
    counts = Counter(labels)
    return {
        label: len(labels) / (len(counts) * count) * boost.get(label, 1.0) for label, count in counts.items()
    }


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

        def loss(flat: Scores) -> tuple[float, Scores]:
            matrix = flat.reshape(len(names), width + 1).astype(np.float32)
            logits = vectors @ matrix[:, :-1].T + matrix[:, -1]
            logits -= logits.max(axis=1, keepdims=True)
            shares = np.exp(logits)
            sums = shares.sum(axis=1)
            rows = np.arange(len(targets))
            error = float(per_example @ (np.log(sums) - logits[rows, targets]))
            shares *= (per_example / sums)[:, None]
            shares[rows, targets] -= per_example
            gradient = np.empty((len(names), width + 1))
            gradient[:, :-1] = shares.T @ vectors + matrix[:, :-1] / strength
            gradient[:, -1] = shares.sum(axis=0)
            return error + float((matrix[:, :-1] ** 2).sum()) / (2 * strength), gradient.ravel()

        start = np.zeros(len(names) * (width + 1))
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
