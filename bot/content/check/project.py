"""What all files together define: answers, intents, examples, rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bot.content.lined_yaml import Part
from bot.content.sources import DATA, DOMAIN

RED_FLAG = "red_flag"
RASAS_ACTIONS = {"action_listen", "action_restart", "action_session_start", "action_default_fallback"}


@dataclass(frozen=True)
class Answer:
    """A response as it stands in a file; ``part`` is its first variation."""

    name: str
    path: Path
    line: int
    part: Part

    @property
    def asked(self) -> str:
        """The intent whose examples ask for it."""
        return self.name.removeprefix("utter_")

    @property
    def text(self) -> Part:
        """What is said."""
        return self.part.get("text")

    @property
    def metadata(self) -> Part:
        """Title, facts, review and so on."""
        return self.part.get("metadata")

    def line_of(self, name: str) -> int:
        """The line of a name in the metadata, or of the answer without it."""
        found = self.metadata.line_named(name)
        return self.line if self.metadata.node is None or self.metadata.get(name).node is None else found


class Example(NamedTuple):
    """A line of a block's examples: as written, with its dash, and what a visitor would write.

    ``text`` is empty if training does not read the line.
    """

    line: int
    written: str
    text: str


@dataclass(frozen=True)
class Block:
    """Examples of one intent that stand together; ``line`` is that of the intent's name."""

    intent: str
    path: Path
    line: int
    part: Part
    examples: tuple[Example, ...]

    @property
    def is_near_miss(self) -> bool:
        """Whether its examples are harmless look-alikes of danger signs, and ask for no answer."""
        return not self.part.get("metadata").get("near_miss").is_blank


@dataclass
class Project:
    """All answers, blocks, intents and actions; ``doubled`` are answers that stand in two files."""

    documents: Mapping[Path, Part]
    answers: dict[str, Answer] = field(default_factory=dict)
    doubled: list[tuple[Answer, Answer]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    intents: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=lambda: set(RASAS_ACTIONS))

    @property
    def example_count(self) -> int:
        """Examples that training reads."""
        return sum(bool(example.text) for block in self.blocks for example in block.examples)


def gathered(documents: Mapping[Path, Part]) -> Project:
    """What parsed files define; they must have passed ``shape_problems``."""
    project = Project(documents)
    domain = documents[DOMAIN]
    project.intents = set(_names(domain.get("intents")))
    project.actions |= set(_names(domain.get("actions")))
    for path, document in documents.items():
        if path == DOMAIN or path.parent == DATA / "nlu":
            _gather_answers(project, path, document)
            project.blocks += _blocks(path, document)
    return project


def _names(listed: Part) -> Iterator[str]:
    for item in listed.items():
        yield from [name for name, _, _ in item.named()] or [item.written]


def _gather_answers(project: Project, path: Path, document: Part) -> None:
    for name, line, part in document.get("responses").named():
        answer = Answer(name, path, line, next(part.items(), part))
        if name in project.answers:
            project.doubled.append((answer, project.answers[name]))
        project.answers[name] = answer


def _blocks(path: Path, document: Part) -> Iterator[Block]:
    for entry in document.get("nlu").items():
        lines = [
            Example(line, text, text[2:].strip() if text.startswith("- ") else "")
            for line, text in entry.get("examples").text_lines()
            if text.strip()
        ]
        yield Block(entry.get("intent").written, path, entry.line_named("intent"), entry, tuple(lines))
