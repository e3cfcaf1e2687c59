"""The answers that exist, and which of them lie nearest to a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.content.examples import read_blocks
from bot.nlu.encoder import Vectors

UTTER = "utter_"
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Near:
    """An answer, its title (its id if it has none) and the cosine of its nearest example, to 1."""

    answer: str
    title: str
    score: float


class Answers:
    """Every answer and intent with examples: what it is called and what it is asked with."""

    def __init__(self, examples: Mapping[str, Sequence[str]], titles: Mapping[str, str]) -> None:
        self.examples = {answer: tuple(texts) for answer, texts in sorted(examples.items())}
        self.titles = titles
        self._vectors: Vectors | None = None

    @classmethod
    def read(cls, domain: Path, folder: Path) -> Answers:
        """From the domain and the subject files of a folder."""
        examples: dict[str, list[str]] = {}
        titles = _titles(_document(domain))
        for path in sorted(folder.glob("*.yml")):
            document = _document(path)
            titles.update(_titles(document))
            for block in read_blocks(document):
                if block.question:
                    examples.setdefault(block.question, []).extend(block.examples)
        return cls({answer: texts for answer, texts in examples.items() if texts}, titles)

    def title(self, answer: str) -> str:
        """What an answer is called."""
        return self.titles.get(answer, answer)

    def encode(self, encode_all: Callable[[Sequence[str]], Vectors]) -> None:
        """Find the vectors of all examples; ``nearest`` needs them."""
        self._vectors = encode_all([text for texts in self.examples.values() for text in texts])

    def nearest(self, centres: Vectors, most: int = 3) -> list[list[Near]]:
        """For each unit vector (n, 768) its nearest answers, best first.

        Raises:
            RuntimeError: before ``encode``.
        """
        if self._vectors is None:
            raise RuntimeError("The examples have no vectors yet.")
        ids = list(self.examples)
        starts = np.cumsum([0, *(len(texts) for texts in self.examples.values())])[:-1]
        found = []
        for start in range(0, len(centres), ROWS_AT_ONCE):
            likeness = centres[start : start + ROWS_AT_ONCE] @ self._vectors.T
            best = np.maximum.reduceat(likeness, starts, axis=1)
            for row in best:
                order = np.argsort(-row, kind="stable")[:most]
                found.append([Near(ids[i], self.title(ids[i]), float(row[i])) for i in order])
        return found


def _document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return document


def _titles(document: Mapping[str, Any]) -> dict[str, str]:
    return {
        name[len(UTTER) :]: str(variations[0]["metadata"]["title"])
        for name, variations in (document.get("responses") or {}).items()
        if (variations[0].get("metadata") or {}).get("title")
    }
