"""What actions read from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Tracker

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


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
    """The ids of the answers given to the message before the latest one."""
    given: list[str] = []
    messages = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            messages += 1
            if messages == 2:
                break
        elif event.get("event") == "bot" and messages == 1:
            metadata: dict[str, Any] = event.get("metadata") or {}
            given.append(str(metadata.get("utter_action") or "").removeprefix("utter_"))
    return given


def earlier_intents(tracker: Tracker) -> Iterator[str]:
    """The intents of the visitor's messages before the latest one, newest first."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    for event in reversed(said[:-1]):
        data: dict[str, Any] = event.get("parse_data") or {}
        yield str((data.get("intent") or {}).get("name") or "")
