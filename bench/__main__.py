"""``make bench``, or ``python -m bench [--quick]``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bench import accuracy, ours, peer
from bench.processes import PROJECT, BenchFailed, say
from bench.questions import questions
from bench.table import markdown, rows

RESULT = PROJECT / "bench" / "results" / "latest.md"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    questions: int
    seconds: float
    with_peer: bool


FULL, QUICK = Size(300, 30.0, with_peer=True), Size(100, 5.0, with_peer=False)
# Stock Rasa's default pipeline is trained for as many epochs as it has by default, on what it can
# learn in a quarter of an hour.
ONE_EXAMPLE_IN, EPOCHS = 96, 100
MEASURED = PROJECT.parent / "shared" / "eval" / "dev.jsonl"


def main() -> None:
    """Measure, print the table and keep it in ``bench/results/latest.md``."""
    parser = argparse.ArgumentParser(prog="bench", description="Speed and memory, beside stock Rasa.")
    parser.add_argument(
        "--accuracy", action="store_true", help="only what each system understands, not how fast it serves"
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer repetitions and no stock Rasa, for trying; keeps no file"
    )
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    signal.signal(signal.SIGTERM, _leave)
    os.chdir(PROJECT)
    started = time.perf_counter()
    try:
        table = understanding() if options.accuracy else measure(size)
    except BenchFailed as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
    say(f"Done in {(time.perf_counter() - started) / 60:.1f} minutes.")
    print(table)
    if size is FULL and not options.accuracy:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(table + "\n", encoding="utf-8")


def understanding() -> str:
    """What each system understands, as a Markdown table."""
    with tempfile.TemporaryDirectory(prefix="clinic-bench-") as name:
        return accuracy.table(list(accuracy.compare(Path(name), ONE_EXAMPLE_IN, EPOCHS, MEASURED)))


def _leave(signal_number: int, frame: FrameType | None) -> None:
    """Leave through the context managers that end subprocesses and remove folders."""
    say(f"bench: ended by signal {signal_number}.")
    sys.exit(128 + signal_number)


def measure(size: Size) -> str:
    """Everything once, as a Markdown text.

    Raises:
        BenchFailed: if something to be measured does not work.
    """
    load_before = os.getloadavg()[0]
    asked = questions(size.questions)
    with tempfile.TemporaryDirectory(prefix="clinic-bench-") as name:
        folder = Path(name)
        say("Ours: training from scratch, then again ...")
        model, cold, warm = ours.train_twice(folder)
        say(f"  {cold.seconds:.0f} s and {warm.seconds:.0f} s; starting the server ...")
        served = ours.serve(model, folder, asked, size.seconds)
        stock = peer.measure(folder, asked, size.seconds) if size.with_peer else None
        understood = understanding() if size.with_peer else ""
        # Last, because it loads Rasa into this process, and a client should be light.
        say("Ours: in process ...")
        memory, sqlite = ours.in_process(model, folder, asked)
    speed = markdown(rows(memory, sqlite, served, cold, warm, stock), len(asked), load_before)
    return "\n\n".join(filter(None, [understood, speed]))


if __name__ == "__main__":
    main()
