"""The safety detector: readable rules and a trained model, either may fire."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from bot.nlu.danger_rules import DangerRules
from bot.nlu.encoder import Vectors
from bot.nlu.features import meaning
from bot.nlu.regression import Regression, Scores
from bot.nlu.whitening import Whitening

HARMLESS = "none"
URGENCIES = ("today", "crisis", "emergency", "911")


@dataclass(frozen=True)
class Sign:
    """A danger sign: its id (safety guideline), how urgent, and its plain words."""

    id: str
    urgency: str
    words: str


@dataclass(frozen=True)
class Danger:
    """What the detector found in a message.

    ``because`` names what fired: ``rule: ...`` or ``model: probability``.
    """

    sign: Sign
    confidence: float
    because: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """JSON for the parse result."""
        return {**asdict(self.sign), "confidence": self.confidence, "because": list(self.because)}


class DangerDetector:
    """Looks for danger signs in one message; the most urgent one wins.

    The model reads a message's features and, beside them, their meaning in whitened
    space, where look-alikes lie further apart.
    """

    def __init__(
        self,
        model: Regression,
        whitening: Whitening,
        signs: Mapping[str, Sign],
        threshold: float,
        sentence_threshold: float,
    ) -> None:
        self._model = model
        self._whitening = whitening
        self._signs = dict(signs)
        self._threshold = threshold
        self._sentence_threshold = sentence_threshold
        self._rules = DangerRules.load()
        self._harmless = model.labels.index(HARMLESS)

    @classmethod
    def fit(
        cls,
        vectors: Vectors,
        signs: Sequence[Sign | None],
        threshold: float,
        sentence_threshold: float,
        harmless_boost: float,
    ) -> DangerDetector:
        """Train on feature vectors (n, width) and the sign of each, None = harmless."""
        labels = [sign.id if sign else HARMLESS for sign in signs]
        whitening = Whitening.fit(meaning(vectors))
        described = _described(vectors, whitening)
        model = Regression.fit(described, labels, {HARMLESS: harmless_boost})
        known = {sign.id: sign for sign in signs if sign}
        return cls(model, whitening, known, threshold, sentence_threshold)

    def detect(self, doc: Doc, vector: Vectors, sentences: Sequence[Vectors] = ()) -> Danger | None:
        """The most urgent danger the message states, or None.

        ``vector`` is the message's without its denials; ``sentences`` are those of its
        sentences, where a sign may hide in a long story.
        """
        found = [
            Danger(self._signs[finding.sign], 1.0, (f"rule: {' + '.join(finding.because)}",))
            for finding in self._rules.findings(doc)
            if finding.sign in self._signs
        ]
        found += self._modelled(vector, self._threshold)
        for sentence in sentences:
            found += self._modelled(sentence, self._sentence_threshold)
        return max(found, key=lambda d: (URGENCIES.index(d.sign.urgency), d.confidence), default=None)

    def probability(self, vector: Vectors) -> float:
        """The model's probability that the message states any danger."""
        return float(1 - np.exp(self._log_probabilities(vector)[self._harmless]))

    def _log_probabilities(self, vector: Vectors) -> Scores:
        return np.asarray(self._model.log_probabilities(_described(vector[None], self._whitening))[0])

    def _modelled(self, vector: Vectors, threshold: float) -> list[Danger]:
        log_probabilities = self._log_probabilities(vector)
        danger = float(1 - np.exp(log_probabilities[self._harmless]))
        if danger < threshold:
            return []
        log_probabilities[self._harmless] = -np.inf
        sign = self._signs[self._model.labels[int(log_probabilities.argmax())]]
        return [Danger(sign, danger, (f"model: {danger:.2f}",))]

    def save(self, folder: Path) -> None:
        """Write ``danger.npz``, ``danger.json`` and ``whitening.npz`` into ``folder``."""
        self._model.save(folder / "danger.npz")
        self._whitening.save(folder)
        signs = [asdict(sign) for sign in self._signs.values()]
        document = {
            "threshold": self._threshold,
            "sentence_threshold": self._sentence_threshold,
            "signs": signs,
        }
        (folder / "danger.json").write_text(json.dumps(document), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> DangerDetector:
        """Read what ``save`` wrote."""
        document = json.loads((folder / "danger.json").read_text(encoding="utf-8"))
        signs = {each["id"]: Sign(**each) for each in document["signs"]}
        return cls(
            Regression.load(folder / "danger.npz"),
            Whitening.load(folder),
            signs,
            document["threshold"],
            document["sentence_threshold"],
        )


def _described(vectors: Vectors, whitening: Whitening) -> Vectors:
    return np.hstack([vectors, whitening.apply(meaning(vectors))]).astype(np.float32)
