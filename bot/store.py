"""Where conversations are kept: Rasa's SQL tracker store, with deletion and expiry."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.database import IN_MEMORY, probe, tune
from bot.visitor_store import FEEDBACK, VisitorStore, hour_of

# Since the latest session began, or all of it. Rasa builds the same as an ORM query for every
# read and write, which took about a fifth of a turn's processor time.
LATEST_SESSION = """
FROM events WHERE sender_id = :sender AND timestamp >= coalesce(
    (SELECT max(timestamp) FROM events WHERE sender_id = :sender AND type_name = 'session_started'),
    timestamp
)
"""
READ_LATEST = sa.text(f"SELECT data {LATEST_SESSION} ORDER BY id")
COUNT_LATEST = sa.text(f"SELECT count(*) {LATEST_SESSION}")
READ_ALL = sa.text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id")


class ConversationStore(SQLTrackerStore):
    """Conversations in SQLite or PostgreSQL.

    ``url`` is an SQLAlchemy address: ``sqlite:///conversations.db``, ``sqlite://`` (in
    memory), ``postgresql://user:password@host/name``. ``visitors`` is what is kept beside them,
    without any conversation.

    Raises:
        StoreUnreachable: if the database does not answer. Rasa's own store would retry
            for ever.
    """

    def __init__(self, url: str) -> None:
        probe(url)
        super().__init__(host=url) if url != IN_MEMORY else super().__init__(db="")
        if url != IN_MEMORY:
            tune(self.engine)
            self.engine.dispose()
        self.visitors = VisitorStore(self.engine)
        self.visitors.create()
        self._events = self.SQLEvent.__table__

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events of a conversation that are not kept yet."""
        await self.stream_events(tracker)
        sender = {"sender": tracker.sender_id}
        with self.engine.begin() as connection:
            kept = connection.execute(COUNT_LATEST, sender).scalar_one()
            rows = [
                self._row(tracker.sender_id, event) for event in itertools.islice(tracker.events, kept, None)
            ]
            if rows:
                connection.execute(sa.insert(self._events), rows)

    @staticmethod
    def _row(sender: str, event: Event) -> dict[str, Any]:
        data = event.as_dict()
        return {
            "sender_id": sender,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": ((data.get("parse_data") or {}).get("intent") or {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        query = READ_ALL if fetch_events_from_all_sessions else READ_LATEST
        with self.engine.connect() as connection:
            rows = connection.execute(query, {"sender": sender_id}).all()
        if not rows or not self.domain:
            return None
        events = [json.loads(row.data) for row in rows]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

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
        row = {"at": hour_of(time.time()), "answer": answer, "model": model, "value": value, "reason": reason}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(FEEDBACK), row)
