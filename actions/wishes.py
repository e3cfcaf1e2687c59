"""What kind of booking a visitor has in mind: told in words, or by what was just talked about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.booking import Booking, Visit, Wish

NEW_HERE = re.compile(
    r"\b(new (patient|client|here|to (you|this|the clinic|your clinic))|(i'?m|i am|we'?re|we are) new|"
    r"first[- ]?(time|visit|appointment|appt|assessment|session|consult\w*)|initial|brand new|"
    r"(never|not|haven'?t|havent|hasn'?t|hasnt)( ever)? (been|come|visited|seen)|assess?ment)\b"
)
BEEN_BEFORE = re.compile(
    r"\b(follow(ed|ing)?[- ]?up|(been|came|come|seen|saw)\b.{0,30}\b(before|already|last)|"
    r"existing (patient|client)|return(ing)? (patient|client|visit)|current (patient|client)|"
    r"(been|was) (there|here|to (you|see you))|next (visit|session|treatment)|"
    r"another (visit|session|treatment)|again)\b"
)
NEEDLING = re.compile(r"\b(dry )?needl|\bims\b")
TITLE = re.compile(r"\b(dr|mr|mrs|ms|miss|pt)\b\.?")
NEEDLING_TOPIC = "needling/"
# Replies that settle which kind of visit is meant.
SETTLED: dict[str, Visit] = {"book_first_visit": "first", "book_follow_up": "follow_up"}


def wish_of(text: str, given: Iterable[str], booking: Booking) -> Wish:
    """The wish behind a message; ``given`` are the ids of the answers before it, newest first."""
    words = text.lower().replace("’", "'")
    return Wish(
        _visit(words, list(given)), _named(words, booking.therapists), _named(words, booking.locations)
    )


def _visit(words: str, given: list[str]) -> Visit | None:
    settled = next((SETTLED[answer] for answer in given if answer in SETTLED), None)
    if NEW_HERE.search(words):
        return "first"
    about_needling = NEEDLING.search(words) or any(answer.startswith(NEEDLING_TOPIC) for answer in given)
    # Someone new is assessed first, and needling may be part of that visit.
    if about_needling and settled != "first":
        return "needling"
    if BEEN_BEFORE.search(words):
        return "follow_up"
    return settled


def _named(words: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that is spoken of, by its whole name or by a part no other shares."""
    whole = [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", words)]
    if len(whole) == 1:
        return whole[0]
    found = {
        name
        for name in names
        for part in TITLE.sub("", name.lower()).split()
        if len(part) > 1 and re.search(rf"\b{re.escape(part)}\b", words)
    }
    return found.pop() if len(found) == 1 else None
