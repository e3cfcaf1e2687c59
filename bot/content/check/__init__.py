"""Mistakes and hints in what staff edit, told with file, line, problem, remedy and an example.

Three stages, each only when the one before found no mistake: how the files are written (encodings, YAML),
whether each part is what it must be, and what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from actions.clinic import Clinic
from actions.wording import clinic_words
from bot.content.alike import BLOCK_ROWS, MOST_NEW, Progress
from bot.content.check.answers import WORDS_OF_ACTIONS, answer_problems
from bot.content.check.clinic_file import clinic_problems
from bot.content.check.danger_signs import danger_sign_problems
from bot.content.check.evidence import evidence_problems
from bot.content.check.example_lines import example_problems
from bot.content.check.files import content_of, project_paths, read, unread_files
from bot.content.check.likeness import likeness_hints
from bot.content.check.names import name_problems
from bot.content.check.project import Project, gathered
from bot.content.check.rules import rule_problems
from bot.content.check.shape import shape_problems
from bot.content.check.wording import wording_problems
from bot.content.lined_yaml import Part
from bot.content.problem import HINT, MISTAKE, ContentError, Problem

__all__ = [
    "HINT",
    "MISTAKE",
    "Checked",
    "ContentError",
    "Problem",
    "check",
    "checked",
    "compare_all",
    "problems",
]


@dataclass
class Checked:
    """All that was found: ``what`` was checked, in words; ``notes`` say what was not.

    ``stopped``: mistakes in how files are written kept what they say from being checked.
    """

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: int = 0
    examples: int = 0
    stopped: bool = False

    @property
    def mistakes(self) -> list[Problem]:
        """What blocks training and publishing."""
        return [problem for problem in self.problems if problem.is_mistake]

    @property
    def hints(self) -> list[Problem]:
        """What is worth a look."""
        return [problem for problem in self.problems if not problem.is_mistake]

    @property
    def what(self) -> str:
        """How much was checked."""
        return f"{self.files} files, {self.examples:,} examples"


def check(
    *,
    today: date | None = None,
    drafts: Mapping[Path, bytes] | None = None,
    compare: bool = True,
    progress: Progress | None = None,
) -> Checked:
    """Check all files of the current folder.

    ``drafts`` are contents that are not saved yet, by path from the project's folder; they stand in for
    the files. ``compare`` looks for examples that mean the same; with ``progress`` (done, all) for however
    many new ones. ``today`` decides on facts that expire and reviews that are due.
    """
    drafts = drafts or {}
    result = Checked()
    clinic, result.problems = clinic_problems()
    paths = project_paths(drafts)
    documents: dict[Path, Part] = {}
    for path in paths:
        document, found = _read(path, drafts)
        result.problems += found
        if document is not None:
            documents[path] = document
    result.problems += unread_files()
    result.files = len(paths) + 1
    if clinic is None or len(documents) < len(paths) or result.mistakes:
        return _stopped(result)
    for path, document in documents.items():
        result.problems += shape_problems(path, document)
    if result.mistakes:
        return _stopped(result)
    project = gathered(documents)
    result.examples = project.example_count
    result.problems += _content_problems(project, clinic, today or date.today())
    if compare:
        hints, left = likeness_hints(project, progress)
        result.problems += hints
        result.notes += [left] if left else []
    return result


def _stopped(result: Checked) -> Checked:
    result.stopped = True
    result.notes.append("What the files say is checked when this is mended: then run bot check again.")
    return result


def _read(path: Path, drafts: Mapping[Path, bytes]) -> tuple[Part | None, list[Problem]]:
    content = content_of(path, drafts)
    return (None, [content]) if isinstance(content, Problem) else read(path, content)


def _content_problems(project: Project, clinic: Clinic, today: date) -> Iterator[Problem]:
    words = clinic_words(clinic)
    yield from name_problems(project)
    yield from danger_sign_problems(project)
    yield from answer_problems(project, words.keys() | WORDS_OF_ACTIONS)
    yield from example_problems(project)
    yield from rule_problems(project)
    yield from wording_problems(project, words)
    yield from evidence_problems(project, today)


def problems(
    only: Path | None = None,
    *,
    today: date | None = None,
    drafts: Mapping[Path, bytes] | None = None,
    compare: bool = True,
) -> list[Problem]:
    """All problems, mistakes and hints, or those of one file in the context of the others.

    The arguments are those of ``check``; ``only`` is a path from the project's folder.
    """
    found = check(today=today, drafts=drafts, compare=compare).problems
    return [problem for problem in found if only is None or problem.file == only.as_posix()]


def checked() -> str:
    """Check all files but for likeness in meaning; returns what was checked, in words.

    Raises:
        ContentError: with every mistake found.
    """
    result = check(compare=False)
    if result.mistakes:
        raise ContentError(result.mistakes, result.notes)
    return result.what


def compare_all(say: Callable[[str], None]) -> None:
    """Compare all examples in meaning, however many are new, so that ``check`` need not; with progress."""

    def progress(done: int, total: int) -> None:
        if total > MOST_NEW and (done == total or done % (5 * BLOCK_ROWS) < BLOCK_ROWS):
            say(f"  {done:,} of {total:,} examples compared")

    documents = {path: document for path in project_paths({}) if (document := _read(path, {})[0])}
    hints, _ = likeness_hints(gathered(documents), progress)
    if hints:
        say(
            f"{len(hints)} pairs of examples of different answers mean nearly the same: bot check lists them."
        )
