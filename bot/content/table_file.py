"""Tables that people keep in a spreadsheet: CSV as any program writes it, and Excel workbooks."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.content.commented_yaml import EditRefused, replace_file

CSV, XLSX = ".csv", ".xlsx"
SEPARATORS = ",;\t"
MOST_BYTES = 30_000_000
# A workbook is packed: a small file may hold far more than memory does.
MOST_UNPACKED_BYTES = 300_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 60
# What spreadsheets take for a formula, and what marks it as text (OWASP, CSV injection).
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARD = "'"
PACKED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SAVE_AS = "Save it from the spreadsheet as CSV UTF-8 or as an Excel workbook (.xlsx)."
WIDTHS = {"answer": 60, "example": 60, "title": 36, "id": 32, "related": 40}


@dataclass(frozen=True)
class Table:
    """Rows of text; each with its number as the spreadsheet shows it. ``notes`` are told to staff."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()


def read_table(path: Path, knows: Callable[[str], bool]) -> Table:
    """The rows of a CSV or Excel file that are not empty; ``knows`` says which names are columns'.

    Raises:
        EditRefused: if it is no such file, or cannot be read; with the next step.
    """
    kind = _kind(path)
    content = _content(path)
    if not content.strip():
        raise EditRefused(f"{path} is empty. Start from a copy of docs/templates/answers.csv.")
    if kind == CSV and content.startswith(PACKED):
        raise EditRefused(f"{path} is an Excel workbook. Change the end of its name to .xlsx.")
    if content.startswith(OLD_EXCEL):
        raise EditRefused(f"{path} is a workbook of an old kind, or has a password. {SAVE_AS}")
    if kind == XLSX and not content.startswith(PACKED):
        raise EditRefused(f"{path} is no Excel workbook. If it is a CSV file, end its name in .csv.")
    records, notes = _sheet(path, content) if kind == XLSX else (_records(path, content, knows), ())
    numbered = [
        (number, tuple(map(without_guard, record))) for number, record in enumerate(records, 1) if record
    ]
    if not numbered:
        raise EditRefused(f"{path} is empty. Start from a copy of docs/templates/answers.csv.")
    (_, header), *rows = numbered
    return Table(header, tuple(rows), notes)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a CSV (UTF-8 with the mark that Excel needs) or Excel file; returns the number of rows.

    Raises:
        EditRefused: if the name ends otherwise, or the file cannot be written.
    """
    guarded = [[*map(with_guard, row)] for row in rows]
    content = _workbook(header, guarded) if _kind(path) == XLSX else _csv(header, guarded)
    try:
        replace_file(path, content)
    except OSError as error:
        raise EditRefused(f"{path} cannot be written ({error.strerror}). Choose another place.") from None
    return len(guarded)


def with_guard(text: str) -> str:
    """``text`` such that no spreadsheet takes it for a formula."""
    return f"{GUARD}{text}" if FORMULA.match(text) else text


def without_guard(text: str) -> str:
    """What ``with_guard`` was given."""
    return text[1:] if text.startswith(GUARD) and FORMULA.match(text) else text


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (CSV, XLSX):
        raise EditRefused(f"{path}: the name must end in .csv or .xlsx. {SAVE_AS}")
    return kind


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise EditRefused(
                f"{path} is too big ({size // 1_000_000} MB; {MOST_BYTES // 1_000_000} at most). "
                "Split it into smaller ones."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise EditRefused(f"{path} is not there. Look for a slip in its name.") from None
    except OSError as error:
        raise EditRefused(
            f"{path} cannot be read ({error.strerror}). Close it elsewhere and try again."
        ) from None


def _records(path: Path, content: bytes, knows: Callable[[str], bool]) -> list[list[str]]:
    text = _decoded(path, content).replace("\r\n", "\n").replace("\r", "\n")
    hint = re.match(r"sep=(.)\n", text)
    if hint:
        return _parsed(path, text[hint.end() :], hint[1])
    # The one by which most names of the first row are known.
    first = io.StringIO(text).read(20_000)
    separator = max(SEPARATORS, key=lambda each: sum(map(knows, _first_record(first, each))))
    return _parsed(path, text, separator)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise EditRefused(f"{path} is no text that can be read: its letters are broken. {SAVE_AS}")


def _first_record(text: str, separator: str) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return next((row for row in rows if row), [])
    except csv.Error:
        return []


def _parsed(path: Path, text: str, separator: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            records.append(_trimmed(record))
            _must_fit(path, records)
    except csv.Error:
        raise EditRefused(
            f'{path}, row {len(records) + 1}: a quote " is opened and never closed, or a cell is far too '
            f"long. {SAVE_AS}"
        ) from None
    return records


def _trimmed(record: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    while record and not record[-1].strip():
        record.pop()
    return record


def _must_fit(path: Path, records: Sequence[Sequence[str]]) -> None:
    if len(records) > MOST_ROWS or len(records[-1]) > MOST_COLUMNS:
        raise EditRefused(
            f"{path} is too big: {MOST_ROWS:,} rows and {MOST_COLUMNS} columns at most. "
            "Delete empty rows and columns, or split it."
        )


def _sheet(path: Path, content: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    """The first sheet of a workbook that is not hidden."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise EditRefused(f"{path} is too big when unpacked. Split it into smaller ones.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            raise EditRefused(f"{path} holds no sheet. Start from a copy of docs/templates/answers.csv.")
        # Some programs write a wrong size into the sheet.
        shown[0].reset_dimensions()
        records = []
        for row in shown[0].iter_rows(values_only=True):
            records.append(_trimmed([*map(_cell, row)]))
            _must_fit(path, records)
    except EditRefused:
        raise
    except Exception as error:
        # On a damaged workbook openpyxl fails in as many ways as there are kinds of damage.
        raise EditRefused(f"{path} cannot be read: it is damaged or has a password. {SAVE_AS}") from error
    others = [f'"{sheet.title}"' for sheet in shown[1:]]
    notes = (
        (f'Only the first sheet, "{shown[0].title}", is read, not {", ".join(others)}.',) if others else ()
    )
    return records, notes


def _cell(value: Any) -> str:
    """What a cell shows, near enough: numbers without .0, days as 2026-11-27."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(getattr(value, "text", value))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def _workbook(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    sheet.freeze_panes = "B2"
    for place, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 20)
    top = Alignment(wrap_text=True, vertical="top")
    bold = Font(bold=True)

    def cells(values: Sequence[str], font: Font | None = None) -> Iterator[Any]:
        for value in values:
            if not value:
                yield None
                continue
            cell = WriteOnlyCell(sheet, value)
            # As text, whatever it looks like.
            cell.data_type, cell.number_format, cell.alignment = "s", "@", top
            if font:
                cell.font = font
            yield cell

    sheet.append(cells(header, font=bold))
    for row in rows:
        sheet.append(cells(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
