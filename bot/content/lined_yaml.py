"""YAML with the line of every part, so that a mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor


class Unreadable(ValueError):
    """The file is no YAML text; the message says what to do, ``line`` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class Part:
    """One value of a YAML file.

    ``line`` is where it begins, from 1; ``value`` is what Rasa would read.
    """

    node: yaml.Node | None
    line: int

    @property
    def value(self) -> Any:
        """Plain Python: text, number, list, dict or None."""
        if self.node is None:
            return None
        return SafeConstructor().construct_document(self.node)

    @property
    def is_mapping(self) -> bool:
        """Whether it has named parts."""
        return isinstance(self.node, yaml.MappingNode)

    def named(self) -> Iterator[tuple[str, int, Part]]:
        """(name, its line, part) of a mapping, doubled names too; nothing for other parts."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                yield str(getattr(key, "value", "")), key.start_mark.line + 1, _part(value)

    def items(self) -> Iterator[Part]:
        """The parts of a list; nothing for other parts."""
        if isinstance(self.node, yaml.SequenceNode):
            yield from map(_part, self.node.value)

    def get(self, name: str) -> Part:
        """The part called ``name``; one without a value, on this line, if there is none."""
        found = [part for key, _, part in self.named() if key == name]
        return found[-1] if found else Part(None, self.line)

    def text_lines(self) -> Iterator[tuple[int, str]]:
        """(line in the file, text) of a text written with ``|``."""
        if isinstance(self.node, yaml.ScalarNode):
            first = self.line + (1 if self.node.style in ("|", ">") else 0)
            yield from enumerate(str(self.node.value).splitlines(), first)


def _part(node: yaml.Node) -> Part:
    return Part(node, node.start_mark.line + 1)


def _missing_bar(lines: list[str], begun: int) -> int | None:
    """The line that says ``examples:`` and no more over the list that line ``begun`` belongs to."""
    above = begun - 1
    while above > 0 and lines[above - 1].lstrip().startswith("- "):
        above -= 1
    return above if above > 0 and lines[above - 1].strip() == "examples:" else None


def read(path: Path) -> Part:
    """The whole file.

    Raises:
        FileNotFoundError: if it is missing.
        Unreadable: naming the line, the problem and the remedy.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "the file is not UTF-8 text. Save it as UTF-8.") from None
    for number, line_text in enumerate(text.splitlines(), 1):
        if "\t" in line_text[: len(line_text) - len(line_text.lstrip())]:
            raise Unreadable(number, "the line begins with a tab. Use spaces, two for each step.")
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        return Part(node, node.start_mark.line + 1) if node else Part(None, 1)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        begun = error.context_mark.line + 1 if error.context_mark else line
        barless = _missing_bar(text.splitlines()[:line], begun)
        if barless:
            raise Unreadable(barless, 'the | is missing. Write "examples: |".') from None
        since = f"From line {begun} on look" if begun < line - 1 else "Look"
        raise Unreadable(
            line,
            f"this line or the one above cannot be read ({error.problem}). {since} for a missing |, "
            "an open quote, a colon in a text without quotes, or a wrong indentation.",
        ) from None
    except yaml.reader.ReaderError as error:
        place = error.position if isinstance(error.position, int) else 0
        line = text.count("\n", 0, place) + 1
        raise Unreadable(line, "the line holds a control character. Delete it and type it again.") from None
