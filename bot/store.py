"""Where conversations are kept: Rasa's SQL tracker store, with deletion and expiry."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.exc import SQLAlchemyError

IN_MEMORY = "sqlite://"


class StoreUnreachable(RuntimeError):
    """The database does not answer; the message says which and what to do."""


class ConversationStore(SQLTrackerStore):
    """Conversations in SQLite or PostgreSQL.

    ``url`` is an SQLAlchemy address: ``sqlite:///conversations.db``, ``sqlite://`` (in
    memory), ``postgresql://user:password@host/name``.

    Raises:
        StoreUnreachable: if the database does not answer. Rasa's own store would retry
            for ever.
    """

    def __init__(self, url: str) -> None:
        self._probe(url)
        super().__init__(host=url) if url != IN_MEMORY else super().__init__(db="")
        if self.engine.dialect.name == "sqlite" and url != IN_MEMORY:
            sa.event.listen(self.engine, "connect", _tune_sqlite)
            self.engine.dispose()
        table = self.SQLEvent.__table__
        self._feedback = sa.Table(
            "feedback",
            sa.MetaData(),
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("at", sa.Float, nullable=False),
            sa.Column("answer", sa.String(255), nullable=False),
            sa.Column("model", sa.String(255), nullable=False),
            sa.Column("value", sa.String(16), nullable=False),
            sa.Column("reason", sa.String(64)),
        )
        self._feedback.metadata.create_all(self.engine)
        self._events = table

    @staticmethod
    def _probe(url: str) -> None:
        try:
            safe = sa.engine.make_url(url).render_as_string(hide_password=True)
        except (SQLAlchemyError, ValueError):
            raise StoreUnreachable(
                "This is no address of a conversation store. Write it like --store "
                "sqlite:///conversations.db or --store postgresql://user:password@host/name."
            ) from None
        try:
            engine = sa.create_engine(url)
            sa.inspect(engine).get_table_names()
            engine.dispose()
        except (SQLAlchemyError, ImportError) as error:
            raise StoreUnreachable(
                f"The conversation store {safe} does not answer ({type(error).__name__}). "
                "Start the database or name another with --store."
            ) from None

    def ping(self) -> None:
        """Ask the database for a row of its conversations.

        Raises:
            SQLAlchemyError: if it gives none.
        """
        with self.engine.connect() as connection:
            connection.execute(sa.select(self._events.c.id).limit(1))

    def has(self, conversation: str) -> bool:
        """Whether anything is kept of the conversation."""
        query = sa.select(self._events.c.id).where(self._events.c.sender_id == conversation).limit(1)
        with self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def remove(self, conversation: str) -> None:
        """Delete all that is kept of the conversation."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(self._events).where(self._events.c.sender_id == conversation))

    def remove_older_than(self, seconds: float) -> int:
        """Delete conversations with nothing newer than ``seconds`` ago; returns the rows deleted."""
        newest = (
            sa.select(self._events.c.sender_id)
            .group_by(self._events.c.sender_id)
            .having(sa.func.max(self._events.c.timestamp) < time.time() - seconds)
        )
        with self.engine.begin() as connection:
            result = connection.execute(sa.delete(self._events).where(self._events.c.sender_id.in_(newest)))
            return int(result.rowcount)

    def add_feedback(self, answer: str, model: str, value: str, reason: str | None) -> None:
        """Keep a thumb for an answer: never the conversation, never its text."""
        row = {"at": time.time(), "answer": answer, "model": model, "value": value, "reason": reason}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self._feedback), row)


def _tune_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
