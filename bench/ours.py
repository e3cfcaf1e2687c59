"""Measuring this project: training, a turn in process, and the server."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load import TURNS_EACH_CONVERSATION, WARM_UP_TURNS, Load, Turns
from bench.processes import PROJECT, BenchFailed, free_port, run, say, serving
from bench.questions import SUBJECTS
from bench.visitors import Replies, WidgetVisitor

if TYPE_CHECKING:
    from rasa.core.tracker_store import TrackerStore

ENCODER_FILES = ("encoder.onnx", "tokenizer.json")
ITS_OWN_SECONDS = re.compile(r"^Trained in (\d+) seconds", re.M)
NO_LIMIT = "1000000"


@dataclass(frozen=True)
class Training:
    """Seconds of ``bot train``: all of it, and the work without imports as it prints itself."""

    seconds: float
    work: int


@dataclass(frozen=True)
class Served:
    """What was measured at ``bot serve``."""

    alone: Turns
    crowd: Turns
    widget_alone: Turns
    widget_crowd: Turns
    ready: float
    megabytes: float


def train_twice(folder: Path) -> tuple[Path, Training, Training]:
    """Train from scratch and again with the vectors of the first time: model, cold, warm."""
    encoder = folder / "encoder"
    encoder.mkdir()
    for name in ENCODER_FILES:
        built = PROJECT / ".cache" / "encoder" / name
        if not built.is_file():
            raise BenchFailed(f"There is no {built}. Build the encoder: make encoder")
        shutil.copy(built, encoder)
    model = folder / "ours.tar.gz"
    cold = _train(model, encoder, folder / "train-cold.log")
    warm = _train(model, encoder, folder / "train-warm.log")
    return model, cold, warm


def _train(model: Path, encoder: Path, log: Path) -> Training:
    command = ("bot.cli", "train", "--model", str(model))
    seconds = run(command, log, variables={"CLINIC_ENCODER": str(encoder)})
    own = ITS_OWN_SECONDS.search(log.read_text(errors="replace"))
    if own is None:
        raise BenchFailed("bot train does not say any more how long it trained.")
    return Training(seconds, int(own.group(1)))


def is_answer(replies: Replies) -> bool:
    """Whether the replies answer a question about sciatica or needling.

    Raises:
        BenchFailed: if the server failed: the time of a failure is no turn's.
    """
    answers = [str(reply["metadata"]["answer"]) for reply in replies]
    if "fail_safe" in answers:
        raise BenchFailed("bot serve gave the fail-safe reply: something behind the door fails.")
    return any(answer.startswith(SUBJECTS) for answer in answers)


def serve(model: Path, folder: Path, questions: list[str], seconds: float) -> Served:
    """Start ``bot serve`` with an SQLite file and load it."""
    port = free_port()
    options = ("--model", str(model), "--store", f"sqlite:///{folder / 'served.db'}", "--port", str(port))
    command = ("bot.cli", "serve", *options, "--messages-per-minute", NO_LIMIT)
    with serving(command, port, "/readyz", folder / "serve.log") as server:
        rest = Load(server.url, questions, is_answer, "/healthz")
        widget = Load(server.url, questions, is_answer, "/healthz", WidgetVisitor)
        say(f"  ready after {server.seconds:.1f} s; one visitor ...")
        alone, widget_alone = asyncio.run(rest.alone()), asyncio.run(widget.alone())
        say("  40 visitors ...")
        crowd, widget_crowd = asyncio.run(rest.crowd(seconds)), asyncio.run(widget.crowd(seconds))
        return Served(alone, crowd, widget_alone, widget_crowd, server.seconds, server.peak_megabytes())


def in_process(model: Path, folder: Path, questions: list[str]) -> tuple[Turns, Turns]:
    """Turns through ``Engine.reply``: with the tracker store in memory, with an SQLite file."""
    from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    from bot.nlu.cores import one_at_a_time
    from bot.store import ConversationStore

    quiet()
    # As `bot serve` has it.
    with one_at_a_time():
        memory = asyncio.run(_turns(model, InMemoryTrackerStore(Domain.empty()), questions))
        sqlite = ConversationStore(f"sqlite:///{folder / 'in-process.db'}")
        return memory, asyncio.run(_turns(model, sqlite, questions))


async def _turns(model: Path, store: TrackerStore, questions: list[str]) -> Turns:
    from bot.engine import Engine

    engine, turns = Engine(store), Turns()
    await engine.load(model)
    for number, question in enumerate(questions[:WARM_UP_TURNS]):
        await engine.reply(f"warm-up-{number}", question)
    begun = time.perf_counter()
    for number, question in enumerate(questions):
        started = time.perf_counter()
        replies = await engine.reply(f"bench-{number // TURNS_EACH_CONVERSATION}", question)
        taken = 1000 * (time.perf_counter() - started)
        turns.add(taken, is_answer([reply.as_dict() for reply in replies]))
    turns.seconds = time.perf_counter() - begun
    engine.close()
    return turns
