"""spaCy's blank English pipeline: tokens and sentences, no statistical model."""

from __future__ import annotations

import functools
import re

import spacy
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

SHORTEST_SENTENCE_WORDS = 4


@functools.lru_cache(maxsize=1)
def english() -> Language:
    """The one pipeline of the process: tokenizer and rule-based sentence ends."""
    pipeline = spacy.blank("en")
    _read_capitals(pipeline.tokenizer)
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n", ";"]})
    return pipeline


def _read_capitals(tokenizer: Tokenizer) -> None:
    """Have "CANT" and "I'M" be two tokens as "cant" and "i'm" are: people in distress shout."""
    for word, tokens in list(tokenizer.rules.items()):
        shouted = [{**token, ORTH: token[ORTH].upper()} for token in tokens]
        if word.upper() not in tokenizer.rules and word.upper() == "".join(token[ORTH] for token in shouted):
            tokenizer.add_special_case(word.upper(), shouted)


def analysed(text: str) -> Doc:
    """The tokens and sentences of ``text``, with typographic apostrophes made plain."""
    return english()(text.replace("’", "'").replace("‘", "'"))


def long_sentences(doc: Doc) -> list[str]:
    """The sentences of a message of several, without those of a word or two."""
    sentences = [sentence.text.strip() for sentence in doc.sents]
    if len(sentences) < 2:
        return []
    return [text for text in sentences if len(re.findall(r"\w+", text)) >= SHORTEST_SENTENCE_WORDS]
