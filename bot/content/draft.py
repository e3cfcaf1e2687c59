"""What was told of a new answer so far, kept when staff stop halfway."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from bot.content.answer_parts import answer_id, must_be_links, must_be_title, proposed_id, subject_name
from bot.content.commented_yaml import EditRefused, replace_file
from bot.content.overview import Overview
from bot.content.subject_file import SUBJECTS, NewAnswer, one_line

DRAFT = Path(".cache") / "new_answer.json"
NO_CLOSING = "none"
NEEDED = {"subject": "subject", "title": "title", "examples": "example", "text": "text"}


@dataclass
class Draft:
    """What was told so far; None is not told yet, empty is told to be nothing."""

    subject: str | None = None
    title: str | None = None
    id: str | None = None
    examples: list[str] | None = None
    text: str | None = None
    facts: list[str] | None = None
    related: list[str] | None = None
    links: list[str] | None = None
    closing: str | None = None

    def save(self, path: Path = DRAFT) -> None:
        """Keep it for the next ``bot new``; nothing is kept of an empty one.

        Raises:
            EditRefused: if it cannot be kept.
        """
        if self == Draft():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, json.dumps(asdict(self), ensure_ascii=True, indent=1).encode("ascii"))
        except OSError as error:
            raise EditRefused(
                f"Nothing was written, and {path} cannot be kept ({error.strerror}). Copy it from above."
            ) from None

    @classmethod
    def kept(cls, path: Path = DRAFT) -> Draft | None:
        """The one kept last, None without one."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{name.name: told.get(name.name) for name in fields(cls)})
        except (OSError, ValueError, AttributeError):
            return None


def must_be_usable(draft: Draft, overview: Overview) -> None:
    """Look at every part that was told.

    Raises:
        EditRefused: naming one that is wrong.
    """
    if draft.subject is not None:
        draft.subject = subject_name(draft.subject, overview)
        if draft.id is not None:
            group = overview.group_of(SUBJECTS / f"{draft.subject}.yml")
            draft.id = answer_id(draft.id, group, overview)
    if draft.title is not None:
        must_be_title(one_line(draft.title), overview)
    must_be_links(draft.links or ())
    unknown = [answer for answer in draft.related or () if answer not in overview.answers]
    if unknown:
        raise EditRefused(f"There is no answer {unknown[0]} to offer next. Look for a slip in its id.")


def completed(draft: Draft, overview: Overview) -> tuple[NewAnswer, Path]:
    """The answer a draft makes and the file it belongs to.

    Raises:
        EditRefused: naming the part that is missing or wrong.
    """
    for name, option in NEEDED.items():
        if not getattr(draft, name):
            raise EditRefused(f"Nothing was told for --{option}. Give it, or leave --yes out to be asked.")
    must_be_usable(draft, overview)
    path = SUBJECTS / f"{draft.subject}.yml"
    group = overview.group_of(path)
    closing = draft.closing or overview.closing_of(path)
    new = NewAnswer(
        answer_id(draft.id or proposed_id(str(draft.title), group, overview), group, overview),
        one_line(str(draft.title)),
        str(draft.text),
        tuple(draft.examples or ()),
        tuple(draft.facts or ()),
        tuple(draft.related or ()),
        tuple(draft.links or ()),
        None if closing == NO_CLOSING else closing,
    )
    return new, path
