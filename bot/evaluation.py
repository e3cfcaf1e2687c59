"""Measuring the whole assistant on a file of labelled messages (design section 4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.engine import Engine
from bot.labelled import Labelled
from bot.messages import BotMessage, asked_answer
from bot.web.redaction import redacted

FALLBACKS = frozenset({"nlu_fallback"})
OUT_OF_SCOPE_KIND = "out_of_scope"
SMALL_TALK = frozenset(
    {
        "greet",
        "goodbye",
        "thanks",
        "affirm",
        "deny",
        "assistant/are_you_a_bot",
        "assistant/what_can_you_do",
        "assistant/how_are_you",
        "assistant/language",
    }
)
INFORMATIVE = ("sciatica/", "needling/")


@dataclass(frozen=True)
class Outcome:
    """What the assistant made of a labelled message.

    ``verdict`` is ``right``, ``offered``, ``wrong``, ``fallback``; for messages labelled by
    urgency ``right``, ``caught`` (another tier), ``missed``, ``false_alarm``; for several
    questions ``right``, ``unasked`` (all answered and more), ``incomplete``, ``wrong``.
    """

    message: Labelled
    verdict: str
    answer: str
    urgency: str


@dataclass
class Report:
    """Counts by kind, and what was confused with what."""

    outcomes: list[Outcome] = field(default_factory=list)

    def by_kind(self) -> dict[str, Counter[str]]:
        """Verdicts of each kind."""
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        for outcome in self.outcomes:
            kinds[outcome.message.kind][outcome.verdict] += 1
        return dict(sorted(kinds.items()))

    def share(self, chosen: Callable[[Outcome], bool], verdicts: Sequence[str]) -> tuple[int, int]:
        """(outcomes with one of ``verdicts``, all) among the chosen ones."""
        among = [outcome for outcome in self.outcomes if chosen(outcome)]
        return sum(outcome.verdict in verdicts for outcome in among), len(among)

    def summary(self) -> dict[str, tuple[int, int]]:
        """The figures of the README's status table, as (hits, all)."""
        in_scope = [o for o in self.outcomes if _in_scope(o) or o.message.asks or o.message.turns]
        alarms = sum(o.urgency != "none" for o in in_scope)
        return {
            "in scope, right at once": self.share(_in_scope, ["right"]),
            "in scope, right or offered": self.share(_in_scope, ["right", "offered"]),
            "several questions, all answered": self.share(_several, ["right", "unasked"]),
            "several questions, none unasked": self.share(_several, ["right", "incomplete"]),
            "dialogues, right in every turn": self.share(lambda o: bool(o.message.turns), ["right"]),
            "out of scope, handled as such": self.share(
                lambda o: o.message.kind == OUT_OF_SCOPE_KIND, ["right"]
            ),
            "red flags, caught": self.share(_danger, ["right", "caught"]),
            "red flags, right urgency": self.share(_danger, ["right"]),
            "false alarms on near misses": self.share(_harmless, ["false_alarm"]),
            "false alarms on ordinary questions": (alarms, len(in_scope)),
        }

    def as_dict(self) -> dict[str, Any]:
        """JSON: the summary, the kinds and every outcome by id, without texts."""
        return {
            "summary": {name: {"hits": h, "of": n} for name, (h, n) in self.summary().items()},
            "kinds": {kind: dict(counts) for kind, counts in self.by_kind().items()},
            "outcomes": [
                {"id": o.message.id, "verdict": o.verdict, "answer": o.answer, "urgency": o.urgency}
                for o in self.outcomes
            ],
        }

    def lines(self) -> Iterator[str]:
        """The report for a terminal."""
        for kind, counts in self.by_kind().items():
            total = sum(counts.values())
            parts = ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common())
            yield f"{kind:<18} {total:>4}   {parts}"
        yield ""
        for name, (hits, total) in self.summary().items():
            if total:
                yield f"{name:<36} {hits:>4} of {total:<4} {100 * hits / total:5.1f} %"
        confused = Counter(
            (" | ".join(o.message.accept), o.answer)
            for o in self.outcomes
            if o.message.accept and o.verdict in ("wrong", "offered", "fallback")
        )
        yield ""
        yield "Confused (expected -> given):"
        for (expected, given), count in confused.most_common(25):
            yield f"{count:>4}  {expected[:70]} -> {given}"


def _in_scope(outcome: Outcome) -> bool:
    return bool(outcome.message.accept) and outcome.message.kind != OUT_OF_SCOPE_KIND


def _several(outcome: Outcome) -> bool:
    return bool(outcome.message.asks)


def _danger(outcome: Outcome) -> bool:
    return bool(outcome.message.urgency) and "none" not in outcome.message.urgency


def _harmless(outcome: Outcome) -> bool:
    return "none" in outcome.message.urgency


def accepted(accept: Sequence[str], answer: str) -> bool:
    """Whether ``answer`` counts as right: by id, ``*``, ``*general`` or ``*small_talk``."""
    if answer in accept:
        return True
    if answer in FALLBACKS or not answer:
        return False
    if "*" in accept:
        return True
    if "*general" in accept and answer.startswith(INFORMATIVE):
        return True
    return "*small_talk" in accept and answer in SMALL_TALK


def judge(message: Labelled, replies: Sequence[BotMessage]) -> Outcome:
    """Compare the replies with the label."""
    answers = [str(reply.metadata["answer"]) for reply in replies]
    urgencies = [str(reply.metadata["urgency"]) for reply in replies]
    urgency = next((u for u in urgencies if u != "none"), "none")
    answer = answers[0] if answers else ""
    if message.urgency:
        return Outcome(message, _urgency_verdict(message.urgency, urgency), answer, urgency)
    if message.asks:
        return Outcome(message, _several_verdict(message.asks, answers), answer, urgency)
    offered = [asked_answer(button["payload"]) or "" for reply in replies for button in reply.buttons]
    if any(accepted(message.accept, each) for each in answers):
        verdict = "right"
    elif any(accepted(message.accept, each) for each in offered):
        verdict = "offered"
    else:
        verdict = "fallback" if answer in FALLBACKS else "wrong"
    return Outcome(message, verdict, answer, urgency)


def _several_verdict(asks: Sequence[Sequence[str]], answers: Sequence[str]) -> str:
    complete = all(any(accepted(accept, answer) for answer in answers) for accept in asks)
    unasked = not all(any(accepted(accept, answer) for accept in asks) for answer in answers)
    if complete:
        return "unasked" if unasked else "right"
    return "wrong" if unasked else "incomplete"


def _urgency_verdict(accepted_urgencies: Sequence[str], urgency: str) -> str:
    if urgency in accepted_urgencies:
        return "right"
    if "none" in accepted_urgencies:
        return "false_alarm"
    return "missed" if urgency == "none" else "caught"


async def tried(engine: Engine, message: Labelled, conversation: str) -> tuple[Outcome, Sequence[BotMessage]]:
    """Send a message or dialogue in a conversation of its own: the outcome, and the replies judged.

    A dialogue is as good as its worst turn. Personal data is taken out as it is at the door.
    """
    for turn in message.turns or [message]:
        replies = await engine.reply(conversation, redacted(turn.text))
        outcome = judge(turn, replies)
        if outcome.verdict != "right":
            break
    return replace(outcome, message=message), replies


async def evaluate(
    engine: Engine, messages: Sequence[Labelled], progress: Callable[[int, int], None]
) -> Report:
    """Send every message or dialogue in a conversation of its own and judge the replies."""
    report = Report()
    for number, message in enumerate(messages, 1):
        outcome, _ = await tried(engine, message, f"eval-{number}-{message.id}")
        report.outcomes.append(outcome)
        if number % 50 == 0:
            progress(number, len(messages))
    return report
