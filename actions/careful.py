"""After an urgent danger sign: its instruction stays, and booking is offered to no one who did not ask."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Tracker

from actions.clinic import load_clinic
from actions.links import Link, links
from actions.urgency import URGENCIES

CAREFUL = frozenset({"crisis", "emergency", "911"})


def remembered_urgency(tracker: Tracker) -> str | None:
    """The highest urgency of the danger signs in this conversation, None if there was none."""
    urgency = tracker.get_slot("urgency")
    return urgency if urgency in URGENCIES else None


def unasked_links(tracker: Tracker, kinds: Sequence[str]) -> list[Link]:
    """The clinic's links of ``kinds``; in the careful state without the booking page."""
    if remembered_urgency(tracker) in CAREFUL:
        kinds = [kind for kind in kinds if kind != "booking"]
    return links(load_clinic(), kinds)
