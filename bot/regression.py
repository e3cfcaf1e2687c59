"""Does every question come back with its own answer? ``bot test-all``."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.engine import Engine  # isort: skip  (before rasa: it silences TensorFlow)

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.content.lined_yaml import Part, read
from bot.evaluation import tried
from bot.labelled import Labelled, read_labelled
from bot.messages import RED_FLAG, asked_answer
from bot.safety.report import is_urgent_enough
from bot.workers import on_every_core

EXAMPLES, SETS = Path("data") / "nlu", Path("tests") / "sets"
PER_ANSWER = 10
QUESTIONS_AT_ONCE = 20
SECONDS_BETWEEN_REPORTS = 5.0
DANGER, LOOK_ALIKE = "danger sign", "look-alike of a danger sign"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """A labelled message and where it stands; ``own`` is its own answer in words.

    ``learned``: the model was trained with it.
    """

    message: Labelled
    path: Path
    line: int
    own: str
    learned: bool

    @property
    def key(self) -> str:
        """The same for the same text with the same own answer, wherever it stands."""
        texts = [turn.text for turn in self.message.turns] or [self.message.text]
        return hashlib.blake2b("\n".join([*texts, self.own]).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Answered:
    """What came back for a question: the answers, those only offered as buttons, and the score (0 to 1)."""

    question: Question
    passed: bool
    verdict: str
    answers: tuple[str, ...]
    offered: tuple[str, ...]
    urgency: str
    score: float

    @property
    def came(self) -> str:
        """What came instead, in words."""
        said = " + ".join(self.answers) or "nothing"
        return f"{said} ({self.urgency})" if self.urgency != "none" else said


@dataclass
class Regression:
    """Every question with what came back."""

    answered: list[Answered] = field(default_factory=list)

    @property
    def failed(self) -> list[Answered]:
        """Those that did not come back with their own answer."""
        return [each for each in self.answered if not each.passed]

    def right(self) -> dict[str, bool]:
        """Whether it passed, by the question's key."""
        return {each.question.key: each.passed for each in self.answered}

    def by_answer(self) -> list[tuple[str, int, list[Answered]]]:
        """(own answer, questions, failed ones), the most failures first."""
        asked = Counter(each.question.own for each in self.answered)
        failed: dict[str, list[Answered]] = defaultdict(list)
        for each in self.failed:
            failed[each.question.own].append(each)
        return sorted(
            ((own, count, failed[own]) for own, count in asked.items()),
            key=lambda row: (-len(row[2]), row[0]),
        )


def labelled_questions(folder: Path = SETS) -> list[Question]:
    """Every line of the labelled files.

    Raises:
        EvaluationFileError: if one is broken.
    """
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        numbers = [number for number, line in enumerate(lines, 1) if line.strip()]
        found += [Question(m, path, n, own_of(m), False) for m, n in zip(read_labelled(path), numbers)]
    return found


def own_of(message: Labelled) -> str:
    """What a labelled message should come back with, in words."""
    if message.urgency:
        return LOOK_ALIKE if "none" in message.urgency else DANGER
    if message.asks:
        return "several questions"
    return "dialogue" if message.turns else message.accept[0]


def learned_questions(folder: Path = EXAMPLES, per_answer: int | None = PER_ANSWER) -> list[Question]:
    """The training examples: of each answer, sign or kind of look-alike so many, or all of them.

    Which ones depends on their texts alone: adding or moving an example changes at most one.

    Raises:
        Unreadable: if a file is no YAML text (``bot check`` says more).
    """
    groups: dict[str, list[Question]] = defaultdict(list)
    for path in sorted(folder.glob("*.yml")):
        for block in read(path).get("nlu").items():
            for group, question in _learned(path, block):
                groups[group].append(question)
    return [question for group in groups.values() for question in _chosen(group, per_answer)]


def _learned(path: Path, block: Part) -> Iterator[tuple[str, Question]]:
    intent, metadata = str(block.get("intent").value), block.get("metadata").value or {}
    for line, text in block.get("examples").text_lines():
        text = text.strip()[2:].strip()
        if not text:
            continue
        message = Labelled(f"{path.name}:{line}", text, "training example", accept=(intent,))
        group = own = intent
        if intent == RED_FLAG:
            message = replace(message, accept=(), urgency=(str(metadata["urgency"]),))
            group, own = f"sign {metadata['sign']}", DANGER
        elif "near_miss" in metadata:
            message = replace(message, accept=(), urgency=("none",))
            group = own = LOOK_ALIKE
        yield group, Question(message, path, line, own, True)


def _chosen(questions: list[Question], most: int | None) -> list[Question]:
    if most is None or len(questions) <= most:
        return questions
    kept = sorted(questions, key=lambda question: question.key)[:most]
    return sorted(kept, key=lambda question: (str(question.path), question.line))


class ShortMemory(InMemoryTrackerStore):
    """Conversations that can be forgotten one by one."""

    def __init__(self) -> None:
        super().__init__(Domain.empty())

    def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        self.store.pop(conversation, None)


class Questioner:
    """The whole assistant on a model, asked in forked processes."""

    def __init__(self, model: Path) -> None:
        """Load the model.

        Raises:
            ModelUnusable, EncoderMissing: with what to do.
        """
        self._store = ShortMemory()
        self._engine = Engine(self._store)
        asyncio.run(self._engine.load(model))
        self._loop: asyncio.AbstractEventLoop | None = None

    def ask_all(self, questions: Sequence[Question], say: Say) -> Regression:
        """Ask each in a conversation of its own; ``say`` is told how far it is."""
        regression, progress = Regression(), Progress(len(questions), say)
        for each in on_every_core(self._ask, questions, QUESTIONS_AT_ONCE):
            regression.answered.append(each)
            progress.done(len(regression.answered))
        return regression

    def close(self) -> None:
        """End the engine's threads."""
        self._engine.close()

    def _ask(self, question: Question) -> Answered:
        if self._loop is None:
            self._engine.after_fork()
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(self._answered(question))

    async def _answered(self, question: Question) -> Answered:
        outcome, replies = await tried(self._engine, question.message, question.key)
        self._store.forget(question.key)
        buttons = [asked_answer(button["payload"]) for reply in replies for button in reply.buttons]
        urgency, wanted = outcome.urgency, question.message.urgency
        is_danger = bool(wanted) and "none" not in wanted
        return Answered(
            question,
            passed=outcome.verdict in ("right", "unasked")
            or (is_danger and urgency != "none" and is_urgent_enough(urgency, wanted)),
            verdict=outcome.verdict,
            answers=tuple(str(reply.metadata["answer"]) for reply in replies),
            offered=tuple(filter(None, buttons)),
            urgency=urgency,
            score=float(replies[0].metadata["confidence"]) if replies else 0.0,
        )


class Progress:
    """Tells now and then how much is done and how long the rest will take."""

    def __init__(self, total: int, say: Say) -> None:
        self._total, self._say = total, say
        self._started = self._told = time.monotonic()

    def done(self, count: int) -> None:
        """So many are done."""
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN_REPORTS:
            return
        self._told = now
        left = (now - self._started) / count * (self._total - count)
        self._say(f"  {count:,} of {self._total:,} questions, {in_words(left)} left")


def in_words(seconds: float) -> str:
    """A time to wait, roughly."""
    return f"about {seconds / 60:.0f} minutes" if seconds > 100 else f"about {seconds:.0f} seconds"


def chosen_questions(everything: bool, per_answer: int = PER_ANSWER) -> list[Question]:
    """Every test question, and so many training examples of each answer or all of them."""
    return [*labelled_questions(), *learned_questions(per_answer=None if everything else per_answer)]


def lost(before: dict[str, bool], now: Iterable[Answered]) -> list[Answered]:
    """Questions that were answered right before and are not now."""
    return [each for each in now if not each.passed and before.get(each.question.key)]
