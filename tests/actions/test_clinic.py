"""What ``clinic.yml`` may hold, and which demo values are found in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from actions.clinic import Clinic, ClinicFileError, load_clinic, parse_clinic

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
REACHABLE = NAMED + "phone: 780-963-4021\nbooking:\n  url: https://hill.janeapp.com/book\n"
WEEKS = ("hours", "special_days")
OPTIONAL = sorted(
    name for name, field in Clinic.__fields__.items() if field.allow_none and name not in ("booking", *WEEKS)
)


def read(text: str) -> Clinic:
    return parse_clinic(text, "clinic.yml")


def test_the_file_that_ships_is_valid(in_project_folder: None) -> None:
    assert load_clinic().name == "Sunrise Physical Therapy"


def test_name_and_town_are_enough() -> None:
    assert (read(NAMED).name, read(NAMED).town) == ("Hill Physio", "Spruce Grove")


def test_the_clock_is_albertas_unless_told_otherwise() -> None:
    assert read(NAMED).timezone == "America/Edmonton"


@pytest.mark.parametrize("blank", ["", "   ", "''", "'  '", "~"])
@pytest.mark.parametrize("name", OPTIONAL)
def test_a_blank_line_is_something_the_clinic_has_not_told(name: str, blank: str) -> None:
    assert getattr(read(f"{NAMED}{name}: {blank}\n"), name) is None


@pytest.mark.parametrize("name", WEEKS)
def test_blank_hours_are_no_hours(name: str) -> None:
    assert getattr(read(f"{NAMED}{name}:\n"), name) == {}


@pytest.mark.parametrize("booking", ["booking:\n", "booking:\n  url:\n", "booking:\n  url: ''\n"])
def test_a_blank_booking_page_is_no_booking_page(booking: str) -> None:
    assert not read(NAMED + booking).booking.url


def test_blanks_around_a_value_are_dropped() -> None:
    assert read(f"{NAMED}parking: '  Behind the house.  '\n").parking == "Behind the house."


def test_a_price_may_be_a_bare_number() -> None:
    assert read(f"{NAMED}prices: 95\n").prices == "95"


def test_hours_are_read_as_spans_of_time() -> None:
    week = read(f'{NAMED}hours:\n  mon: "08:00-12:00, 13:00-18:30"\n  sun: closed\n').hours
    assert week == {"mon": [(time(8), time(12)), (time(13), time(18, 30))], "sun": []}


def test_spans_of_a_day_are_put_in_order() -> None:
    week = read(f'{NAMED}hours:\n  mon: "13:00-18:00, 8:00-12:00"\n').hours
    assert week["mon"] == [(time(8), time(12)), (time(13), time(18))]


def test_spans_may_touch() -> None:
    week = read(f'{NAMED}hours:\n  mon: "08:00-12:00, 12:00-18:00"\n').hours
    assert week["mon"] == [(time(8), time(12)), (time(12), time(18))]


def test_special_days_are_read_by_date() -> None:
    days = read(f'{NAMED}special_days:\n  2026-12-24: "08:00-12:00"\n  2026-12-25: closed\n').special_days
    assert days == {date(2026, 12, 24): [(time(8), time(12))], date(2026, 12, 25): []}


@pytest.mark.parametrize("written", ["780-963-4021", "(780) 963-4021", "780.963.4021", "1-780-963-4021"])
def test_a_phone_number_can_be_tapped_however_it_is_written(written: str) -> None:
    assert read(f'{NAMED}phone: "{written}"\n').phone_url == "tel:+17809634021"


def test_without_a_phone_there_is_nothing_to_tap() -> None:
    assert read(NAMED).phone_url is None


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("demo: true", "demo: true"),
        ("phone: 780-555-0142", "phone: 780-555-0142"),
        ('phone: "(780) 555 0199"', "phone: (780) 555 0199"),
        ("phone: 7805550100", "phone: 7805550100"),
        ("phone: 780.555.0142", "phone: 780.555.0142"),
        ("fax: 780-555-0143", "fax: 780-555-0143"),
        ("booking: {url: https://clinic.example/book}", "booking.url: clinic.example"),
        ("booking: {url: https://book.clinic.test}", "booking.url: book.clinic.test"),
        ("booking: {url: https://www.example.com/}", "booking.url: www.example.com"),
        ("email: desk@clinic.example", "email: desk@clinic.example"),
        ("email: desk@example.org", "email: desk@example.org"),
        ("privacy_contact: privacy@clinic.example", "privacy_contact: privacy@clinic.example"),
    ],
)
def test_a_value_reserved_for_examples_is_named(line: str, named: str) -> None:
    problems = read(f"{NAMED}{line}\n").placeholder_problems()
    assert [problem for problem in problems if problem.startswith(named)] != []


@pytest.mark.parametrize("written", ["", "''", "~", "false", "no"])
def test_no_question_is_kept_unless_the_clinic_says_so(written: str) -> None:
    assert not read(NAMED).keep_unanswered
    assert not read(f"{NAMED}keep_unanswered: {written}\n").keep_unanswered


@pytest.mark.parametrize("order", [1, -1])
def test_questions_are_kept_where_someone_can_be_asked_about_it(order: int) -> None:
    lines = ["privacy_contact: Ask for Ann.", "keep_unanswered: true"][::order]
    assert read(NAMED + "\n".join(lines)).keep_unanswered is True


def test_websites_are_read_as_origins() -> None:
    assert read(f"{NAMED}websites: [https://WWW.Hill.ca/, https://hill.ca:8443]\n").websites == [
        "https://www.hill.ca",
        "https://hill.ca:8443",
    ]


@pytest.mark.parametrize(
    "site", ["http://hill.ca", "hill.ca", "https://hill.ca/chat", "https://me@hill.ca", "*"]
)
def test_what_is_no_https_website_is_refused_with_an_example(site: str) -> None:
    with pytest.raises(ClinicFileError, match=r"Write it like https://www\.clinic\.example"):
        read(f"{NAMED}websites: ['{site}']\n")


def test_a_clinic_nobody_can_reach_is_no_clinic_to_go_live_with() -> None:
    assert read(NAMED).placeholder_problems() == [
        "phone and booking.url are both empty. Visitors need one of them."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "email: desk@hillphysio.ca",
        "email: desk@counterexample.com",
        "fax: 780-963-4022",
    ],
)
def test_real_values_are_no_placeholders(line: str) -> None:
    assert read(f"{REACHABLE}{line}\n").placeholder_problems() == []


def test_a_real_domain_that_ends_like_an_example_is_no_placeholder() -> None:
    text = f"{NAMED}booking:\n  url: https://www.goodexample.com/book\n"
    assert read(text).placeholder_problems() == []


def test_an_edit_counts_without_a_restart(write_clinic: Callable[[str], Path]) -> None:
    path = write_clinic(NAMED + "parking: Behind the house.\n")
    load_clinic()
    write_clinic(NAMED + "parking: On the street.\n")
    os.utime(path, ns=(1, 1))
    assert load_clinic().parking == "On the street."


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gone.yml"
    monkeypatch.setenv("CLINIC_FILE", str(path))
    with pytest.raises(ClinicFileError, match=r"gone\.yml is missing\. Start from"):
        load_clinic()
