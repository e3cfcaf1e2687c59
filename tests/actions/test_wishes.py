"""Which kind of visit, therapist and place a booking is for."""

from __future__ import annotations

import pytest

from actions.booking import Booking, Wish
from actions.wishes import wish_of

BOOKING = Booking(
    url="https://hill.ca/",
    therapists={"Ann Lee": "1", "Tom Lee": "2", "Dr. Priya Rao": "3"},
    locations={"Stony Plain": "1", "Spruce Grove": "2"},
)


def visit(text: str, *given: str) -> str | None:
    return wish_of(text, given, BOOKING).visit


@pytest.mark.parametrize(
    "text",
    [
        "I'm new here, can I book",
        "new patient",
        "book a first visit",
        "first-time appointment please",
        "initial assessment",
        "I have never been to your clinic",
        "we haven’t been before, book us in",
        "I want an assessment",
    ],
)
def test_who_is_new_gets_a_first_assessment(text: str) -> None:
    assert visit(text) == "first"


@pytest.mark.parametrize(
    "text",
    [
        "a follow up please",
        "follow-up visit",
        "I've been to you before",
        "existing patient, book me",
        "I need another session",
        "book me again",
    ],
)
def test_who_was_there_before_gets_a_follow_up(text: str) -> None:
    assert visit(text) == "follow_up"


@pytest.mark.parametrize(
    "text", ["book dry needling", "an IMS appointment", "needling for piriformis please"]
)
def test_needling_asked_for_is_a_visit_with_needling(text: str) -> None:
    assert visit(text) == "needling"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["needling/lung"], "needling"),
        (["clinic/price", "needling/for_piriformis"], "needling"),
        (["needling/lung", "book_first_visit"], "first"),
        (["needling/lung", "book_follow_up"], "needling"),
        (["book_follow_up"], "follow_up"),
        (["book_first_visit"], "first"),
        (["book_follow_up", "book_first_visit"], "follow_up"),
        (["sciatica/causes"], None),
        ([], None),
    ],
)
def test_what_was_talked_about_decides_when_nothing_is_said(given: list[str], expected: str | None) -> None:
    assert visit("ok book me in", *given) == expected


def test_someone_new_is_assessed_before_needling() -> None:
    assert visit("I'm new here and want dry needling", "needling/lung") == "first"


@pytest.mark.parametrize(
    ("text", "therapist"),
    [
        ("book with Ann Lee", "Ann Lee"),
        ("is ann in on friday", "Ann Lee"),
        ("dr rao please", "Dr. Priya Rao"),
        ("with Lee", None),
        ("with Ann or Tom", None),
        ("with Annabel", None),
        ("with the doctor", None),
        ("", None),
    ],
)
def test_a_therapist_is_known_by_a_name_no_other_shares(text: str, therapist: str | None) -> None:
    assert wish_of(text, [], BOOKING).therapist == therapist


def test_a_place_is_known_by_its_name() -> None:
    assert wish_of("book at stony plain", [], BOOKING) == Wish(location="Stony Plain")


def test_without_lists_nobody_is_known() -> None:
    assert wish_of("book with Ann at Stony Plain", [], Booking()) == Wish()
