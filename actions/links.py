"""The links a reply carries: booking, phone, emergency numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.booking import NOTHING_KNOWN, Visit, Wish
from actions.clinic import Clinic
from actions.link_health import LINK_HEALTH

Link = dict[str, "str | None"]

CALL_911: Link = {"kind": "emergency", "title": "Call 911", "url": "tel:911"}
CALL_811: Link = {"kind": "emergency", "title": "Call Health Link 811", "url": "tel:811"}
CALL_988: Link = {"kind": "emergency", "title": "Call 9-8-8", "url": "tel:988"}
TEXT_988: Link = {"kind": "emergency", "title": "Text 9-8-8", "url": "sms:988"}
CALL_211: Link = {"kind": "emergency", "title": "Call 211", "url": "tel:211"}
CLEAR_CHAT: Link = {"kind": "clear_chat", "title": "Clear chat", "url": None}

# HL-1 to HL-3 of the safety guideline: which numbers each urgency shows, first one first.
URGENT_LINKS: dict[str, list[Link]] = {
    "911": [CALL_911],
    "emergency": [CALL_911, CALL_811],
    "today": [CALL_811, CALL_911],
    "crisis": [CALL_988, TEXT_988, CALL_911],
}


VISIT_TITLES: dict[Visit, str] = {
    "first": "Book a first assessment",
    "follow_up": "Book a follow-up visit",
    "needling": "Book a visit with needling",
}


def booking_link(clinic: Clinic, wish: Wish = NOTHING_KNOWN) -> Link | None:
    """The clinic's booking page; nothing a visitor wrote ever enters the address."""
    address = clinic.booking.address(wish)
    if not address:
        return None
    title = f"Book at {clinic.name}"
    if wish.visit in clinic.booking.visits:
        title = VISIT_TITLES[wish.visit]
    if wish.therapist:
        title = f"{title if wish.visit in clinic.booking.visits else 'Book'} with {wish.therapist}"
    return {"kind": "booking", "title": title, "url": address}


def phone_link(clinic: Clinic) -> Link | None:
    """A number to tap."""
    if not clinic.phone:
        return None
    return {"kind": "phone", "title": f"Call {clinic.phone}", "url": clinic.phone_url}


def email_link(clinic: Clinic) -> Link | None:
    """A mail address to tap."""
    if not clinic.email:
        return None
    return {"kind": "email", "title": f"E-mail {clinic.email}", "url": f"mailto:{clinic.email}"}


MAKERS: dict[str, Callable[[Clinic, Wish], Link | None]] = {
    "booking": booking_link,
    "phone": lambda clinic, _: phone_link(clinic),
    "email": lambda clinic, _: email_link(clinic),
    "clear_chat": lambda *_: CLEAR_CHAT,
    "911": lambda *_: CALL_911,
    "811": lambda *_: CALL_811,
    "988": lambda *_: CALL_988,
}


def links(clinic: Clinic, kinds: Sequence[str], wish: Wish = NOTHING_KNOWN) -> list[Link]:
    """The links of ``kinds`` that the clinic has, in that order; a booking page that is down last.

    Raises:
        KeyError: for a kind that does not exist.
    """
    made = [MAKERS[kind](clinic, wish) for kind in kinds]
    found = [dict(link) for link in made if link]
    if LINK_HEALTH.is_down(clinic.booking.url):
        found.sort(key=lambda link: link["kind"] == "booking")
    return found
