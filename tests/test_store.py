from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError

from bot.database import IN_MEMORY, StoreUnreachable
from bot.store import ConversationStore


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def store(address: str) -> ConversationStore:
    return ConversationStore(address)


async def keep(store: ConversationStore, conversation: str, *texts: str, hours_ago: float = 0) -> None:
    at = time.time() - hours_ago * 3600
    events = [UserUttered(text, timestamp=at) for text in texts]
    await store.save(DialogueStateTracker.from_events(conversation, events))


async def texts_in(store: ConversationStore, conversation: str) -> list[str]:
    tracker = await store.retrieve_full_tracker(conversation)
    return [str(e.text) for e in tracker.events if isinstance(e, UserUttered)] if tracker else []


def rows(store: ConversationStore, query: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


async def test_a_conversation_is_kept(store: ConversationStore) -> None:
    await keep(store, "a", "does it hurt", "🙂 'quoted' \"too\"; --")
    assert await texts_in(store, "a") == ["does it hurt", "🙂 'quoted' \"too\"; --"]


async def test_a_conversation_is_kept_in_memory() -> None:
    store = ConversationStore(IN_MEMORY)
    await keep(store, "a", "does it hurt")
    assert await texts_in(store, "a") == ["does it hurt"]


async def test_a_conversation_is_there_after_a_restart(address: str) -> None:
    await keep(ConversationStore(address), "a", "does it hurt")
    assert await texts_in(ConversationStore(address), "a") == ["does it hurt"]


async def test_replies_keep_their_metadata(address: str) -> None:
    reply = BotUttered("Yes.", metadata={"links": [{"kind": "phone", "url": None}]})
    await ConversationStore(address).save(DialogueStateTracker.from_events("a", [UserUttered("hi"), reply]))
    tracker = await ConversationStore(address).retrieve_full_tracker("a")
    assert tracker is not None
    assert list(tracker.events)[-1].metadata == reply.metadata


def test_an_unknown_conversation_is_not_there(store: ConversationStore) -> None:
    assert not store.has("nobody")


async def test_a_kept_conversation_is_there(store: ConversationStore) -> None:
    await keep(store, "a", "hi")
    assert store.has("a")


async def test_a_removed_conversation_leaves_no_row(store: ConversationStore) -> None:
    await keep(store, "a", "hi")
    store.remove("a")
    assert not store.has("a")
    assert rows(store, "SELECT count(*) FROM events") == [(0,)]


async def test_removing_leaves_other_conversations_alone(store: ConversationStore) -> None:
    await keep(store, "a", "hi")
    await keep(store, "ab", "hello")
    store.remove("a")
    assert await texts_in(store, "ab") == ["hello"]


@pytest.mark.parametrize("hostile", ["' OR '1'='1", "%", "a'; DROP TABLE events; --"])
async def test_a_hostile_name_removes_nothing_else(store: ConversationStore, hostile: str) -> None:
    await keep(store, "a", "hi")
    store.remove(hostile)
    assert store.has("a")


async def test_what_was_removed_is_not_in_the_database_file(address: str, tmp_path: Path) -> None:
    store = ConversationStore(address)
    await keep(store, "a", "xyzzyq " * 50)
    store.remove("a")
    store.engine.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xyzzyq" not in kept


async def test_old_conversations_are_removed_and_young_ones_stay(store: ConversationStore) -> None:
    await keep(store, "old", "hi", hours_ago=25)
    await keep(store, "young", "hi", hours_ago=23)
    assert store.remove_older_than(24 * 3600) > 0
    assert (store.has("old"), store.has("young")) == (False, True)


async def test_a_conversation_that_went_on_stays_whole(store: ConversationStore) -> None:
    events = [
        UserUttered("first", timestamp=time.time() - 90_000),
        UserUttered("last", timestamp=time.time()),
    ]
    await store.save(DialogueStateTracker.from_events("a", events))
    assert store.remove_older_than(24 * 3600) == 0
    assert await texts_in(store, "a") == ["first", "last"]


def test_removing_old_conversations_from_an_empty_store_removes_nothing(store: ConversationStore) -> None:
    assert store.remove_older_than(0) == 0


@pytest.mark.parametrize("reason", [None, "wrong"])
def test_feedback_is_kept_without_conversation_and_text(store: ConversationStore, reason: str | None) -> None:
    store.add_feedback("needling/lung", "clinic", "down", reason)
    [(_, at, *rest)] = rows(store, "SELECT * FROM feedback")
    assert rest == ["needling/lung", "clinic", "down", reason]
    assert float(str(at)) % 3600 == 0
    assert 0 <= time.time() - float(str(at)) < 2 * 3600


def test_feedback_is_there_after_a_restart(address: str) -> None:
    ConversationStore(address).add_feedback("needling/lung", "clinic", "up", None)
    assert rows(ConversationStore(address), "SELECT answer FROM feedback") == [("needling/lung",)]


def test_a_working_store_answers_a_ping(store: ConversationStore) -> None:
    assert store.ping() is None


async def test_a_broken_store_says_so_instead_of_looking_empty(store: ConversationStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE events")
    with pytest.raises(SQLAlchemyError):
        await store.retrieve("a")


@pytest.mark.parametrize(
    "unusable",
    [
        "sqlite:////no/such/folder/conversations.db",
        "postgresql://visitor:xyzzyq@127.0.0.1:9/clinic",
        "postgresql+nodriver://127.0.0.1/clinic",
        "nosuchdatabase://127.0.0.1/clinic",
        "conversations.db",
        "",
    ],
)
def test_an_unusable_address_is_told_in_a_sentence_that_helps(unusable: str) -> None:
    with pytest.raises(StoreUnreachable, match="--store") as told:
        ConversationStore(unusable)
    assert "xyzzyq" not in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database " * 100, encoding="utf-8")
    with pytest.raises(StoreUnreachable):
        ConversationStore(f"sqlite:///{path}")


async def test_what_is_read_is_what_rasas_own_query_reads(store: ConversationStore) -> None:
    store.domain = Domain.empty()
    for start in (1.0, 3.0):
        session = [SessionStarted(timestamp=start), UserUttered(f"at {start}", timestamp=start + 1)]
        earlier = await store.retrieve("two sessions")
        events = [*(earlier.events if earlier else ()), *session]
        await store.save(DialogueStateTracker.from_events("two sessions", events))
    for everything in (False, True):
        with store.session_scope() as session:
            expected = [row.data for row in store._event_query(session, "two sessions", everything)]
        read = await store._retrieve("two sessions", everything)
        assert read is not None
        assert [event.as_dict() for event in read.events] == list(map(json.loads, expected))


async def test_saving_twice_keeps_each_event_once(store: ConversationStore) -> None:
    store.domain = Domain.empty()
    tracker = DialogueStateTracker.from_events("twice", [SessionStarted(), UserUttered("hello")])
    await store.save(tracker)
    await store.save(tracker)
    again = await store.retrieve("twice")
    assert again is not None
    assert len(again.events) == 2
