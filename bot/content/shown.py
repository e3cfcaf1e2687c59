"""Answers as visitors read them: with the clinic's facts and the closing line."""

from __future__ import annotations

from collections.abc import Mapping

from actions.wording import filled


def own_text(text: str, words: Mapping[str, str | None], unknown: str | None) -> str:
    """An answer's text with ``clinic.yml``'s words; ``unknown`` is said where they are missing."""
    return filled(text, words, unknown)


def whole_text(own: str, closing: str | None, words: Mapping[str, str | None]) -> str:
    """``own`` with the closing line, as ``bot.nlg`` joins them."""
    return f"{own}\n\n{filled(closing, words)}" if closing else own
