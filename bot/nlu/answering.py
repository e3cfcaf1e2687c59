"""Which answers a message asks for: ranked whole, in its context, and part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.tokens import Doc

from bot.nlu.asks import asked_parts
from bot.nlu.context import Context
from bot.nlu.decision import NEVER_OFFERED, Decision, Thresholds
from bot.nlu.encoder import Vectors
from bot.nlu.ranker import AnswerRanker, Ranking

Describe = Callable[[str], Vectors]

MOST_ASKS = 3
# A reading completed from the context may be this much less in scope than the bare one.
TRUST_IN_CONTEXT = 0.2


class AnswerFinder:
    """Decides with a trained ranker; ``describe`` turns a text into a feature vector."""

    def __init__(self, ranker: AnswerRanker, thresholds: Thresholds) -> None:
        self._ranker = ranker
        self._thresholds = thresholds

    def decide(self, doc: Doc, readings: Sequence[Vectors], describe: Describe, context: Context) -> Decision:
        """The decision on a message.

        ``doc`` is the message with its spelling repaired, ``readings`` its feature vectors
        (as repaired and, where that differs, as written).
        """
        asked = self._asked(doc, describe, context)
        if len(asked) > 1:
            return Decision.several(asked)
        ranking = self._in_context(doc.text, self._ranker.rank(*readings), describe, context)
        return Decision.of(ranking, self._thresholds)

    def foreign(self, readings: Sequence[Vectors]) -> Decision:
        """The decision on a message that is not in English."""
        return Decision.foreign(self._ranker.rank(*readings))

    def _in_context(self, text: str, bare: Ranking, describe: Describe, context: Context) -> Ranking:
        completed = context.completed(text)
        if completed is None:
            return bare
        ranking = self._ranker.rank(describe(completed))
        return ranking if ranking.in_scope > bare.in_scope - TRUST_IN_CONTEXT else bare

    def _asked(self, doc: Doc, describe: Describe, context: Context) -> list[Ranking]:
        """The rankings of the parts that ask for different answers, in order."""
        found: list[Ranking] = []
        for part in asked_parts(doc):
            if not part.asks:
                context = context.after(part.text)
                continue
            bare = self._ranker.rank(describe(part.text))
            ranking = self._in_context(part.text, bare, describe, context)
            label = ranking.labels[0]
            context = context.after(part.text, label)
            known = {each.labels[0] for each in found}
            if ranking.in_scope >= self._thresholds.ask and label not in NEVER_OFFERED | known:
                found.append(ranking)
        return found[:MOST_ASKS]
