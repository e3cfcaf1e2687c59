"""The questions that are asked: plain ones on the main subjects, as visitors type them."""

from __future__ import annotations

import json

from bench.processes import PROJECT, BenchFailed

SUBJECTS = ("sciatica/", "needling/")
ASKED = PROJECT / "tests" / "sets" / "plain.jsonl"


def questions(wanted: int) -> list[str]:
    """``wanted`` questions, all different ones first, then again from the start.

    Raises:
        BenchFailed: if there are none.
    """
    if not ASKED.is_file():
        raise BenchFailed(f"{ASKED} is missing.")
    entries = map(json.loads, ASKED.read_text(encoding="utf-8").splitlines())
    texts = [entry["text"] for entry in entries if entry["accept"][0].startswith(SUBJECTS)]
    return [texts[place % len(texts)] for place in range(wanted)]
