"""The safety detector: readable rules and a trained model, either may fire."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import expit, logit
from spacy.tokens import Doc

from actions.urgency import URGENCIES
from bot.nlu.danger_rules import DangerRules, Finding
from bot.nlu.encoder import Vectors
from bot.nlu.features import meaning, spelling
from bot.nlu.regression import Regression
from bot.nlu.whitening import Whitening

HARMLESS = "none"
NEAREST_WEIGHT, NEAREST = 48.0, 3
# How spelling counts beside meaning, for answers and here.
SPELLING_SCALE = 2.5
STRENGTH = 3.0
# Whose log odds lack more than this much nearness would make up for is not compared: of 4,169 messages and
# sentences of the test sets two would be lifted over the threshold by more.
MOST_NEARER = 0.15
# A rule's finding stands unless the model is this many log odds from firing by itself.
RULES_TRUST = 2.0
# A message whose log odds, nearness left out, are lower is no piece of a danger: of 196 dangers cut in two or
# three that showed only in all of the pieces, 127 showed to the model alone, and each of these had a piece
# above -2.8. The others are found by a rule, which reads all messages together in any case.
FAR_FROM_DANGER = -4.5
MOST_LOOK_ALIKES, PARTS = 20000, 4
# What the model alone reads beside words of despair: other help than the crisis line, not more.
BESIDE_CRISIS = frozenset({"today", "emergency"})
ITERATIONS = 40
# Enough to take in a few more examples.
MORE_ITERATIONS = 4


@dataclass(frozen=True)
class Sign:
    """A danger sign: its id (safety guideline), how urgent, and its plain words."""

    id: str
    urgency: str
    words: str


@dataclass(frozen=True)
class DangerThresholds:
    """From which probability (0 to 1) the model fires, for a whole message and for one of its sentences."""

    message: float
    sentence: float


@dataclass(frozen=True)
class Danger:
    """What the detector found in a message.

    ``because`` names what fired: ``rule R5: both legs + numb``, the sign and the words that
    stood for it; or ``model: 0.98`` and ``nearest example: ...``, the probability and the
    danger example that lies nearest.
    """

    sign: Sign
    confidence: float
    because: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """JSON for the parse result."""
        return {**asdict(self.sign), "confidence": self.confidence, "because": list(self.because)}


@dataclass(frozen=True)
class Evidence:
    """What speaks for a danger in a message, whether or not anything fired.

    ``rules`` name the findings as ``Danger.because`` does; ``probability`` (0 to 1) and ``sign`` are
    the model's, None where it could read nothing.
    """

    rules: tuple[str, ...]
    probability: float | None
    sign: Sign | None


def most_urgent(dangers: Iterable[Danger]) -> Danger | None:
    """The danger of the highest tier, the surest of several; None of none."""
    return max(dangers, key=lambda d: (URGENCIES.index(d.sign.urgency), d.confidence), default=None)


def _named(finding: Finding) -> str:
    return f"rule {finding.sign}: {' + '.join(finding.because)}"


def _plain(text: str) -> str:
    """A text as it is compared with the examples: letters and digits alone."""
    return " ".join(re.findall(r"\w+", text.lower().replace("'", "").replace("’", "")))


def _nearness(examples: Vectors, vector: Vectors) -> float:
    """The mean cosine of the nearest examples; -1 if there are none."""
    cosines = examples @ vector
    if len(cosines) > NEAREST:
        cosines = np.partition(cosines, -NEAREST)[-NEAREST:]
    return float(cosines.mean()) if len(cosines) else -1.0


class DangerDetector:
    """Looks for danger signs in one message; the most urgent one wins.

    The model reads a message's spelling and its meaning in whitened space, where
    look-alikes lie further apart. Its log odds are corrected by the nearest
    examples: ``NEAREST_WEIGHT`` times how much nearer (mean cosine of the three nearest,
    whitened) the message lies to dangers than to anything harmless.
    """

    def __init__(
        self,
        model: Regression,
        whitening: Whitening,
        signs: Mapping[str, Sign],
        dangers: Vectors,
        look_alikes: Vectors,
        thresholds: DangerThresholds,
        examples: Sequence[tuple[str, str]],
    ) -> None:
        self._model = model
        self._whitening = whitening
        self._signs = dict(signs)
        self._dangers = dangers
        self._look_alikes = look_alikes
        self.thresholds = thresholds
        self._examples = tuple(examples)
        self._known = {_plain(text): (text, sign) for text, sign in examples}
        self._harmless = model.labels.index(HARMLESS)

    @functools.cached_property
    def _rules(self) -> DangerRules:
        # Training needs none, and to read them takes a second.
        return DangerRules.load()

    @classmethod
    def fit(
        cls,
        vectors: Vectors,
        signs: Sequence[Sign | None],
        thresholds: DangerThresholds,
        harmless_boost: float,
        texts: Sequence[str],
        start: DangerDetector | None = None,
    ) -> DangerDetector:
        """Train on feature vectors (n, width) and the sign of each, None = harmless.

        The ``texts`` of the n examples are kept where they state a danger, to be named as a reason
        and to be noticed when a visitor writes just that. ``start`` was trained on nearly the same
        examples: going on from it takes a third of the time.
        """
        labels = [sign.id if sign else HARMLESS for sign in signs]
        whitening = start._whitening if start else Whitening.fit(meaning(vectors))
        whitened = whitening.apply_to_all(meaning(vectors))
        described = np.hstack([whitened, SPELLING_SCALE * spelling(vectors)])
        model = Regression.fit(
            described,
            labels,
            {HARMLESS: harmless_boost},
            STRENGTH,
            MORE_ITERATIONS if start else ITERATIONS,
            start._model if start else None,
        )
        is_danger = np.array([sign is not None for sign in signs])
        dangers, harmless = whitened[is_danger], whitened[~is_danger]
        # Of the harmless examples those count that the model itself finds least harmless.
        sure = model.log_probabilities(described[~is_danger])[:, model.labels.index(HARMLESS)]
        kept = np.sort(np.argsort(sure, kind="stable")[:MOST_LOOK_ALIKES])
        # So that the first part of them is of every kind.
        kept = np.concatenate([kept[first::PARTS] for first in range(PARTS)])
        known = {sign.id: sign for sign in signs if sign}
        examples = [(text, sign.id) for text, sign in zip(texts, signs) if sign]
        return cls(model, whitening, known, dangers, harmless[kept], thresholds, examples)

    def detect(
        self, docs: Sequence[Doc], vector: Vectors | None, sentences: Sequence[Vectors] = ()
    ) -> Danger | None:
        """The most urgent danger the message states, or None.

        ``docs`` are the message as written and, where that differs, with its spelling repaired;
        ``vector`` is the message's without its denials, None if none of it can be read;
        ``sentences`` are those of its sentences, where a sign may hide in a long story.
        """
        findings = self._findings(docs)
        looked_at = [] if vector is None else [(vector, float(logit(self.thresholds.message)))]
        looked_at += [(sentence, float(logit(self.thresholds.sentence))) for sentence in sentences]
        trust = RULES_TRUST if findings else 0.0
        judged = [(self._judged(vector, threshold - trust), threshold) for vector, threshold in looked_at]
        # The model may be so sure of harmlessness that a wording means something else; where it
        # could read nothing, it has no say.
        believed = not judged or any(log_odds >= threshold - trust for (log_odds, _), threshold in judged)
        found = [
            Danger(self._signs[finding.sign], 1.0, (_named(finding),))
            for finding in findings
            if believed or finding.always
        ]
        # What stands in the training files is noticed, whatever the model makes of it.
        for text, sign in filter(None, (self._known.get(_plain(doc.text)) for doc in docs)):
            found.append(Danger(self._signs[sign], 1.0, (f"example: {text}",)))
        # Readable words of despair weigh more than the model's reading of them as another sign.
        crisis = any(danger.sign.urgency == "crisis" for danger in found)
        by_model = {
            Danger(sign, float(expit(log_odds)), (f"model: {expit(log_odds):.2f}",)): each
            for ((log_odds, sign), threshold), (each, _) in zip(judged, looked_at)
            if log_odds >= threshold and not (crisis and sign.urgency in BESIDE_CRISIS)
        }
        winner = most_urgent([*found, *by_model])
        if winner not in by_model:
            return winner
        example = self._nearest_example(by_model[winner])
        return replace(winner, because=(*winner.because, f"nearest example: {example}"))

    def is_worded(self, docs: Sequence[Doc]) -> bool:
        """Whether a rule finds anything, or a danger's example reads so; ``docs`` as in ``detect``."""
        return any(_plain(doc.text) in self._known for doc in docs) or bool(self._findings(docs))

    def is_far_from_danger(self, vector: Vectors) -> bool:
        """Whether the model finds a message so harmless that it is not even a piece of a danger."""
        return self._regressed(self._whitening.apply(meaning(vector)), vector)[0] < FAR_FROM_DANGER

    def _findings(self, docs: Sequence[Doc]) -> list[Finding]:
        return [
            finding for doc in docs for finding in self._rules.findings(doc) if finding.sign in self._signs
        ]

    def evidence(self, docs: Sequence[Doc], vector: Vectors | None) -> Evidence:
        """What speaks for a danger; ``docs`` and ``vector`` as in ``detect``."""
        rules = tuple(dict.fromkeys(map(_named, self._findings(docs))))
        if vector is None:
            return Evidence(rules, None, None)
        log_odds, sign = self._judged(vector, -np.inf)
        return Evidence(rules, float(expit(log_odds)), sign)

    def _nearest_example(self, vector: Vectors) -> str:
        whitened = self._whitening.apply(meaning(vector))
        return self._examples[int((self._dangers @ whitened).argmax())][0]

    def probability(self, vector: Vectors) -> float:
        """How sure the model is that the message states any danger, 0 to 1."""
        return float(expit(self._judged(vector, -np.inf)[0]))

    def _judged(self, vector: Vectors, threshold: float) -> tuple[float, Sign]:
        """The log odds of danger, and the likeliest sign.

        Where no nearness of examples could lift it over ``threshold`` (log odds) they are
        not looked at.
        """
        whitened = self._whitening.apply(meaning(vector))
        log_odds, sign = self._regressed(whitened, vector)
        if log_odds + NEAREST_WEIGHT * MOST_NEARER >= threshold:
            near = _nearness(self._dangers, whitened)
            # No message lies nearer to some look-alikes than to all of them: mostly some settle it.
            some = max(NEAREST, len(self._look_alikes) // PARTS)
            far = _nearness(self._look_alikes[:some], whitened)
            if log_odds + NEAREST_WEIGHT * (near - far) >= threshold:
                far = _nearness(self._look_alikes, whitened)
            log_odds += NEAREST_WEIGHT * (near - far)
        return log_odds, sign

    def _regressed(self, whitened: Vectors, vector: Vectors) -> tuple[float, Sign]:
        """The log odds of danger by the regression alone, and the likeliest sign."""
        described = np.concatenate([whitened, SPELLING_SCALE * spelling(vector)]).astype(np.float32)
        log_probabilities = self._model.log_probabilities(described[None])[0]
        harmless = float(log_probabilities[self._harmless])
        log_odds = float(np.log(max(-np.expm1(harmless), 1e-12))) - harmless
        log_probabilities[self._harmless] = -np.inf
        return log_odds, self._signs[self._model.labels[int(log_probabilities.argmax())]]

    def save(self, folder: Path) -> None:
        """Write ``danger.npz``, ``danger_examples.npz``, ``danger.json`` and ``whitening.npz``."""
        self._model.save(folder / "danger.npz")
        self._whitening.save(folder)
        np.savez(
            folder / "danger_examples.npz",
            dangers=self._dangers.astype(np.float16),
            look_alikes=self._look_alikes.astype(np.float16),
        )
        signs = [asdict(sign) for sign in self._signs.values()]
        document = {
            "thresholds": asdict(self.thresholds),
            "signs": signs,
            "examples": self._examples,
        }
        (folder / "danger.json").write_text(json.dumps(document), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> DangerDetector:
        """Read what ``save`` wrote."""
        document = json.loads((folder / "danger.json").read_text(encoding="utf-8"))
        signs = {each["id"]: Sign(**each) for each in document["signs"]}
        with np.load(folder / "danger_examples.npz", allow_pickle=False) as arrays:
            dangers = arrays["dangers"].astype(np.float32)
            look_alikes = arrays["look_alikes"].astype(np.float32)
        return cls(
            Regression.load(folder / "danger.npz"),
            Whitening.load(folder),
            signs,
            dangers,
            look_alikes,
            DangerThresholds(**document["thresholds"]),
            [(text, sign) for text, sign in document["examples"]],
        )
