"""YAML with the line of every part, so that a mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from bot.content.raw_text import decoded
from bot.content.yaml_mistakes import Fault, diagnosed

# The parser in C keeps a place on the stack for each: thousands would end the process.
DEEPEST = 40
TEXT_TAG = "tag:yaml.org,2002:str"


class Unreadable(ValueError):
    """The text is no YAML that this project uses; ``fault`` says where, why and the remedy."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.problem} {fault.remedy}")
        self.fault = fault
        self.line = fault.line


@dataclass(frozen=True)
class Part:
    """One value of a YAML file.

    ``line`` is where it begins, from 1; ``value`` is what Rasa would read.
    """

    node: yaml.Node | None
    line: int

    @property
    def value(self) -> Any:
        """Plain Python: text, number, list, dict or None; the bare text of what cannot be, like 31 June."""
        if self.node is None:
            return None
        try:
            return SafeConstructor().construct_document(self.node)
        except (ValueError, ConstructorError):
            return str(getattr(self.node, "value", ""))

    @property
    def is_mapping(self) -> bool:
        """Whether it has named parts."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_flow(self) -> bool:
        """Whether it is a list or named parts in brackets."""
        return isinstance(self.node, yaml.CollectionNode) and bool(self.node.flow_style)

    @property
    def is_long(self) -> bool:
        """Whether it is written on more than one line."""
        return self.node is not None and self.node.end_mark.line > self.node.start_mark.line

    @property
    def is_text(self) -> bool:
        """Whether it is read as a text, not as a number, a date, yes or no, or nothing."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == TEXT_TAG

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return self.node is None or (isinstance(self.node, yaml.ScalarNode) and not self.node.value.strip())

    @property
    def written(self) -> str:
        """A text, number or word as it stands in the file."""
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else ""

    @property
    def style(self) -> str:
        """``|``, ``>``, a quote, or nothing for a bare text."""
        return (self.node.style or "") if isinstance(self.node, yaml.ScalarNode) else ""

    def named(self) -> Iterator[tuple[str, int, Part]]:
        """(name, its line, part) of a mapping, doubled names too; nothing for other parts."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else ""
                yield name, key.start_mark.line + 1, _part(value)

    def items(self) -> Iterator[Part]:
        """The parts of a list; nothing for other parts."""
        if isinstance(self.node, yaml.SequenceNode):
            yield from map(_part, self.node.value)

    def get(self, name: str) -> Part:
        """The part called ``name``; one without a value, on this line, if there is none."""
        found = [part for key, _, part in self.named() if key == name]
        return found[-1] if found else Part(None, self.line)

    def line_named(self, name: str) -> int:
        """The line on which ``name`` stands; this part's own if it does not."""
        return next((line for key, line, _ in self.named() if key == name), self.line)

    def text_lines(self) -> Iterator[tuple[int, str]]:
        """(line in the file, text) of a text written with ``|``."""
        if isinstance(self.node, yaml.ScalarNode):
            first = self.line + (1 if self.node.style in ("|", ">") else 0)
            yield from enumerate(str(self.node.value).split("\n"), first)


def _part(node: yaml.Node) -> Part:
    return Part(node, node.start_mark.line + 1)


def parsed(text: str) -> Part:
    """The whole of a file's text.

    Raises:
        Unreadable: naming the line, the problem and the remedy.
    """
    try:
        _must_be_simple(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, text.count("\n") + 1) if mark else 1
        raise Unreadable(diagnosed(text, line)) from None
    except yaml.reader.ReaderError:
        raise Unreadable(
            Fault("control character", 1, "the file holds a control character.", "Type its line again.")
        ) from None
    return _part(node) if node else Part(None, 1)


def read(path: Path) -> Part:
    """The whole of a file that can be read; for those that only want its parts and lines.

    Raises:
        OSError: if it cannot be opened.
        Unreadable: naming the line, the problem and the remedy.
    """
    text, problems = decoded(path, path.read_bytes())
    for problem in problems:
        if problem.is_mistake:
            raise Unreadable(Fault(problem.kind, problem.line, problem.problem, problem.remedy))
    return parsed(text)


def _must_be_simple(text: str) -> None:
    """Refuse what no file here needs: parts that copy others, typed parts, deep nesting, two documents."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > DEEPEST:
            raise Unreadable(
                Fault(
                    "nesting",
                    line,
                    "brackets or dashes stand inside each other far too deep.",
                    "Take out what was typed too often.",
                )
            )
        if documents > 1:
            raise Unreadable(
                Fault(
                    "not understood",
                    line,
                    "a line of three dashes, ---, divides the file in two.",
                    "Delete that line.",
                )
            )
        if (
            isinstance(event, yaml.AliasEvent)
            or getattr(event, "anchor", None)
            or getattr(event, "tag", None)
        ):
            raise Unreadable(
                Fault(
                    "reused part",
                    line,
                    "a text begins with &, * or !, which have a meaning of their own here.",
                    "Put straight quotes around the text.",
                )
            )
