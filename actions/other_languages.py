"""What lies outside the assistant's knowledge, said in the visitor's language."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import OUT_OF_SCOPE


class ActionOutOfScope(Action):
    """Says what it can help with, and to whom else to turn."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_out_of_scope"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the text of the message's ``language``: English, one of ours, or ``other``."""
        language = tracker.latest_message.get("language")
        response = f"utter_{OUT_OF_SCOPE}_{language}" if language else f"utter_{OUT_OF_SCOPE}"
        dispatcher.utter_message(response=response, answer=OUT_OF_SCOPE)
        return []
