"""Mistakes in what staff edit, told with file, line, problem and remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from actions.clinic import load_clinic
from bot.content.sources import CONFIG, DATA, DOMAIN

EXAMPLE = (
    "An answer looks like this:\n"
    "    utter_needling/lung:\n"
    "      - text: |\n"
    "          The answer, in short sentences."
)


class ContentError(ValueError):
    """The files cannot be used; each of ``problems`` says where, what and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def checked() -> str:
    """Check all files; returns what was checked, in words.

    Raises:
        ContentError: with every problem found.
        ClinicFileError: for problems of clinic.yml.
    """
    load_clinic()
    files = [CONFIG, DOMAIN, *sorted(DATA.rglob("*.yml"))]
    problems = [problem for path in files for problem in _unreadable(path)]
    if problems:
        raise ContentError(problems)
    subjects = [Subject(path) for path in sorted((DATA / "nlu").glob("*.yml"))]
    problems = [problem for subject in subjects for problem in subject.problems()]
    problems += _missing_answers(subjects, DOMAIN)
    if problems:
        raise ContentError(problems)
    total = sum(subject.examples for subject in subjects)
    return f"{len(files) + 1} files, {total:,} examples"


def _unreadable(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        yield f"{path}: the file is missing. Get it back from the last published version."
        return
    except UnicodeDecodeError:
        yield f"{path}, line 1: the file is not UTF-8 text. Save it as UTF-8."
        return
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            yield f"{path}, line {number}: the line begins with a tab. Use spaces, two for each step."
            return
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        number = mark.line + 1 if mark else 1
        yield (
            f"{path}, line {number}: this line or the one above cannot be read ({error.problem}). "
            "Look for a missing |, a colon in a text without quotes, or a wrong indentation."
        )
        return
    if not isinstance(document, dict):
        yield f"{path}, line 1: the file holds nothing to read. Start from a copy of another file here."


class Subject:
    """One file of ``data/nlu`` with the lines its parts stand on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.document: dict[str, Any] = yaml.load(self.text, Loader=yaml.CSafeLoader)
        self.examples = 0
        self.intents: dict[str, int] = {}

    def problems(self) -> Iterator[str]:
        """Every problem of this file alone."""
        for place, entry in enumerate(self.document.get("nlu") or []):
            yield from self._block(place, entry)
        for name, variations in (self.document.get("responses") or {}).items():
            yield from self._answer(str(name), variations)

    def line_of(self, text: str) -> int:
        """The line on which ``text`` first stands, from 1."""
        place = self.text.find(text)
        return self.text.count("\n", 0, place) + 1 if place >= 0 else 1

    def _block(self, place: int, entry: Any) -> Iterator[str]:
        if not isinstance(entry, dict) or not entry.get("intent"):
            yield (
                f"{self.path}, line {self.line_of('nlu:')}: block {place + 1} names no intent. "
                'Begin it with "- intent: ...".'
            )
            return
        intent = str(entry["intent"])
        line = self.line_of(f"intent: {intent}")
        self.intents.setdefault(intent, line)
        examples = entry.get("examples")
        if not isinstance(examples, str) or not examples.strip():
            yield (
                f"{self.path}, line {line}: {intent} has no examples. "
                'Write "examples: |" and a line "- ..." for each.'
            )
            return
        for offset, example in enumerate(examples.splitlines()):
            if example.strip() and not example.startswith("- "):
                where = self.line_of(example) if offset else line
                shown = example.strip()[:40]
                yield f'{self.path}, line {where}: the example "{shown}" does not begin with "- ". Add it.'
            elif example.strip():
                self.examples += 1

    def _answer(self, name: str, variations: Any) -> Iterator[str]:
        line = self.line_of(f"{name}:")
        if not name.startswith("utter_"):
            yield f"{self.path}, line {line}: {name} is no answer's name. It begins with utter_."
        first = variations[0] if isinstance(variations, list) and variations else None
        text = first.get("text") if isinstance(first, dict) else None
        if not isinstance(text, str) or not text.strip():
            yield f"{self.path}, line {line}: the answer {name} has no text. {EXAMPLE}"
        elif not (variations[0].get("metadata") or {}).get("title"):
            yield (
                f"{self.path}, line {line}: the answer {name} has no title, which its button needs. "
                'Add "metadata:" and below it "title: ...".'
            )
        if "/" in name and name[len("utter_") :] not in self.intents:
            yield (
                f"{self.path}, line {line}: the answer {name} has no examples in this file. "
                f'Add a block "- intent: {name[len("utter_") :]}", or mend the name.'
            )


def _missing_answers(subjects: list[Subject], domain: Path) -> Iterator[str]:
    responses = yaml.load(domain.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).get("responses") or {}
    where: dict[str, Path] = {}
    for subject in subjects:
        for name in subject.document.get("responses") or {}:
            if name in where:
                yield (
                    f"{subject.path}, line {subject.line_of(f'{name}:')}: the answer {name} stands in "
                    f"{where[name]} too. Keep one of them."
                )
            where[name] = subject.path
    for subject in subjects:
        for intent, line in subject.intents.items():
            if "/" in intent and f"utter_{intent}" not in {*where, *responses}:
                yield f"{subject.path}, line {line}: {intent} has examples but no answer. {EXAMPLE}"
