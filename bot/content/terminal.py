"""Asking staff in the terminal, or reading their replies from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator

END = "."
BACK = "back"


class Back(Exception):
    """The reply was ``back``: the question before is asked again."""


class InputEnded(Exception):
    """Nobody is there to reply: a pipe is empty, or Ctrl-D was pressed."""


def say(text: str = "") -> None:
    """Print a line at once."""
    print(text, flush=True)


def ask(question: str, proposed: str = "") -> str:
    """One line of a reply, ``proposed`` if only Enter is pressed.

    Raises:
        Back: for ``back``.
        InputEnded: if there is no more input.
    """
    shown = f"{question} [{proposed}]: " if proposed else f"{question}: "
    reply = _line(shown)
    if reply.strip().lower() == BACK:
        raise Back
    return reply.strip() or proposed


def agreed(question: str, *, proposed: bool) -> bool:
    """Yes or no.

    Raises:
        Back: for ``back``.
        InputEnded: if there is no more input.
    """
    while True:
        reply = ask(f"{question} ({'Y/n' if proposed else 'y/N'})").lower()
        if reply in ("", "y", "yes", "n", "no"):
            return proposed if not reply else reply.startswith("y")
        say("Type y for yes or n for no.")


def confirmed(question: str) -> bool:
    """Yes or no to writing something; no if nobody is there to reply, or for ``back``."""
    try:
        return agreed(question, proposed=False)
    except (Back, InputEnded):
        return False


def lines(mark: str = "> ") -> Iterator[str]:
    """Lines as they come, up to one that is only ``.``; empty ones too.

    Raises:
        Back: for ``back``.
        InputEnded: if there is no more input.
    """
    while (line := _line(mark)).strip() != END:
        if line.strip().lower() == BACK:
            raise Back
        yield line


def _line(shown: str) -> str:
    try:
        reply = input(shown)
    except EOFError:
        say()
        raise InputEnded from None
    if not sys.stdin.isatty():
        say(reply)
    return reply
