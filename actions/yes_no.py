"""A bare yes or no, taken as the answer to what was asked just before."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import FALLBACK, asked_by, intent_name, last_answers, offered_buttons
from actions.handoff import hand_over
from actions.wishes import SETTLED

YES = "affirm"
# To "Have you been here before?"
BEEN_BEFORE = {"affirm": "book_follow_up", "deny": "book_first_visit"}


class ActionYesNo(Action):
    """Goes on with what yes or no means here; without a question, asks what the visitor wants."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_yes_no"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the answer that was said yes to."""
        said, buttons = intent_name(tracker), offered_buttons(tracker)
        offered = [answer for answer in map(asked_by, buttons) if answer]
        asked_which = "clarify" in last_answers(tracker)
        if SETTLED.keys() <= set(offered):
            hand_over(dispatcher, tracker, BEEN_BEFORE[said])
        elif asked_which and said != YES:
            dispatcher.utter_message(response="utter_something_else")
        elif asked_which and len(offered) == 1:
            hand_over(dispatcher, tracker, offered[0])
        elif asked_which:
            dispatcher.utter_message(response="utter_clarify", buttons=buttons, answer=FALLBACK)
        else:
            dispatcher.utter_message(response=f"utter_{said}")
        return []
