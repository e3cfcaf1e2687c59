"""Evaluation files: labelled messages as JSON Lines (docs/developers.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class EvaluationFileError(ValueError):
    """The evaluation file cannot be read; the message names line and remedy."""


@dataclass(frozen=True)
class Labelled:
    """One line of an evaluation file.

    What is right is said by ``accept`` (one answer), ``asks`` (the accepted answers of
    each thing asked), ``urgency``, or by the ``turns`` of a dialogue. ``sign`` names the
    danger sign: a row of the safety guideline.
    """

    id: str
    text: str
    kind: str
    accept: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    asks: tuple[tuple[str, ...], ...] = ()
    turns: tuple[Labelled, ...] = ()
    sign: str = ""


def read_labelled(path: Path) -> list[Labelled]:
    """Read an evaluation file.

    Raises:
        EvaluationFileError: if it is missing, or naming the first bad line.
    """
    if not path.is_file():
        raise EvaluationFileError(f"There is no file {path}.")
    messages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            message = _message(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvaluationFileError(
                f"{path}, line {number}: not an evaluation message ({error}). Each line is a JSON object "
                'like {"id": "1", "text": "does it hurt", "kind": "faq", "accept": ["needling/does_it_hurt"]}'
            ) from None
        if not (message.accept or message.urgency or message.asks or message.turns):
            raise EvaluationFileError(f'{path}, line {number}: needs "accept", "urgency", "asks" or "turns".')
        messages.append(message)
    return messages


def _message(entry: dict[str, Any], kind: str | None = None, id: str | None = None) -> Labelled:
    name, sort = id or str(entry["id"]), kind or str(entry["kind"])
    turns = tuple(
        _message(turn, sort, f"{name}.{number}") for number, turn in enumerate(entry.get("turns") or (), 1)
    )
    return Labelled(
        id=name,
        text=turns[-1].text if turns else str(entry["text"]),
        kind=sort,
        accept=tuple(entry.get("accept") or ()),
        urgency=tuple(entry.get("urgency") or ()),
        asks=tuple(tuple(each) for each in entry.get("asks") or ()),
        turns=turns,
        sign=str(entry.get("sign") or ""),
    )
