"""The clinic's guideline for answers as data: limits, facts, what may not be said."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "guideline.yml"


@dataclass(frozen=True)
class Limits:
    """Numbers of ``guideline.yml``, explained there."""

    grade: float
    words: int
    own_words: int
    title: int
    examples: int
    example_letters: int
    alike: float
    warn_days: int
    review_days: int


@dataclass(frozen=True)
class Guideline:
    """``guideline.yml``; ``expires`` says from which day on a fact must not be cited."""

    limits: Limits
    facts: frozenset[str]
    unchecked: frozenset[str]
    expires: dict[str, date]
    promises: dict[str, re.Pattern[str]]
    dose: re.Pattern[str]
    drug: re.Pattern[str]


@functools.lru_cache(maxsize=1)
def guideline() -> Guideline:
    """The guideline that comes with the program."""
    values = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    facts, drugs = values["facts"], values["drugs"]
    refused = sorted(set(drugs["refused"]) - set(drugs["allowed"]))
    return Guideline(
        limits=Limits(**values["limits"]),
        facts=frozenset(facts["known"]),
        unchecked=frozenset(facts["unchecked"]),
        expires=facts["expires"],
        promises={name: re.compile(pattern, re.IGNORECASE) for name, pattern in values["promises"].items()},
        dose=re.compile(values["dose"], re.IGNORECASE),
        drug=re.compile(rf"\b(?:{'|'.join(refused)})\b", re.IGNORECASE),
    )
