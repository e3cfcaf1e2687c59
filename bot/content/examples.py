"""The subject files of ``data/nlu``: blocks of examples and the answers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Block:
    """Examples of one intent as they stand together in a file."""

    intent: str
    examples: tuple[str, ...]
    metadata: dict[str, Any] | None


def read_blocks(document: dict[str, Any]) -> Iterator[Block]:
    """The blocks of a parsed subject file, in order."""
    for entry in document.get("nlu") or []:
        lines = str(entry["examples"]).splitlines()
        examples = tuple(line[2:].strip() for line in lines if line.startswith("- ") and line[2:].strip())
        yield Block(str(entry["intent"]), examples, entry.get("metadata"))


def learned_examples(folder: Path) -> dict[str, list[str]]:
    """The examples of each intent in all subject files of a folder."""
    learned: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for block in read_blocks(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)):
            learned.setdefault(block.intent, []).extend(block.examples)
    return learned
