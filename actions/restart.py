"""Starting over without forgetting that a danger sign was named."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionRestart(Action):
    """Takes the place of Rasa's own ``action_restart``, which wipes the conversation.

    A visitor who named a danger sign and then says "never mind" stays in the careful
    state (safety.md, C9); deleting is what Clear chat is for.
    """

    def name(self) -> str:
        """Rasa's name for the action of the intent ``restart``."""
        return "action_restart"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the fresh start."""
        dispatcher.utter_message(response="utter_restart")
        return []
