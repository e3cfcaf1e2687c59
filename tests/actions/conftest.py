"""A clinic file of one's own, and actions run on a conversation written down by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
REACHABLE = NAMED + "phone: 780-963-4021\nbooking:\n  url: https://hill.janeapp.com/book\n"

Message = dict[str, Any]
WriteClinic = Callable[[str], Path]
Utter = Callable[..., list[Message]]


@pytest.fixture
def write_clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteClinic:
    """Writes the clinic file that actions read during this test."""
    path = tmp_path / "clinic.yml"

    def write(text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("CLINIC_FILE", str(path))
        return path

    return write


@pytest.fixture
def reachable_clinic(write_clinic: WriteClinic) -> Path:
    """A clinic with phone and booking page."""
    return write_clinic(REACHABLE)


@pytest.fixture
def utter() -> Utter:
    """Runs an action on a visitor's message and returns what it utters."""

    def run(
        action: Action,
        text: str = "hello",
        intent: str = "greet",
        answer: str | None = None,
        urgency: str | None = None,
        before: tuple[str, ...] = (),
        domain: dict[str, Any] | None = None,
        **understood: Any,
    ) -> list[Message]:
        message = {"text": text, "intent": {"name": intent}, "entities": [], **understood}
        if answer:
            message["response_selector"] = {intent: {"response": {"intent_response_key": answer}}}
        events = [{"event": "user", "parse_data": {"intent": {"name": name}}} for name in (*before, intent)]
        tracker = Tracker("someone", {"urgency": urgency}, message, events, False, None, {}, None)
        dispatcher = CollectingDispatcher()
        action.run(dispatcher, tracker, domain or {})
        return dispatcher.messages

    return run
