"""The table that is printed."""

from __future__ import annotations

import os
import platform
import time
from datetime import date

import numpy as np

from bench.load import TURNS_EACH_CONVERSATION, VISITORS, Turns
from bench.ours import Served, Training
from bench.peer import ONE_EXAMPLE_IN, Peer

NONE = "–"
NOTES = f"""\
- {{questions}} plain questions about sciatica and needling (tests/sets/plain.jsonl, in turn), \
{TURNS_EACH_CONVERSATION} to a conversation. Ratio: how many times better ours is.
- Ours over HTTP: `bot serve` with an SQLite file. Stock Rasa: `rasa run` and `rasa run actions`, \
documented default pipeline, one example in {ONE_EXAMPLE_IN}, conversations in memory.
- Stock Rasa is trained for 1 epoch, not for the 100 of its default pipeline, which would take \
hours; the speed of a turn does not depend on epochs, its rightness does. \
Its fallbacks go over the action server, which takes longer: see the row of turns with an answer.
- {VISITORS} visitors: each sends the next message as soon as the reply is there, so the time of a \
turn is the queue before it.
- Event-loop lag: p99 of a request that does no work (ours: /healthz), sent every 10 ms meanwhile."""
Row = tuple[str, str, str, str]


def _reference_seconds() -> float:
    """How fast the machine is: seconds of ten million additions."""
    started, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started


def percentile(values: list[float], percent: float) -> float:
    """The ``percent``-th percentile."""
    return float(np.percentile(values, percent))


def _number(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _times(worse: float, better: float) -> str:
    return f"{_number(worse / better)} ×"


def _turn_row(what: str, ours: Turns, stock: Turns | None = None, answered: bool = False) -> Row:
    mine = _percentiles(ours, answered)
    theirs = _percentiles(stock, answered) if stock else None
    ratio = " / ".join(map(_times, theirs, mine)) if mine and theirs else NONE
    return f"{what}, p50 / p95", _milliseconds(mine), _milliseconds(theirs), ratio


def _percentiles(turns: Turns, answered: bool) -> list[float] | None:
    latencies = turns.answered if answered else turns.latencies
    return [percentile(latencies, percent) for percent in (50, 95)] if latencies else None


def _milliseconds(values: list[float] | None) -> str:
    return NONE if values is None else " / ".join(map(_number, values)) + " ms"


def _throughput_row(ours: Turns, stock: Turns | None) -> Row:
    what, mine = "throughput over REST, 40 visitors", f"{_number(ours.each_second)} turns/s"
    if stock is None:
        return what, mine, NONE, NONE
    return what, mine, f"{_number(stock.each_second)} turns/s", _times(ours.each_second, stock.each_second)


def _row(what: str, ours: float, stock: float | None, unit: str) -> Row:
    if stock is None:
        return what, f"{_number(ours)} {unit}", NONE, NONE
    return what, f"{_number(ours)} {unit}", f"{_number(stock)} {unit}", _times(stock, ours)


def rows(
    memory: Turns, sqlite: Turns, served: Served, cold: Training, warm: Training, peer: Peer | None
) -> list[Row]:
    """Everything that was measured."""
    alone, crowd = (peer.alone, peer.crowd) if peer else (None, None)
    lag, stock_lag = percentile(served.crowd.pings, 99), percentile(crowd.pings, 99) if crowd else None
    share, stock_share = served.alone.answered_share, f"{alone.answered_share:.0%}" if alone else NONE
    helper = f"{_number(peer.action_megabytes)} MB" if peer else NONE
    stock_training = f"{_number(peer.training)} s, one example in {ONE_EXAMPLE_IN}" if peer else NONE
    return [
        _turn_row("turn in process, conversations in memory", memory),
        _turn_row("turn in process, SQLite file", sqlite),
        _turn_row("turn over REST, one visitor", served.alone, alone),
        _turn_row("of these the turns with an answer", served.alone, alone, answered=True),
        _turn_row("turn over REST, 40 visitors", served.crowd, crowd),
        _throughput_row(served.crowd, crowd),
        _row("event-loop lag p99, 40 visitors over REST", lag, stock_lag, "ms"),
        _turn_row("turn over the widget's routes, one visitor", served.widget_alone),
        _turn_row("turn over the widget's routes, 40 visitors", served.widget_crowd),
        ("train from scratch", f"{_number(cold.seconds)} s", stock_training, NONE),
        _row("of these the work, without imports", cold.work, None, "s"),
        _row("train again, examples encoded before", warm.seconds, None, "s"),
        _row("of these the work, without imports", warm.work, None, "s"),
        _row("start to ready", served.ready, peer.ready if peer else None, "s"),
        _row("peak memory of the server", served.megabytes, peer.megabytes if peer else None, "MB"),
        ("peak memory of the action server", "in process", helper, NONE),
        ("turns that got an answer, not a fallback", f"{share:.0%}", stock_share, NONE),
    ]


def markdown(table: list[Row], questions: int, load_before: float) -> str:
    """The table, and when, where and how it was measured."""
    lines = ["| what | ours | stock Rasa | ratio |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in table]
    where = (
        f"Measured on {date.today():%Y-%m-%d}: {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, load average {load_before:.1f} before the run; ten million "
        f"additions in Python took {_reference_seconds():.1f} s."
    )
    return "\n".join([*lines, "", where, "", *NOTES.format(questions=questions).splitlines()])
