"""From a ranking to a decision, and from a decision to Rasa's parse result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.ranker import OUT_OF_SCOPE, Ranking

FALLBACK = "nlu_fallback"
MOST_CANDIDATES = 3
# Below this confidence a message out of scope may after all have meant something we know.
SURELY_OUTSIDE = 0.9
NEVER_OFFERED = frozenset({OUT_OF_SCOPE, "affirm", "deny", "greet", "goodbye", "thanks", "restart"})


@dataclass(frozen=True)
class Thresholds:
    """In-scope scores: from ``certain`` on just answer; from ``likely`` on answer and
    offer what else may have been meant; from ``possible`` on only offer choices. ``ask`` is
    the same for one part of a message that asks several things."""

    certain: float
    likely: float
    possible: float
    ask: float


@dataclass(frozen=True)
class Decision:
    """What the classifier makes of a message.

    ``label`` is an answer id, an intent, ``out_of_scope`` or ``nlu_fallback``;
    ``candidates`` are what else to offer, best first; ``asks`` are the answers to all that
    the message asks, in order, if it asks several things.
    """

    label: str
    confidence: float
    candidates: tuple[str, ...]
    ranking: Ranking
    asks: tuple[str, ...] = ()

    @classmethod
    def several(cls, rankings: Sequence[Ranking], whole: Ranking, thresholds: Thresholds) -> Decision:
        """Answer all: one ranking for each thing asked. The first one stands for the message.

        If one of them is less than certain, what else the ``whole`` message may ask is offered.
        """
        first = rankings[0]
        asks = tuple(ranking.labels[0] for ranking in rankings)
        others: tuple[str, ...] = ()
        if any(ranking.in_scope < thresholds.certain for ranking in rankings):
            others = tuple(x for x in whole.labels if x not in asks and x not in NEVER_OFFERED)
        return cls(first.labels[0], first.confidences[0], others[:MOST_CANDIDATES], first, asks)

    @classmethod
    def between(cls, rankings: Sequence[Ranking]) -> Decision:
        """Ask which is meant: one ranking for each thing a message without a subject may be about."""
        labels = [
            label for place in range(2) for ranking in rankings for label in ranking.labels[place : place + 1]
        ]
        offered = tuple(dict.fromkeys(label for label in labels if label not in NEVER_OFFERED))
        return cls(FALLBACK, 1 - rankings[0].confidences[0], offered[:MOST_CANDIDATES], rankings[0])

    @classmethod
    def foreign(cls, ranking: Ranking) -> Decision:
        """Out of scope, because it is not in English."""
        return cls(OUT_OF_SCOPE, 1 - ranking.confidences[0] / 2, (), ranking)

    @classmethod
    def of(cls, ranking: Ranking, thresholds: Thresholds) -> Decision:
        """Decide on the flat ranking: answer, ask which is meant, or pass."""
        best, confidence = ranking.labels[0], ranking.confidences[0]
        others = tuple(label for label in ranking.labels[1:] if label not in NEVER_OFFERED)
        if best == OUT_OF_SCOPE:
            doubtful = others[:MOST_CANDIDATES] if confidence < SURELY_OUTSIDE else ()
            return cls(best, confidence, doubtful, ranking)
        if ranking.in_scope >= thresholds.certain:
            return cls(best, confidence, (), ranking)
        if ranking.in_scope >= thresholds.likely:
            return cls(best, confidence, others[:MOST_CANDIDATES], ranking)
        offered = () if best in NEVER_OFFERED else (best, *others)[:MOST_CANDIDATES]
        if ranking.in_scope < thresholds.possible:
            offered = ()
        return cls(FALLBACK, 1 - confidence, offered, ranking)


def retrieval_intent(label: str) -> str:
    """``needling`` of ``needling/does_it_hurt``; a plain intent is its own."""
    return label.split("/", 1)[0]


def parse_result(decision: Decision, labels: Sequence[str]) -> dict[str, Any]:
    """Rasa's standard parse result, as its classifier and response selectors write it.

    ``labels`` are all labels the classifier knows. ``candidates``, ``in_scope`` and
    ``asks`` come on top of the standard keys.
    """
    result: dict[str, Any] = {
        "intent": {"name": retrieval_intent(decision.label), "confidence": decision.confidence},
        "intent_ranking": _intent_ranking(decision),
        "candidates": list(decision.candidates),
        "in_scope": decision.ranking.in_scope,
        "asks": list(decision.asks),
    }
    if "/" in decision.label:
        result["response_selector"] = _response_selector(decision, labels)
    return result


def _intent_ranking(decision: Decision) -> list[dict[str, Any]]:
    totals = {retrieval_intent(decision.label): decision.confidence}
    if decision.label != FALLBACK:
        totals = {}
    for label, confidence in zip(decision.ranking.labels, decision.ranking.confidences):
        name = retrieval_intent(label)
        totals[name] = totals.get(name, 0.0) + confidence
    chosen = retrieval_intent(decision.label)
    ordered = sorted(totals.items(), key=lambda item: (item[0] != chosen, -item[1]))
    return [{"name": name, "confidence": confidence} for name, confidence in ordered]


def _response_selector(decision: Decision, labels: Sequence[str]) -> dict[str, Any]:
    intent = retrieval_intent(decision.label)
    ranking = [
        {"confidence": confidence, "intent_response_key": label}
        for label, confidence in zip(decision.ranking.labels, decision.ranking.confidences)
        if retrieval_intent(label) == intent
    ]
    chosen = {
        "responses": [],
        "confidence": decision.confidence,
        "intent_response_key": decision.label,
        "utter_action": f"utter_{decision.label}",
    }
    return {
        "all_retrieval_intents": sorted({retrieval_intent(x) for x in labels if "/" in x}),
        intent: {"response": chosen, "ranking": ranking},
    }
