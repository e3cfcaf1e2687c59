"""Open now, and when next: on usual days, special days, at midnight, as clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.clinic import Clinic, parse_clinic
from actions.hours import (
    closing_time,
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
        ("2026-12-31 18:00", "We are closed now. We open tomorrow at 8 am."),
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
