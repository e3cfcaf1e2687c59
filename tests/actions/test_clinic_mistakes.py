"""Every mistake in ``clinic.yml`` is told with file, line, problem and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.clinic import Clinic, ClinicFileError, load_clinic, parse_clinic

JARGON = ("dict", "str type", "object is", "boolean", "0 is not")
NAMED = "name: Hill Physio\ntown: Spruce Grove\n"


def problems_of(text: str) -> list[str]:
    with pytest.raises(ClinicFileError) as caught:
        parse_clinic(text, "clinic.yml")
    return caught.value.problems


def test_a_missing_town_is_named() -> None:
    assert problems_of("name: Hill Physio\n") == [
        "clinic.yml, line 1: town: This line is missing. Add it with a value."
    ]


@pytest.mark.parametrize("written", ["maybe", "1.5", "[true]", "for a month"])
def test_a_switch_that_is_neither_on_nor_off_is_told(written: str) -> None:
    assert problems_of(f"{NAMED}keep_unanswered: {written}\n") == [
        "clinic.yml, line 3: keep_unanswered: Write true or false."
    ]


def test_keeping_questions_without_anyone_to_ask_is_told() -> None:
    [problem] = problems_of(f"{NAMED}keep_unanswered: true\nprivacy_contact:\n")
    assert problem.startswith("clinic.yml, line 3: keep_unanswered: needs privacy_contact filled in too")


@pytest.mark.parametrize("name", ["name", "town", "demo", "timezone"])
def test_a_line_that_must_not_be_blank_is_named(name: str) -> None:
    facts = {"name": "Hill Physio", "town": "Spruce Grove", name: ""}
    text = "".join(f"{key}: {value}\n" for key, value in facts.items())
    line = list(facts).index(name) + 1
    assert problems_of(text) == [f"clinic.yml, line {line}: {name}: This line needs a value."]


@pytest.mark.parametrize(
    ("lines", "line", "place"),
    [("prise: 95", 3, "prise"), ("booking:\n  link: https://a.ca", 4, "booking.link"), ("7: x", 3, "7")],
)
def test_an_unknown_name_is_refused(lines: str, line: int, place: str) -> None:
    assert problems_of(f"{NAMED}{lines}\n") == [
        f"clinic.yml, line {line}: {place}: This name is not known. Names are listed in docs/clinic-file.md."
    ]


@given(st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True).filter(lambda name: name not in Clinic.__fields__))
@settings(max_examples=50)
def test_any_unknown_name_is_refused_on_its_line(name: str) -> None:
    assert problems_of(f"{NAMED}'{name}': x\n")[0].startswith(f"clinic.yml, line 3: {name}: ")


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        ("phone: 963-4021", 3, "phone: is not a phone number of ten digits. Write it like 780-555-0142."),
        ("fax: by post", 3, "fax: is not a phone number of ten digits. Write it like 780-555-0142."),
        ("email: desk at clinic.ca", 3, "email: is not an e-mail address. Write it like desk@clinic.ca."),
        ("timezone: Alberta", 3, "timezone: Alberta is not a time zone. Alberta is America/Edmonton."),
        ("timezone: America", 3, "timezone: America is not a time zone. Alberta is America/Edmonton."),
        ("timezone: ../x", 3, "timezone: ../x is not a time zone. Alberta is America/Edmonton."),
        ("hours:\n  monday: closed", 4, "monday is not a day. Use mon, tue, wed, thu, fri, sat, sun."),
        ("special_days:\n  christmas: closed", 4, "christmas is not a date. Write it like 2026-12-25."),
        (
            "special_days:\n  2026-12-27 to 2026-12-24: closed",
            4,
            "before it begins. Write the earlier date first.",
        ),
        (
            "special_days:\n  2026-12-27 to 2036-12-28: closed",
            4,
            "longer than a year. Mend one of its years.",
        ),
        ("holidays:\n  all: closed\n  Bank Holiday: closed", 5, "Christmas Day, Boxing Day."),
    ],
)
def test_a_wrong_value_is_told_with_line_and_remedy(lines: str, line: int, problem: str) -> None:
    (told,) = problems_of(f"{NAMED}{lines}\n")
    assert told.startswith(f"clinic.yml, line {line}: ")
    assert told.endswith(problem)


@pytest.mark.parametrize(
    ("spans", "problem"),
    [
        ("8 to 6", '"8 to 6" is not a span of time. Write it like "08:00-18:00", or closed'),
        ("08:00-12:00,", '"" is not a span of time. Write it like "08:00-18:00", or closed'),
        ("08:00-24:00", '"08:00-24:00" is no time of day. Use 00:00 to 23:59'),
        ("08:60-12:00", '"08:60-12:00" is no time of day. Use 00:00 to 23:59'),
        ("18:00-08:00", '"18:00-08:00" ends before it begins. Write the earlier time first'),
        ("08:00-08:00", '"08:00-08:00" ends before it begins. Write the earlier time first'),
        (
            "08:00-13:00, 12:00-18:00",
            '"08:00-13:00, 12:00-18:00" has two spans that overlap. Make one span of them',
        ),
    ],
)
def test_wrong_hours_are_told_with_the_remedy(spans: str, problem: str) -> None:
    assert problem in problems_of(f'{NAMED}hours:\n  mon: "{spans}"\n')[0]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ('hours:\n  mon: "08:00-18:00"\n  tue: closed\n  wed: 8 to 6', 6),
        ("special_days:\n  2026-12-25: closed\n  2026-12-26: 10 to 4", 5),
    ],
)
def test_the_line_named_is_that_of_the_wrong_day(lines: str, line: int) -> None:
    assert problems_of(f"{NAMED}{lines}\n")[0].startswith(f"clinic.yml, line {line}: ")


def test_a_day_that_does_not_exist_is_told() -> None:
    assert problems_of(f"{NAMED}special_days:\n  2026-02-30: closed\n")[0].startswith("clinic.yml, line 4: ")


@pytest.mark.parametrize(
    "lines",
    [
        "booking: https://hill.janeapp.com",
        "booking: [https://hill.janeapp.com]",
        "hours: 5",
        "hours: [mon, tue]",
        "hours: 08:00-18:00",
        "special_days: 5",
        "special_days: [2026-12-25]",
        "holidays: closed",
        "holidays: [Family Day]",
        "prices: [95, 120]",
        "prices: 2026-12-25",
        "team: {physio: Ann}",
        "demo: maybe",
    ],
)
def test_a_value_of_the_wrong_shape_is_told_in_plain_words(lines: str) -> None:
    (told,) = problems_of(f"{NAMED}{lines}\n")
    assert told.startswith("clinic.yml, line 3: ")
    assert [jargon for jargon in JARGON if jargon in told] == []


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("parking: Free: behind the house", 3),
        ("parking: Behind the house.\n\tphone: 780-963-4021", 4),
        ("parking: *house", 3),
        ("parking: !!python/object/apply:os.getcwd []", 3),
        ("parking: [behind", 4),
        ("---\nname: Second", 3),
        ("parking: bell \x07", 3),
    ],
)
def test_a_line_that_is_no_yaml_is_named(lines: str, line: int) -> None:
    (told,) = problems_of(f"{NAMED}{lines}\n")
    assert told.startswith(f"clinic.yml, line {line}: this line cannot be read (")


def test_a_name_that_stands_twice_is_told() -> None:
    (told,) = problems_of(f"{NAMED}phone: 780-963-4021\nparking: Behind.\nphone: 780-963-4022\n")
    assert told.startswith("clinic.yml, line 5: phone")


@pytest.mark.parametrize("text", ["", "# nothing\n", "- name\n", "name\n"])
def test_a_file_without_facts_is_told(text: str) -> None:
    assert problems_of(text) == [
        "clinic.yml, line 1: the file holds no facts. Start from docs/clinic-file.md."
    ]


def test_a_file_in_another_encoding_is_told(write_clinic: Callable[[str], Path]) -> None:
    path = write_clinic(NAMED)
    path.write_bytes((NAMED + "parking: Derrière\n").encode("latin-1"))
    with pytest.raises(ClinicFileError, match="UTF-8"):
        load_clinic()


def test_every_mistake_is_told_at_once() -> None:
    told = problems_of("name: Hill Physio\nphone: 1\nprise: 2\nemail: 3\n")
    assert sorted(problem.split(": ")[1] for problem in told) == ["email", "phone", "prise", "town"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://hill.janeapp.com", "must start with https://"),
        ("hill.janeapp.com", "must start with https://"),
        ("javascript:alert(1)", "must start with https://"),
        ("https://", "must start with https://"),
        ("https://desk@hill.janeapp.com", "must not hold a user name or password"),
        ("https://desk:pw@hill.janeapp.com", "must not hold a user name or password"),
        ("https://www.janeapp.com@evil.ca/", "must not hold a user name or password"),
    ],
)
def test_a_booking_page_must_be_a_plain_https_address(url: str, problem: str) -> None:
    (told,) = problems_of(f'{NAMED}booking:\n  url: "{url}"\n')
    assert told.startswith(f"clinic.yml, line 4: booking.url: {problem}")


@pytest.mark.parametrize("phone", ["780-963-4021 x2", "2-780-963-4021"])
def test_eleven_digits_that_are_no_north_american_number_are_refused(phone: str) -> None:
    assert "phone: is not a phone number" in problems_of(f"{NAMED}phone: {phone}\n")[0]


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60))
@settings(max_examples=100)
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    assert all(problem.startswith("clinic.yml, line ") for problem in problems_of(text))
