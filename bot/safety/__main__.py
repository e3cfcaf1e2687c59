"""``make test-safety``: print every figure; fail where a target is missed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

# A message's sums are small, and each core has messages of its own. Read by NumPy when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.cli import DEFAULT_MODEL
from bot.labelled import EvaluationFileError
from bot.model_file import ModelUnusable
from bot.nlu.encoder import EncoderMissing
from bot.safety.case import write_figures
from bot.safety.figures import Figure, Timing, lines
from bot.safety.reader import DangerReader
from bot.safety.report import SafetyReport

MOST_FAILED = 12


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make test-safety", description=__doc__)
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="default %(default)s")
    parser.add_argument("--dev", type=Path, help="one more file of labelled messages")
    parser.add_argument("--write", type=Path, help="a page whose table of figures is renewed")
    parser.add_argument("--all", action="store_true", help="read every training example, not a sample")
    options = parser.parse_args()
    _say("Loading the model ...")
    try:
        report = SafetyReport(DangerReader.load(options.model), _say, options.all)
        started = time.monotonic()
        timing = report.timing()
        figures: list[Figure] = []
        table = [*_printed(lines(_kept(report.figures(options.dev), figures))), *_printed(_timing(timing))]
    except (EncoderMissing, EvaluationFileError, ModelUnusable) as error:
        _say(f"test-safety: {error}")
        return 1
    print("\n".join(_failed(figures)))
    _say(f"Read in {time.monotonic() - started:.0f} seconds.")
    if options.write:
        write_figures(options.write, table)
    missed = sum(not figure.reached for figure in figures) + (not timing.reached)
    print(f"\n{missed} targets missed." if missed else "\nEvery target is reached.")
    return 1 if missed else 0


def _kept(figures: Iterable[Figure], kept: list[Figure]) -> Iterator[Figure]:
    for figure in figures:
        kept.append(figure)
        yield figure


def _printed(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


def _timing(timing: Timing) -> list[str]:
    verdict = "reached" if timing.reached else "**missed**"
    return [f"| {timing.name} | {timing.milliseconds:.1f} ms | | {timing.target} | {verdict} |"]


def _failed(figures: list[Figure]) -> list[str]:
    found = []
    for figure in figures:
        if figure.failed and not figure.reached:
            more = len(figure.failed) - MOST_FAILED
            named = "; ".join(figure.failed[:MOST_FAILED]) + (f"; and {more} more" if more > 0 else "")
            found.append(f"\n{figure.name}: {named}")
    return found


if __name__ == "__main__":
    sys.exit(main())
