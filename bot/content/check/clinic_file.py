"""clinic.yml: how it is written here, what it says in ``actions.clinic``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from actions.clinic import Clinic, ClinicFileError, demo_values, load_clinic
from bot.content.check.files import clinic_path, content_of
from bot.content.lined_yaml import Unreadable, parsed
from bot.content.problem import Problem, mistake
from bot.content.raw_text import decoded

TOLD = re.compile(r"(?s)(?P<file>.*?)(?:, line (?P<line>\d+):| (?=is missing)) ?(?P<problem>.+)")


def clinic_problems() -> tuple[Clinic | None, list[Problem]]:
    """The clinic, None if its file cannot be used, and what is wrong with the file."""
    path = clinic_path()
    problems = _written(path)
    if any(problem.is_mistake for problem in problems):
        return None, problems
    try:
        clinic = load_clinic()
        told = [] if clinic.demo else demo_values()
    except ClinicFileError as error:
        return None, [*problems, *_problems(path, error.problems)]
    return clinic, [*problems, *_problems(path, told)]


def _written(path: Path) -> list[Problem]:
    content = content_of(path, {})
    if isinstance(content, Problem):
        remedy = (
            "Start from the example in docs/clinic-file.md."
            if content.kind == "file missing"
            else content.remedy
        )
        return [mistake(content.kind, path, 1, content.problem, remedy)]
    text, problems = decoded(path, content)
    if any(problem.is_mistake for problem in problems):
        return problems
    try:
        parsed(text)
    except Unreadable as error:
        fault = error.fault
        problems.append(mistake(fault.kind, path, fault.line, fault.problem, fault.remedy))
    return problems


def _problems(path: Path, texts: Sequence[str]) -> list[Problem]:
    """A misspelt name first, and then that the right one is missing."""
    return [_problem(path, text) for text in sorted(texts, key=lambda text: "This line is missing" in text)]


def _problem(path: Path, text: str) -> Problem:
    found = TOLD.fullmatch(text)
    told = found["problem"] if found else text
    line = int(found["line"] or 1) if found else 1
    problem, _, remedy = told.partition(". ")
    remedy = remedy or "Names and forms are listed in docs/clinic-file.md."
    return mistake("clinic file", path, line, f"{problem.rstrip('.')}.", remedy)
