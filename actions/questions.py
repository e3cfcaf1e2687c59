"""Answering a question by its id, and asking which question was meant."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.careful import unasked_links
from actions.conversation import FALLBACK, earlier_intents
from actions.handoff import hand_over

Events = list[dict[str, Any]]

SOMETHING_ELSE = {"title": "Something else", "payload": "/something_else"}


def ask_payload(answer: str) -> str:
    """The button payload that asks the question of an answer id."""
    return f'/ask{{"answer": "{answer}"}}'


class ActionAnswerQuestion(Action):
    """Answers the question of a pressed button: ``/ask{"answer": "needling/lung"}``."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter the answer whose id the button carried."""
        answer = next(tracker.get_latest_entity_values("answer"), None)
        if answer:
            hand_over(dispatcher, tracker, str(answer))
        else:
            dispatcher.utter_message(response="utter_nlu_fallback")
        return []


class ActionClarify(Action):
    """When unsure: the likeliest questions as buttons; twice in a row: phone and booking."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter the choices, or hand over after the second miss."""
        candidates = tracker.latest_message.get("candidates") or []
        before = next((intent for intent in earlier_intents(tracker) if intent != "something_else"), None)
        if before == FALLBACK:
            self._hand_over(dispatcher, tracker)
        elif candidates:
            buttons = [self._button(answer, domain) for answer in candidates]
            dispatcher.utter_message(
                response="utter_clarify", buttons=[*buttons, SOMETHING_ELSE], answer=FALLBACK
            )
        else:
            dispatcher.utter_message(
                response="utter_nlu_fallback",
                links=unasked_links(tracker, ("phone", "booking")),
                answer=FALLBACK,
            )
        return []

    @staticmethod
    def _hand_over(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        dispatcher.utter_message(
            response="utter_hand_over", links=unasked_links(tracker, ("phone", "booking")), answer=FALLBACK
        )

    @staticmethod
    def _button(answer: str, domain: dict[str, Any]) -> dict[str, str]:
        variations = (domain.get("responses") or {}).get(f"utter_{answer}") or [{}]
        title = (variations[0].get("metadata") or {}).get("title", answer)
        return {"title": title, "payload": ask_payload(answer)}
