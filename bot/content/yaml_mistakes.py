"""Why a text is no YAML, in words for people who never heard of it, and on the line where it goes wrong.

The parser gives up where it can go on no longer, often hundreds of lines below the mistake. So the lines
are read once more from the top, and the first that cannot be right is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.outline import Row, rows

TEXT_NAMES = ("examples", "text")
# Names of one-line texts; those mends `bot check --fix`.
SAID = ("title", "unknown", "words")
LISTS = ("facts", "related", "links")
BY_ITSELF = " bot check --fix does it."
KNOWN_NAMES = (
    "version nlu responses intent examples metadata text title facts review related closing links unknown "
    "sign urgency words rules rule stories story steps action intents actions entities slots pipeline "
    "policies recipe language buttons payload"
).split()
CURLY = "“”„‘’«»"
DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"\s*(?:#.*)?$')
SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'\s*(?:#.*)?$")
NO_BLANK = re.compile(rf"(?:{'|'.join(KNOWN_NAMES)}):(?=[^\s:/])")
NO_COLON = re.compile(rf"({'|'.join(KNOWN_NAMES)})(?:\s*[|>]|\s*$|\s+\S)")
SIGNS = "[{&*!%@`,>|?"


@dataclass(frozen=True)
class Fault:
    """What is wrong on a line, and the remedy; ``kind`` as in ``bot.content.kinds``."""

    kind: str
    line: int
    problem: str
    remedy: str


def diagnosed(text: str, gave_up: int) -> Fault:
    """The first line that cannot be right; else what is known: the parser gave up on line ``gave_up``."""
    every = list(rows(text))
    fault = next(_faults(every), None)
    if fault is not None and fault.line <= gave_up + 1:
        return fault
    return Fault(
        "not understood",
        gave_up,
        "from this line on, or a little above it, the file cannot be read.",
        "Compare it with the blocks above: the same number of blanks at the left, a colon after each name, "
        "| after examples and text, and quotes around a title that holds a colon.",
    )


def _faults(every: Sequence[Row]) -> Iterator[Fault]:
    levels = Levels()
    before: Row | None = None
    for place, row in enumerate(every):
        following = every[place + 1] if place + 1 < len(every) else None
        if row.block:
            if row.indent < row.block_indent:
                yield _too_far_left(row)
            continue
        if row.name is None:
            yield from _nameless_faults(row, before, levels)
        else:
            yield from _value_faults(row, following)
        yield from levels.misplaced(row, before)
        before = row


def _too_far_left(row: Row) -> Fault:
    return Fault(
        "indentation",
        row.number,
        f"the line stands {row.indent} blanks in, those above it {row.block_indent}: a wrong indentation.",
        f"Put {row.block_indent} blanks before it.",
    )


def _value_faults(row: Row, following: Row | None) -> Iterator[Fault]:
    value, line = row.value, row.number
    if row.name is None or not value:
        if (
            row.name in TEXT_NAMES
            and following is not None
            and not following.block
            and following.indent > row.indent
        ):
            yield barless(line, row.name or "text")
        return
    if value[0] in "\"'":
        whole = DOUBLE_QUOTED if value[0] == '"' else SINGLE_QUOTED
        if not whole.match(value):
            yield _open_quote(line, value)
    elif _open_bracket(value) and row.name in LISTS:
        yield Fault(
            "first sign",
            line,
            f"the list after {row.name}: begins with [ and does not end.",
            "Put ] at its end.",
        )
    elif _open_bracket(value):
        yield first_sign(line, value)
    elif value[0] in CURLY and (": " in value or value.endswith(":")):
        yield curly_quote(line, row.name)
    elif value[0] in "&*!%@`,>|?" and not row.opens_text and (value[0] != "?" or value[1:2] == " "):
        if row.name in TEXT_NAMES and value[0] in "|>":
            yield Fault(
                "bar",
                line,
                f'"{row.name}: {value[0]}" is followed by more on its line.',
                "Begin the text on the next line, further in.",
            )
        else:
            yield first_sign(line, value)
    elif value[0] not in "[{" and not row.opens_text:
        yield from _plain_faults(row, following)


def _open_bracket(value: str) -> bool:
    """Whether a value begins like a list or named parts in brackets and does not end so."""
    closing = {"[": "]", "{": "}"}.get(value[0])
    return closing is not None and not re.sub(r"\s+#.*$", "", value).endswith(closing)


def _plain_faults(row: Row, following: Row | None) -> Iterator[Fault]:
    value = re.sub(r"\s+#.*$", "", row.value)
    if re.search(r":(?: |$)", value):
        yield Fault(
            "colon in a text",
            row.number,
            f"the text after {row.name}: holds a colon, which needs quotes around the text.",
            f'Put straight quotes around it: {row.name}: "...".{BY_ITSELF if row.name in SAID else ""}',
        )
    elif following is not None and not following.block and following.indent > row.column:
        if following.name is None and row.name in TEXT_NAMES:
            yield barless(row.number, row.name)
        elif following.name is not None or following.is_item:
            yield Fault(
                "indentation",
                following.number,
                f"this line stands {following.indent} blanks in, line {row.number} above it {row.column}: "
                "a wrong indentation of one of them.",
                "Put as many blanks before both as the lines beside them have, or take away what is behind "
                f"{row.name}: if this line belongs below it.",
            )


def barless(line: int, name: str) -> Fault:
    """The ``|`` is missing."""
    return Fault("bar", line, f"the | after {name}: is missing.", f'Write "{name}: |".')


def run_together(line: int, name: str) -> Fault:
    """A text of several lines without its ``|``."""
    told = f"the text after {name}: is not begun with |, so its lines would run together."
    return Fault("bar", line, told, f'Write "{name}: |", and the text on the lines below.')


def curly_quote(line: int, name: str | None) -> Fault:
    """Quotes of a word processor."""
    return Fault(
        "curly quote",
        line,
        f"the quotes after {name}: are those of a word processor, “ ” or ‘ ’.",
        f'Type straight quotes: ".{BY_ITSELF if name in SAID else ""}',
    )


def first_sign(line: int, value: str) -> Fault:
    """A text that begins with a sign of YAML's own."""
    return Fault(
        "first sign",
        line,
        f"the text begins with {value[0]}, which has a meaning of its own here.",
        "Put straight quotes around the text.",
    )


def _open_quote(line: int, value: str) -> Fault:
    quote = value[0]
    if quote in value[1:]:
        inside = " Write '' for an apostrophe inside, or use \" around the text." if quote == "'" else ""
        return Fault(
            "open quote",
            line,
            f"the quote {quote} is closed before the text ends.",
            f"Put the closing quote at the very end.{inside}",
        )
    return Fault(
        "open quote",
        line,
        f"the quote {quote} is opened on this line and not closed.",
        f"Put the same quote, {quote}, at the end of the text.",
    )


def _nameless_faults(row: Row, before: Row | None, levels: Levels) -> Iterator[Fault]:
    value, line = row.value, row.number
    listed = row.is_item and levels.may_begin_item(row, before)
    if glued := NO_BLANK.match(value):
        yield Fault(
            "colon missing", line, f"there is no blank after the colon of {glued[0][:-1]}.", "Put one there."
        )
    elif (bare := NO_COLON.match(value)) and not listed:
        yield Fault("colon missing", line, f"there is no colon after {bare[1]}.", f'Write "{bare[1]}:".')
    elif (
        listed and value[:1] in ('"', "'") and not (DOUBLE_QUOTED.match(value) or SINGLE_QUOTED.match(value))
    ):
        yield _open_quote(line, value)
    elif not listed and not value.startswith(("[", "{", "]", "}")) and not _continues(row, before):
        yield stray(row)


def _continues(row: Row, before: Row | None) -> bool:
    """Whether the line goes on with a text begun above."""
    return before is not None and not row.is_item and row.indent > before.indent and bool(before.value)


def stray(row: Row) -> Fault:
    """A line outside of every text that is neither a name nor an item of a list."""
    if row.is_item:
        return Fault(
            "indentation",
            row.number,
            f"the example or item stands {row.indent} blanks in, where no list is: a wrong indentation.",
            "Put as many blanks before it as the lines above have.",
        )
    return Fault(
        "indentation",
        row.number,
        f"the text stands {row.indent} blanks in, outside of every answer and example: a wrong indentation.",
        'Put as many blanks before it as the lines above have; an example needs "- " too.',
    )


class Levels:
    """How far in the parts above begin, to find a line that stands between them."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._items: set[int] = set()

    def may_begin_item(self, row: Row, before: Row | None) -> bool:
        """Whether a dash may stand where ``row`` has it: in an open list, or below a name without a value."""
        opened = before is not None and before.name is not None and not before.value
        return row.indent in self._items or (opened and before is not None and row.indent >= before.column)

    def misplaced(self, row: Row, before: Row | None) -> Iterator[Fault]:
        """The fault of a named line or item that is level with nothing above it."""
        if row.name is None and not row.is_item:
            return
        opened = before is not None and before.name is not None and not before.value
        below = opened and before is not None and row.indent > before.column
        if self._open and row.indent not in self._open and not below:
            near = min(self._open, key=lambda level: abs(level - row.indent))
            yield Fault(
                "indentation",
                row.number,
                f"the line stands {row.indent} blanks in, level with nothing above it: a wrong indentation.",
                f"Put {near} blanks before it, or mend the lines above that stand {near} blanks in.",
            )
        self._open = [*(level for level in self._open if level < row.indent), row.indent]
        self._items = {level for level in self._items if level <= row.indent}
        if row.is_item:
            self._items.add(row.indent)
            self._open.append(row.column)
        else:
            self._items.discard(row.indent)
