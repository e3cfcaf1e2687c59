"""YAML files changed in place: comments, order, quotes and line breaks stay as staff wrote them."""

from __future__ import annotations

import difflib
import io
import os
import stat
import tempfile
from pathlib import Path
from typing import Any, TypeVar

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString
from ruamel.yaml.tokens import CommentToken

# Longer than any line: nothing is folded.
NEVER_FOLD = 2**30
BYTE_ORDER_MARK = "\ufeff"
Self = TypeVar("Self", bound="CommentedFile")


class EditRefused(ValueError):
    """The edit was not made, nothing was written; the text says why and what to do."""


class CommentedFile:
    """A YAML file as it stands on disk, and as it would stand with the edits made so far.

    Edits are made to ``document``, a tree of ruamel.yaml; call ``touched`` after each.
    """

    def __init__(self, path: Path, on_disk: bytes | None, document: CommentedMap) -> None:
        self.path = path
        self.document = document
        self._on_disk = on_disk
        was = (on_disk or b"").decode("utf-8")
        self._mark = BYTE_ORDER_MARK if was.startswith(BYTE_ORDER_MARK) else ""
        self._newline = "\r\n" if "\r\n" in was else "\n"
        self._before = was.removeprefix(self._mark).replace("\r\n", "\n")
        # A file laid out in another way than ruamel.yaml would must not change unless it is edited.
        self._text: str | None = self._before if on_disk is not None else None

    @classmethod
    def read(cls: type[Self], path: Path) -> Self:
        """The file at ``path``.

        Raises:
            EditRefused: if it is missing or no YAML text, naming the line.
        """
        try:
            on_disk = path.read_bytes()
        except FileNotFoundError:
            raise EditRefused(f"{path}: the file is missing. Look for a slip in its name.") from None
        except OSError as error:
            raise EditRefused(f"{path} cannot be read ({error.strerror}).") from None
        try:
            text = on_disk.decode("utf-8").removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")
            document = _round_trip().load(text)
        except UnicodeDecodeError as error:
            raise _unreadable(path, on_disk.count(b"\n", 0, error.start)) from None
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise _unreadable(path, mark.line if mark else 0) from None
        if not isinstance(document, CommentedMap):
            raise _unreadable(path, 0)
        return cls(path, on_disk, document)

    @property
    def text(self) -> str:
        """The whole file as it now stands, edits included, with ``\\n`` at the ends of lines."""
        if self._text is None:
            written = io.StringIO()
            _round_trip().dump(self.document, written)
            self._text = written.getvalue()
            if not _says(yaml.load(self._text, Loader=yaml.CSafeLoader), plain(self.document)):
                raise EditRefused(
                    f"{self.path}: the file is laid out in a way that cannot be edited by a command. "
                    "Edit it by hand."
                )
        return self._text

    @property
    def on_disk(self) -> bytes | None:
        """What was last read or written; None if there was no file."""
        return self._on_disk

    @property
    def content(self) -> bytes:
        """What ``save`` would write."""
        return (self._mark + self.text.replace("\n", self._newline)).encode("utf-8")

    @property
    def is_changed(self) -> bool:
        """Whether ``save`` would change the disk."""
        return self._on_disk is None or self.text != self._before

    def touched(self) -> None:
        """To be called when ``document`` was changed."""
        self._text = None

    def diff(self) -> str:
        """The edits as a unified diff against the disk; empty without any."""
        lines = difflib.unified_diff(
            self._before.splitlines(keepends=True),
            self.text.splitlines(keepends=True),
            str(self.path) if self._on_disk is not None else "(no file yet)",
            str(self.path),
        )
        return "".join(lines)

    def must_be_as_read(self) -> None:
        """Look whether anyone else changed the file since it was read.

        Raises:
            EditRefused: if so.
        """
        if self._on_disk != (self.path.read_bytes() if self.path.exists() else None):
            raise EditRefused(
                f"{self.path} was changed by someone else meanwhile. Nothing was written. "
                "Start again from the file as it is now."
            )

    def save(self) -> None:
        """Write the file in one step: whoever reads it finds the old or the new text, never a part.

        Raises:
            EditRefused: if the file was changed since it was read, or cannot be written.
        """
        if not self.is_changed:
            return
        self.must_be_as_read()
        content = self.content
        try:
            replace_file(self.path, content)
        except OSError as error:
            raise EditRefused(
                f"{self.path} cannot be written ({error.strerror}). Nothing was changed. "
                "Look whether the folder may be written to and the disk has room."
            ) from None
        self._on_disk, self._before = content, self.text


def _unreadable(path: Path, line: int) -> EditRefused:
    """``line`` counts from 0."""
    return EditRefused(
        f"{path}, line {line + 1}: the file has a mistake here and cannot be edited before it is mended. "
        "Run: bot check"
    )


def _round_trip() -> Any:
    yaml_format: Any = YAML()
    yaml_format.preserve_quotes = True
    yaml_format.width = NEVER_FOLD
    yaml_format.indent(mapping=2, sequence=4, offset=2)
    return yaml_format


def _says(read_back: Any, meant: Any) -> bool:
    """Whether what other readers will find is what was meant; numbers and dates are theirs to read."""
    if isinstance(read_back, dict) and isinstance(meant, dict):
        return len(read_back) == len(meant) and all(
            _says(*pair) for pair in zip(read_back.values(), meant.values())
        )
    if isinstance(read_back, list) and isinstance(meant, list):
        return len(read_back) == len(meant) and all(map(_says, read_back, meant))
    return not isinstance(read_back, (str, dict, list)) or read_back == meant


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of the file in one step, its rights kept.

    Raises:
        OSError: if it cannot be written; the old file stays.
    """
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    # Its name does not end in .yml: nobody takes the half-written file for a subject.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def plain(value: Any) -> Any:
    """A part of a document in plain Python, as other readers see it."""
    if isinstance(value, dict):
        return {plain(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return float(value)
    return value


def scalar(text: str, *, in_list: bool = False) -> str:
    """``text`` such that every YAML reader takes it for text: ``no`` and ``911`` are quoted.

    ``in_list``: it is to stand in a list on one line, where more needs quotes.
    """
    try:
        same = yaml.safe_load(f"[{text}]" if in_list else f"- {text}") == [text]
    except yaml.YAMLError:
        same = False
    return text if same else DoubleQuotedScalarString(text)


def flow_list(texts: list[str] | tuple[str, ...]) -> CommentedSeq:
    """A list on one line: ``[a, b]``."""
    made = CommentedSeq(scalar(text, in_list=True) for text in texts)
    made.fa.set_flow_style()
    return made


def block_text(text: str, instead_of: Any = None) -> LiteralScalarString:
    """A text below a ``|``; a comment behind the ``|`` of the one it replaces is kept."""
    made: LiteralScalarString = LiteralScalarString(text)
    behind = getattr(instead_of, "comment", None)
    if behind is not None:
        made.comment = behind  # type: ignore[attr-defined]
    return made


def blank_line(breaks: str = "\n") -> list[CommentToken | None]:
    """What ruamel.yaml hangs on a key that a blank line follows.

    ``breaks`` is two line breaks where the value stands on the key's line.
    """
    return [None, None, CommentToken(breaks, CommentMark(0), None), None]
