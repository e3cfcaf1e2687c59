"""Booking, phone and clinic facts: the clinic's own ways, never what the visitor wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.handoff import (
    BOOKING_INTENTS,
    PEOPLE_INTENTS,
    ActionBookingLink,
    ActionClinicFacts,
    ActionContact,
)
from bot.engine import Engine

Utter = Callable[..., list[dict[str, Any]]]
WriteClinic = Callable[[str], Path]

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
BOOKING_URL = "https://hill.janeapp.com/book"
NEVER_OPEN = NAMED + "hours:\n  mon: closed\n"
CAREFUL = ["911", "emergency", "crisis", "today"]


def kinds(message: dict[str, Any]) -> list[str]:
    return [link["kind"] for link in message["links"]]


@pytest.mark.parametrize("intent", sorted(BOOKING_INTENTS))
def test_each_booking_wish_gets_its_own_text_and_the_booking_link(
    intent: str, utter: Utter, reachable_clinic: Path
) -> None:
    (message,) = utter(ActionBookingLink(), intent=intent)
    assert message["response"] == f"utter_{intent}"
    assert BOOKING_URL in [link["url"] for link in message["links"]]


@pytest.mark.parametrize(
    ("intent", "first"),
    [
        ("book_appointment", "booking"),
        ("check_availability", "booking"),
        ("cancel_appointment", "phone"),
        ("reschedule_appointment", "phone"),
    ],
)
def test_the_likelier_way_stands_first(intent: str, first: str, utter: Utter, reachable_clinic: Path) -> None:
    (message,) = utter(ActionBookingLink(), intent=intent)
    assert kinds(message)[0] == first


@given(text=st.text(min_size=1, max_size=80), intent=st.sampled_from(sorted(BOOKING_INTENTS)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_booking_link_is_the_same_whatever_the_visitor_wrote(
    text: str, intent: str, utter: Utter, reachable_clinic: Path
) -> None:
    entities = [{"entity": "name", "value": text}, {"entity": "answer", "value": text}]
    (message,) = utter(ActionBookingLink(), text=text, intent=intent, entities=entities)
    (link,) = [link for link in message["links"] if link["kind"] == "booking"]
    assert link == {"kind": "booking", "title": "Book at Hill Physio", "url": BOOKING_URL}


def test_no_word_of_the_visitor_is_in_the_reply(utter: Utter, reachable_clinic: Path) -> None:
    messages = utter(ActionBookingLink(), text="zebrafish 780-111-2222", intent="book_appointment")
    assert "zebrafish" not in json.dumps(messages)


@pytest.mark.parametrize("urgency", CAREFUL)
def test_after_a_danger_sign_the_instruction_comes_before_booking(
    urgency: str, utter: Utter, reachable_clinic: Path
) -> None:
    messages = utter(ActionBookingLink(), intent="book_appointment", urgency=urgency)
    assert [message["response"] for message in messages] == [
        f"utter_careful_{urgency}",
        "utter_book_appointment",
    ]


@pytest.mark.parametrize("urgency", CAREFUL)
def test_the_instruction_itself_holds_numbers_and_no_booking_link(
    urgency: str, utter: Utter, reachable_clinic: Path
) -> None:
    instruction, _ = utter(ActionBookingLink(), intent="book_appointment", urgency=urgency)
    assert set(kinds(instruction)) == {"emergency"}


@pytest.mark.parametrize("urgency", CAREFUL)
def test_the_instruction_says_how_urgent_it_is(urgency: str, utter: Utter, reachable_clinic: Path) -> None:
    instruction, _ = utter(ActionBookingLink(), intent="book_appointment", urgency=urgency)
    assert (instruction["urgency"], instruction["answer"]) == (urgency, "red_flag")


@pytest.mark.parametrize("urgency", [None, "none"])
def test_without_a_danger_sign_booking_comes_alone(
    urgency: str | None, utter: Utter, reachable_clinic: Path
) -> None:
    messages = utter(ActionBookingLink(), intent="book_appointment", urgency=urgency)
    assert [message["response"] for message in messages] == ["utter_book_appointment"]


@pytest.mark.parametrize("intent", sorted(PEOPLE_INTENTS))
def test_who_wants_a_person_gets_the_phone_first(intent: str, utter: Utter, reachable_clinic: Path) -> None:
    (message,) = utter(ActionContact(), intent=intent)
    assert (message["response"], kinds(message)) == (f"utter_{intent}", ["phone", "booking"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("clinic/hours", ["phone", "booking"]),
        ("clinic/location", ["phone"]),
        ("clinic/parking", ["phone"]),
        ("clinic/contact", ["phone", "booking"]),
        ("clinic/first_visit", ["booking", "phone"]),
    ],
)
def test_a_fact_about_the_clinic_comes_with_the_links_that_go_with_it(
    answer: str, expected: list[str], utter: Utter, reachable_clinic: Path
) -> None:
    (message,) = utter(ActionClinicFacts(), intent="clinic", answer=answer)
    assert (message["response"], kinds(message)) == (f"utter_{answer}", expected)


@pytest.mark.parametrize(
    ("action", "intent", "answer"),
    [
        (ActionBookingLink(), "book_appointment", None),
        (ActionContact(), "talk_to_person", None),
        (ActionClinicFacts(), "clinic", "clinic/hours"),
    ],
    ids=["booking", "person", "clinic"],
)
def test_every_hand_over_knows_whether_the_clinic_is_open(
    action: Any, intent: str, answer: str | None, utter: Utter, write_clinic: WriteClinic
) -> None:
    write_clinic(NEVER_OPEN)
    (message,) = utter(action, intent=intent, answer=answer)
    assert message["open_now"] == "We are closed now."


def test_a_clinic_without_phone_and_booking_page_gets_no_links(
    utter: Utter, write_clinic: WriteClinic
) -> None:
    write_clinic(NAMED)
    (message,) = utter(ActionBookingLink(), intent="book_appointment")
    assert message["links"] == []


async def test_a_question_about_hours_is_told_whether_the_clinic_is_open_now(
    engine: Engine, write_clinic: WriteClinic
) -> None:
    write_clinic(NEVER_OPEN)
    (reply,) = await engine.reply("hours-open-now", "what are your opening hours")
    assert "We are closed now." in reply.text


async def test_an_open_clinic_says_until_when_in_the_booking_reply(
    engine: Engine, write_clinic: WriteClinic
) -> None:
    days = "".join(f'  {day}: "00:00-23:59"\n' for day in "mon tue wed thu fri sat sun".split())
    write_clinic(f"{NAMED}hours:\n{days}")
    (reply,) = await engine.reply("booking-open-now", "I would like to book an appointment")
    assert "We are open now, until 11:59 pm." in reply.text


async def test_a_danger_sign_is_remembered_until_booking_is_asked_for(
    engine: Engine, reachable_clinic: Path
) -> None:
    await engine.reply("careful", "my back hurts and now I can't pee")
    replies = await engine.reply("careful", "can I book an appointment")
    assert [reply.metadata["urgency"] for reply in replies] == ["emergency", "none"]
