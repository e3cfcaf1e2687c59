"""A bare yes or no goes with what was asked just before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.yes_no import ActionYesNo

NEW_OR_NOT = ["book_first_visit", "book_follow_up"]


def said_after(intent: str, response: str, offered: list[str]) -> list[dict[str, Any]]:
    """What is uttered on yes or no after a reply with buttons."""
    buttons = [{"title": each, "payload": f'/ask{{"answer": "{each}"}}'} for each in offered]
    message = {"text": "yes", "intent": {"name": intent}, "entities": []}
    events = [
        {"event": "user", "parse_data": {}},
        {"event": "bot", "metadata": {"utter_action": response}, "data": {"buttons": buttons}},
        {"event": "user", "parse_data": message},
    ]
    tracker = Tracker("someone", {}, message, events, False, None, {}, None)
    dispatcher = CollectingDispatcher()
    ActionYesNo().run(dispatcher, tracker, {})
    return list(dispatcher.messages)


@pytest.mark.parametrize(
    ("intent", "response", "offered", "uttered"),
    [
        ("affirm", "utter_book_appointment", NEW_OR_NOT, "utter_book_follow_up"),
        ("deny", "utter_book_appointment", NEW_OR_NOT, "utter_book_first_visit"),
        ("affirm", "utter_clarify", ["needling/lung"], "utter_needling/lung"),
        ("affirm", "utter_clarify", ["needling/lung", "clinic/hours"], "utter_clarify"),
        ("deny", "utter_clarify", ["needling/lung"], "utter_something_else"),
        ("affirm", "utter_thanks", [], "utter_affirm"),
        ("deny", "utter_thanks", [], "utter_deny"),
        ("affirm", "utter_needling/lung", ["needling/soreness"], "utter_affirm"),
    ],
)
def test_yes_and_no_answer_what_was_asked(
    intent: str, response: str, offered: list[str], uttered: str, reachable_clinic: Path
) -> None:
    (message,) = said_after(intent, response, offered)
    assert message["response"] == uttered


def test_yes_to_one_of_several_offers_them_again(reachable_clinic: Path) -> None:
    (message,) = said_after("affirm", "utter_clarify", ["needling/lung", "clinic/hours"])
    assert [button["title"] for button in message["buttons"]] == ["needling/lung", "clinic/hours"]
