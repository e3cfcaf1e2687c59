"""Mending what is safe to mend in a file, line by line; remarks and order stay as they are.

Lines are edited in place: a file that is no YAML yet can be mended so, and what is not touched stays byte
for byte. A result counts only if it is read as before, or if it could not be read before and can be now.
"""

from __future__ import annotations

import itertools
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.content.check.example_lines import BULLET
from bot.content.check.shape import shape_problems
from bot.content.lined_yaml import Part, Unreadable, parsed
from bot.content.outline import Row, rows
from bot.content.raw_text import INVISIBLE, MERGE_MARK, UTF8_MARK, UTF16_MARKS, refused, unified
from bot.content.sources import CONFIG, DATA, DOMAIN
from bot.content.yaml_mistakes import SAID

NOTHING_WIDE = re.compile("[\u00ad\u200b\u2060\ufeff]")
TABBED = re.compile(r" *\t[ \t]*(?=\S)")
GLUED_DASH = re.compile(r"-(?=[^\s-])")
GLUED_NAME = re.compile(r"(\s*(?:- )?(?:intent|title|review|closing|text|examples):)(?=[^\s:/])")
CURLY_PAIR = re.compile(r"[“„«](.*)[”“»]$|[‘‚](.*)[’‘]$")


@dataclass
class Mended:
    """A file's new content, and (line in the old file, what was mended) for each edit."""

    content: bytes
    edits: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class _Line:
    number: int
    text: str


class _Lines:
    """The lines of a file with their old numbers, while they are edited."""

    def __init__(self, text: str) -> None:
        self.lines = [_Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
        self.edits: list[tuple[int, str]] = []

    @property
    def text(self) -> str:
        """The file as it stands now."""
        return "\n".join(line.text for line in self.lines)

    def change(self, line: _Line, text: str, what: str) -> None:
        """Put ``text`` there, and remember ``what`` was mended."""
        if line.text != text:
            line.text = text
            self.edits.append((line.number, what))

    def drop(self, places: list[int], what: str) -> None:
        """Take lines out, by their present places."""
        self.edits += [(self.lines[place].number, what) for place in places]
        gone = set(places)
        self.lines = [line for place, line in enumerate(self.lines) if place not in gone]

    def copy(self) -> _Lines:
        """The same lines, to be edited apart."""
        other = _Lines("")
        other.lines = [_Line(line.number, line.text) for line in self.lines]
        other.edits = list(self.edits)
        return other


def mended(path: Path, content: bytes) -> Mended:
    """The file's content with all that is safe mended; the same content if there is nothing or no way.

    A file that is a bare text or list is left alone: what its writer meant can only be guessed.
    """
    whole: list[tuple[int, str]] = []
    text = _text(path, content, whole)
    if text is None or MERGE_MARK.search(text):
        return Mended(content)
    before = _parsed(text)
    if before is not None and not before.is_mapping:
        return Mended(content)
    plain = _Lines(text)
    _characters(plain)
    _end(plain)
    best = _structure(path, plain)
    for candidate in (best, plain):
        if _is_sound(before, candidate.text, must_be_read=candidate is best):
            edits = sorted({*whole, *candidate.edits})
            return Mended(candidate.text.encode(), edits) if edits else Mended(content)
    return Mended(content)


def _text(path: Path, content: bytes, edits: list[tuple[int, str]]) -> str | None:
    if content.startswith(UTF16_MARKS):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            return None
        if refused(path, text.encode()):
            return None
        edits.append((1, "saved as UTF-8"))
    elif refused(path, content):
        return None
    else:
        text = content.decode("utf-8")
        if content.startswith(UTF8_MARK):
            edits.append((1, "the invisible mark at the beginning taken away"))
    if "\r" in text:
        edits.append((1, "Windows line ends made plain ones, in the whole file"))
    return unified(text)


def _parsed(text: str) -> Part | None:
    try:
        return parsed(text)
    except Unreadable:
        return None


def _is_sound(before: Part | None, text: str, *, must_be_read: bool) -> bool:
    """Whether the new text is read, and means what the old one did as far as that could be read."""
    after = _parsed(text)
    if after is None:
        return before is None and not must_be_read
    return before is None or _meaning(before) == _meaning(after)


def _meaning(part: Part, name: str = "") -> Any:
    """A value without what mending may change: blanks, curly quotes, dashes and doubles of examples."""
    if part.is_mapping:
        return [(key, _meaning(each, key)) for key, _, each in part.named()]
    if name == "examples":
        listed = [each.written for each in part.items()] or part.written.split("\n")
        texts = [
            _squeezed(BULLET.sub("", GLUED_DASH.sub("", each.strip().removeprefix("- ")))) for each in listed
        ]
        return [text for text in dict.fromkeys(texts) if text not in ("", "-")]
    if part.is_list:
        return [_meaning(each) for each in part.items()]
    if name in SAID:
        return re.sub("[\"'“”„‘’‚«»]", "", _squeezed(part.written))
    return _squeezed(part.written)


def _squeezed(text: str) -> str:
    lines = (
        NOTHING_WIDE.sub("", INVISIBLE.sub(" ", NOTHING_WIDE.sub("", text))).replace("\t", " ").split("\n")
    )
    return "\n".join(line.strip() for line in lines).strip()


def _characters(lines: _Lines) -> None:
    for line in lines.lines:
        text = INVISIBLE.sub(" ", NOTHING_WIDE.sub("", line.text))
        lines.change(line, text, "blanks or marks of a word processor taken away")
        begin = TABBED.match(text)
        start = begin.end() if begin else 0
        lines.change(line, text[:start] + text[start:].replace("\t", " "), "a tab made a blank")
        lines.change(line, line.text.rstrip(" \t"), "blanks at the end taken away")


def _end(lines: _Lines) -> None:
    if lines.lines and lines.lines[-1].text:
        lines.edits.append((lines.lines[-1].number, "the last line ended"))
        lines.lines.append(_Line(lines.lines[-1].number + 1, ""))


def _untabbed(path: Path, lines: _Lines) -> _Lines:
    """Tabs at the beginning of lines made blanks, as many as give a file that is right; else as it was."""
    if not any(TABBED.match(line.text) for line in lines.lines):
        return lines
    for width in ("as above", "as below", 2, 4, 8):
        candidate = lines.copy()
        untabbed = candidate.lines if width != "as below" else candidate.lines[::-1]
        neighbour = 0
        for line in untabbed:
            if found := TABBED.match(line.text):
                blanks = neighbour if isinstance(width, str) else len(found[0].expandtabs(width))
                text = " " * blanks + line.text[found.end() :]
                candidate.change(line, text, "a tab at the beginning made blanks")
            elif line.text.strip():
                neighbour = len(line.text) - len(line.text.lstrip())
        if _is_right(path, candidate.text):
            return candidate
    return lines


def _is_right(path: Path, text: str) -> bool:
    document = _parsed(text)
    if document is None or not document.is_mapping:
        return False
    known = path in (CONFIG, DOMAIN) or DATA in path.parents
    return not known or not any(shape_problems(path, document))


def _structure(path: Path, lines: _Lines) -> _Lines:
    """Edits that need to know what a line is: names, quotes, examples. One may make room for the next."""
    result, before = lines.copy(), None
    while before != result.text:
        before = result.text
        _glued(result)
        _bars(result)
        _quotes(result)
        result = _untabbed(path, result)
        if path.parent == DATA / "nlu" and _parsed(result.text) is not None:
            _examples(result)
            _doubles(result)
    return result


def _glued(lines: _Lines) -> None:
    for row in rows(lines.text):
        line = lines.lines[row.number - 1]
        if row.name is None and not row.block and (found := GLUED_NAME.match(line.text)):
            lines.change(line, f"{found[1]} {line.text[found.end() :]}", "a blank put after the colon")


def _bars(lines: _Lines) -> None:
    every = list(rows(lines.text))
    for row, following in itertools.pairwise(every):
        below = following.is_item and following.indent > row.column - 1 and not following.block
        if row.name == "examples" and not row.value and not row.block and below:
            lines.change(
                lines.lines[row.number - 1],
                lines.lines[row.number - 1].text + " |",
                "the | put after examples:",
            )


def _quotes(lines: _Lines) -> None:
    is_read = _parsed(lines.text) is not None
    for row in rows(lines.text):
        if row.block or row.name not in SAID or not row.value or row.opens_text or row.value[0] in "\"'|>#":
            continue
        line = lines.lines[row.number - 1]
        head = line.text[: len(line.text) - len(row.value)]
        if pair := CURLY_PAIR.match(row.value):
            lines.change(
                line, head + _quoted(pair[1] or pair[2] or ""), "straight quotes put in place of curly ones"
            )
        elif not _is_plain_text(row) and " #" not in row.value and not (is_read and row.value[0] in "[{"):
            lines.change(line, head + _quoted(row.value), "quotes put around the text")


def _is_plain_text(row: Row) -> bool:
    document = _parsed(f"{row.name}: {row.value}\n")
    return document is not None and document.get(row.name or "").is_text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _example_rows(lines: _Lines) -> Iterator[Row]:
    openers = set()
    for row in rows(lines.text):
        if not row.block and row.name == "examples" and row.opens_text:
            openers.add(row.number)
        elif row.block in openers:
            yield row


def _examples(lines: _Lines) -> None:
    empty = []
    for row in _example_rows(lines):
        line = lines.lines[row.number - 1]
        text = line.text.strip()
        blanks = " " * row.block_indent
        if text == "-":
            empty.append(row.number - 1)
        elif text.startswith("- "):
            lines.change(line, blanks + text, "the blanks before the dash taken away")
        elif found := (BULLET.match(text) or GLUED_DASH.match(text)):
            lines.change(
                line,
                f"{blanks}- {text[found.end() :].lstrip()}",
                f'"- " put in place of "{found[0].strip()}"',
            )
        elif row.indent == row.block_indent and text[0] not in "#-":
            lines.change(line, f"{blanks}- {text}", '"- " put before the example')
    # A block that holds nothing else keeps its one empty line: the check tells that it has no examples.
    lines.drop(empty, "a dash with nothing after it taken out")


def _doubles(lines: _Lines) -> None:
    """Take later copies of an example out, within blocks of the same intent and metadata."""
    document = _parsed(lines.text)
    assert document is not None
    owner: dict[int, str] = {}
    for block in document.get("nlu").items():
        place = f"{block.get('intent').written} {block.get('metadata').value}"
        owner.update((line, place) for line, _ in block.get("examples").text_lines())
    seen: set[tuple[str, str]] = set()
    doubled = []
    for row in _example_rows(lines):
        text = lines.lines[row.number - 1].text.strip()
        key = (owner.get(row.number, ""), text)
        if text.startswith("- ") and key in seen:
            doubled.append(row.number - 1)
        seen.add(key)
    lines.drop(doubled, "a doubled example taken out")


def fix_file(path: Path, place: Path | None = None) -> list[tuple[int, str]]:
    """Mend a file where it stands; returns what was mended, with old line numbers.

    ``place`` is where a file from elsewhere would stand in the project.

    The new file takes the old one's place in one step, so that nobody ever reads half of it.
    """
    content = path.read_bytes()
    result = mended(place or path, content)
    if result.content != content:
        _replace(path.resolve(), result.content)
    return result.edits


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
