"""Multinomial logistic regression on dense vectors, kept as plain arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.nlu.encoder import Vectors

Scores = npt.NDArray[np.float64]


def balanced_weights(labels: Sequence[str], boost: Mapping[str, float]) -> dict[str, float]:
    """Weights that let every label count the same in all, times its ``boost``."""
    counts = Counter(labels)
    return {
        label: len(labels) / (len(counts) * count) * boost.get(label, 1.0)
        for label, count in counts.items()
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
        iterations: int = 60,
    ) -> Regression:
        """Train on ``vectors`` (n, width); ``strength`` is scikit-learn's C.

        The optimiser is stopped early on purpose: more iterations cost seconds and
        change no decision that was measured.
        """
        import warnings

        from sklearn.exceptions import ConvergenceWarning

        model = LogisticRegression(
            C=strength, class_weight=balanced_weights(labels, boost), max_iter=iterations
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(vectors, labels)
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
        return cls(
            [str(label) for label in model.classes_],
            weights.astype(np.float32),
            bias.astype(np.float32),
        )

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
