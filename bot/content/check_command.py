"""``bot check``: what is printed, which file is asked for, what is mended first."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.content.check import Checked, check
from bot.content.check.files import SUBJECTS, clinic_path, project_paths
from bot.content.fix import fix_file
from bot.content.problem import ContentError, Problem, told
from bot.content.sources import DATA

Say = Callable[[str], None]


class CheckRefused(ValueError):
    """The file asked for is not there, or is none."""


def run(file: Path | None, *, fix: bool, as_json: bool, say: Say, note: Say) -> None:
    """Check all files or one; ``say`` prints results, ``note`` what is said beside them.

    Raises:
        CheckRefused: if ``file`` is not there.
        ContentError: with every mistake found.
    """
    asked = _from_here(file) if file else None
    if fix:
        for path in [asked] if asked else [*project_paths({}), clinic_path()]:
            if path.is_file():
                for line, what in fix_file(path, _stand_in(path)):
                    note(f"Mended: {path.as_posix()}, line {line}: {what}.")
    result = check(drafts=_draft(asked))
    everywhere = len(result.mistakes)
    result.problems = _asked_for(result.problems, asked)
    if as_json:
        say(json.dumps([problem.as_dict() for problem in result.problems], indent=2, ensure_ascii=False))
        for text in result.notes:
            note(text)
        if result.mistakes:
            raise SystemExit(1)
        return
    if result.mistakes:
        raise ContentError(result.mistakes, result.notes)
    for text in _hints(result):
        say(text)
    if everywhere and file:
        others = " and keep its texts from being checked" if result.stopped else ""
        say(f"No mistakes found in {file}. Other files have {everywhere}{others}: bot check tells them.")
        return
    say(f"Checked: {result.what}. No mistakes found.")


def _from_here(file: Path) -> Path:
    if file.is_dir():
        raise CheckRefused(f"{file} is a folder. Name one file, or none to check everything.")
    if not os.access(file, os.R_OK):
        raise CheckRefused(f"There is no file {file} that can be read.")
    return Path(os.path.relpath(file.resolve(), Path.cwd().resolve()))


def _stand_in(asked: Path) -> Path:
    """Where a file from elsewhere would stand if it were put into the project."""
    is_ours = asked in (*project_paths({}), clinic_path()) or DATA in asked.parents
    return asked if is_ours else SUBJECTS / asked.name


def _draft(asked: Path | None) -> Mapping[Path, bytes]:
    if asked is None or _stand_in(asked) == asked:
        return {}
    return {_stand_in(asked): asked.read_bytes()}


def _asked_for(problems: Sequence[Problem], asked: Path | None) -> list[Problem]:
    if asked is None:
        return list(problems)
    place = _stand_in(asked).as_posix()
    return [problem.placed_in(asked.as_posix()) for problem in problems if problem.file == place]


def _hints(result: Checked) -> list[str]:
    lines = []
    if result.hints:
        lines.append(f"Hints ({len(result.hints)}), nothing is held up by them:")
        lines += [f"  {text}" for text in told(result.hints)]
    return [*lines, *result.notes]
