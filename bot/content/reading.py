"""How long and how hard to read a text is."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Without Markdown; an item of a list ends like a sentence."""
    lines = []
    for line in text.replace("**", "").splitlines():
        item = re.sub(r"^\s*- ", "", line).rstrip()
        lines.append(f"{item}." if item != line.rstrip() and item[-1:] not in ".!?" else item)
    return "\n".join(lines)


def grade(text: str) -> float:
    """Flesch-Kincaid reading grade of a text without its Markdown."""
    import textstat

    return float(textstat.flesch_kincaid_grade(plain(text)))


def word_count(text: str) -> int:
    """Words of a text without its Markdown."""
    return len(plain(text).split())
