"""The fixed instruction for a danger sign: numbers to call, nothing else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.links import URGENT_LINKS

UNKNOWN_DANGER = {"sign": "", "urgency": "emergency", "words": "a new and worrying sign"}


class ActionUrgentHelp(Action):
    """Utters the text of the danger's tier and remembers that it did."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_urgent_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the fixed text with its numbers; never a booking link (safety.md, C3)."""
        danger = tracker.latest_message.get("danger") or UNKNOWN_DANGER
        urgency = str(danger["urgency"])
        dispatcher.utter_message(
            response=f"utter_urgent_{urgency}",
            sign=danger["words"],
            links=URGENT_LINKS[urgency],
            urgency=urgency,
            answer="red_flag",
        )
        return [SlotSet("urgency", urgency)]
