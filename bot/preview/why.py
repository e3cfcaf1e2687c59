"""Why a message got the reply it got, as the panel of the preview shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.engine import Engine  # isort: skip  (before rasa: it silences TensorFlow)

import numpy as np
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.answering import AnswerFinder
from bot.nlu.components import (
    DESCRIBE,
    DOC,
    READABLE,
    REPAIRED_DOC,
    AnswerClassifier,
    DangerSignDetector,
    EnglishTokenizer,
    SentenceFeaturizer,
)
from bot.nlu.danger import DangerDetector
from bot.nlu.decision import FALLBACK, Decision
from bot.nlu.denials import without_denials
from bot.nlu.encoder import Vectors
from bot.nlu.language import long_sentences
from bot.nlu.ranker import OUT_OF_SCOPE, AnswerRanker, Ranking
from bot.preview.contents import Example

Why = dict[str, Any]
MOST_SHOWN = 5
NEAREST_OF_BEST, NEAREST_OF_OTHERS = 3, 1


class Notes:
    """A ranker that notes what it was asked; ``describe`` notes which text a vector stands for."""

    def __init__(self, ranker: AnswerRanker, whole: str, describe: Callable[[str], Vectors]) -> None:
        self._ranker = ranker
        self._whole = whole
        self._describe = describe
        self._texts: dict[int, str] = {}
        self.ranked: list[tuple[str, Vectors, Ranking]] = []

    def describe(self, text: str) -> Vectors:
        """The text's feature vector."""
        vector = self._describe(text)
        self._texts[id(vector)] = text
        return vector

    def rank(self, *readings: Vectors) -> Ranking:
        """The ranker's own result."""
        ranking = self._ranker.rank(*readings)
        self.ranked.append((self._texts.get(id(readings[0]), self._whole), readings[0], ranking))
        return ranking


class Explainer:
    """Looks at a message as the loaded model did; ``questions`` are its examples in the ranker's order.

    ``questions`` is empty while it is not known which examples the model was trained on.
    """

    def __init__(self, engine: Engine, questions: Sequence[Example] = ()) -> None:
        self._tokenizer = engine.part(EnglishTokenizer)
        self._featurizer = engine.part(SentenceFeaturizer)
        self._classifier = engine.part(AnswerClassifier)
        self._detector = engine.part(DangerSignDetector)
        self._questions = questions

    def explain(self, text: str, context: Mapping[str, Any], parsed: Mapping[str, Any]) -> Why:
        """Why ``text`` was understood as ``parsed`` says, in the context NLU was told."""
        ranker, detector = self._classifier.ranker, self._detector.detector
        if ranker is None or detector is None:
            raise RuntimeError("Messages are explained before a model is loaded.")
        message = Message({TEXT: text, METADATA: dict(context)})
        self._featurizer.process(self._tokenizer.process([message]))
        doc = message.get(REPAIRED_DOC) or message.get(DOC)
        notes = Notes(ranker, doc.text, message.get(DESCRIBE))
        message.set(DESCRIBE, notes.describe)
        decision = self._classifier.decision(message, AnswerFinder(notes, self._classifier.thresholds))
        chosen = next(vector for _, vector, ranking in notes.ranked if ranking is decision.ranking)
        thresholds = self._classifier.thresholds
        return {
            "outcome": _outcome(decision, parsed),
            "in_scope": round(decision.ranking.in_scope, 3),
            "thresholds": {
                "certain": thresholds.certain,
                "likely": thresholds.likely,
                "possible": thresholds.possible,
            },
            "repaired": doc.text if doc.text != message.get(DOC).text else None,
            "language": parsed.get("language"),
            "topic": context.get("topic"),
            "parts": [
                {"text": part, "answer": ranking.labels[0], "in_scope": round(ranking.in_scope, 3)}
                for part, _, ranking in notes.ranked
                if part != doc.text
            ],
            "ranking": self._ranking(ranker, decision.ranking, chosen),
            "danger": {**_evidence(detector, message), "found": parsed.get("danger")},
        }

    def _ranking(self, ranker: AnswerRanker, ranking: Ranking, vector: Vectors) -> list[Why]:
        return [
            {
                "answer": label,
                "confidence": round(confidence, 3),
                "nearest": self._nearest(ranker, label, vector, place),
            }
            for place, (label, confidence) in enumerate(zip(ranking.labels, ranking.confidences))
            if place < MOST_SHOWN
        ]

    def _nearest(self, ranker: AnswerRanker, label: str, vector: Vectors, place: int) -> list[Why]:
        if not self._questions:
            return []
        count = NEAREST_OF_OTHERS if place else NEAREST_OF_BEST
        return [
            {
                "text": self._questions[row].text,
                "likeness": round(likeness, 3),
                "place": self._questions[row].place.as_dict(),
            }
            for row, likeness in ranker.nearest(vector, label, count)
        ]


def in_rows(examples: Sequence[Example]) -> list[Example]:
    """The examples that teach answers, in the order of the ranker's rows."""
    questions = [example for example in examples if example.is_question]
    order = np.argsort(np.array([example.label for example in questions]), kind="stable")
    return [questions[place] for place in order]


def _outcome(decision: Decision, parsed: Mapping[str, Any]) -> str:
    if parsed.get("danger"):
        return "danger"
    if parsed.get("language"):
        return "foreign"
    if decision.asks:
        return "several"
    if decision.label == FALLBACK:
        return "offered" if decision.candidates else "unsure"
    if decision.label == OUT_OF_SCOPE:
        return "outside"
    return "doubtful" if decision.candidates else "sure"


def _evidence(detector: DangerDetector, message: Message) -> Why:
    """What the danger detector saw: its rules, and its model on the whole and on each sentence."""
    docs = [doc for doc in (message.get(DOC), message.get(REPAIRED_DOC)) if doc is not None]
    doc, describe = docs[-1], message.get(DESCRIBE)
    texts = [(without_denials(doc) or doc.text, detector.thresholds.message)] if message.get(READABLE) else []
    texts += [(text, detector.thresholds.sentence) for text in long_sentences(doc) if message.get(READABLE)]
    read = []
    for text, threshold in texts:
        evidence = detector.evidence([], describe(text))
        if evidence.sign:
            read.append(
                {
                    "text": text,
                    "probability": round(evidence.probability or 0.0, 4),
                    "threshold": threshold,
                    "sign": evidence.sign.words,
                    "id": evidence.sign.id,
                }
            )
    return {"rules": list(detector.evidence(docs, None).rules), "model": read}
