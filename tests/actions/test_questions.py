"""Pressed buttons, doubtful messages and fresh starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actions.questions import SOMETHING_ELSE, ActionAnswerQuestion, ActionClarify, ask_payload
from actions.restart import ActionRestart
from bot.messages import asked_answer

Utter = Callable[..., list[dict[str, Any]]]
DOMAIN = {"responses": {"utter_needling/lung": [{"text": "...", "metadata": {"title": "The lungs?"}}]}}


@pytest.mark.parametrize("answer", ["needling/lung", "book_appointment", "sciatica/what_is_it"])
def test_a_buttons_payload_carries_its_answer_id(answer: str) -> None:
    assert asked_answer(ask_payload(answer)) == answer


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        ("needling/lung", "utter_needling/lung"),
        ("clinic/hours", "utter_clinic/hours"),
        ("book_appointment", "utter_book_appointment"),
        ("talk_to_person", "utter_talk_to_person"),
    ],
)
def test_a_pressed_button_gets_its_answer(
    answer: str, response: str, utter: Utter, reachable_clinic: Path
) -> None:
    (message,) = utter(ActionAnswerQuestion(), entities=[{"entity": "answer", "value": answer}])
    assert message["response"] == response


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ("book_appointment", ["booking", "phone"]),
        ("talk_to_person", ["phone", "booking"]),
        ("clinic/parking", ["phone"]),
    ],
)
def test_a_pressed_button_gets_the_same_links_as_a_typed_question(
    answer: str, kinds: list[str], utter: Utter, reachable_clinic: Path
) -> None:
    (message,) = utter(ActionAnswerQuestion(), entities=[{"entity": "answer", "value": answer}])
    assert [link["kind"] for link in message["links"]] == kinds


def test_a_pressed_booking_button_is_careful_too(utter: Utter, reachable_clinic: Path) -> None:
    pressed = [{"entity": "answer", "value": "book_appointment"}]
    messages = utter(ActionAnswerQuestion(), urgency="911", entities=pressed)
    assert [message["response"] for message in messages] == ["utter_careful_911", "utter_book_appointment"]


def test_a_button_without_an_answer_is_not_understood(utter: Utter) -> None:
    (message,) = utter(ActionAnswerQuestion())
    assert message["response"] == "utter_nlu_fallback"


def test_when_in_doubt_the_likeliest_questions_are_offered_by_their_titles(utter: Utter) -> None:
    (message,) = utter(ActionClarify(), intent="nlu_fallback", candidates=["needling/lung"], domain=DOMAIN)
    assert message["buttons"] == [
        {"title": "The lungs?", "payload": '/ask{"answer": "needling/lung"}'},
        SOMETHING_ELSE,
    ]


def test_with_nothing_to_offer_the_visitor_is_asked_to_reword(utter: Utter, reachable_clinic: Path) -> None:
    (message,) = utter(ActionClarify(), intent="nlu_fallback", candidates=[])
    assert message["response"] == "utter_nlu_fallback"


def test_after_the_second_miss_in_a_row_the_guessing_stops(utter: Utter, reachable_clinic: Path) -> None:
    (message,) = utter(
        ActionClarify(),
        intent="nlu_fallback",
        candidates=["needling/lung"],
        before=("nlu_fallback",),
        domain=DOMAIN,
    )
    assert (message["response"], message["buttons"]) == ("utter_hand_over", [])


def test_a_miss_after_an_understood_message_is_a_first_miss(utter: Utter) -> None:
    (message,) = utter(
        ActionClarify(),
        intent="nlu_fallback",
        candidates=["needling/lung"],
        before=("nlu_fallback", "needling"),
        domain=DOMAIN,
    )
    assert message["response"] == "utter_clarify"


@pytest.mark.parametrize("before", [(), ("nlu_fallback",)], ids=["first miss", "second miss"])
def test_a_visitor_who_is_not_understood_can_reach_the_clinic(
    before: tuple[str, ...], utter: Utter, reachable_clinic: Path
) -> None:
    (message,) = utter(ActionClarify(), intent="nlu_fallback", before=before)
    assert [link["kind"] for link in message["links"]] == ["phone", "booking"]


def test_a_fresh_start_says_so(utter: Utter) -> None:
    (message,) = utter(ActionRestart(), intent="restart", urgency="911")
    assert message["response"] == "utter_restart"
