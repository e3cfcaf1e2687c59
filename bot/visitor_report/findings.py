"""What a report is made of: the groups of questions, their nearest answers, and the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from actions.clinic import Clinic, load_clinic
from bot.content.sources import DATA, DOMAIN
from bot.nlu.encoder import Vectors, encoder_folder, load_encoder
from bot.nlu.vector_cache import VectorCache
from bot.visitor_report.figures import Figures, figures_of
from bot.visitor_report.grouping import Group, grouped
from bot.visitor_report.nearest import Answers, Near
from bot.visitor_store import DAY, VisitorStore

# Further groups are counted only.
MOST_SHOWN = 100
Say = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """A group under its number, with the answers that lie nearest."""

    number: int
    group: Group
    near: Sequence[Near]


@dataclass(frozen=True)
class Report:
    """All that the report shows; ``more`` counts the groups that are not among ``found``."""

    clinic: Clinic
    figures: Figures
    found: Sequence[Found]
    more: int
    answers: Answers


def report_of(store: VisitorStore, days: int, say: Say, now: float | None = None) -> Report:
    """The report on the ``days`` before ``now`` (Unix seconds), after deleting what is too old."""
    clinic, now = load_clinic(), time.time() if now is None else now
    store.expire(now)
    if not clinic.keep_unanswered:
        store.remove_questions()
    figures = figures_of(store, days, clinic.timezone, now)
    answers = Answers.read(DOMAIN, DATA / "nlu")
    found, more = found_in(store, days, answers, say, now)
    return Report(clinic, figures, found, more, answers)


def found_in(
    store: VisitorStore, days: int, answers: Answers, say: Say, now: float | None = None
) -> tuple[list[Found], int]:
    """The largest groups, numbered from 1, and how many more there are."""
    since = (time.time() if now is None else now) - days * DAY
    questions = store.questions(since)
    if not questions:
        return [], 0
    say(f"Grouping {len(questions):,} questions by meaning ...")
    encoder = load_encoder()

    # What visitors wrote goes into no cache: it would stay there when the questions are deleted.
    def encode(texts: Sequence[str]) -> Vectors:
        return encoder.encode_all(texts, lambda done, total: say(f"  {done:,} of {total:,}"))

    groups = grouped(questions, encode)
    shown, more = groups[:MOST_SHOWN], max(0, len(groups) - MOST_SHOWN)
    say("Looking for the nearest answers ...")
    cache = VectorCache(encoder, encoder_folder())
    answers.encode(lambda texts: cache.encode_all(texts, lambda done, total: say(f"  {done:,} of {total:,}")))
    near = answers.nearest(np.stack([group.centre for group in shown]))
    return [Found(place, *pair) for place, pair in enumerate(zip(shown, near), 1)], more
