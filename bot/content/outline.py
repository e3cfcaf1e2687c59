"""The lines of a YAML text as people see them: names, items, and texts written below ``|``.

Works on texts that are no YAML, so that the faulty line can be found. It knows the plain YAML of this
project's files: one name a line, texts behind the name or below ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = re.compile(
    r"""("[^"\n]*"|'[^'\n]*'|[^\s:#'"\[\]{}&*!|>%@`,-][^:\n]*?|-[^\s:][^:\n]*?)[ ]*:(?=[ ]|$)"""
)
DASHES = re.compile(r"(?:-[ ]+)*(?:-$)?")
BAR = re.compile(r"[|>][1-9]?[+-]?[1-9]?[ ]*(?:#.*)?$")


@dataclass(frozen=True)
class Row:
    """A line: ``indent`` blanks, then dashes, then a name and a value, or only a value.

    ``column`` is where the name or value begins after the dashes. ``block`` is the line of the name whose
    ``|`` text this line belongs to, 0 outside of such texts; ``block_indent`` is how many blanks that
    text's first line has.
    """

    number: int
    indent: int
    column: int
    name: str | None
    value: str
    block: int = 0
    block_indent: int = 0

    @property
    def is_item(self) -> bool:
        """Whether it begins with a dash."""
        return self.column > self.indent

    @property
    def opens_text(self) -> bool:
        """Whether the text stands below it, after ``|`` or ``>``."""
        return self.name is not None and bool(BAR.match(self.value))


def rows(text: str) -> Iterator[Row]:
    """Every line that is neither blank nor a remark; lines of texts below ``|`` too."""
    opener: Row | None = None
    block_indent = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        if opener is not None:
            if indent > opener.column:
                block_indent = block_indent or indent
                yield Row(number, indent, indent, None, line.strip(), opener.number, block_indent)
                continue
            opener, block_indent = None, 0
        if line[indent] == "#":
            continue
        row = _row(number, indent, line)
        if row.opens_text:
            opener = row
        yield row


def _row(number: int, indent: int, line: str) -> Row:
    dashes = DASHES.match(line, indent)
    column = dashes.end() if dashes else indent
    rest = line[column:].rstrip()
    if named := NAME.match(rest):
        value = rest[named.end() :].strip()
        return Row(number, indent, column, named[1].strip("\"'"), "" if value.startswith("#") else value)
    return Row(number, indent, column, None, rest)
