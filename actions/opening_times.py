"""Opening times as ``clinic.yml`` writes them: by weekday, by date, by public holiday."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from actions.public_holidays import holiday_names

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_HOLIDAY = "all"
MOST_DAYS = 366
SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")
DATES = re.compile(r"^(\d{4}-\d{2}-\d{2})\s+to\s+(\d{4}-\d{2}-\d{2})$")

Span = tuple[time, time]


def parse_spans(value: Any) -> list[Span]:
    """Opening spans of one day from ``"08:00-12:00, 13:00-18:00"`` or ``closed``.

    Raises:
        ValueError: with the remedy, if it is neither.
    """
    if value in (None, "closed", False):
        return []
    spans = []
    for part in str(value).split(","):
        match = SPAN.match(part.strip())
        if not match:
            raise ValueError(
                f'"{part.strip()}" is not a span of time. Write it like "08:00-18:00", or closed'
            )
        start_hour, start_minute, end_hour, end_minute = (int(group) for group in match.groups())
        try:
            span = time(start_hour, start_minute), time(end_hour, end_minute)
        except ValueError:
            raise ValueError(f'"{part.strip()}" is no time of day. Use 00:00 to 23:59') from None
        if span[0] >= span[1]:
            raise ValueError(f'"{part.strip()}" ends before it begins. Write the earlier time first')
        spans.append(span)
    spans.sort()
    if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
        raise ValueError(f'"{value}" has two spans that overlap. Make one span of them')
    return spans


def must_be_weekday(name: Any) -> str:
    """``name`` if it is one of ``DAYS``.

    Raises:
        ValueError: with the names there are.
    """
    if str(name) not in DAYS:
        raise ValueError(f"{name} is not a day. Use {', '.join(DAYS)}")
    return str(name)


def parse_dates(value: Any) -> list[date]:
    """The days that ``2026-12-25`` or ``2026-12-24 to 2027-01-03`` means, in order.

    Raises:
        ValueError: with the remedy, if it is neither.
    """
    if isinstance(value, date):
        return [value]
    match = DATES.match(str(value))
    try:
        first, last = (date.fromisoformat(day) for day in (match.groups() if match else [value] * 2))
    except (TypeError, ValueError):
        raise ValueError(f"{value} is not a date. Write it like 2026-12-25") from None
    if last < first:
        raise ValueError(f"{value} ends before it begins. Write the earlier date first")
    if (last - first).days >= MOST_DAYS:
        raise ValueError(f"{value} is longer than a year. Mend one of its years")
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def must_be_holiday(name: Any) -> str:
    """``name`` if it is a holiday in Alberta, or ``all``.

    Raises:
        ValueError: with the names there are.
    """
    names = holiday_names(date.today().year)
    if str(name) != EVERY_HOLIDAY and str(name) not in names:
        raise ValueError(f"{name} is no holiday in Alberta. Use {EVERY_HOLIDAY}, {', '.join(names)}")
    return str(name)


def parse_week(days: Mapping[Any, Any]) -> dict[str, list[Span]]:
    """``hours:`` as spans by weekday.

    Raises:
        ValueError: with the remedy.
    """
    return {must_be_weekday(day): parse_spans(spans) for day, spans in days.items()}


def parse_special_days(days: Mapping[Any, Any]) -> dict[date, list[Span]]:
    """``special_days:`` as spans by date; a single date counts more than a stretch of days.

    Raises:
        ValueError: with the remedy.
    """
    read = [(parse_dates(written), parse_spans(spans)) for written, spans in days.items()]
    read.sort(key=lambda entry: -len(entry[0]))
    return {day: spans for dates, spans in read for day in dates}


def parse_holidays(days: Mapping[Any, Any]) -> dict[str, list[Span]]:
    """``holidays:`` as spans by the holiday's name.

    Raises:
        ValueError: with the remedy.
    """
    return {must_be_holiday(name): parse_spans(spans) for name, spans in days.items()}
