"""The flat decision: every answer id and plain intent ranked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.encoder import Halves, Vectors, unit
from bot.nlu.features import meaning, spelling
from bot.nlu.regression import Regression, Scores
from bot.nlu.whitening import Whitening

SHORTLIST = 12
# Of these the spelling is looked at as well: the others are rarely the answer.
CONTENDERS = 4
# How the nearest example's meaning counts: in whitened space, and as the encoder gives it.
NEAREST_WEIGHT, PLAIN_NEAREST_WEIGHT = 20.0, 5.0
NEAREST_SPELLING_WEIGHT = 0.5
# Of the in-scope score: how the nearest spelling counts beside the nearest meaning, and the
# power of the confidence.
SPELLING_SHARE = 0.3
CONFIDENCE_POWER = 0.25
OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCOPE_BOOST = 8.0
# Of the regression, with so many examples; the fewer there are, the less it holds back.
STRENGTH, EXAMPLES, HOLDING_BACK = 2.0, 50_000, 0.75
# Twice as many take twice as long and decide four of 1,292 messages otherwise.
ITERATIONS = 20
# Enough to take in a few more examples.
MORE_ITERATIONS = 6


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
    the label's nearest example in whitened space, and a little for the nearest spelling. The
    in-scope score is the fourth root of the best confidence times those cosines: on real
    visitors' messages the nearest example tells foreign questions far better than softmax
    does (HINT3, https://aclanthology.org/2020.insights-1.16).
    """

    def __init__(
        self,
        regression: Regression,
        whitening: Whitening,
        examples: Halves | Vectors,
        spellings: Halves | Vectors,
        starts: list[int],
    ) -> None:
        self._regression = regression
        self._whitening = whitening
        # Kept in half precision, read in single: turning them over took most of a turn's time.
        self._examples = examples.astype(np.float32, copy=False)
        self._spellings = spellings.astype(np.float32, copy=False)
        self._starts = starts

    @property
    def labels(self) -> list[str]:
        """All labels, sorted."""
        return self._regression.labels

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[str], start: AnswerRanker | None = None) -> AnswerRanker:
        """Train on feature vectors (n, width) and their labels.

        ``start`` was trained on nearly the same examples: going on from it takes a third of the time.
        """
        strength = STRENGTH * float((EXAMPLES / len(labels)) ** HOLDING_BACK)
        regression = Regression.fit(
            vectors,
            labels,
            {OUT_OF_SCOPE: OUT_OF_SCOPE_BOOST},
            strength,
            MORE_ITERATIONS if start else ITERATIONS,
            start._regression if start else None,
        )
        order = np.argsort(np.array(labels), kind="stable")
        ordered = np.array(labels)[order]
        starts = [int(np.searchsorted(ordered, label)) for label in regression.labels]
        meanings = meaning(vectors)
        whitening = start._whitening if start else Whitening.fit(meanings)
        examples, spellings = whitening.apply_to_all(meanings)[order], unit(spelling(vectors)[order])
        # Half precision halves the file and moves no score by more than 0.001.
        halved = examples.astype(np.float16), spellings.astype(np.float16)
        return cls(regression, whitening, *halved, [*starts, len(labels)])

    def rank(self, *readings: Vectors, length: int = 10) -> Ranking:
        """Rank the labels for a message.

        ``readings`` are its feature vectors, (width,) each: as repaired and, where that
        differs, as written. Their scores are averaged: a repair is a guess.
        """
        read = np.stack(readings)
        log_probabilities = self._regression.log_probabilities(read).mean(axis=0)
        shortlist = [int(i) for i in np.argsort(-log_probabilities)[:SHORTLIST]]
        meant = self._nearest(shortlist, self._examples, self._whitening.apply(meaning(read)))
        weight = NEAREST_WEIGHT if self._whitening.learned else PLAIN_NEAREST_WEIGHT
        scores = log_probabilities[shortlist] + weight * meant
        contenders = np.argsort(-scores)[:CONTENDERS]
        nearest = self._nearest([shortlist[i] for i in contenders], self._spellings, unit(spelling(read)))
        spelled = np.full(len(shortlist), nearest.min())
        spelled[contenders] = nearest
        scores = scores + NEAREST_SPELLING_WEIGHT * spelled
        order = np.argsort(-scores)
        confidences = self._confidences(scores[order])
        best = order[0]
        nearness = (meant[best] + SPELLING_SHARE * spelled[best]) / (1 + SPELLING_SHARE)
        in_scope = float(confidences[0]) ** CONFIDENCE_POWER * min(1.0, max(0.0, float(nearness)))
        return Ranking(
            tuple(self.labels[shortlist[i]] for i in order[:length]),
            tuple(float(c) for c in confidences[:length]),
            in_scope,
        )

    def _nearest(self, labels: Sequence[int], examples: Vectors, read: Vectors) -> Scores:
        """The cosine of each label's nearest example, averaged over the readings."""
        cosines = [examples[self._rows(i)] @ read.T for i in labels]
        return np.array([cosine.max(axis=0).mean() for cosine in cosines])

    def nearest(self, vector: Vectors, label: str, count: int = 1) -> list[tuple[int, float]]:
        """The label's nearest examples, nearest first: row (sorted by label, then as trained) and cosine."""
        rows = self._rows(self.labels.index(label))
        cosines = self._examples[rows] @ self._whitening.apply(meaning(vector))
        return [(int(rows.start + i), float(cosines[i])) for i in np.argsort(-cosines)[:count]]

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
            spellings=self._spellings.astype(np.float16),
            starts=np.array(self._starts),
        )

    @classmethod
    def load(cls, folder: Path) -> AnswerRanker:
        """Read what ``save`` wrote."""
        with np.load(folder / "ranker_examples.npz", allow_pickle=False) as arrays:
            # One after the other: both in both precisions would be too much memory at once.
            examples = arrays["examples"].astype(np.float32)
            spellings = arrays["spellings"].astype(np.float32)
            starts = [int(x) for x in arrays["starts"]]
        regression = Regression.load(folder / "ranker.npz")
        return cls(regression, Whitening.load(folder), examples, spellings, starts)
