"""What the files say: texts, examples and all else, each with the line it stands on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bot.content.lined_yaml import Part, read
from bot.content.sources import CONFIG, DATA, DOMAIN

Responses = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Place:
    """A line of a file, counted from 1."""

    path: Path
    line: int

    def as_dict(self) -> dict[str, Any]:
        """JSON: as shown, and the whole path for an editor."""
        return {"file": str(self.path), "line": self.line, "path": str(self.path.resolve())}


@dataclass(frozen=True)
class Example:
    """A training example; ``metadata`` is that of its block."""

    text: str
    label: str
    metadata: dict[str, Any]
    place: Place

    @property
    def is_question(self) -> bool:
        """Whether it teaches which answer to give, and not what is dangerous."""
        return self.label != "red_flag" and "near_miss" not in self.metadata


@dataclass(frozen=True)
class Contents:
    """All files at one moment.

    ``taught`` is a hash of the examples wherever they stand, ``structure`` of what only a whole
    training takes in: the stories, the settings, and the domain without its texts.
    """

    responses: Responses
    places: dict[str, Place]
    examples: list[Example]
    taught: str
    structure: str

    def makes_the_model_of(self, other: Contents) -> bool:
        """Whether a training on these gives what one on ``other`` gives, but for the texts."""
        return (self.taught, self.structure) == (other.taught, other.structure)


class Subject(NamedTuple):
    """What one file holds."""

    responses: Responses
    places: dict[str, Place]
    examples: list[Example]
    taught: str
    rest: dict[str, Any]


class Reader:
    """Reads the files; one that has not changed is read once. ``clinic`` is the clinic file."""

    def __init__(self, clinic: Path) -> None:
        self._clinic = clinic
        self._read: dict[Path, tuple[str, Subject]] = {}

    def files(self) -> list[Path]:
        """The files that make an assistant."""
        return [self._clinic, CONFIG, DOMAIN, *sorted(DATA.rglob("*.yml"))]

    def contents(self, hashes: dict[Path, str]) -> Contents:
        """What the files say, which have passed the check; ``hashes`` are those of ``Watch``."""
        paths = [path for path in sorted(hashes) if path.parent == DATA / "nlu" and hashes[path]]
        domain = self._subject(DOMAIN, hashes[DOMAIN])
        subjects = [domain, *(self._subject(path, hashes[path]) for path in paths)]
        others = {
            str(path): content
            for path, content in sorted(hashes.items())
            if path not in (self._clinic, DOMAIN) and path.parent != DATA / "nlu"
        }
        return Contents(
            {name: response for subject in subjects for name, response in subject.responses.items()},
            {name: place for subject in subjects for name, place in subject.places.items()},
            [example for subject in subjects for example in subject.examples],
            _hash([subject.taught for subject in subjects]),
            _hash([domain.rest, others]),
        )

    def _subject(self, path: Path, content: str) -> Subject:
        known = self._read.get(path)
        if known is None or known[0] != content:
            known = self._read[path] = (content, _subject(path, read(path)))
        return known[1]


def _subject(path: Path, document: Part) -> Subject:
    responses, examples = list(document.get("responses").named()), list(_examples(path, document))
    return Subject(
        {name: part.value for name, _, part in responses},
        {name: Place(path, line) for name, line, _ in responses},
        examples,
        _hash([(each.text, each.label, each.metadata) for each in examples]),
        {name: part.value for name, _, part in document.named() if name not in ("responses", "nlu")},
    )


def _examples(path: Path, document: Part) -> Iterator[Example]:
    for block in document.get("nlu").items():
        label, metadata = str(block.get("intent").value), block.get("metadata").value or {}
        for line, text in block.get("examples").text_lines():
            if text.startswith("- ") and text[2:].strip():
                yield Example(text[2:].strip(), label, metadata, Place(path, line))


def _hash(content: Any) -> str:
    return hashlib.blake2b(json.dumps(content, default=str).encode()).hexdigest()
