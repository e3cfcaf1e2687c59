"""Which language a message is in, when it is not English."""

from __future__ import annotations

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from rapidfuzz.distance import OSA

from bot.nlu.spelling import SpellingRepair

# The assistant has a text in these; the neighbours are told apart from them, and all else is OTHER.
LANGUAGES = ("de", "es", "fr", "pa", "tl", "uk")
NEIGHBOURS = ("ar", "fa", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "ur", "vi", "zh")
ENGLISH, OTHER = "en", "other"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LATIN = re.compile(r"[a-zA-ZÀ-ɏ'’]+")
FEWEST_LATIN_WORDS = 2
# The more of its words could be English, the surer the identifier has to be.
FEW_ENGLISH, MOST_ENGLISH = 0.34, 0.5
SURE, SUREST = 0.95, 0.99


@functools.lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages([ENGLISH, *LANGUAGES, *NEIGHBOURS])
    return identifier


def _is_english(word: str, spelling: SpellingRepair) -> bool:
    repaired = spelling.repair(word)
    near = OSA.distance(word, repaired) <= 1 or " " in repaired
    return near and any(map(spelling.known, WORD.findall(repaired)))


def foreign_language(text: str, spelling: SpellingRepair) -> str | None:
    """The ISO 639-1 code of a message's language, ``other``, or None for English.

    A word is English if the training examples or the commonest English know it, as written
    or after one slip is repaired. py3langid (Lui and Baldwin 2012, https://aclanthology.org/P12-3005) is
    asked only about messages with few such words, and must be sure.
    """
    words = WORD.findall(text.lower())
    english = sum(_is_english(word, spelling) for word in words)
    if not words or english > MOST_ENGLISH * len(words):
        return None
    if len(words) < FEWEST_LATIN_WORDS and LATIN.fullmatch(words[0]):
        return None
    ranked = dict(_identifier().rank(" ".join(words))[:3])
    language, sureness = next(iter(ranked.items()))
    if language == ENGLISH or sureness < (SURE if english <= FEW_ENGLISH * len(words) else SUREST):
        return None
    if language in NEIGHBOURS and sureness < SUREST:
        language = next((near for near in ranked if near in LANGUAGES), OTHER)
    return str(language) if language in LANGUAGES else OTHER
