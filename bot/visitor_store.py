"""What the clinic may learn from visitors: questions asked in vain, and counts by hour.

Nothing here names a conversation, and no two rows can be told to come from the same one: times
are those of the hour, keys are random, and the server writes what has gathered in a minute in
random order. Deleted after ``KEPT_DAYS``.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.database import StoreUnreachable, forget_deleted, opened, shown_address

KEPT_DAYS = 30
MOST_QUESTIONS = 20_000
HOUR, DAY = 3600, 86_400
# Rows lie in the order of their keys, not in that of their writing: SQLite's own row number is one
# only if the column is called INTEGER there.
KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY_BITS = 62
IDS_AT_ONCE = 500

TABLES = sa.MetaData()
QUESTIONS = sa.Table(
    "unanswered_questions",
    TABLES,
    sa.Column("id", KEY, primary_key=True, autoincrement=False),
    sa.Column("hour", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("answer", sa.String(255), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
COUNTS = sa.Table(
    "hourly_counts",
    TABLES,
    sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("what", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(255), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
FEEDBACK = sa.Table(
    "feedback",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("answer", sa.String(255), nullable=False),
    sa.Column("model", sa.String(255), nullable=False),
    sa.Column("value", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(64)),
)


@dataclass(frozen=True)
class Question:
    """A redacted message that got no good answer.

    ``hour`` is the beginning of its hour in Unix seconds. ``reason`` says what happened:
    ``clarify`` (choices were offered), ``nlu_fallback`` (not even those), ``out_of_scope`` or
    ``thumb_down`` (the visitor disliked ``answer``). ``id`` is 0 until it is kept.
    """

    hour: int
    reason: str
    answer: str
    text: str
    id: int = 0


@dataclass(frozen=True)
class Count:
    """How often something happened within an hour.

    ``what`` is ``message``, ``reply`` (``name``: answer id), ``fallback`` (reason), ``red_flag``
    (urgency), ``offered`` or ``clicked`` (kind of link).
    """

    hour: int
    what: str
    name: str
    count: int


@dataclass(frozen=True)
class Thumbs:
    """The thumbs of one answer; ``reasons`` counts what was said with those down."""

    answer: str
    up: int
    down: int
    reasons: Mapping[str, int]


def hour_of(at: float) -> int:
    """The beginning of the hour of a time in Unix seconds."""
    return int(at) // HOUR * HOUR


class VisitorStore:
    """The tables of a database, in SQLite or PostgreSQL."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    @classmethod
    def at(cls, url: str) -> VisitorStore:
        """The tables that a server has made in the database of an address.

        Raises:
            StoreUnreachable: if the database does not answer or has no such tables.
        """
        engine = opened(url)
        there = sa.inspect(engine).get_table_names()
        if not {table.name for table in TABLES.sorted_tables} <= set(there):
            raise StoreUnreachable(
                f"The conversation store {shown_address(url)} holds no visitors' questions: it is of an "
                "earlier version, or of another program. Start the server with it once (bot serve), "
                "then try again."
            )
        return cls(engine)

    def create(self) -> None:
        """Make the tables that are not there."""
        TABLES.create_all(self._engine)

    def close(self) -> None:
        """End the connections."""
        self._engine.dispose()

    def add(self, questions: Sequence[Question], counts: Sequence[Count]) -> None:
        """Keep questions, in no order, and add to the counts; all or nothing."""
        rows = [
            {
                "id": secrets.randbits(KEY_BITS),
                "hour": question.hour,
                "reason": question.reason,
                "answer": question.answer,
                "text": question.text,
            }
            for question in questions
        ]
        random.SystemRandom().shuffle(rows)
        with self._engine.begin() as connection:
            if rows:
                connection.execute(sa.insert(QUESTIONS), rows)
            # In one order in every process: two that add to the same rows must not wait for each other.
            for count in sorted(counts, key=lambda count: (count.hour, count.what, count.name)):
                connection.execute(self._added(count))

    def _added(self, count: Count) -> sa.sql.Insert:
        insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[self._engine.dialect.name]
        row = {"hour": count.hour, "what": count.what, "name": count.name, "count": count.count}
        return (
            insert(COUNTS)
            .values(row)
            .on_conflict_do_update(
                index_elements=["hour", "what", "name"], set_={"count": COUNTS.c.count + count.count}
            )
        )

    def questions(self, since: float) -> list[Question]:
        """The questions of the hours from ``since`` (Unix seconds) on, in an order that tells nothing."""
        query = sa.select(QUESTIONS).where(QUESTIONS.c.hour >= hour_of(since))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(QUESTIONS.c.text, QUESTIONS.c.id)).all()
        return [Question(row.hour, row.reason, row.answer, row.text, row.id) for row in rows]

    def counts(self, since: float) -> list[Count]:
        """The counts of the hours from ``since`` on, by hour."""
        query = sa.select(COUNTS).where(COUNTS.c.hour >= hour_of(since))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(COUNTS.c.hour, COUNTS.c.what, COUNTS.c.name)).all()
        return [Count(row.hour, row.what, row.name, row.count) for row in rows]

    def thumbs(self, since: float) -> list[Thumbs]:
        """The thumbs from ``since`` on by answer, most of them down first."""
        query = sa.select(FEEDBACK.c.answer, FEEDBACK.c.value, FEEDBACK.c.reason).where(
            FEEDBACK.c.at >= hour_of(since)
        )
        found: dict[str, list[tuple[str, str | None]]] = {}
        with self._engine.connect() as connection:
            for answer, value, reason in connection.execute(query):
                found.setdefault(answer, []).append((value, reason))
        thumbs = []
        for answer, given in found.items():
            reasons = sorted(reason for value, reason in given if value == "down" and reason)
            down = sum(value == "down" for value, _ in given)
            counted = {reason: reasons.count(reason) for reason in reasons}
            thumbs.append(Thumbs(answer, len(given) - down, down, counted))
        return sorted(thumbs, key=lambda each: (-each.down, -each.up, each.answer))

    def remove(self, ids: Collection[int]) -> int:
        """Delete questions; returns how many there were."""
        removed, listed = 0, sorted(ids)
        with self._engine.begin() as connection:
            for start in range(0, len(listed), IDS_AT_ONCE):
                part = listed[start : start + IDS_AT_ONCE]
                removed += connection.execute(sa.delete(QUESTIONS).where(QUESTIONS.c.id.in_(part))).rowcount
        forget_deleted(self._engine)
        return int(removed)

    def remove_questions(self) -> int:
        """Delete all questions; returns how many there were."""
        with self._engine.begin() as connection:
            removed = int(connection.execute(sa.delete(QUESTIONS)).rowcount)
        if removed:
            forget_deleted(self._engine)
        return removed

    def expire(self, now: float | None = None) -> int:
        """Delete what is older than ``KEPT_DAYS``, and the oldest questions beyond ``MOST_QUESTIONS``.

        Returns the rows deleted.
        """
        oldest = (time.time() if now is None else now) - KEPT_DAYS * DAY
        beyond = (
            sa.select(QUESTIONS.c.id).order_by(QUESTIONS.c.hour.desc(), QUESTIONS.c.id).offset(MOST_QUESTIONS)
        )
        removed = 0
        with self._engine.begin() as connection:
            for table in (QUESTIONS, COUNTS):
                # An hour is over 30 days old when its last minute is; its first minute counts.
                removed += connection.execute(sa.delete(table).where(table.c.hour < oldest)).rowcount
            removed += connection.execute(sa.delete(QUESTIONS).where(QUESTIONS.c.id.in_(beyond))).rowcount
        if removed:
            forget_deleted(self._engine)
        return int(removed)
