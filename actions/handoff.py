"""Handing over: booking link, phone, opening hours, facts about the clinic."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clinic import Clinic, load_clinic
from actions.conversation import answer_id, intent_name
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
        offer_phone(dispatcher, answer)
    elif answer.startswith("clinic/"):
        tell_about_clinic(dispatcher, answer)
    else:
        dispatcher.utter_message(response=f"utter_{answer}")


def offer_booking(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str) -> None:
    """The booking page with name and hours; after a danger sign the instruction comes first."""
    clinic = load_clinic()
    urgency = str(tracker.get_slot("urgency") or "none")
    if urgency in ("911", "emergency", "crisis"):
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


def offer_phone(dispatcher: CollectingDispatcher, intent: str) -> None:
    """The phone first, for those who want a person."""
    clinic = load_clinic()
    dispatcher.utter_message(
        response=f"utter_{intent}", links=links(clinic, ("phone", "booking")), open_now=_open_now(clinic)
    )


def tell_about_clinic(dispatcher: CollectingDispatcher, answer: str) -> None:
    """A fact about the clinic, with the links that go with it."""
    clinic = load_clinic()
    kinds = CLINIC_LINKS.get(answer, ("phone",))
    dispatcher.utter_message(
        response=f"utter_{answer}", links=links(clinic, kinds), open_now=_open_now(clinic)
    )


def _open_now(clinic: Clinic) -> str | None:
    return open_now_in_words(clinic, local_now(clinic))


class ActionBookingLink(Action):
    """Booking, moving, cancelling: always by the clinic's own page or phone."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_booking_link"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter the reply of the latest intent with the booking link."""
        offer_booking(dispatcher, tracker, intent_name(tracker))
        return []


class ActionContact(Action):
    """For visitors who want a person."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter the reply of the latest intent with the phone link."""
        offer_phone(dispatcher, intent_name(tracker))
        return []


class ActionClinicFacts(Action):
    """Hours (open now? next opening?), contact, address, prices and other clinic facts."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_clinic_facts"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Utter the selected clinic answer with what is known."""
        tell_about_clinic(dispatcher, answer_id(tracker))
        return []
