"""Which day or time of day a question about opening hours asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.asked_time import AskedTime, asked_time
from actions.public_holidays import holiday_named_in, holiday_names, holiday_on, next_date

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("till when are you open tonight", date(2026, 11, 27)),
        ("open today?", date(2026, 11, 27)),
        ("what about tomorrow morning", date(2026, 11, 28)),
        ("tmrw?", date(2026, 11, 28)),
        ("the day after tomorrow", date(2026, 11, 29)),
        ("are you open on Monday", date(2026, 11, 30)),
        ("fridays?", date(2026, 11, 27)),
        ("thurs", date(2026, 12, 3)),
        ("dec 24", date(2026, 12, 24)),
        ("on the 3rd of January", date(2027, 1, 3)),
        ("november 26th", date(2027, 11, 26)),
        ("feb 29", date(2028, 2, 29)),
        ("christmas eve", date(2026, 12, 24)),
        ("new year’s eve", date(2026, 12, 31)),
    ],
)
def test_a_day_is_found_from_today_on(text: str, day: date) -> None:
    asked = asked_time(text, FRIDAY)
    assert asked is not None
    assert (asked.day, asked.holiday) == (day, None)


@pytest.mark.parametrize(
    ("text", "day", "holiday"),
    [
        ("are you open on family day", date(2027, 2, 15), "Family Day"),
        ("famly day?", date(2027, 2, 15), "Family Day"),
        ("xmas", date(2026, 12, 25), "Christmas Day"),
        ("May long weekend", date(2027, 5, 24), "Victoria Day"),
        ("august long?", date(2027, 8, 2), "Heritage Day"),
        ("labor day", date(2027, 9, 6), "Labour Day"),
        ("orange shirt day", date(2027, 9, 30), "National Day for Truth and Reconciliation"),
        ("remeberance day", date(2027, 11, 11), "Remembrance Day"),
        ("new years", date(2027, 1, 1), "New Year's Day"),
    ],
)
def test_a_holiday_is_found_under_any_name_and_misspelt(text: str, day: date, holiday: str) -> None:
    assert asked_time(text, FRIDAY) == AskedTime(day, holiday)


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("do you have evening hours", "evening"),
        ("can I come after work", "evening"),
        ("weekends?", "weekend"),
        ("open on the week end", "weekend"),
    ],
)
def test_a_stretch_of_every_week_is_found(text: str, stretch: str) -> None:
    asked = asked_time(text, FRIDAY)
    assert asked is not None
    assert asked.stretch == stretch


@pytest.mark.parametrize(
    "text", ["what are your hours", "when do you open next", "open now?", "a good day", ""]
)
def test_without_a_day_or_time_there_is_none(text: str) -> None:
    assert asked_time(text, FRIDAY) is None


@pytest.mark.parametrize("text", ["feb 30", "13 months", "june 99"])
def test_a_day_that_does_not_exist_is_none(text: str) -> None:
    assert asked_time(text, FRIDAY) is None


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2080, 12, 31)))
def test_no_text_breaks_it_and_no_day_lies_behind(text: str, today: date) -> None:
    asked = asked_time(text, today)
    assert asked is None or asked.day is None or asked.day >= today


# Alberta's Employment Standards: https://www.alberta.ca/alberta-general-holidays
@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 16), "Family Day"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 5, 18), "Victoria Day"),
        (date(2026, 7, 1), "Canada Day"),
        (date(2026, 8, 3), "Heritage Day"),
        (date(2026, 9, 7), "Labour Day"),
        (date(2026, 10, 12), "Thanksgiving Day"),
        (date(2026, 12, 28), None),
        (date(2027, 3, 26), "Good Friday"),
    ],
)
def test_albertas_holidays_fall_on_their_dates(day: date, name: str | None) -> None:
    assert holiday_on(day) == name


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.sampled_from(holiday_names(2026)))
@example(date(2020, 1, 1), "National Day for Truth and Reconciliation")
def test_every_holiday_comes_again_within_a_year_or_so(today: date, name: str) -> None:
    day = next_date(name, today)
    assert day is not None
    # One that is new, as that of the example was in 2021, may come at the end of the next year.
    days = 400 if name in holiday_names(today.year) else 730
    assert (holiday_on(day), 0 <= (day - today).days < days) == (name, True)


@pytest.mark.parametrize("name", holiday_names(2026))
def test_every_holiday_is_known_by_its_own_name(name: str) -> None:
    assert holiday_named_in(f"are you open on {name.upper()}?", FRIDAY) == name
