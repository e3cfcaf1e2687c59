"""Handing over: booking link, phone, opening hours, facts about the clinic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.booking import Visit, Wish
from actions.careful import remembered_urgency, unasked_links
from actions.clinic import Clinic, load_clinic
from actions.conversation import answers_to_give, last_answers, recent_answers
from actions.hours import asked_time_in_words, is_closed, local_now, open_now_in_words
from actions.links import URGENT_LINKS, links
from actions.wishes import SETTLED, wish_of

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
BOOK = "book_appointment"
BY_PHONE_FIRST = frozenset({"cancel_appointment", "reschedule_appointment", "booking_problem"})
# Asked with a day in mind, these are told whether the clinic is open then.
ABOUT_A_TIME = frozenset({BOOK, "check_availability", "clinic/hours"})
# How many messages long what was talked about decides the kind of visit.
TOPIC_LASTS = 3
BOOKING_TEXTS: dict[Visit | None, str] = {
    "first": "book_first_visit",
    "follow_up": "book_follow_up",
    "needling": "book_needling",
}
NEW_OR_NOT = [
    {"title": "I'm new here", "payload": '/ask{"answer": "book_first_visit"}'},
    {"title": "I've been before", "payload": '/ask{"answer": "book_follow_up"}'},
]
CLINIC_LINKS = {
    "clinic/hours": ("phone", "booking"),
    "clinic/location": ("phone",),
    "clinic/contact": ("phone", "email", "booking"),
    "clinic/first_visit": ("booking", "phone"),
}


def hand_over(dispatcher: CollectingDispatcher, tracker: Tracker, answer: str) -> None:
    """Utter the booking, phone or clinic reply of one answer id."""
    if answer in BOOKING_INTENTS or answer in SETTLED:
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
    wish = _wish(tracker, clinic, intent)
    first = ("phone", "booking") if intent in BY_PHONE_FIRST else ("booking", "phone")
    dispatcher.utter_message(
        response=f"utter_{BOOKING_TEXTS.get(wish.visit, intent) if intent == BOOK else intent}",
        links=links(clinic, first, wish),
        open_now=_open_at(clinic, tracker, intent),
        **_question(tracker, intent, wish),
    )


def _wish(tracker: Tracker, clinic: Clinic, intent: str) -> Wish:
    text = str(tracker.latest_message.get("text") or "")
    wish = wish_of(text, recent_answers(tracker, TOPIC_LASTS), clinic.booking)
    if intent in SETTLED and not (wish.visit == "needling" and SETTLED[intent] == "follow_up"):
        return replace(wish, visit=SETTLED[intent])
    return wish


def _question(tracker: Tracker, intent: str, wish: Wish) -> dict[str, Any]:
    """What to send besides a booking reply: whether the visitor is new, asked only once."""
    if intent != BOOK:
        return {}
    if wish.visit or tracker.latest_message.get("candidates"):
        return {"answer": BOOK}
    return {"answer": BOOK, "buttons": NEW_OR_NOT}


def offer_phone(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str) -> None:
    """The phone first, for those who want a person; the booking page while nobody answers it."""
    clinic = load_clinic()
    closed = is_closed(clinic, local_now(clinic))
    dispatcher.utter_message(
        response=f"utter_{intent}",
        links=unasked_links(tracker, ("booking", "phone") if closed else ("phone", "booking")),
        open_now=open_now_in_words(clinic, local_now(clinic)),
    )


def tell_about_clinic(dispatcher: CollectingDispatcher, tracker: Tracker, answer: str) -> None:
    """A fact about the clinic, with the links that go with it."""
    kinds = CLINIC_LINKS.get(answer, ("phone",))
    dispatcher.utter_message(
        response=f"utter_{answer}",
        links=unasked_links(tracker, kinds),
        open_now=_open_at(load_clinic(), tracker, answer),
    )


def _open_at(clinic: Clinic, tracker: Tracker, answer: str) -> str | None:
    """Whether the clinic is open when the visitor asks about, or now."""
    now = local_now(clinic)
    asked = None
    if answer in ABOUT_A_TIME:
        asked = asked_time_in_words(clinic, now, str(tracker.latest_message.get("text") or ""))
    return asked or open_now_in_words(clinic, now)


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
