"""Filling reviewed texts with the clinic's facts, and leaving out what is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.clinic import Clinic
from actions.hours import week_in_words
from actions.link_health import LINK_HEALTH

IN_PASSING = frozenset({"open_now", "booking_card", "online_booking", "kept_questions"})
KEPT_QUESTIONS = (
    "If I can't answer a question well, I keep its words for 30 days so that the clinic can add an answer. "
    "They are kept without your chat, and **Clear chat** does not delete them."
)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
TEXT_FIELDS = (
    "town phone email fax address directions parking prices needling_price visit_length payment "
    "direct_billing wcb car_accident public_coverage first_visit cancellation access languages team "
    "services receipts companion wait_list privacy_contact"
).split()


def reach_us(clinic: Clinic) -> str:
    """How to get hold of the clinic, as a verb phrase: ``call ... or use ...``."""
    page = online_booking(clinic)
    ways = [f"call {clinic.phone}" if clinic.phone else None, f"use our {page}" if page else None]
    return " or ".join(way for way in ways if way) or "contact the clinic"


def online_booking(clinic: Clinic) -> str | None:
    """``online booking page``, or None without one that works."""
    page = clinic.booking.url
    return "online booking page" if page and not LINK_HEALTH.is_down(page) else None


def contact_details(clinic: Clinic) -> str | None:
    """Phone, e-mail and fax as a list, or None if none is known."""
    named = (("Phone", clinic.phone), ("E-mail", clinic.email), ("Fax", clinic.fax))
    lines = [f"- {name}: {value}" for name, value in named if value]
    return "\n".join(lines) or None


def clinic_words(clinic: Clinic) -> dict[str, str | None]:
    """Every placeholder that answers may use, None where the clinic has not told us."""
    words: dict[str, str | None] = {name: getattr(clinic, name) for name in TEXT_FIELDS}
    words["clinic_name"] = clinic.name
    words["reach_us"] = reach_us(clinic)
    words["contact_details"] = contact_details(clinic)
    words["booking_link"] = clinic.booking.address()
    words["online_booking"] = online_booking(clinic)
    words["booking_card"] = clinic.booking.card
    words["kept_questions"] = KEPT_QUESTIONS if clinic.keep_unanswered else None
    words["hours"] = week_in_words(clinic)
    return words


def filled(text: str, words: Mapping[str, str | None], unknown: str | None = None) -> str:
    """``text`` with its placeholders filled from ``words``.

    A line that needs an unknown word is left out, and ``unknown`` (itself filled) stands
    once in the place of the first such line; what is only said in passing is not missed.
    """
    lines, said = [], False
    for line in text.strip().splitlines():
        needed = PLACEHOLDER.findall(line)
        if all(words.get(name) for name in needed):
            lines.append(PLACEHOLDER.sub(lambda match: str(words[match.group(1)]), line))
        elif unknown and not said and not IN_PASSING.issuperset(needed):
            said = True
            lines.append(filled(unknown, words))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
