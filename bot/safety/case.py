"""The table of figures in ``docs/safety-case.md``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

BEGIN, END = "<!-- figures: make safety-case -->", "<!-- end of figures -->"


def write_figures(page: Path, table: Sequence[str]) -> None:
    """Put ``table`` between the page's two marks.

    Raises:
        ValueError: if the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{page} needs one line {BEGIN!r} and one {END!r}.")
    today = f"Measured on {date.today():%-d %B %Y} by `make test-safety`:"
    filled = "\n".join((BEGIN, today, "", *table, "", END))
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    page.write_text(pattern.sub(lambda _: filled, text), encoding="utf-8")
