"""Opening hours: open now, next opening, the week in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.clinic import DAYS, Clinic, Span

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_CLOSURE_DAYS = 60


def local_now(clinic: Clinic) -> datetime:
    """The present time where the clinic is."""
    return datetime.now(ZoneInfo(clinic.timezone))


def spans_on(clinic: Clinic, day: date) -> list[Span]:
    """The opening spans of one day, in order; empty when closed."""
    if day in clinic.special_days:
        return clinic.special_days[day]
    return clinic.hours.get(DAYS[day.weekday()], [])


def closing_time(clinic: Clinic, now: datetime) -> datetime | None:
    """When the clinic closes today if it is open at ``now``, else None."""
    for start, end in spans_on(clinic, now.date()):
        if start <= now.time() < end:
            return datetime.combine(now.date(), end, now.tzinfo)
    return None


def next_opening(clinic: Clinic, now: datetime) -> datetime | None:
    """The next moment the clinic opens after ``now``; None if no hours are known."""
    for ahead in range(LONGEST_CLOSURE_DAYS):
        day = now.date() + timedelta(days=ahead)
        for start, _ in spans_on(clinic, day):
            opening = datetime.combine(day, start, now.tzinfo)
            if opening > now:
                return opening
    return None


def clock(moment: datetime) -> str:
    """``8 am`` or ``1:30 pm``."""
    hour, suffix = moment.hour % 12 or 12, "am" if moment.hour < 12 else "pm"
    return f"{hour}:{moment.minute:02d} {suffix}" if moment.minute else f"{hour} {suffix}"


def day_in_words(day: date, today: date) -> str:
    """``today``, ``tomorrow`` or ``on Monday, December 28``."""
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    return f"on {DAY_NAMES[day.weekday()]}, {day:%B} {day.day}"


def open_now_in_words(clinic: Clinic, now: datetime) -> str | None:
    """One sentence on the present moment, or None if no hours are known."""
    if not clinic.hours:
        return None
    closes = closing_time(clinic, now)
    if closes:
        return f"We are open now, until {clock(closes)}."
    opens = next_opening(clinic, now)
    if opens is None:
        return "We are closed now."
    return f"We are closed now. We open {day_in_words(opens.date(), now.date())} at {clock(opens)}."


def week_in_words(clinic: Clinic) -> str | None:
    """The usual week as a list, one line a day, or None if no hours are known."""
    if not clinic.hours:
        return None
    lines = []
    for day, name in zip(DAYS, DAY_NAMES):
        spans = [f"{_clock(start)} to {_clock(end)}" for start, end in clinic.hours.get(day, [])]
        lines.append(f"- {name}: {' and '.join(spans) or 'closed'}")
    return "\n".join(lines)


def _clock(moment: object) -> str:
    return clock(datetime.combine(date.min, moment))  # type: ignore[arg-type]
