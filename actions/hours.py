"""Opening hours: open now, next opening, a day that was asked about, the week in words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.asked_time import asked_time
from actions.clinic import Clinic
from actions.opening_times import DAYS, EVERY_HOLIDAY, Span
from actions.public_holidays import holiday_on

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LONGEST_CLOSURE_DAYS = 400
EVENING = time(17)


def local_now(clinic: Clinic) -> datetime:
    """The present time where the clinic is."""
    return datetime.now(ZoneInfo(clinic.timezone))


def spans_on(clinic: Clinic, day: date) -> list[Span]:
    """The opening spans of one day, in order; empty when closed.

    A date under ``special_days`` counts before a holiday, a holiday before the weekday.
    """
    if day in clinic.special_days:
        return clinic.special_days[day]
    if clinic.holidays:
        name = holiday_on(day)
        if name in clinic.holidays:
            return clinic.holidays[name]
        if name and EVERY_HOLIDAY in clinic.holidays:
            return clinic.holidays[EVERY_HOLIDAY]
    return clinic.hours.get(DAYS[day.weekday()], [])


def unsettled_holiday(clinic: Clinic, day: date) -> str | None:
    """The holiday on ``day`` if the clinic has not told whether it opens then."""
    name = holiday_on(day)
    if name is None or day in clinic.special_days or {name, EVERY_HOLIDAY} & clinic.holidays.keys():
        return None
    return name if spans_on(clinic, day) else None


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


def is_closed(clinic: Clinic, now: datetime) -> bool:
    """Whether the clinic is known to be closed at ``now``."""
    return bool(clinic.hours) and closing_time(clinic, now) is None


def clock(moment: time | datetime) -> str:
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
    """What is to be said of the present moment, or None if no hours are known."""
    if not clinic.hours:
        return None
    holiday = unsettled_holiday(clinic, now.date())
    if holiday:
        return f"Today is {holiday}. I don't know if we are open. Please check first."
    closes = closing_time(clinic, now)
    if closes:
        return f"We are open now, until {clock(closes)}."
    return f"We are closed now. {_opening_in_words(clinic, now)}".strip()


def _opening_in_words(clinic: Clinic, now: datetime) -> str:
    opens = next_opening(clinic, now)
    if opens is None:
        return ""
    words = f"We open {day_in_words(opens.date(), now.date())} at {clock(opens)}"
    holiday = unsettled_holiday(clinic, opens.date())
    return f"{words}, unless we close for {holiday}." if holiday else f"{words}."


def asked_time_in_words(clinic: Clinic, now: datetime, text: str) -> str | None:
    """What is to be said of the day or time that ``text`` asks about.

    None if it names none, asks about the present day, or no hours are known.
    """
    asked = asked_time(text, now.date()) if clinic.hours else None
    if asked is None or (asked.day == now.date() and not asked.holiday):
        return None
    if asked.stretch == "weekend":
        saturday = now.date() + timedelta(days=(5 - now.weekday()) % 7 if now.weekday() < 6 else 0)
        days = [saturday] if now.weekday() == 6 else [saturday, saturday + timedelta(days=1)]
        return " ".join(_day_told(clinic, day, now.date(), None) for day in days)
    if asked.stretch == "evening":
        return _evenings_in_words(clinic)
    return _day_told(clinic, asked.day, now.date(), asked.holiday) if asked.day else None


def _day_told(clinic: Clinic, day: date, today: date, holiday: str | None) -> str:
    when = day_in_words(day, today)
    unsettled = unsettled_holiday(clinic, day)
    if unsettled:
        return f"{unsettled} is {when}. I don't know yet if we are open then. Please check first."
    named = f" ({holiday})" if holiday else ""
    spans = _spans_in_words(spans_on(clinic, day))
    if not spans:
        return f"We are closed {when}{named}."
    return f"We are open {when}{named} from {spans}."


def _evenings_in_words(clinic: Clinic) -> str:
    late = [
        f"{name} until {clock(spans[-1][1])}"
        for day, name in zip(DAYS, DAY_NAMES)
        if (spans := clinic.hours.get(day)) and spans[-1][1] > EVENING
    ]
    if not late:
        return f"We have no hours after {clock(EVENING)}."
    return f"In the evening we are open on {_listed(late)}."


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _spans_in_words(spans: list[Span]) -> str:
    return " and ".join(f"{clock(start)} to {clock(end)}" for start, end in spans)


def week_in_words(clinic: Clinic) -> str | None:
    """The usual week as a list, one line a day, or None if no hours are known."""
    if not clinic.hours:
        return None
    told = ((name, _spans_in_words(clinic.hours.get(day, []))) for day, name in zip(DAYS, DAY_NAMES))
    return "\n".join(f"- {name}: {spans or 'closed'}" for name, spans in told)
