"""The words in which the terminal and the page say the same."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.visitor_report.figures import URGENCIES, Stretch
from bot.visitor_report.findings import Report
from bot.visitor_store import KEPT_DAYS

REASONS = {
    "clarify": "choices were offered",
    "nlu_fallback": "not understood",
    "out_of_scope": "outside what it knows",
    "thumb_down": "thumb down",
}
DANGERS = {"911": "call 911", "emergency": "go to emergency", "crisis": "crisis line", "today": "seen today"}
LINKS = {"booking": "Booking page", "phone": "Phone", "email": "E-mail", "emergency": "Emergency numbers"}
FEEDBACK = {
    "wrong": "wrong",
    "unclear": "unclear",
    "not_my_question": "not the question",
    "other": "other",
}
OFF = (
    "No questions are kept: the line keep_unanswered of clinic.yml is empty or false. The counts below are "
    "kept in any case. docs/report.md says what true would keep."
)
NOTHING = "No questions without a good answer in this time."


def day(value: date) -> str:
    """Like ``27 Nov 2026``."""
    return f"{value.day} {value:%b %Y}"


def short_day(value: date) -> str:
    """Like ``27 Nov``."""
    return f"{value.day} {value:%b}"


def period(report: Report) -> str:
    """The days that the report is about."""
    figures = report.figures
    return f"the last {figures.days} days, {day(figures.first)} to {day(figures.last)}"


def percent(stretch: Stretch) -> str:
    """The share without a good answer."""
    return f"{100 * stretch.share:.1f} %" if stretch.messages else "–"


def reasons(counted: Counter[str]) -> str:
    """Why questions were kept, the commonest first."""
    return ", ".join(f"{REASONS.get(reason, reason)} {count:,}" for reason, count in counted.most_common())


def dangers(counted: Counter[str]) -> list[tuple[str, int]]:
    """Danger signs by urgency, also those that never came."""
    return [(DANGERS[urgency], counted[urgency]) for urgency in URGENCIES]


def adopt_command(report: Report, number: int) -> str:
    """What to type to teach a group: its number is that of these days."""
    days = report.figures.days
    return f"bot adopt {number}" + (f" --days {days}" if days != KEPT_DAYS else "")


def hand_offs(report: Report) -> list[tuple[str, int, int]]:
    """For each kind of link its name, how often it was offered, and how often followed."""
    figures = report.figures
    kinds = {**LINKS, **{kind: kind for kind in (*figures.offered, *figures.clicked) if kind not in LINKS}}
    return [(name, figures.offered[kind], figures.clicked[kind]) for kind, name in kinds.items()]
