"""The fixed instruction for a danger sign: numbers to call, nothing else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.careful import remembered_urgency
from actions.links import CALL_211, CALL_811, CALL_911, URGENT_LINKS, Link
from actions.urgency import higher

# Being hurt by someone (R24) is no matter for the text of its tier.
OWN_TEXTS = {"R24": "utter_urgent_unsafe"}
OWN_LINKS: dict[str, list[Link]] = {"R24": [CALL_911, CALL_211, CALL_811]}
# Who writes in one of these reads the numbers in it as well.
LANGUAGES = frozenset({"fr", "es", "tl", "pa", "uk", "de"})
UNKNOWN_DANGER = {"id": "", "urgency": "emergency", "words": "a new and worrying sign"}


class ActionUrgentHelp(Action):
    """Utters the text of the danger's tier and remembers that it did."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_urgent_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the fixed text with its numbers; never a booking link (safety.md, C3).

        Who writes in another language reads the numbers in it first. A milder sign later does not lower
        what is remembered.
        """
        danger = tracker.latest_message.get("danger") or UNKNOWN_DANGER
        sign, urgency = str(danger["id"]), str(danger["urgency"])
        links = OWN_LINKS.get(sign, URGENT_LINKS[urgency])
        shown = {"links": links, "urgency": urgency, "answer": "red_flag"}
        language = tracker.latest_message.get("language")
        if language in LANGUAGES:
            dispatcher.utter_message(response=f"utter_urgent_{language}", **shown)
        dispatcher.utter_message(
            response=OWN_TEXTS.get(sign, f"utter_urgent_{urgency}"), sign=danger["words"], **shown
        )
        return [SlotSet("urgency", higher(urgency, remembered_urgency(tracker)))]
