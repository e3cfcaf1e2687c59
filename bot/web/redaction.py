"""Blacking out what a visitor should not have typed, before anything is kept."""

from __future__ import annotations

from bot.personal_data import PATTERNS


def redacted(text: str) -> str:
    """``text`` with phone numbers, e-mails, health numbers, dates and given names replaced."""
    for mark, pattern in PATTERNS:
        text = pattern.sub(mark, text)
    return text
