"""``make typos``: how much is understood of the test messages when they are typed badly.

Every message of the sets is typed again with seeded slips (``bot.nlu.typos``) at three strengths.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.accuracy import test_sets
from bench.processes import PROJECT
from bot.evaluation import accepted
from bot.labelled import Labelled
from bot.nlu.typos import with_typos

# Slips for each letter: about one in ten words, one in five, one in two.
STRENGTHS = (0.0, 0.02, 0.04, 0.1)
LEFT_OUT = ("heavy_typos", "out_of_scope")
MODEL = PROJECT / "models" / "clinic.tar.gz"


def label_of(parsed: dict[str, Any]) -> str:
    """The answer id or intent of Rasa's parse result."""
    intent = str(parsed["intent"]["name"])
    chosen = (parsed.get("response_selector") or {}).get(intent)
    return str(chosen["response"]["intent_response_key"]) if chosen else intent


async def shares(messages: list[Labelled]) -> Iterator[tuple[float, float]]:
    """(strength, share of messages understood)."""
    from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    from bot.engine import Engine

    quiet()
    engine = Engine(InMemoryTrackerStore(Domain.empty()))
    await engine.load(MODEL)
    found = []
    for strength in STRENGTHS:
        source, right = random.Random(1), 0
        for message in messages:
            text = with_typos(message.text, strength, source)
            right += accepted(message.accept, label_of(await engine.understand(text)))
        found.append((strength, right / len(messages)))
    engine.close()
    return iter(found)


def main() -> None:
    """Print the table."""
    os.chdir(PROJECT)
    sets = test_sets(Path("..") / "shared" / "eval" / "dev.jsonl")
    messages = [
        message
        for name, found in sets.items()
        if name not in LEFT_OUT
        for message in found
        if message.kind != "out_of_scope"
    ]
    print(f"{len(messages):,} messages in scope\n")
    print("| slips a letter | understood at once | drop |\n|---|---|---|")
    clean = None
    for strength, share in asyncio.run(shares(messages)):
        clean = share if clean is None else clean
        print(f"| {strength:.2f} | {100 * share:.1f} % | {100 * (clean - share):.1f} |", flush=True)


if __name__ == "__main__":
    main()
