"""Answers and their questions as rows of a spreadsheet: ``bot export``, and what ``bot import`` reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.answer_parts import (
    listed,
    proposed_id,
    subject_name,
)
from bot.content.commented_yaml import EditRefused
from bot.content.overview import Overview
from bot.content.subject_file import (
    LISTS,
    SUBJECTS,
    NewAnswer,
    answer_text,
    example,
    one_line,
)
from bot.content.table_file import Table, read_table, write_table

COLUMNS = (
    "id",
    "subject",
    "title",
    "answer",
    "example",
    "sources",
    "related",
    "links",
    "closing",
    "unknown",
    "review",
)
# What people call a column; and how a file of data/nlu calls what stands in it.
ALSO_CALLED = {
    "examples": "example",
    "question": "example",
    "questions": "example",
    "text": "answer",
    "source": "sources",
    "facts": "sources",
    "link": "links",
    "file": "subject",
}
FIELDS = {"sources": "facts", "answer": "text"}
SKIPPED = "#"
# UTF-8 read as Windows-1252, and what could not be read at all.
BROKEN_LETTERS = re.compile("[ÂÃ][\x80-\xbf\u0152-\u2122]|â€|\ufffd")


@dataclass(frozen=True)
class Row:
    """A row with its number as the spreadsheet shows it; ``told`` are its cells that are not empty."""

    number: int
    answer_id: str
    told: Mapping[str, str]
    examples: tuple[str, ...]

    def value(self, column: str) -> str | tuple[str, ...]:
        """A cell as it stands in a file."""
        if FIELDS.get(column, column) in LISTS:
            return tuple(listed(self.told[column]))
        return answer_text(self.told[column]) if column == "answer" else one_line(self.told[column])


@dataclass(frozen=True)
class Sheet:
    """All rows; ``refused`` says of some by number why they cannot be used; ``notes`` are told to staff."""

    rows: tuple[Row, ...]
    refused: Mapping[int, str]
    notes: tuple[str, ...]


def export(path: Path, subjects: Sequence[str] = ()) -> int:
    """Write the answers of some subjects (all without any) and their questions; returns the rows.

    Raises:
        EditRefused: if there is no such subject, or the file cannot be written.
    """
    overview = Overview.read()
    wanted = [SUBJECTS / f"{subject_name(name, overview)}.yml" for name in subjects] or overview.files
    for file in wanted:
        if file not in overview.files:
            known = ", ".join(each.stem for each in overview.files)
            raise EditRefused(f"There is no subject {file.stem}. There are: {known}.")
    rows = [row for file in wanted for answer in overview.of(file) for row in _rows_of(answer, file)]
    return write_table(path, COLUMNS, rows)


def _rows_of(answer: NewAnswer, path: Path) -> Iterator[list[str]]:
    """An answer's first row holds everything; each further one the id and a question."""
    first, *others = answer.examples or ("",)
    yield [
        answer.id,
        path.stem,
        answer.title,
        answer.text,
        first,
        ", ".join(answer.facts),
        ", ".join(answer.related),
        ", ".join(answer.links),
        answer.closing or "",
        answer.unknown or "",
        answer.review,
    ]
    for text in others:
        yield [answer.id, "", "", "", text, *[""] * 6]


def _column(name: str) -> str:
    plain = "_".join(name.strip().lower().split())
    return ALSO_CALLED.get(plain, plain)


def _columns(path: Path, header: Sequence[str]) -> dict[int, str]:
    """The known columns by place; those without a name or after ``#`` are left out."""
    named = {place: _column(name) for place, name in enumerate(header) if name.strip()}
    kept = {place: name for place, name in named.items() if not name.startswith(SKIPPED)}
    unknown = [header[place] for place, name in kept.items() if name not in COLUMNS]
    if not set(COLUMNS) & set(kept.values()):
        raise EditRefused(
            f"{path}: the first row does not name the columns. Write there some of: {', '.join(COLUMNS)}."
        )
    if unknown:
        raise EditRefused(
            f'{path}: there is no column "{unknown[0]}". Columns are {", ".join(COLUMNS)}. '
            f"Mend its name, or put {SKIPPED} before it to have it skipped."
        )
    doubled = [name for name, count in Counter(kept.values()).items() if count > 1]
    if doubled:
        raise EditRefused(f'{path}: the column "{doubled[0]}" is there twice. Delete one of them.')
    if not {"id", "title"} & set(kept.values()):
        raise EditRefused(f"{path}: the column id is missing, by which an answer is known. Add it.")
    return kept


def read_rows(path: Path, overview: Overview) -> Sheet:
    """The rows of a CSV or Excel file with the ids they belong to.

    Raises:
        EditRefused: if the file cannot be used at all.
    """
    table = read_table(path, lambda name: _column(name) in COLUMNS)
    columns = _columns(path, table.header)
    refused: dict[int, str] = {}
    return Sheet(tuple(_rows(table, columns, overview, refused)), refused, table.notes)


def _rows(
    table: Table, columns: Mapping[int, str], overview: Overview, refused: dict[int, str]
) -> Iterator[Row]:
    above: str | None = None
    titled: dict[str, str] = {}
    for number, cells in table.rows:
        told = {columns[place]: cell for place, cell in enumerate(cells) if cell.strip() and place in columns}
        nameless = [place for place, cell in enumerate(cells) if cell.strip() and place >= len(table.header)]
        try:
            if nameless:
                raise EditRefused("It has more cells than there are columns. Look for a comma out of place.")
            if any(BROKEN_LETTERS.search(cell) for cell in told.values()):
                raise EditRefused("Its letters are broken, like Ã© for é. Type them again.")
            above = _id(told, above, titled, overview)
            cell = told.pop("example", "")
            examples = tuple(example(line) for line in cell.splitlines() if line.strip())
        except EditRefused as error:
            refused[number] = str(error)
            yield Row(number, above or "", {}, ())
            continue
        yield Row(number, above, {name: told[name] for name in told if name != "id"}, examples)


def _id(told: Mapping[str, str], above: str | None, titled: dict[str, str], overview: Overview) -> str:
    """The id of a row: what it says, else made of its title, else that of the row above."""
    if "id" in told:
        return one_line(told["id"])
    if "title" in told:
        title = one_line(told["title"])
        if title not in titled:
            same = next((each.id for each in overview.answers.values() if each.title == title), None)
            if not same and "subject" not in told:
                raise EditRefused("It has a title and neither id nor subject. Give it one of them.")
            titled[title] = same or _made_id(title, told["subject"], overview)
        return titled[title]
    if above is None:
        raise EditRefused("It has no id, and no row stands above it. Give it an id.")
    return above


def _made_id(title: str, subject: str, overview: Overview) -> str:
    path = SUBJECTS / f"{subject_name(subject, overview)}.yml"
    return proposed_id(title, overview.group_of(path), overview)
