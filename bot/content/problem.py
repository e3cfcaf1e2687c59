"""A problem in what staff edit: where it is, what is wrong, how to mend it, how it looks when right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

from bot.content.kinds import KINDS

MISTAKE, HINT = "mistake", "hint"


@dataclass(frozen=True)
class Problem:
    """One thing to look at.

    ``kind`` is a name of ``bot.content.kinds``; ``line`` counts from 1; ``problem`` and ``remedy`` are
    sentences for people who do not program.
    """

    kind: str
    file: str
    line: int
    problem: str
    remedy: str
    level: str = MISTAKE

    @property
    def example(self) -> str:
        """How the place looks when it is right."""
        return KINDS[self.kind].example

    @property
    def is_mistake(self) -> bool:
        """Whether it keeps the files from being trained and published."""
        return self.level == MISTAKE

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem} {self.remedy}"

    def shown(self) -> str:
        """The problem with its example below, as the command prints it."""
        return f"{self}\n  For example:\n{indent(self.example, ' ' * 6)}"

    def as_dict(self) -> dict[str, Any]:
        """What ``bot check --json`` prints."""
        return {
            "file": self.file,
            "line": self.line,
            "level": self.level,
            "kind": self.kind,
            "problem": self.problem,
            "remedy": self.remedy,
            "example": self.example,
        }


class ContentError(ValueError):
    """The files cannot be used; ``found`` holds every mistake, ``problems`` the same as texts."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = list(found)
        self.problems = [str(problem) for problem in self.found]
        super().__init__("\n".join(problem.shown() for problem in self.found))


def mistake(kind: str, path: Path, line: int, problem: str, remedy: str) -> Problem:
    """A problem that blocks training and publishing."""
    return Problem(kind, path.as_posix(), line, problem, remedy)


def hint(kind: str, path: Path, line: int, problem: str, remedy: str) -> Problem:
    """A problem that is shown and does not block."""
    return Problem(kind, path.as_posix(), line, problem, remedy, HINT)
