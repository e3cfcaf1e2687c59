"""Which answers a message asks for: ranked whole, in its context, and part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from spacy.tokens import Doc

from bot.nlu.asks import asked_parts, listed
from bot.nlu.context import Context
from bot.nlu.decision import NEVER_OFFERED, Decision, Thresholds
from bot.nlu.encoder import Vectors
from bot.nlu.ranker import Ranking

Describe = Callable[[str], Vectors]

MOST_ASKS = 3
# Of a message that asks many things only so many parts are looked at: a reply comes in bounded time.
MOST_PARTS = 10
WHICH_LANGUAGES = "assistant/language"
# A reading completed from the context may be this much less in scope than the bare one.
TRUST_IN_CONTEXT = 0.2
# How much in scope each member of a list must be.
LISTED = 0.58
# From here on the whole message is understood so well that its parts must agree with it.
SURE_WHOLE = 0.2
# From here on a part of a message stands although the whole seems to ask something else.
SURE_PART = 0.75


class Ranker(Protocol):
    """Ranks the labels for a message, as ``bot.nlu.ranker.AnswerRanker`` does."""

    def rank(self, *readings: Vectors) -> Ranking:
        """The likeliest labels; ``readings`` are the message's feature vectors."""


class AnswerFinder:
    """Decides with a trained ranker; ``describe`` turns a text into a feature vector."""

    def __init__(self, ranker: Ranker, thresholds: Thresholds) -> None:
        self._ranker = ranker
        self._thresholds = thresholds

    def decide(self, doc: Doc, readings: Sequence[Vectors], describe: Describe, context: Context) -> Decision:
        """The decision on a message.

        ``doc`` is the message with its spelling repaired, ``readings`` its feature vectors
        (as repaired and, where that differs, as written).
        """
        whole = self._ranker.rank(*readings)
        asked = self._asked(doc, describe, context)
        asked = self._reconciled(asked, whole)
        if len(asked) > 1:
            return Decision.several(asked, whole, self._thresholds)
        meant = [self._ranker.rank(describe(text)) for text in context.completions(doc.text)]
        if meant:
            return Decision.between(meant)
        return Decision.of(self._in_context(doc.text, whole, describe, context), self._thresholds)

    def foreign(self, readings: Sequence[Vectors]) -> Decision:
        """The decision on a message that is not in English: it may ask just that."""
        ranking = self._ranker.rank(*readings)
        if ranking.labels[0] == WHICH_LANGUAGES:
            return Decision.of(ranking, self._thresholds)
        return Decision.foreign(ranking)

    def _in_context(self, text: str, bare: Ranking, describe: Describe, context: Context) -> Ranking:
        completed = context.completed(text)
        if completed is None:
            return bare
        ranking = self._ranker.rank(describe(completed))
        return ranking if ranking.in_scope > bare.in_scope - TRUST_IN_CONTEXT else bare

    def _asked(self, doc: Doc, describe: Describe, context: Context) -> list[Ranking]:
        """The rankings of the parts that ask for different answers, in order."""
        parts = asked_parts(doc)
        texts = [part.text for part in parts if part.asks][:MOST_PARTS] or [doc.text]
        found: list[Ranking] = []
        for text in texts:
            members = [self._ranked(member, describe, context.after(doc.text)) for member in listed(text)]
            labels = {member.labels[0] for member in members}
            if len(labels) == len(members) > 1 and all(self._counts(each, LISTED) for each in members):
                found += members
                context = context.after(text, members[-1].labels[0])
            elif len(texts) > 1:
                ranking = self._ranked(text, describe, context)
                context = context.after(text, ranking.labels[0])
                if self._counts(ranking, self._thresholds.ask):
                    found.append(ranking)
        once: dict[str, Ranking] = {}
        for ranking in found:
            once.setdefault(ranking.labels[0], ranking)
        return list(once.values())[:MOST_ASKS]

    def _ranked(self, text: str, describe: Describe, context: Context) -> Ranking:
        return self._in_context(text, self._ranker.rank(describe(text)), describe, context)

    @staticmethod
    def _reconciled(asked: list[Ranking], whole: Ranking) -> list[Ranking]:
        """The parts' rankings made to agree with that of the whole; empty if they cannot.

        The whole knows the context that a part lacks ("is piriformis syndrome real, does needling
        help it"): where no part asks what the whole asks, the least sure one is read so,
        unless it is sure as well.
        """
        if any(each.labels[0] == whole.labels[0] for each in asked) or whole.in_scope < SURE_WHOLE:
            return asked
        if len(asked) < 2:
            return []
        doubtful = min(range(len(asked)), key=lambda place: asked[place].in_scope)
        others_are_sure = all(
            each.in_scope >= SURE_PART for place, each in enumerate(asked) if place != doubtful
        )
        if others_are_sure and asked[doubtful].in_scope >= SURE_PART:
            return asked
        if not others_are_sure or whole.labels[0] in NEVER_OFFERED:
            return []
        return [whole if place == doubtful else each for place, each in enumerate(asked)]

    @staticmethod
    def _counts(ranking: Ranking, fewest: float) -> bool:
        return ranking.in_scope >= fewest and ranking.labels[0] not in NEVER_OFFERED
