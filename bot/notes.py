"""What a reply says besides its own text: after hours, what was not kept, a page that is down.

A note is a reviewed text of the domain (``utter_<note>``). The names of the notes a reply
carries are kept with it, so that what is to be said once is not said again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rasa.shared.core.events import BotUttered, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

from actions.clinic import Clinic
from actions.hours import is_closed
from actions.link_health import LINK_HEALTH

NOTES = "notes"
PAGE_DOWN = "booking_page_down"
ACCEPTED_LATER = "accepted_later"
NOT_KEPT = "not_kept"
AFTER_HOURS = "after_hours"
# What stands in a message in the place of what a visitor should not have typed (bot.web.redaction).
MARKS = ("[phone]", "[e-mail]", "[health number]", "[name]", "[address]", "[postal code]")
# After these a visitor may go and book.
BEFORE_BOOKING = frozenset(
    f"utter_{name}"
    for name in (
        "book_appointment book_first_visit book_follow_up book_needling check_availability "
        "book_for_someone_else confirm_appointment"
    ).split()
)
# These say of themselves what the note after hours says.
SAY_AFTER_HOURS = frozenset({"utter_is_anyone_there"})


def notes_for(
    utter_action: str,
    tracker: DialogueStateTracker,
    sent: Mapping[str, Any],
    clinic: Clinic,
    now: datetime,
) -> list[str]:
    """The notes due with a reply, in order; ``sent`` is what its action sent along.

    None with the greeting, which replies to nothing, and none with an urgent instruction.
    """
    said = tracker.latest_message.text if tracker.latest_message else None
    if not said or (sent.get("urgency") or "none") != "none":
        return []
    due = []
    kinds = [link["kind"] for link in sent.get("links") or []]
    if "booking" in kinds and LINK_HEALTH.is_down(clinic.booking.url):
        due.append(PAGE_DOWN)
    if utter_action in BEFORE_BOOKING and clinic.booking.url and clinic.booking.is_confirmed_later:
        due.append(ACCEPTED_LATER)
    # Of several replies to one message the last one carries what is said once.
    if sent.get("later"):
        return due
    if any(mark in said for mark in MARKS):
        due.append(NOT_KEPT)
    if is_closed(clinic, now) and AFTER_HOURS not in _told(tracker):
        due.append(AFTER_HOURS)
    return due


def _told(tracker: DialogueStateTracker) -> set[str]:
    """The notes of this session's replies so far."""
    return {note for event in _session(tracker) for note in event.metadata.get(NOTES) or []}


def _session(tracker: DialogueStateTracker) -> Iterator[BotUttered]:
    for event in reversed(tracker.events):
        if isinstance(event, SessionStarted):
            return
        if isinstance(event, BotUttered):
            yield event
