"""A problem in what staff edit: where it is, what is wrong, how to mend it, how it looks when right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent
from typing import Any

from bot.content.kinds import KINDS

MISTAKE, HINT = "mistake", "hint"
MOST_IN_FULL = 5
MOST_LINES = 20


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
        """Place, problem and remedy in one line."""
        place = self.file if self.kind == "file missing" else f"{self.file}, line {self.line}"
        return f"{place}: {self.problem} {self.remedy}"

    def placed_in(self, file: str) -> Problem:
        """The same problem of another file."""
        return replace(self, file=file)

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
    """The files cannot be used; ``found`` holds every mistake, ``problems`` the same as texts.

    ``notes`` are said below them.
    """

    def __init__(self, found: Iterable[Problem], notes: Sequence[str] = ()) -> None:
        self.found = list(found)
        self.problems = [str(problem) for problem in self.found]
        super().__init__("\n".join([*told(self.found), *notes]))


def told(problems: Sequence[Problem]) -> list[str]:
    """Problems as texts by file and kind, each kind with its example once; the first of many in full."""
    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.file, problem.kind].append(problem)
    texts, explained = [], set()
    for (file, kind), group in groups.items():
        texts += [str(problem) for problem in group[:MOST_IN_FULL]]
        if others := group[MOST_IN_FULL:]:
            lines = ", ".join(str(problem.line) for problem in others[:MOST_LINES])
            more = " and so on" if len(others) > MOST_LINES else ""
            texts.append(f"{file}: {len(others)} more like this, on lines {lines}{more}.")
        if kind not in explained and group[0].level != HINT:
            texts.append(f"  Right is, for example:\n{indent(group[0].example, ' ' * 6)}")
            explained.add(kind)
    return texts


def mistake(kind: str, path: Path, line: int, problem: str, remedy: str) -> Problem:
    """A problem that blocks training and publishing."""
    return Problem(kind, path.as_posix(), line, problem, remedy)


def hint(kind: str, path: Path, line: int, problem: str, remedy: str) -> Problem:
    """A problem that is shown and does not block."""
    return Problem(kind, path.as_posix(), line, problem, remedy, HINT)
