"""The files that staff edit: found, read and parsed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from actions.clinic import DEFAULT_FILE, FILE_VARIABLE
from bot.content.lined_yaml import Part, Unreadable, parsed
from bot.content.problem import Problem, mistake
from bot.content.raw_text import decoded, line_of
from bot.content.sources import CONFIG, DATA, DOMAIN

SUBJECTS = DATA / "nlu"
STORIES = DATA / "stories"
# What editors and systems leave behind; nobody expects it to be read.
CUT = re.compile(
    r"""^ *(?:- )?(title|unknown|text|words|review|intent):[ ]+(?!["'|>#])[^\n#]*\S[ ]+\#[^\n]*$""",
    re.MULTILINE,
)
LEFTOVERS = (".bak", ".orig", ".swp", ".tmp", "~", ".part")


def clinic_path() -> Path:
    """Where the clinic's facts stand."""
    return Path(os.environ.get(FILE_VARIABLE, DEFAULT_FILE))


def project_paths(drafts: Mapping[Path, bytes]) -> list[Path]:
    """Config, domain and every file of data/ whose name ends in .yml, those of ``drafts`` too."""
    found = {path for path in DATA.rglob("*.yml") if not _is_hidden(path)}
    found |= {path for path in drafts if DATA in path.parents}
    return [CONFIG, DOMAIN, *sorted(found)]


def unread_files() -> list[Problem]:
    """Files of data/ that nobody reads although someone wrote them."""
    problems = []
    for path in sorted(DATA.rglob("*")):
        if path.is_dir() or _is_hidden(path) or path.name.endswith(LEFTOVERS):
            continue
        if path.suffix != ".yml":
            problems.append(
                mistake(
                    "file place",
                    path,
                    1,
                    "the file is not read: its name does not end in .yml.",
                    f"Rename it to {path.name.split('.')[0]}.yml, or move it out of data/.",
                )
            )
    return problems


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "#"))


def content_of(path: Path, drafts: Mapping[Path, bytes]) -> bytes | Problem:
    """The bytes of a file, or why they cannot be had."""
    if path in drafts:
        return drafts[path]
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return mistake(
            "file missing", path, 1, "the file is missing.", "Get it back from the last published version."
        )
    except IsADirectoryError:
        return mistake(
            "file unreadable",
            path,
            1,
            "this is a folder, and a file belongs here.",
            "Rename the folder, so that its name does not end in .yml.",
        )
    except OSError:
        return mistake(
            "file unreadable",
            path,
            1,
            "the file cannot be opened.",
            "Close it in other programs, or ask whoever set the computer up for the right to read it.",
        )


def read(path: Path, content: bytes) -> tuple[Part | None, list[Problem]]:
    """The parsed file, None if it cannot be read, and what is wrong with how it is written."""
    text, problems = decoded(path, content)
    if any(problem.is_mistake for problem in problems):
        return None, problems
    try:
        document = parsed(text)
    except Unreadable as error:
        fault = error.fault
        return None, [*problems, mistake(fault.kind, path, fault.line, fault.problem, fault.remedy)]
    if document.is_blank:
        return None, [
            *problems,
            mistake(
                "file empty",
                path,
                1,
                "the file holds nothing but remarks.",
                "Start from a copy of another file here, or delete it.",
            ),
        ]
    if not document.is_mapping:
        what = "a list" if document.is_list else "a text"
        problem = mistake(
            "shape",
            path,
            document.line,
            f"the file begins with {what}, where named parts belong.",
            'Begin it with version: "3.1", and below it nlu: or rules:.',
        )
        return None, [*problems, problem]
    return document, [*problems, *cut_texts(path, text)]


def cut_texts(path: Path, text: str) -> Iterator[Problem]:
    """Texts of which a part is lost, because a blank and # begin a remark."""
    for found in CUT.finditer(text) if " #" in text else ():
        yield mistake(
            "cut text",
            path,
            line_of(text, found.start()),
            f"the text after {found[1]}: ends at the #: what stands behind it is lost.",
            "Put straight quotes around the whole text.",
        )
