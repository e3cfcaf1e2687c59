"""The trained model's archive: looked for before Rasa takes its seconds to load."""

from __future__ import annotations

from pathlib import Path


class ModelUnusable(RuntimeError):
    """There is no model, or it cannot be loaded; the message says what to do."""


def must_exist(model: Path) -> None:
    """Do nothing if ``model`` is a file.

    Raises:
        ModelUnusable: if it is not.
    """
    if not model.is_file():
        raise ModelUnusable(f"There is no model at {model}. Train one: bot train")
