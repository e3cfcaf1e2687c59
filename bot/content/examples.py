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

    @property
    def is_danger(self) -> bool:
        """Whether its examples are danger signs."""
        return self.intent == "red_flag"

    @property
    def question(self) -> str | None:
        """The answer its examples ask for; None for danger signs and their look-alikes."""
        return None if self.is_danger or "near_miss" in (self.metadata or {}) else self.intent


def read_blocks(document: dict[str, Any]) -> Iterator[Block]:
    """The blocks of a parsed subject file, in order."""
    for entry in document.get("nlu") or []:
        lines = str(entry["examples"]).splitlines()
        examples = tuple(line[2:].strip() for line in lines if line.startswith("- ") and line[2:].strip())
        yield Block(str(entry["intent"]), examples, entry.get("metadata"))


def read_subjects(folder: Path) -> Iterator[Block]:
    """The blocks of all subject files of a folder, by file name."""
    for path in sorted(folder.glob("*.yml")):
        yield from read_blocks(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def learned_examples(folder: Path) -> dict[str, list[str]]:
    """The examples of each intent in all subject files of a folder."""
    learned: dict[str, list[str]] = {}
    for block in read_subjects(folder):
        learned.setdefault(block.intent, []).extend(block.examples)
    return learned
