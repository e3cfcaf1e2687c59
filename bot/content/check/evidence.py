"""Where answers come from: their facts, and their review by a physiotherapist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.check.names import closest
from bot.content.check.project import Answer, Project
from bot.content.guideline import guideline
from bot.content.problem import Problem, hint, mistake

WAITING = "needs clinic review"
REVIEWED = re.compile(r"reviewed by .+, (\d{4}-\d{2}-\d{2})")


def evidence_problems(project: Project, today: date) -> Iterator[Problem]:
    """Unknown and expired facts, reviews that are missing, unreadable or overdue on the day ``today``."""
    waiting = []
    for answer in project.answers.values():
        if answer.part.node is None or not answer.part.is_mapping:
            continue
        yield from _facts(answer, today)
        review = answer.metadata.get("review").written.strip()
        if review == WAITING:
            waiting.append(answer)
        else:
            yield from _review(answer, review, today)
    if waiting:
        first = waiting[0]
        yield hint(
            "review due",
            first.path,
            first.line_of("review"),
            f"a physiotherapist has yet to review {len(waiting)} of {len(project.answers)} answers; "
            f"they wait, the first is {first.name}.",
            "After the review write who did it and when.",
        )


def _facts(answer: Answer, today: date) -> Iterator[Problem]:
    rules = guideline()
    facts = answer.metadata.get("facts")
    if "/" in answer.name and not any(facts.items()):
        yield mistake(
            "fact",
            answer.path,
            answer.line_of("facts"),
            f"the answer {answer.name} names no fact it rests on.",
            'Add "facts: [...]" below "metadata:". What only clinic.yml knows rests on clinic.yml.',
        )
    unchecked = False
    for fact in facts.items():
        name = fact.written
        unchecked = unchecked or name in rules.unchecked
        if name not in rules.facts:
            yield mistake(
                "fact",
                answer.path,
                fact.line,
                f"there is no fact {name}.",
                f"Mend its name, or take it out of the list.{closest(name, rules.facts)}",
            )
        elif name in rules.expires:
            yield from _expiring(answer, name, fact.line, rules.expires[name], today)
    review = answer.metadata.get("review").written
    if unchecked and REVIEWED.fullmatch(review) is None and review != WAITING:
        yield mistake(
            "review",
            answer.path,
            answer.line_of("review"),
            "the answer rests on a fact that was never checked.",
            f'Write "review: {WAITING}".',
        )


def _expiring(answer: Answer, fact: str, line: int, day: date, today: date) -> Iterator[Problem]:
    told = f"{day:%B} {day.day}, {day.year}"
    remedy = (
        f"Mend the answer's text if it rests on {fact}, take {fact} out of the list, and have it reviewed."
    )
    if today >= day:
        yield mistake(
            "expired fact",
            answer.path,
            line,
            f"the fact {fact} of {answer.name} is out of date since {told}.",
            remedy,
        )
    elif today >= day - timedelta(days=guideline().limits.warn_days):
        left = (day - today).days
        yield hint(
            "expired fact",
            answer.path,
            line,
            f"the fact {fact} of {answer.name} is out of date from {told} on, in {left} days.",
            f"{remedy} From that day on this is a mistake, and nothing can be published.",
        )


def _review(answer: Answer, review: str, today: date) -> Iterator[Problem]:
    line = answer.line_of("review")
    reviewed, due = _day((REVIEWED.fullmatch(review) or [None, None])[1]), None
    if reviewed is None:
        yield mistake(
            "review",
            answer.path,
            line,
            f"the review of {answer.name} cannot be read."
            if review
            else f"the answer {answer.name} has no review line.",
            f'Write "review: {WAITING}", or who reviewed it and on which day, like 2026-11-20.',
        )
        return
    written = answer.metadata.get("next_review")
    if not written.is_blank:
        due = _day(written.written)
        if due is None:
            yield mistake(
                "review",
                answer.path,
                written.line,
                f"next_review: {written.written} is no day.",
                "Write it like 2027-11-20.",
            )
            return
    due = due or reviewed + timedelta(days=guideline().limits.review_days)
    if reviewed > today:
        yield mistake(
            "review",
            answer.path,
            line,
            f"the review of {answer.name} is dated {reviewed}, which is yet to come.",
            "Write the day it was done.",
        )
    elif today > due:
        yield hint(
            "review due",
            answer.path,
            line,
            f"the review of {answer.name} was due again on {due}.",
            "Have a physiotherapist of the clinic look at it, and write the new day.",
        )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
