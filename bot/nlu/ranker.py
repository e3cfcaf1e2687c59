"""The flat decision: every answer id and plain intent ranked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.encoder import Vectors
from bot.nlu.features import meaning
from bot.nlu.regression import Regression, Scores
from bot.nlu.whitening import Whitening

SHORTLIST = 12
NEAREST_WEIGHT = 12.0
OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCOPE_BOOST = 8.0
STRENGTH = 3.0


@dataclass(frozen=True)
class Ranking:
    """The likeliest labels of one message, best first.

    ``confidences`` sum to at most 1; ``in_scope`` (0 to 1) says how sure it is that the
    message asks for one of the labels at all.
    """

    labels: tuple[str, ...]
    confidences: tuple[float, ...]
    in_scope: float


class AnswerRanker:
    """Logistic regression, corrected by the nearest training examples.

    A label's score is its log probability plus ``NEAREST_WEIGHT`` times the cosine of
    the label's nearest example in whitened space. The in-scope score is the square root
    of the best confidence times that cosine: on real visitors' messages the nearest
    example tells foreign questions far better than softmax does (HINT3,
    https://aclanthology.org/2020.insights-1.16).
    """

    def __init__(
        self, regression: Regression, whitening: Whitening, examples: Vectors, starts: list[int]
    ) -> None:
        self._regression = regression
        self._whitening = whitening
        self._examples = examples
        self._starts = starts

    @property
    def labels(self) -> list[str]:
        """All labels, sorted."""
        return self._regression.labels

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[str]) -> AnswerRanker:
        """Train on feature vectors (n, width) and their labels."""
        regression = Regression.fit(vectors, labels, {OUT_OF_SCOPE: OUT_OF_SCOPE_BOOST}, strength=STRENGTH)
        order = np.argsort(np.array(labels), kind="stable")
        ordered = np.array(labels)[order]
        starts = [int(np.searchsorted(ordered, label)) for label in regression.labels]
        meanings = meaning(vectors)
        whitening = Whitening.fit(meanings)
        examples = whitening.apply(meanings[order])
        return cls(regression, whitening, examples, [*starts, len(labels)])

    def rank(self, *readings: Vectors, length: int = 10) -> Ranking:
        """Rank the labels for a message.

        ``readings`` are its feature vectors, (width,) each: as repaired and, where that
        differs, as written. Their scores are averaged: a repair is a guess.
        """
        log_probabilities = self._regression.log_probabilities(np.stack(readings)).mean(axis=0)
        shortlist = np.argsort(-log_probabilities)[:SHORTLIST]
        meant = self._whitening.apply(meaning(np.stack(readings))).T
        cosines = np.array([(self._examples[self._rows(i)] @ meant).max(axis=0).mean() for i in shortlist])
        scores = log_probabilities[shortlist] + NEAREST_WEIGHT * cosines
        order = np.argsort(-scores)
        confidences = self._confidences(scores[order])
        in_scope = float(np.sqrt(confidences[0])) * max(0.0, float(cosines[order[0]]))
        return Ranking(
            tuple(self.labels[shortlist[i]] for i in order[:length]),
            tuple(float(c) for c in confidences[:length]),
            in_scope,
        )

    def nearest(self, vector: Vectors, label: str) -> tuple[int, float]:
        """The row of the label's nearest example (in order of training) and its cosine."""
        rows = self._rows(self.labels.index(label))
        cosines = self._examples[rows] @ self._whitening.apply(meaning(vector))
        return int(rows.start + cosines.argmax()), float(cosines.max())

    def _rows(self, label: int) -> slice:
        return slice(self._starts[label], self._starts[label + 1])

    @staticmethod
    def _confidences(scores: Scores) -> Scores:
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())

    def save(self, folder: Path) -> None:
        """Write ``ranker*.npz`` and ``whitening.npz`` into ``folder``."""
        self._regression.save(folder / "ranker.npz")
        self._whitening.save(folder)
        np.savez(
            folder / "ranker_examples.npz",
            examples=self._examples.astype(np.float16),
            starts=np.array(self._starts),
        )

    @classmethod
    def load(cls, folder: Path) -> AnswerRanker:
        """Read what ``save`` wrote."""
        with np.load(folder / "ranker_examples.npz", allow_pickle=False) as arrays:
            examples = arrays["examples"].astype(np.float32)
            starts = [int(x) for x in arrays["starts"]]
        regression = Regression.load(folder / "ranker.npz")
        return cls(regression, Whitening.load(folder), examples, starts)
