"""A model of stock Rasa in a process of its own: texts in, intents out, a line each.

    python -m bench.stock_nlu models/nlu.tar.gz

Beside this project's engine, which puts quicker parts in the place of Rasa's, it would not be stock.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from bench.processes import PROJECT, BenchFailed


@contextlib.contextmanager
def stock_nlu(model: Path) -> Iterator[Callable[[str], str]]:
    """What turns a text into its likeliest intent; it raises BenchFailed if the process has ended."""
    command = [sys.executable, "-m", "bench.stock_nlu", str(model)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        texts, intents = process.stdin, process.stdout
        assert texts is not None
        assert intents is not None
        yield lambda text: _asked(text, texts, intents)


def _asked(text: str, texts: IO[str], intents: IO[str]) -> str:
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(text), file=texts, flush=True)
    for line in intents:
        if line.startswith('"'):
            return str(json.loads(line))
    raise BenchFailed("stock Rasa's NLU ended early; what it said stands above.")


def _serve(model: Path) -> None:
    from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

    from rasa.core.agent import Agent

    quiet()
    agent, loop = Agent(), asyncio.new_event_loop()
    agent.load_model(model)
    for line in sys.stdin:
        parsed = loop.run_until_complete(agent.parse_message(json.loads(line)))
        print(json.dumps(parsed["intent"]["name"]), flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
