"""Alberta's public holidays by date and by name, from the ``holidays`` library."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import holidays
from rapidfuzz import fuzz

# Statutory days, and those many employers give besides. Days in lieu ("observed") are no law in
# Alberta: a clinic that takes one lists it under special_days.
CATEGORIES = ("public", "optional")
# What people call them, apart from their names. Longer names win over shorter ones.
OTHER_NAMES = {
    "new year's day": "New Year's Day",
    "new years": "New Year's Day",
    "new year": "New Year's Day",
    "easter friday": "Good Friday",
    "may long": "Victoria Day",
    "canada day": "Canada Day",
    "august long": "Heritage Day",
    "civic holiday": "Heritage Day",
    "labor day": "Labour Day",
    "truth and reconciliation": "National Day for Truth and Reconciliation",
    "reconciliation day": "National Day for Truth and Reconciliation",
    "orange shirt day": "National Day for Truth and Reconciliation",
    "thanksgiving": "Thanksgiving Day",
    "turkey day": "Thanksgiving Day",
    "christmas": "Christmas Day",
    "xmas": "Christmas Day",
}
# How alike a misspelt name must be, of 100.
ALIKE = 90
SHORTEST_MISSPELT = 8


@functools.lru_cache(maxsize=8)
def holidays_in(year: int) -> Mapping[date, str]:
    """The holidays of a year by date, in Canadian English."""
    found = holidays.country_holidays(
        "CA", subdiv="AB", years=year, categories=CATEGORIES, observed=False, language="en_CA"
    )
    return MappingProxyType({day: name for day, name in sorted(found.items()) if day.year == year})


def holiday_on(day: date) -> str | None:
    """The name of the holiday on ``day``, or None."""
    return holidays_in(day.year).get(day)


def holiday_names(year: int) -> list[str]:
    """The names of all holidays of a year, in their order."""
    return list(holidays_in(year).values())


def next_date(name: str, today: date) -> date | None:
    """When the holiday called ``name`` comes next, today included; None if there is none."""
    for year in (today.year, today.year + 1):
        for day, found in holidays_in(year).items():
            if found == name and day >= today:
                return day
    return None


def holiday_named_in(text: str, today: date) -> str | None:
    """The holiday that ``text`` speaks of, misspelt or under another name; None if none."""
    words = _plain(text)
    called = {**{name.lower(): name for name in holiday_names(today.year)}, **OTHER_NAMES}
    for other, name in sorted(called.items(), key=lambda item: -len(item[0])):
        plain = _plain(other)
        if re.search(rf"\b{plain}\b", words):
            return name
        if len(plain) >= SHORTEST_MISSPELT and _misspelt(plain, words):
            return name
    return None


def _misspelt(name: str, words: str) -> bool:
    """Whether as many words in a row as ``name`` has are nearly the same."""
    said, count = words.split(), len(name.split())
    runs = (" ".join(said[start : start + count]) for start in range(len(said) - count + 1))
    return any(fuzz.ratio(name, run) >= ALIKE for run in runs)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower().replace("-", " "))
