"""What actions read from Rasa's tracker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa_sdk import Tracker

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
ASKED = re.compile(r'/ask\{"answer": "(.+)"\}$')


def intent_name(tracker: Tracker) -> str:
    """The intent of the latest message."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def answer_id(tracker: Tracker) -> str:
    """The full answer id of the latest message (``clinic/hours``), or its plain intent."""
    intent = intent_name(tracker)
    selected = (tracker.latest_message.get("response_selector") or {}).get(intent)
    if not selected:
        return intent
    return str(selected["response"]["intent_response_key"])


def answers_to_give(tracker: Tracker) -> list[str]:
    """The ids of all answers the latest message asks for, in order; never empty."""
    return [str(answer) for answer in tracker.latest_message.get("asks") or ()] or [answer_id(tracker)]


def last_answers(tracker: Tracker) -> list[str]:
    """The ids of the answers given to the message before the latest one, newest first."""
    return recent_answers(tracker, 1)


def recent_answers(tracker: Tracker, turns: int) -> list[str]:
    """The ids of the answers given to the last ``turns`` messages before the latest, newest first."""
    return [_answer(event) for event in _replies(tracker, turns)]


def offered_buttons(tracker: Tracker) -> list[dict[str, str]]:
    """The buttons under the replies to the message before the latest one, in order."""
    replies = reversed(list(_replies(tracker, 1)))
    return [button for event in replies for button in (event.get("data") or {}).get("buttons") or []]


def asked_by(button: dict[str, str]) -> str | None:
    """The answer id that a button asks for, or None."""
    match = ASKED.match(button["payload"])
    return match[1] if match else None


def _replies(tracker: Tracker, turns: int) -> Iterator[dict[str, Any]]:
    """The replies to the last ``turns`` messages before the latest, newest first."""
    messages = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            messages += 1
            if messages > turns:
                return
        elif event.get("event") == "bot" and messages:
            yield event


def _answer(event: dict[str, Any]) -> str:
    metadata: dict[str, Any] = event.get("metadata") or {}
    return str(metadata.get("utter_action") or "").removeprefix("utter_")


def earlier_intents(tracker: Tracker) -> Iterator[str]:
    """The intents of the visitor's messages before the latest one, newest first."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    for event in reversed(said[:-1]):
        data: dict[str, Any] = event.get("parse_data") or {}
        yield str((data.get("intent") or {}).get("name") or "")
