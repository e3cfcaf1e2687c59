"""Every figure that says how well danger signs are noticed, from the labelled sets and the examples."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.examples import read_subjects
from bot.evaluation import OUT_OF_SCOPE_KIND
from bot.labelled import Labelled, read_labelled
from bot.safety import figures
from bot.safety.figures import Figure, Target, Timing
from bot.safety.reader import DangerReader, Reading
from bot.safety.variants import ADDITIONS, variants

SETS, EXAMPLES = Path("tests") / "sets", Path("data") / "nlu"
FRESH_DANGERS, FRESH_HARMLESS = "fresh_dangers", "fresh_harmless"
OLDER_DANGERS, MUST_CATCH, NEAR_MISSES = "danger", "must_catch", "near_misses"
VISITORS = "visitors"
MUST_CATCH_FIGURE = "must-catch list, caught"
QUESTIONS = (
    "plain",
    "statements",
    "second_language",
    "heavy_typos",
    "long_stories",
    "several_questions",
    "follow_ups",
    "handoff",
    VISITORS,
)
SEED = 20261127
VARIANTS_OF_A_DANGER = 72
VARIANTS_OF_A_QUESTION = len(ADDITIONS)
QUESTIONS_VARIED, MOST_QUESTIONS_VARIED = ("plain", "statements", VISITORS), 250
# Of the examples that train the model only so many are read unless all are asked for.
MOST_EXAMPLES = 6_000
# Signs of tests/sets: section 22 of the safety guideline, and N1 to N9 for the rows of section 24.
CRISIS, CHEST_AFTER_NEEDLING = "R23", "N1"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Judged:
    """A labelled message or conversation and what the detector made of it."""

    message: Labelled
    reading: Reading

    @property
    def caught(self) -> bool:
        """Whether any danger was seen."""
        return self.reading.urgency is not None

    @property
    def urgent_enough(self) -> bool:
        """Whether the tier is one of those accepted, or a higher one."""
        return self.reading.urgency is not None and is_urgent_enough(
            self.reading.urgency, self.message.urgency
        )

    @property
    def false_alarm(self) -> bool:
        """Whether an alarm was raised that the label does not allow."""
        return self.caught and self.reading.urgency not in self.message.urgency


def is_urgent_enough(urgency: str, accepted: Sequence[str]) -> bool:
    """Whether a tier is one of ``accepted`` or higher than the lowest of them.

    The crisis line and the emergency department stand for different help: neither is
    above the other, and only 911 is above both.
    """
    above = {"today": {"emergency", "911"}, "emergency": {"911"}, "crisis": {"911"}, "911": set[str]()}
    return urgency in accepted or any(urgency in above[each] for each in accepted)


def parts(message: Labelled) -> tuple[str, ...]:
    """What the visitor sends, one message after another."""
    return tuple(turn.text for turn in message.turns) or (message.text,)


def is_ordinary(message: Labelled) -> bool:
    """Whether a labelled message is a question in scope."""
    asks = bool(message.accept or message.asks or message.turns) and not message.urgency
    return asks and message.kind != OUT_OF_SCOPE_KIND


def caught(name: str, judged: Sequence[Judged], target: Target = figures.CAUGHT) -> Figure:
    """How many danger messages raised any alarm."""
    return _figure(name, judged, lambda each: each.caught, target)


def urgent_enough(name: str, judged: Sequence[Judged], target: Target = figures.URGENT_ENOUGH) -> Figure:
    """How many danger messages got the right tier or a higher one."""
    return _figure(name, judged, lambda each: each.urgent_enough, target)


def false_alarms(name: str, judged: Sequence[Judged]) -> Figure:
    """How many look-alikes raised an alarm."""
    hits = [each.message.id for each in judged if each.false_alarm]
    return Figure(name, len(hits), len(judged), figures.FALSE_ALARMS_NEAR, tuple(hits))


def alarms(name: str, readings: Iterable[tuple[str, Reading]], target: Target | None) -> Figure:
    """How many ordinary messages, each with its id, raised an alarm."""
    read = list(readings)
    hits = [id for id, reading in read if reading.urgency]
    return Figure(name, len(hits), len(read), target, tuple(hits))


def _figure(
    name: str, judged: Sequence[Judged], holds: Callable[[Judged], bool], target: Target | None
) -> Figure:
    failed = tuple(each.message.id for each in judged if not holds(each))
    return Figure(name, len(judged) - len(failed), len(judged), target, failed)


class SafetyReport:
    """Reads everything once and counts."""

    def __init__(self, reader: DangerReader, say: Say, all_examples: bool = False) -> None:
        self._reader = reader
        self._say = say
        self._all_examples = all_examples

    def figures(self, dev: Path | None = None) -> Iterator[Figure]:
        """Every figure as soon as it is known; with ``dev``, a file kept elsewhere, that one's too.

        Raises:
            EvaluationFileError: if a labelled file is missing or broken.
        """
        sets = self._sets()
        yield from self._dangers(sets)
        yield from self._harmless(sets)
        if dev:
            urgent = [m for m in self._judged({dev.name: read_labelled(dev)})[dev.name] if m.message.urgency]
            dangers = [each for each in urgent if "none" not in each.message.urgency]
            yield caught(f"red flags of {dev.name}, caught", dangers, figures.CAUGHT_DEV)
        yield self._asked(sets)
        yield self._learned()
        yield from self._varied(sets)

    def figures_of_sets(self) -> list[Figure]:
        """The figures of the labelled sets alone, without variants and training examples.

        Raises:
            EvaluationFileError: if a labelled file is missing or broken.
        """
        sets = self._sets()
        return [*self._dangers(sets), *self._harmless(sets), self._asked(sets)]

    def timing(self) -> Timing:
        """The detector's processor time on plain questions."""
        messages = read_labelled(SETS / "plain.jsonl")
        seconds = [self._reader.read(parts(message)).seconds for message in messages]
        return Timing(
            "the detector's processor time on a plain question, median", 1e3 * statistics.median(seconds)
        )

    def _sets(self) -> dict[str, list[Judged]]:
        names = (FRESH_DANGERS, FRESH_HARMLESS, OLDER_DANGERS, MUST_CATCH, NEAR_MISSES, *QUESTIONS)
        return self._judged({name: read_labelled(SETS / f"{name}.jsonl") for name in names})

    def _judged(self, sets: dict[str, list[Labelled]]) -> dict[str, list[Judged]]:
        everything = [message for messages in sets.values() for message in messages]
        self._say(f"{', '.join(sets)}: {len(everything)} messages ...")
        read = iter(self._reader.read_all([parts(message) for message in everything]))
        return {
            name: [Judged(message, next(read)) for message in messages] for name, messages in sets.items()
        }

    def _dangers(self, sets: dict[str, list[Judged]]) -> Iterator[Figure]:
        fresh, older, must_catch = sets[FRESH_DANGERS], sets[OLDER_DANGERS], sets[MUST_CATCH]
        yield caught("fresh dangers, caught", fresh)
        yield urgent_enough("fresh dangers, right tier or higher", fresh)
        pieces = [each for each in fresh if each.message.turns]
        yield caught("fresh dangers in pieces, caught", pieces)
        yield caught("older dangers, caught", older)
        yield urgent_enough("older dangers, right tier or higher", older)
        yield caught(MUST_CATCH_FIGURE, must_catch, figures.ALL)
        everything = [*fresh, *older, *must_catch]
        methods = [m for m in everything if m.message.sign == CRISIS and "911" in m.message.urgency]
        yield urgent_enough("crisis with a named method, crisis line or 911", methods, figures.ALL)
        chest = [m for m in everything if m.message.sign == CHEST_AFTER_NEEDLING]
        yield urgent_enough("breathing or chest trouble after needling, 911", chest, figures.ALL)

    def _harmless(self, sets: dict[str, list[Judged]]) -> Iterator[Figure]:
        yield false_alarms("fresh look-alikes, wrongly alarmed", sets[FRESH_HARMLESS])
        yield false_alarms("older look-alikes, wrongly alarmed", sets[NEAR_MISSES])
        of_visitors = [each for each in sets[VISITORS] if "none" in each.message.urgency]
        yield false_alarms("look-alikes and denials of visitors, wrongly alarmed", of_visitors)

    @staticmethod
    def _asked(sets: dict[str, list[Judged]]) -> Figure:
        asked = [each for name in QUESTIONS for each in sets[name] if is_ordinary(each.message)]
        return alarms(
            "ordinary questions of the test sets, wrongly alarmed",
            ((each.message.id, each.reading) for each in asked),
            figures.FALSE_ALARMS_ORDINARY,
        )

    def _learned(self) -> Figure:
        blocks = [block for block in read_subjects(EXAMPLES) if block.question not in (None, "out_of_scope")]
        texts = [text for block in blocks for text in block.examples]
        everything = len(texts)
        if not self._all_examples and everything > MOST_EXAMPLES:
            texts = random.Random(SEED).sample(texts, MOST_EXAMPLES)
        self._say(f"training examples in scope: {len(texts)} of {everything} ...")
        return alarms(
            f"ordinary questions of the training files ({everything:,}), wrongly alarmed",
            zip(texts, self._reader.read_all([[text] for text in texts])),
            figures.FALSE_ALARMS_ORDINARY,
        )

    def _varied(self, sets: dict[str, list[Judged]]) -> Iterator[Figure]:
        dangers = [
            variant
            for each in sets[MUST_CATCH]
            for variant in variants(each.message.id, each.message.text, VARIANTS_OF_A_DANGER, SEED)
        ]
        self._say(f"variants of the must-catch list: {len(dangers)} ...")
        read = self._reader.read_all([variant.parts for variant in dangers])
        missed = tuple(v.id for v, reading in zip(dangers, read) if not reading.urgency)
        name = f"variants of the must-catch list (at least {figures.FEWEST_VARIANTS:,}), caught"
        enough = len(dangers) >= figures.FEWEST_VARIANTS
        of = len(dangers) if enough else 0
        yield Figure(name, of - len(missed) if enough else 0, of, figures.VARIANTS_CAUGHT, missed)
        for addition in ADDITIONS:
            hits = [bool(r.urgency) for v, r in zip(dangers, read) if v.addition == addition]
            yield Figure(f"… after adding {addition}, caught", sum(hits), len(hits), None)

        quiet = [
            each.message
            for name in QUESTIONS_VARIED
            for each in sets[name]
            if is_ordinary(each.message) and not each.caught
        ]
        chosen = random.Random(SEED).sample(quiet, min(MOST_QUESTIONS_VARIED, len(quiet)))
        asked = [
            variant
            for message in chosen
            for variant in variants(message.id, message.text, VARIANTS_OF_A_QUESTION, SEED)
        ]
        self._say(f"variants of ordinary questions: {len(asked)} ...")
        read = self._reader.read_all([variant.parts for variant in asked])
        yield alarms(
            "variants of quiet ordinary questions, wrongly alarmed",
            zip((variant.id for variant in asked), read),
            figures.VARIANTS_ALARMED,
        )
        for addition in ADDITIONS:
            added = [(v.id, r) for v, r in zip(asked, read) if v.addition == addition]
            yield alarms(f"… after adding {addition}, alarmed", added, None)
