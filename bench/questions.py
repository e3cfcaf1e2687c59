"""The questions that are asked: training examples of the frequent subjects."""

from __future__ import annotations

import yaml

from bench.processes import PROJECT, BenchFailed
from bot.content.examples import read_blocks

SUBJECTS = ("sciatica/", "needling/")


def questions(wanted: int) -> list[str]:
    """At least ``wanted`` different training examples, evenly spread over the subjects.

    Raises:
        BenchFailed: if there are fewer.
    """
    examples: dict[str, None] = {}
    for path in sorted((PROJECT / "data" / "nlu").glob("*.yml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in read_blocks(document):
            if block.intent.startswith(SUBJECTS):
                examples.update(dict.fromkeys(block.examples))
    if len(examples) < wanted:
        raise BenchFailed(f"data/nlu has {len(examples)} examples of {SUBJECTS}, {wanted} are needed.")
    return list(examples)[:: len(examples) // wanted]
