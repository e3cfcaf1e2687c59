"""The day or time of day that a question about opening hours asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from actions.public_holidays import holiday_named_in, next_date

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mondays mon",
            "tuesday tuesdays tue tues",
            "wednesday wednesdays wed weds",
            "thursday thursdays thu thur thurs",
            "friday fridays fri",
            "saturday saturdays sat",
            "sunday sundays sun",
        )
    )
    for name in names.split()
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = "|".join(f"{month}[a-z]*" for month in MONTHS)
DAY_OF_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DATES = (
    re.compile(rf"\b(?P<month>{MONTH})\.? {DAY_OF_MONTH}\b"),
    re.compile(rf"\b{DAY_OF_MONTH}(?: of)? (?P<month>{MONTH})\b"),
)
EVES = (
    (re.compile(r"\b(christmas|xmas) eve\b"), (12, 24)),
    (re.compile(r"\bnew ?year'?s? eve\b"), (12, 31)),
)
TODAY = re.compile(r"\b(today|tonight|tonite|this (morning|afternoon|evening))\b")
TOMORROW = re.compile(r"\b(tomorrow|tommorow|tomorow|tommorrow|tmrw|tmr|2morrow)\b")
DAY_AFTER = re.compile(r"\bday after (tomorrow|tommorow|tomorow|tommorrow|tmrw)\b")
WEEKEND = re.compile(r"\bweek ?ends?\b")
EVENING = re.compile(
    r"\b(evenings?|after (work|school|supper|dinner|(5|five|6|six))|late hours|at night|nights?)\b"
)

Stretch = Literal["weekend", "evening"]


@dataclass(frozen=True)
class AskedTime:
    """``day`` with the ``holiday`` it is, or a ``stretch`` of every week."""

    day: date | None = None
    holiday: str | None = None
    stretch: Stretch | None = None


def asked_time(text: str, today: date) -> AskedTime | None:
    """What ``text`` asks about, seen from ``today``; None if no day or time is named."""
    words = re.sub(r"\s+", " ", text.lower().replace("’", "'"))
    for eve, (month, number) in EVES:
        if eve.search(words):
            return AskedTime(_next(month, number, today))
    dated = _date_in(words, today)
    if dated:
        return AskedTime(dated)
    holiday = holiday_named_in(words, today)
    if holiday:
        return AskedTime(next_date(holiday, today), holiday)
    day = _day_in(words, today)
    if day:
        return AskedTime(day)
    if WEEKEND.search(words):
        return AskedTime(stretch="weekend")
    if EVENING.search(words):
        return AskedTime(stretch="evening")
    return None


def _next(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _date_in(words: str, today: date) -> date | None:
    for pattern in DATES:
        match = pattern.search(words)
        if match:
            found = _next(MONTHS.index(match["month"][:3]) + 1, int(match["day"]), today)
            if found:
                return found
    return None


def _day_in(words: str, today: date) -> date | None:
    if DAY_AFTER.search(words):
        return today + timedelta(days=2)
    if TOMORROW.search(words):
        return today + timedelta(days=1)
    if TODAY.search(words):
        return today
    for word in re.findall(r"[a-z]+", words):
        if word in WEEKDAYS:
            return today + timedelta(days=(WEEKDAYS[word] - today.weekday()) % 7)
    return None
