"""Evaluation files: labelled messages as JSON Lines (docs/developers.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


class EvaluationFileError(ValueError):
    """The evaluation file cannot be read; the message names line and remedy."""


@dataclass(frozen=True)
class Labelled:
    """One line of an evaluation file: ``accept`` or ``urgency`` says what is right."""

    id: str
    text: str
    kind: str
    accept: tuple[str, ...]
    urgency: tuple[str, ...]


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
            entry = json.loads(line)
            labels = {key: tuple(entry.get(key) or ()) for key in ("accept", "urgency")}
            message = Labelled(str(entry["id"]), str(entry["text"]), str(entry["kind"]), **labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvaluationFileError(
                f"{path}, line {number}: not an evaluation message ({error}). Each line is a JSON object "
                'like {"id": "1", "text": "does it hurt", "kind": "faq", "accept": ["needling/does_it_hurt"]}'
            ) from None
        if not (message.accept or message.urgency):
            raise EvaluationFileError(f'{path}, line {number}: needs "accept" or "urgency".')
        messages.append(message)
    return messages
