"""spaCy's blank English pipeline: tokens and sentences, no statistical model."""

from __future__ import annotations

import functools

import spacy
from spacy.language import Language
from spacy.tokens import Doc


@functools.lru_cache(maxsize=1)
def english() -> Language:
    """The one pipeline of the process: tokenizer and rule-based sentence ends."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n", ";"]})
    return pipeline


def analysed(text: str) -> Doc:
    """The tokens and sentences of ``text``, with typographic apostrophes made plain."""
    return english()(text.replace("’", "'").replace("‘", "'"))
