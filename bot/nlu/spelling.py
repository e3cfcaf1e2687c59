"""Repairing misspelt words towards the words the training examples use."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Set
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

WORD = re.compile(r"[A-Za-z']+")
SHORTEST = 4
# A word of the examples is a goal from this many examples on; fewer may be a misspelling itself.
FEWEST_OF_ENGLISH = 6
FEWEST_OF_OTHERS = 25
FEWEST_TO_SPLIT = 20
# So many hold it if it is to tell English from other languages: some write in two at once.
FEWEST_TO_BE_ENGLISH = 60
# A term of the field stands so much oftener in the examples than in English at large.
OF_THE_FIELD = 100
SHORTEST_TERM = 5
# A frequent misspelling of a term is no goal: so much rarer, and with two slips of so many letters.
RARER = 5
TWO_SLIPS_OF = 7
# What a wrong first letter costs, and what a tenfold commoner word gains, in slips.
FIRST_LETTER = 0.5
COMMON = 0.12
COMMON_ENGLISH = 200_000


@functools.lru_cache(maxsize=1)
def english_frequencies() -> dict[str, int]:
    """How often each of about 160,000 English words stands in 1.6 billion (pyspellchecker's list)."""
    return dict(SpellChecker().word_frequency.dictionary)


def english_words() -> Set[str]:
    """The words of ``english_frequencies``."""
    return english_frequencies().keys()


def _most_slips(length: int) -> int:
    return 1 if length <= 5 else 2 if length <= 8 else 3


def _misspelt_terms(counts: dict[str, int], examples: int) -> set[str]:
    """The goals that are frequent misspellings of a term of the field ("siatica", "needels")."""
    frequencies = english_frequencies()
    total = sum(frequencies.values())
    terms = [
        word
        for word, count in counts.items()
        if len(word) >= SHORTEST_TERM
        and word in frequencies
        and count * total > OF_THE_FIELD * frequencies[word] * examples
    ]
    misspelt = set()
    for word in counts.keys() - frequencies.keys():
        if len(word) < SHORTEST_TERM or "'" in word:
            continue
        slips = _most_slips(len(word)) if len(word) >= TWO_SLIPS_OF else 1
        near = process.extract(word, terms, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if any(counts[term] >= RARER * counts[word] for term, _, _ in near):
            misspelt.add(word)
    return misspelt


class SpellingRepair:
    """Turns ``cyatica`` into ``sciatica``; a correct English word is never touched.

    ``counts`` says in how many training examples each goal stands. A misspelt word
    becomes the goal within the fewest slips (optimal string alignment: letters wrong,
    missing, doubled or swapped), or two words that were run together.
    """

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._goals = [word for word in counts if len(word) >= SHORTEST]
        self._repaired = functools.lru_cache(maxsize=4096)(self._find)

    @classmethod
    def fit(cls, texts: Iterable[str]) -> SpellingRepair:
        """Learn the goals from training examples."""
        counts: Counter[str] = Counter()
        examples = 0
        for text in texts:
            examples += 1
            counts.update(set(WORD.findall(text.lower())))
        english = english_words()
        goals = {
            word: count
            for word, count in sorted(counts.items())
            if count >= (FEWEST_OF_ENGLISH if word in english else FEWEST_OF_OTHERS)
        }
        misspelt = _misspelt_terms(goals, examples)
        return cls({word: count for word, count in goals.items() if word not in misspelt})

    def repair(self, text: str) -> str:
        """``text`` with its misspelt words repaired, all else as it was."""
        return WORD.sub(lambda match: self._word(match.group()), text)

    def known(self, word: str) -> bool:
        """Whether enough training examples hold a lower-case word, or it is common English."""
        fewest = 1 if word in english_words() else FEWEST_TO_BE_ENGLISH
        return self._counts.get(word, 0) >= fewest or english_frequencies().get(word, 0) >= COMMON_ENGLISH

    def reads(self, text: str) -> bool:
        """Whether a text holds any known word of two letters or more; gibberish holds none."""
        return any(len(word) > 1 and self.known(word) for word in WORD.findall(text.lower()))

    def _word(self, word: str) -> str:
        lowered = word.lower()
        repaired = self._repaired(lowered)
        return word if repaired == lowered else repaired

    def _find(self, word: str) -> str:
        plain = word.replace("'", "")
        if len(plain) < SHORTEST or {word, plain} & self._counts.keys() or {word, plain} & english_words():
            return word
        slips = _most_slips(len(plain))
        near = process.extract(plain, self._goals, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if near:
            return str(min(near, key=lambda found: (self._cost(plain, found[0], found[1]), found[0]))[0])
        return self._split(plain) or word

    def _cost(self, word: str, goal: str, slips: float) -> float:
        other_start = FIRST_LETTER if goal[0] != word[0] else 0.0
        return slips + other_start - COMMON * float(np.log(self._counts[goal]))

    def _split(self, word: str) -> str | None:
        english = english_words()
        for place in range(2, len(word) - 1):
            parts = word[:place], word[place:]
            if all(part in english and self._counts.get(part, 0) >= FEWEST_TO_SPLIT for part in parts):
                return " ".join(parts)
        return None

    def save(self, folder: Path) -> None:
        """Write ``spelling.json`` into ``folder``."""
        (folder / "spelling.json").write_text(json.dumps(self._counts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> SpellingRepair:
        """Read what ``save`` wrote."""
        return cls(json.loads((folder / "spelling.json").read_text(encoding="utf-8")))
