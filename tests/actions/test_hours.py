"""Open now, and when next: on usual days, special days, at midnight, as clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.clinic import Clinic, parse_clinic
from actions.hours import (
    asked_time_in_words,
    closing_time,
    is_closed,
    local_now,
    next_opening,
    open_now_in_words,
    spans_on,
    week_in_words,
)

EDMONTON = ZoneInfo("America/Edmonton")
NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
WEEK = (
    NAMED
    + """
hours:
  mon: "08:00-12:00, 13:00-18:30"
  tue: "08:00-18:00"
  wed: "08:00-18:00"
  thu: "08:00-18:00"
  fri: "08:00-16:00"
  sat: closed
special_days:
  2026-12-24: "08:00-12:00"
  2026-12-25: closed
  2026-12-26: "10:00-14:00"
"""
)
DAILY = (
    NAMED
    + "hours:\n"
    + "".join(f'  {day}: "08:00-17:00"\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
)


def clinic(text: str = WEEK) -> Clinic:
    return parse_clinic(text, "clinic.yml")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=EDMONTON)


# 2026-11-23 is a Monday.
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23 07:59", "We are closed now. We open today at 8 am."),
        ("2026-11-23 08:00", "We are open now, until 12 pm."),
        ("2026-11-23 11:59:59", "We are open now, until 12 pm."),
        ("2026-11-23 12:00", "We are closed now. We open today at 1 pm."),
        ("2026-11-23 13:00", "We are open now, until 6:30 pm."),
        ("2026-11-23 18:30", "We are closed now. We open tomorrow at 8 am."),
        ("2026-11-23 23:59:59", "We are closed now. We open tomorrow at 8 am."),
        ("2026-11-24 00:00", "We are closed now. We open today at 8 am."),
        ("2026-11-27 16:00", "We are closed now. We open on Monday, November 30 at 8 am."),
        ("2026-11-28 12:00", "We are closed now. We open on Monday, November 30 at 8 am."),
        ("2026-11-29 12:00", "We are closed now. We open tomorrow at 8 am."),
        (
            "2026-12-31 18:00",
            "We are closed now. We open tomorrow at 8 am, unless we close for New Year's Day.",
        ),
    ],
    ids=lambda value: value if value.startswith("2026") else "",
)
def test_the_present_moment_is_told_in_words(moment: str, words: str) -> None:
    assert open_now_in_words(clinic(), at(moment)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-12-24 11:00", "We are open now, until 12 pm."),
        ("2026-12-24 12:00", "We are closed now. We open on Saturday, December 26 at 10 am."),
        ("2026-12-25 10:00", "We are closed now. We open tomorrow at 10 am."),
        ("2026-12-26 10:00", "We are open now, until 2 pm."),
    ],
)
def test_a_special_day_overrules_its_weekday(moment: str, words: str) -> None:
    assert open_now_in_words(clinic(), at(moment)) == words


def test_a_day_that_is_not_listed_is_closed() -> None:
    assert spans_on(clinic(), at("2026-11-29 12:00").date()) == []


def test_without_hours_nothing_is_said_about_now() -> None:
    assert open_now_in_words(clinic(NAMED), at("2026-11-23 09:00")) is None


def test_without_hours_there_is_no_week() -> None:
    assert week_in_words(clinic(NAMED)) is None


def test_a_clinic_that_never_opens_promises_no_opening() -> None:
    words = open_now_in_words(clinic(f"{NAMED}hours:\n  mon: closed\n"), at("2026-11-23 09:00"))
    assert words == "We are closed now."


def test_an_opening_after_a_closure_of_weeks_is_found() -> None:
    closed = "".join(f"  {at('2026-11-23 00:00').date() + timedelta(days=n)}: closed\n" for n in range(30))
    opens = next_opening(clinic(f"{DAILY}special_days:\n{closed}"), at("2026-11-23 09:00"))
    assert opens == at("2026-12-23 08:00")


def test_a_clinic_open_to_the_last_minute_closes_at_midnight_and_opens_at_midnight() -> None:
    days = f'{NAMED}hours:\n  mon: "00:00-23:59"\n  tue: "00:00-23:59"\n'
    assert open_now_in_words(clinic(days), at("2026-11-23 23:59")) == (
        "We are closed now. We open tomorrow at 12 am."
    )
    assert open_now_in_words(clinic(days), at("2026-11-24 00:00")) == "We are open now, until 11:59 pm."


def test_the_week_is_listed_day_by_day() -> None:
    assert (week_in_words(clinic()) or "").splitlines() == [
        "- Monday: 8 am to 12 pm and 1 pm to 6:30 pm",
        "- Tuesday: 8 am to 6 pm",
        "- Wednesday: 8 am to 6 pm",
        "- Thursday: 8 am to 6 pm",
        "- Friday: 8 am to 4 pm",
        "- Saturday: closed",
        "- Sunday: closed",
    ]


@pytest.mark.parametrize(
    ("before", "opens"),
    [
        ("2026-03-08T06:30", "2026-03-08T14:00"),
        ("2026-11-01T05:30", "2026-11-01T15:00"),
        ("2027-03-14T06:30", "2027-03-14T14:00"),
        ("2027-11-07T05:30", "2027-11-07T15:00"),
    ],
    ids=["spring 2026", "autumn 2026", "spring 2027", "autumn 2027"],
)
def test_on_the_night_the_clocks_change_the_clinic_opens_by_the_new_clock(before: str, opens: str) -> None:
    now = datetime.fromisoformat(before).replace(tzinfo=timezone.utc).astimezone(EDMONTON)
    opening = next_opening(clinic(DAILY), now)
    assert opening is not None
    assert opening.astimezone(timezone.utc).isoformat() == f"{opens}:00+00:00"


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        ("2026-03-07T14:59", False),
        ("2026-03-07T15:00", True),
        ("2026-03-08T13:59", False),
        ("2026-03-08T14:00", True),
        ("2026-03-08T22:59", True),
        ("2026-03-08T23:00", False),
        ("2026-11-01T14:59", False),
        ("2026-11-01T15:00", True),
        ("2026-11-01T23:59", True),
        ("2026-11-02T00:00", False),
        ("2027-03-14T13:59", False),
        ("2027-03-14T14:00", True),
        ("2027-11-07T14:59", False),
        ("2027-11-07T15:00", True),
    ],
)
def test_on_daylight_saving_weekends_the_wall_clock_decides(utc: str, is_open: bool) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=timezone.utc).astimezone(EDMONTON)
    assert (closing_time(clinic(DAILY), now) is not None) is is_open


def test_an_opening_inside_the_hour_that_comes_twice_is_not_missed() -> None:
    nightly = clinic(f'{NAMED}hours:\n  sun: "01:30-05:00"\n')
    now = datetime(2026, 11, 1, 7, 45, tzinfo=timezone.utc).astimezone(EDMONTON)
    assert closing_time(nightly, now) is not None


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=timezone.utc).astimezone(EDMONTON)
)


@given(moments)
@settings(max_examples=200)
def test_the_next_opening_lies_ahead_and_the_clinic_is_open_then(now: datetime) -> None:
    opening = next_opening(clinic(), now)
    assert opening is not None
    assert opening.astimezone(timezone.utc) > now.astimezone(timezone.utc)
    assert closing_time(clinic(), opening) is not None


@given(moments)
@settings(max_examples=40)
def test_the_clinic_never_opens_before_its_next_opening(now: datetime) -> None:
    if closing_time(clinic(), now) is None:
        opening = next_opening(clinic(), now)
        assert opening is not None
        quarter = now.astimezone(timezone.utc) + timedelta(minutes=15)
        while quarter < opening.astimezone(timezone.utc):
            assert closing_time(clinic(), quarter.astimezone(EDMONTON)) is None
            quarter += timedelta(minutes=15)


def test_now_is_told_by_the_clinics_own_clock() -> None:
    honolulu = local_now(clinic(f"{NAMED}timezone: Pacific/Honolulu\n"))
    assert honolulu.utcoffset() == timedelta(hours=-10)


TOLD = """\
name: Hill Physio
town: Spruce Grove
hours:
  mon: "08:00-20:00"
  tue: "08:00-12:00, 13:00-18:00"
  wed: "08:00-17:00"
  sat: "09:00-13:00"
holidays:
  all: closed
  Heritage Day: "10:00-14:00"
special_days:
  2026-12-23 to 2027-01-03: closed
  2026-12-30: "09:00-12:00"
"""
UNTOLD = TOLD.replace('holidays:\n  all: closed\n  Heritage Day: "10:00-14:00"\n', "")


# 2026-11-27 is a Friday.
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("are you open on family day", "We are closed on Monday, February 15 (Family Day)."),
        ("heritage day?", "We are open on Monday, August 2 (Heritage Day) from 10 am to 2 pm."),
        ("tomorrow morning", "We are open tomorrow from 9 am to 1 pm."),
        ("sunday?", "We are closed on Sunday, November 29."),
        ("on tuesday", "We are open on Tuesday, December 1 from 8 am to 12 pm and 1 pm to 6 pm."),
        ("dec 30", "We are open on Wednesday, December 30 from 9 am to 12 pm."),
        ("new year's eve", "We are closed on Thursday, December 31."),
        ("weekend hours", "We are open tomorrow from 9 am to 1 pm. We are closed on Sunday, November 29."),
        ("evenings?", "In the evening we are open on Monday until 8 pm and Tuesday until 6 pm."),
        ("till when tonight", None),
        ("when do you open next", None),
    ],
)
def test_a_question_about_a_day_is_answered_for_that_day(text: str, words: str | None) -> None:
    assert asked_time_in_words(clinic(TOLD), at("2026-11-27 12:00"), text) == words


def test_on_a_sunday_the_weekend_is_what_is_left_of_it() -> None:
    assert asked_time_in_words(clinic(TOLD), at("2026-11-29 12:00"), "weekend?") == "We are closed today."


def test_without_late_hours_there_are_no_evenings() -> None:
    assert asked_time_in_words(clinic(DAILY), at("2026-11-27 12:00"), "evenings?") == (
        "We have no hours after 5 pm."
    )


def test_a_holiday_the_clinic_has_not_spoken_of_is_not_guessed() -> None:
    made = clinic(UNTOLD)
    assert asked_time_in_words(made, at("2026-11-27 12:00"), "family day") == (
        "Family Day is on Monday, February 15. I don't know yet if we are open then. Please check first."
    )
    assert open_now_in_words(made, at("2027-02-15 12:00")) == (
        "Today is Family Day. I don't know if we are open. Please check first."
    )


def test_without_hours_nothing_is_said_about_a_day() -> None:
    assert asked_time_in_words(clinic(NAMED), at("2026-11-27 12:00"), "tomorrow?") is None


def test_a_closed_stretch_is_closed_but_for_the_day_listed_by_itself() -> None:
    assert open_now_in_words(clinic(TOLD), at("2026-12-22 18:00")) == (
        "We are closed now. We open on Wednesday, December 30 at 9 am."
    )


# Written out by hand, from Alberta's calendar for 2026 and the clinic above.
CLOSED_HOLIDAYS = {"01-01", "02-16", "04-03", "04-06", "05-18", "07-01", "09-07", "09-30", "10-12", "11-11"}
OPEN_BY_WEEKDAY = {0: [(8, 20)], 1: [(8, 12), (13, 18)], 2: [(8, 17)], 5: [(9, 13)]}
SUMMER = (datetime(2026, 3, 8, 9, tzinfo=timezone.utc), datetime(2026, 11, 1, 8, tzinfo=timezone.utc))


def expected_hours(day: datetime) -> list[tuple[int, int]]:
    """The opening hours of a day of 2026, told without the code under test."""
    if f"{day:%m-%d}" == "12-30":
        return [(9, 12)]
    if f"{day:%m-%d}" >= "12-23" or f"{day:%m-%d}" in CLOSED_HOLIDAYS:
        return []
    return [(10, 14)] if f"{day:%m-%d}" == "08-03" else OPEN_BY_WEEKDAY.get(day.weekday(), [])


def test_every_hour_of_a_whole_year_is_told_as_it_is() -> None:
    made = clinic(TOLD)
    hour, wrong = datetime(2026, 1, 1, 7, tzinfo=timezone.utc), []
    opening = None
    hours = [hour + timedelta(hours=n) for n in range(365 * 24)]
    for moment in reversed(hours):
        wall = moment + timedelta(hours=-6 if SUMMER[0] <= moment < SUMMER[1] else -7)
        spans = expected_hours(wall)
        is_open = any(start <= wall.hour < end for start, end in spans)
        now = moment.astimezone(EDMONTON)
        closes, opens = closing_time(made, now), next_opening(made, now)
        told = (closes is not None, is_closed(made, now), closes and closes.hour)
        ends = [end for start, end in spans if start <= wall.hour < end]
        if told != (is_open, not is_open, ends[0] if ends else None):
            wrong.append(f"{now}: {told}")
        if opening and opens != opening:
            wrong.append(f"{now}: opens {opens}, not {opening}")
        if wall.hour in [start for start, _ in spans]:
            opening = now
    assert wrong == []
