"""Edits of several files that are shown, checked and written together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.content.check import check
from bot.content.commented_yaml import CommentedFile, EditRefused, blank_line, replace_file
from bot.content.sources import DATA, DOMAIN
from bot.content.subject_file import NewAnswer, SubjectFile, homes

QUESTIONS = DATA / "stories" / "questions.yml"
SUBJECT_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")


class Edit:
    """Edits of files of the project, in memory until ``save``."""

    def __init__(self) -> None:
        self._files: dict[Path, CommentedFile] = {}

    def subject(self, path: Path) -> SubjectFile:
        """A subject as it would stand; one without a file yet begins empty.

        Raises:
            EditRefused: if its file cannot be read, or its name cannot be one.
        """
        if path not in self._files:
            if not path.exists() and not SUBJECT_NAME.fullmatch(path.stem):
                raise EditRefused(f"{path.stem} cannot be a subject's name. Use small letters and _.")
            self._files[path] = SubjectFile.read(path) if path.exists() else SubjectFile.new(path)
        file = self._files[path]
        assert isinstance(file, SubjectFile)
        return file

    def holding(self, answer_id: str) -> SubjectFile | None:
        """The subject that holds an answer or the questions of a plain intent, as it would stand."""
        for file in self._files.values():
            if isinstance(file, SubjectFile) and answer_id in file.answers:
                return file
        path = self._homes.get(answer_id)
        return self.subject(path) if path else None

    def add_answer(self, new: NewAnswer, path: Path) -> None:
        """Add an answer to a subject; Rasa is told if its id begins with a new word.

        Raises:
            EditRefused: if it cannot be added.
        """
        there = self.holding(new.id)
        if there:
            raise EditRefused(f"{there.path} holds {new.id} already. Choose another id.")
        group = new.id.split("/")[0]
        known = self._groups()
        domain = self._file(DOMAIN)
        taken = _intents(domain)
        if group in taken and group not in known:
            raise EditRefused(f"The name {group} is taken by something else. Choose another subject.")
        self.subject(path).add_answer(new)
        if group not in taken:
            self._register(group, known)

    @property
    def changed(self) -> list[CommentedFile]:
        """The files that ``save`` would write."""
        return [file for file in self._files.values() if file.is_changed]

    def diff(self) -> str:
        """All edits as a unified diff against the disk; empty without any."""
        return "".join(file.diff() for file in self.changed)

    def mistakes(self) -> list[str]:
        """What ``bot check`` would say of the edited files and does not say of those on disk."""
        drafts = {file.path: file.content for file in self.changed}
        found = mistakes_with(drafts)
        if not found:
            return []
        old = Counter(map(_without_lines, mistakes_with({})))
        new = []
        for problem in found:
            if old[_without_lines(problem)] > 0:
                old[_without_lines(problem)] -= 1
            else:
                new.append(problem)
        return new

    def save(self) -> list[Path]:
        """Write all edited files, or none; returns which.

        Raises:
            EditRefused: if one was changed by someone else meanwhile, or cannot be written.
        """
        files = self.changed
        for file in files:
            file.must_be_as_read()
        written: list[tuple[Path, bytes | None]] = []
        try:
            for file in files:
                before = file.on_disk
                file.save()
                written.append((file.path, before))
        except EditRefused:
            for path, content in written:
                if content is None:
                    path.unlink()
                else:
                    replace_file(path, content)
            raise
        return [path for path, _ in written]

    def _file(self, path: Path) -> CommentedFile:
        if path not in self._files:
            self._files[path] = CommentedFile.read(path)
        return self._files[path]

    @cached_property
    def _homes(self) -> dict[str, Path]:
        """The file of each answer on disk, and of the questions of each plain intent."""
        return homes()

    def _groups(self) -> set[str]:
        """The words that answer ids begin with: ``needling``, ``clinic`` and so on."""
        added = (file.answers for file in self._files.values() if isinstance(file, SubjectFile))
        ids = chain(self._homes, *added)
        return {answer_id.split("/")[0] for answer_id in ids if "/" in answer_id}

    def _register(self, group: str, known: set[str]) -> None:
        """Name the new intent in the domain, and the rule that answers it."""
        domain, rules = self._file(DOMAIN), self._file(QUESTIONS)
        intents = domain.document["intents"]
        # Before the last of its kind: the comment above what follows hangs on that one.
        intents.insert(
            max((place for place, name in enumerate(intents) if str(name) in known), default=0), group
        )
        domain.touched()
        _add_rule(rules.document["rules"], group)
        rules.touched()


def _intents(domain: CommentedFile) -> set[str]:
    listed = domain.document.get("intents") or ()
    return {str(next(iter(each))) if isinstance(each, dict) else str(each) for each in listed}


def _add_rule(rules: CommentedSeq, group: str) -> None:
    subject = group.replace("_", " ")
    steps = CommentedSeq([CommentedMap(intent=group), CommentedMap(action="action_answer")])
    # A blank line stands behind each rule but the last one.
    steps[-1].ca.items["action"] = blank_line("\n\n")
    rules.insert(0, CommentedMap(rule=f"A question about {subject} gets its answer", steps=steps))


def mistakes_with(drafts: Mapping[Path, bytes]) -> list[str]:
    """What the check says of the project with ``drafts`` in the place of the files on disk."""
    return [str(problem) for problem in check(drafts=drafts, compare=False).mistakes]


def _without_lines(problem: str) -> str:
    return re.sub(r"line \d+", "line", problem)
