"""Addresses of the booking page: as exact as the clinic allows, and never the visitor's words."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking import Booking, Wish
from actions.clinic import ClinicFileError, parse_clinic

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
JANE = """\
  url: https://hill.janeapp.com/
  system: jane
  visits: {first: discipline/1/treatment/3, follow_up: discipline/1/treatment/4}
  therapists: {Ann Lee: 42}
  locations: {Stony Plain: stony-plain}
"""
NUMBERS = """\
  visits: {first: 7, needling: 9}
  therapists: {Ann Lee: 42}
  locations: {Stony Plain: 3}
"""
CLINIKO = "  url: https://hill.cliniko.com/bookings\n  system: cliniko\n" + NUMBERS
JUVONNO = "  url: https://hill.juvonno.com/portal/publicbook.php?lang=en\n  system: juvonno\n" + NUMBERS
PAGE = "  url: https://hill.ca/\n"
ANN, STONY = "Ann Lee", "Stony Plain"


def booking(lines: str) -> Booking:
    return parse_clinic(f"{NAMED}booking:\n{lines}", "clinic.yml").booking


def problem(lines: str) -> str:
    with pytest.raises(ClinicFileError) as caught:
        booking(lines)
    (told,) = caught.value.problems
    return told


@pytest.mark.parametrize(
    ("wish", "address"),
    [
        (Wish(), "/"),
        (Wish("first"), "/#/discipline/1/treatment/3"),
        (Wish("needling"), "/"),
        (Wish(therapist=ANN), "/#/staff_member/42"),
        (Wish("follow_up", ANN), "/#/staff_member/42/treatment/4"),
        (Wish(location=STONY), "/locations/stony-plain/book"),
        (Wish("first", ANN, STONY), "/locations/stony-plain/book#/staff_member/42/treatment/3"),
        (Wish(therapist="Somebody Else"), "/"),
    ],
)
def test_jane_takes_place_before_and_therapist_and_visit_after_the_hash(wish: Wish, address: str) -> None:
    assert booking(JANE).address(wish) == f"https://hill.janeapp.com{address}"


@pytest.mark.parametrize(
    ("wish", "query"),
    [
        (Wish(), ""),
        (Wish("first"), "?appointment_type_id=7"),
        (Wish(therapist=ANN), "?practitioner_id=42"),
        (Wish("needling", ANN, STONY), "?business_id=3&practitioner_id=42&appointment_type_id=9"),
    ],
)
def test_cliniko_takes_its_ids_in_the_query(wish: Wish, query: str) -> None:
    assert booking(CLINIKO).address(wish) == f"https://hill.cliniko.com/bookings{query}"


@pytest.mark.parametrize(
    ("wish", "query"),
    [(Wish(), ""), (Wish("first", ANN, STONY), "&branch_id=3&dr=42&product_id=7")],
)
def test_juvonno_takes_its_ids_beside_what_the_query_holds(wish: Wish, query: str) -> None:
    address = f"https://hill.juvonno.com/portal/publicbook.php?lang=en{query}"
    assert booking(JUVONNO).address(wish) == address


TEMPLATE = "  url: https://hill.ca/\n  template: https://hill.ca/{location}?type={visit}&with={therapist}\n"


@pytest.mark.parametrize(
    ("wish", "address"),
    [
        (Wish("first", ANN, STONY), "https://hill.ca/3?type=7&with=42"),
        (Wish("first", None, STONY), "https://hill.ca/3?type=7"),
        (Wish("first", ANN), "https://hill.ca/"),
        (Wish(), "https://hill.ca/"),
    ],
)
def test_any_other_system_is_described_by_a_template(wish: Wish, address: str) -> None:
    assert booking(TEMPLATE + NUMBERS).address(wish) == address


def test_a_whole_address_may_stand_in_the_place_of_an_id() -> None:
    lines = "  url: https://hill.ca/\n  visits: {first: 'https://hill.ca/assess?x=1'}\n"
    assert booking(lines).address(Wish("first")) == "https://hill.ca/assess?x=1"


@pytest.mark.parametrize(
    ("lines", "wish", "address"),
    [
        (JANE, Wish("first"), "https://hill.janeapp.com/?utm_source=chat#/discipline/1/treatment/3"),
        (CLINIKO, Wish(), "https://hill.cliniko.com/bookings?utm_source=chat"),
        ("  url: https://hill.janeapp.com\n", Wish(), "https://hill.janeapp.com/?utm_source=chat"),
    ],
)
def test_a_campaign_says_only_that_the_chat_sent_the_visitor(lines: str, wish: Wish, address: str) -> None:
    assert booking(f"{lines}  campaign: true\n").address(wish) == address


def test_without_a_booking_page_there_is_no_address() -> None:
    assert booking("  visits: {first: 7}\n").address(Wish("first")) is None


texts = st.one_of(st.none(), st.text(max_size=30))


@given(texts, texts, st.sampled_from([JANE, CLINIKO, JUVONNO, TEMPLATE + NUMBERS]))
def test_no_name_that_the_clinic_did_not_list_enters_an_address(
    therapist: str | None, location: str | None, lines: str
) -> None:
    made = booking(lines)
    wish = Wish(therapist=therapist, location=location)
    known = Wish(
        therapist=therapist if therapist in made.therapists else None,
        location=location if location in made.locations else None,
    )
    assert made.address(wish) == made.address(known)


@given(
    st.sampled_from(["first", "follow_up", "needling", None]),
    st.sampled_from([ANN, None]),
    st.sampled_from([STONY, None]),
    st.sampled_from([JANE, CLINIKO, JUVONNO, TEMPLATE + NUMBERS]),
)
def test_every_address_is_https_on_a_host_that_is_allowed(
    visit: object, therapist: str | None, location: str | None, lines: str
) -> None:
    made = booking(lines)
    parts = urlsplit(made.address(Wish(visit, therapist, location)) or "")  # type: ignore[arg-type]
    assert (parts.scheme, parts.hostname in made.allowed_hosts) == ("https", True)


@pytest.mark.parametrize(
    ("lines", "later"),
    [
        (JUVONNO, True),
        (JANE, False),
        (JANE + "  confirmed_later: true\n", True),
        (JUVONNO + "  confirmed_later: false\n", False),
    ],
)
def test_a_juvonno_booking_waits_for_the_clinic_unless_told_otherwise(lines: str, later: bool) -> None:
    assert booking(lines).is_confirmed_later is later


def test_hosts_are_those_listed_or_that_of_the_page() -> None:
    assert booking("  url: https://Hill.ca/\n").allowed_hosts == ["hill.ca"]
    assert booking("  hosts: [A.ca, b.ca]\n  url: https://b.ca/\n").allowed_hosts == ["a.ca", "b.ca"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("  hosts: [hill.ca]\n  url: https://hil.ca/", "line 5: booking.url: leads to hil.ca, which is not"),
        ("  url: https://hill.ca/my page", "line 4: booking.url: holds a blank"),
        (PAGE + "  visits: {first: https://evil.ca/}", "line 5: booking.visits: first leads to evil.ca"),
        (PAGE + "  visits: {first: http://hill.ca/}", "first must start with https://"),
        (PAGE + "  visits: {first: javascript:alert(1)}", "first must start with https://"),
        (PAGE + "  therapists: {Ann: a b}", 'line 5: booking.therapists: Ann: "a b" is no id'),
        (PAGE + "  therapists: {Ann: ../../x}", "is no id"),
        (PAGE + "  template: https://evil.ca/{visit}", "line 5: booking.template: leads to evil.ca"),
        (PAGE + "  template: http://hill.ca/{visit}", "must start with https://"),
        (PAGE + "  template: https://hill.ca/{name}", "{name} is unknown. Use {visit}"),
        (PAGE + "  template: https://{visit}.ca/", "leads to x.ca"),
        ("  hosts: [https://hill.ca]", "is no host. Write only the host, like clinic.janeapp.com"),
        ("  system: outlook", "line 4: booking.system: This word is not known here. Use jane, cliniko"),
        ("  visits: {second: 3}", "line 4: booking.visits: This word is not known here. Use first"),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy(lines: str, told: str) -> None:
    assert told in problem(lines + "\n")


@pytest.mark.parametrize("name", ["hosts", "system", "template", "visits", "therapists", "locations", "card"])
def test_a_blank_line_changes_nothing(name: str) -> None:
    assert booking(f"  url: https://hill.ca/\n  {name}:\n").address(Wish("first", ANN)) == "https://hill.ca/"
