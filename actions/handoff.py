"""Handing over: booking link, phone, opening hours, facts about the clinic."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.careful import remembered_urgency, unasked_links
from actions.clinic import Clinic, load_clinic
from actions.conversation import answers_to_give, last_answers
from actions.hours import local_now, open_now_in_words
from actions.links import URGENT_LINKS, links

Events = list[dict[str, Any]]

BOOKING_INTENTS = frozenset(
    {
        "book_appointment",
        "check_availability",
        "book_for_someone_else",
        "reschedule_appointment",
        "cancel_appointment",
        "confirm_appointment",
        "booking_problem",
    }
)
PEOPLE_INTENTS = frozenset({"request_callback", "talk_to_person", "is_anyone_there", "complaint"})
CLINIC_LINKS = {
    "clinic/hours": ("phone", "booking"),
    "clinic/location": ("phone",),
    "clinic/contact": ("phone", "email", "booking"),
    "clinic/first_visit": ("booking", "phone"),
}


def hand_over(dispatcher: CollectingDispatcher, tracker: Tracker, answer: str) -> None:
    """Utter the booking, phone or clinic reply of one answer id."""
    if answer in BOOKING_INTENTS:
        offer_booking(dispatcher, tracker, answer)
    elif answer in PEOPLE_INTENTS:
        offer_phone(dispatcher, tracker, answer)
    elif answer.startswith("clinic/"):
        tell_about_clinic(dispatcher, tracker, answer)
    else:
        dispatcher.utter_message(response=f"utter_{answer}")


def offer_booking(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str) -> None:
    """The booking page with name and hours; after a danger sign the instruction comes first."""
    clinic = load_clinic()
    urgency = remembered_urgency(tracker)
    if urgency:
        dispatcher.utter_message(
            response=f"utter_careful_{urgency}",
            urgency=urgency,
            links=URGENT_LINKS[urgency],
            answer="red_flag",
        )
    first = (
        ("phone", "booking")
        if intent in ("cancel_appointment", "reschedule_appointment")
        else ("booking", "phone")
    )
    dispatcher.utter_message(
        response=f"utter_{intent}", links=links(clinic, first), open_now=_open_now(clinic)
    )


def offer_phone(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str) -> None:
    """The phone first, for those who want a person."""
    dispatcher.utter_message(
        response=f"utter_{intent}",
        links=unasked_links(tracker, ("phone", "booking")),
        open_now=_open_now(load_clinic()),
    )


def tell_about_clinic(dispatcher: CollectingDispatcher, tracker: Tracker, answer: str) -> None:
    """A fact about the clinic, with the links that go with it."""
    kinds = CLINIC_LINKS.get(answer, ("phone",))
    dispatcher.utter_message(
        response=f"utter_{answer}", links=unasked_links(tracker, kinds), open_now=_open_now(load_clinic())
    )


def _open_now(clinic: Clinic) -> str | None:
    return open_now_in_words(clinic, local_now(clinic))


class ActionAnswer(Action):
    """Answers everything the latest message asks, in order."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter each answer, with the links that belong to it."""
        answers = answers_to_give(tracker)
        if answers == last_answers(tracker)[-1:]:
            dispatcher.utter_message(
                response="utter_repeated",
                answer=answers[0],
                links=unasked_links(tracker, ("phone", "booking")),
            )
            return []
        for place, answer in enumerate(answers):
            hand_over(dispatcher, tracker, answer)
            # A closing line that a later answer carries too is said once, by that one.
            if later := answers[place + 1 :]:
                dispatcher.messages[-1]["later"] = later
        return []


class ActionBookingLink(ActionAnswer):
    """Booking, moving, cancelling: always by the clinic's own page or phone."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_booking_link"


class ActionContact(ActionAnswer):
    """For visitors who want a person."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_contact"


class ActionClinicFacts(ActionAnswer):
    """Hours (open now? next opening?), contact, address, prices and other clinic facts."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_clinic_facts"
