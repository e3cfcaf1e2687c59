"""From the bytes of a file to its text: encodings, line ends and characters that are no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.problem import Problem, hint, mistake

LARGEST_BYTES = 5_000_000
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
MERGE_MARK = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
# Plain comparisons come first: they are many times faster than patterns, and find nothing in most files.
MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
BLANK_ENDS = (" \n", "\t\n")
TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
INVISIBLE = re.compile("[\u00a0\u00ad\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
INVISIBLE_INDENT = re.compile(f"^ *{INVISIBLE.pattern}(?=.*\\S)", re.MULTILINE)
# UTF-8 once read as Windows text: â€™ for ’, Ã© for é, and the mark of what could not be read.
BROKEN = re.compile("â€.|Ã[\u0080-\u00bf]|\ufffd")
BLANK_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
WORD = (
    "Word, PDF and picture files cannot be used: open the file, copy the text, and paste it into a file "
    "whose name ends in .yml."
)
BINARY = {
    b"PK\x03\x04": "a Word, Excel or ZIP file",
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "a rich text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def line_of(text: str, place: int) -> int:
    """The line, from 1, on which the character at ``place`` stands."""
    return text.count("\n", 0, place) + 1


def unified(text: str) -> str:
    """``text`` with plain line ends and without a leading mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def decoded(path: Path, content: bytes) -> tuple[str, list[Problem]]:
    """The text of a file and what is wrong with it; the text is empty if it cannot be had."""
    refusal = refused(path, content)
    if refusal:
        return "", [refusal]
    found = []
    text = content.decode("utf-8")
    if content.startswith(UTF8_MARK):
        found.append(
            hint(
                "encoding mark",
                path,
                1,
                "the file begins with an invisible mark.",
                "bot check --fix takes it away.",
            )
        )
    if "\r" in text:
        line = line_of(text.replace("\r\n", "\n").replace("\r", "\n"), text.index("\r"))
        found.append(
            hint(
                "line ends",
                path,
                line,
                "the file has the line ends of Windows or of an old Mac.",
                "bot check --fix makes them plain ones.",
            )
        )
    text = unified(text)
    found += [*_odd_characters(path, text), *_harmless(path, text)]
    return text, found


def refused(path: Path, content: bytes) -> Problem | None:
    """Why the bytes of a file are no text that can be looked at; None if they are."""
    if len(content) > LARGEST_BYTES:
        size = f"{len(content) / 1e6:,.0f} million characters"
        return mistake(
            "file huge",
            path,
            1,
            f"the file is huge ({size}).",
            "Was something else pasted into it? Get back the last published version, or split it in two.",
        )
    if not content.removeprefix(UTF8_MARK).strip():
        return mistake(
            "file empty",
            path,
            1,
            "the file holds nothing to read.",
            "Start from a copy of another file here, or delete it.",
        )
    for begin, what in BINARY.items():
        if content.startswith(begin):
            return mistake("encoding", path, 1, f"this is {what}, not a plain text.", WORD)
    marked = content.startswith(UTF16_MARKS)
    if marked or content[:200].count(0) > 20:
        return mistake(
            "encoding",
            path,
            1,
            "the file is not UTF-8 text but UTF-16 (“Unicode”).",
            "Save it again as UTF-8; bot check --fix does it." if marked else "Save it again as UTF-8.",
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        shown = content[error.start : error.start + 1].decode("cp1252", errors="replace")
        return mistake(
            "encoding",
            path,
            line,
            f"the file is not UTF-8 text: the letter {shown} is saved in the old Windows way.",
            "Save the file again as UTF-8.",
        )
    return None


def _odd_characters(path: Path, text: str) -> Iterator[Problem]:
    if any(mark in text for mark in MERGE_MARKS) and (found := MERGE_MARK.search(text)):
        yield mistake(
            "merge mark",
            path,
            line_of(text, found.start()),
            "two people changed these lines at once; the marks of it (<<<<<<<, =======, >>>>>>>) are left.",
            "Keep the lines that are right, and delete the others and the marks.",
        )
    if found := CONTROL.search(text):
        yield mistake(
            "control character",
            path,
            line_of(text, found.start()),
            "the line holds a control character, which nobody can see.",
            "Delete the line and type it again.",
        )
    if "\t" in text and (found := TAB.search(text)):
        yield mistake(
            "tab",
            path,
            line_of(text, found.start()),
            "the line begins with a tab.",
            "Use spaces, two for each step; bot check --fix does it.",
        )
    if not text.isascii() and (found := INVISIBLE_INDENT.search(text)):
        yield mistake(
            "invisible character",
            path,
            line_of(text, found.start()),
            "the line begins with a blank of a word processor, which is no ordinary space.",
            "Put ordinary spaces there; bot check --fix does it.",
        )
    if not text.isascii() and (found := BROKEN.search(text)):
        yield mistake(
            "broken letters",
            path,
            line_of(text, found.start()),
            f"letters were broken when the text was copied or saved: {found[0]}.",
            "Type the word again.",
        )


def _harmless(path: Path, text: str) -> Iterator[Problem]:
    suspected = []
    if not text.isascii() and not INVISIBLE_INDENT.search(text):
        suspected.append(("invisible character", INVISIBLE, "a blank or mark of a word processor"))
    if any(end in text for end in BLANK_ENDS) or text.endswith((" ", "\t")):
        suspected.append(("blanks at the end", BLANK_END, "blanks at the end"))
    for kind, pattern, what in suspected:
        lines = [number for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)]
        if lines:
            more = f" ({len(lines):,} lines like this)" if len(lines) > 1 else ""
            yield hint(
                kind, path, lines[0], f"the line has {what}{more}.", "bot check --fix takes them away."
            )
