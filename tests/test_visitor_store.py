"""What is kept of visitors: without any conversation, for thirty days."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.database import StoreUnreachable, tune
from bot.visitor_store import (
    DAY,
    FEEDBACK,
    HOUR,
    KEPT_DAYS,
    TABLES,
    Count,
    Question,
    Thumbs,
    VisitorStore,
    hour_of,
)

NOW = 1_800_000_000.0
SECRET = "xyzzyq"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(path: Path) -> Iterator[VisitorStore]:
    engine = sa.create_engine(f"sqlite:///{path}")
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    yield store
    store.close()


def asked(text: str = "do you do cupping", days_ago: float = 0) -> Question:
    return Question(hour_of(NOW - days_ago * DAY), "clarify", "nlu_fallback", text)


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_questions_are_read_as_they_were_kept(store: VisitorStore) -> None:
    question = asked("🙂 'quoted' \"too\"; --")
    store.add([question], [])
    [kept] = store.questions(0)
    assert (kept.hour, kept.reason, kept.answer, kept.text) == (
        question.hour,
        "clarify",
        "nlu_fallback",
        "🙂 'quoted' \"too\"; --",
    )


def test_only_questions_of_the_time_asked_for_are_read(store: VisitorStore) -> None:
    store.add([asked("new", 6), asked("old", 8)], [])
    assert [question.text for question in store.questions(NOW - 7 * DAY)] == ["new"]


def test_counts_of_an_hour_add_up(store: VisitorStore) -> None:
    for many in (2, 3):
        store.add([], [Count(hour_of(NOW), "reply", "clinic/parking", many)])
    assert store.counts(0) == [Count(hour_of(NOW), "reply", "clinic/parking", 5)]


def test_two_processes_add_to_the_same_counts(store: VisitorStore, path: Path) -> None:
    other = VisitorStore.at(f"sqlite:///{path}")
    for each in (store, other, store):
        each.add([], [Count(hour_of(NOW), "message", "all", 1)])
    other.close()
    assert store.counts(0)[0].count == 3


def test_a_failing_write_keeps_nothing_of_it(store: VisitorStore) -> None:
    broken = Question(hour_of(NOW), "clarify", "nlu_fallback", None)  # type: ignore[arg-type]
    with pytest.raises(sa.exc.SQLAlchemyError):
        store.add([asked(), broken], [Count(hour_of(NOW), "message", "all", 1)])
    assert (store.questions(0), store.counts(0)) == ([], [])


def test_no_column_can_hold_a_conversation_or_an_exact_time(store: VisitorStore, path: Path) -> None:
    with sqlite3.connect(path) as database:
        columns = {
            table.name: [row[1] for row in database.execute(f"PRAGMA table_info({table.name})")]
            for table in TABLES.sorted_tables
        }
    assert columns == {
        "unanswered_questions": ["id", "hour", "reason", "answer", "text"],
        "hourly_counts": ["hour", "what", "name", "count"],
        "feedback": ["id", "at", "answer", "model", "value", "reason"],
    }


def test_the_order_of_rows_does_not_tell_the_order_of_messages(store: VisitorStore, path: Path) -> None:
    texts = [f"question {number:03}" for number in range(60)]
    for text in texts:
        store.add([asked(text)], [])
    with sqlite3.connect(path) as database:
        by_row = [row[0] for row in database.execute("SELECT text FROM unanswered_questions ORDER BY rowid")]
        keys = [row[0] for row in database.execute("SELECT rowid - id FROM unanswered_questions")]
    assert sorted(by_row) == texts
    assert by_row != texts
    assert set(keys) == {0}


def test_everything_is_deleted_after_thirty_days(store: VisitorStore) -> None:
    days = (KEPT_DAYS - 0.5, KEPT_DAYS + 0.1)
    store.add(
        [asked("young", days[0]), asked("old", days[1])],
        [Count(hour_of(NOW - ago * DAY), "message", "all", 1) for ago in days],
    )
    assert store.expire(NOW) == 2
    assert [question.text for question in store.questions(0)] == ["young"]
    assert [count.hour for count in store.counts(0)] == [hour_of(NOW - days[0] * DAY)]


def test_what_was_deleted_is_not_in_the_files_even_while_others_have_them_open(
    store: VisitorStore, path: Path
) -> None:
    store.add([asked(SECRET * 50, 31), asked("young")], [])
    reader = VisitorStore.at(f"sqlite:///{path}")
    assert SECRET.encode() in on_disk(path)
    store.expire(NOW)
    assert [question.text for question in reader.questions(0)] == ["young"]
    assert SECRET.encode() not in on_disk(path)
    reader.close()


def test_the_oldest_questions_go_when_there_are_too_many(
    store: VisitorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.visitor_store.MOST_QUESTIONS", 3)
    store.add([asked(f"{days} days", days) for days in range(5)], [])
    store.expire(NOW)
    assert [question.text for question in store.questions(0)] == ["0 days", "1 days", "2 days"]


def test_questions_are_removed_by_their_ids(store: VisitorStore) -> None:
    store.add([asked("one"), asked("two"), asked("three")], [])
    ids = [question.id for question in store.questions(0) if question.text != "two"]
    assert store.remove([*ids, 12345]) == 2
    assert [question.text for question in store.questions(0)] == ["two"]


def test_all_questions_can_be_removed_and_counts_stay(store: VisitorStore, path: Path) -> None:
    store.add([asked(SECRET)], [Count(hour_of(NOW), "message", "all", 1)])
    assert store.remove_questions() == 1
    assert SECRET.encode() not in on_disk(path)
    assert len(store.counts(0)) == 1


def test_thumbs_are_added_up_by_answer_with_the_most_disliked_first(store: VisitorStore, path: Path) -> None:
    given = [("a", "up", None), ("a", "down", "wrong"), ("b", "down", "wrong"), ("b", "down", None)]
    given += [("old", "down", None)]
    with sqlite3.connect(path) as database:
        database.executemany(
            f"INSERT INTO {FEEDBACK.name} (at, answer, model, value, reason) VALUES (?, ?, 'm', ?, ?)",
            [(NOW - (9 * DAY if answer == "old" else HOUR), answer, *rest) for answer, *rest in given],
        )
    assert store.thumbs(NOW - 7 * DAY) == [
        Thumbs("b", 0, 2, {"wrong": 1}),
        Thumbs("a", 1, 1, {"wrong": 1}),
    ]


@pytest.mark.parametrize(
    "backend", ["sqlite:////no/such/folder/talk.db", "sqlite:///gone.db", "nonsense", ""]
)
def test_a_store_that_is_not_there_is_told_with_the_next_step(backend: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="--store"):
        VisitorStore.at(backend)


def test_looking_for_a_store_makes_no_file(path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="bot serve"):
        VisitorStore.at(f"sqlite:///{path}")
    assert not path.exists()


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnreachable, match="does not answer") as told:
        VisitorStore.at(f"postgresql://visitor:{SECRET}@127.0.0.1:9/clinic")
    assert SECRET not in str(told.value)


def test_a_store_of_an_earlier_version_is_told_with_the_next_step(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY)")
        database.execute("CREATE TABLE feedback (id INTEGER PRIMARY KEY)")
    with pytest.raises(StoreUnreachable, match=r"earlier version.*bot serve"):
        VisitorStore.at(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of this module's own, where one is installed."""
    initdb, pg_ctl = shutil.which("initdb"), shutil.which("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not on the path")
    folder = Path(tempfile.mkdtemp(prefix="clinic-pg-"))
    # It refuses to be run by root.
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    control = [*user, pg_ctl, "-D", str(data), "-w"]
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run(
        [*user, initdb, "-D", str(data), "-A", "trust", "-U", "clinic"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    subprocess.run(
        [*control, "-o", settings, "-l", str(folder / "log"), "start"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    yield f"postgresql://clinic@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    shutil.rmtree(folder)


def test_postgresql_keeps_counts_expires_and_removes_as_sqlite_does(postgresql: str) -> None:
    with pytest.raises(StoreUnreachable, match="earlier version"):
        VisitorStore.at(postgresql)
    VisitorStore(sa.create_engine(postgresql)).create()
    store = VisitorStore.at(postgresql)
    counts = [Count(hour_of(NOW), "message", name, 1) for name in ("a", "b")]
    store.add([asked("🙂 new"), asked("old", 31)], counts)
    store.add([], counts[::-1])
    assert store.expire(NOW) == 1
    [kept] = store.questions(0)
    assert (kept.text, [count.count for count in store.counts(0)]) == ("🙂 new", [2, 2])
    assert (store.remove([kept.id]), store.questions(0)) == (1, [])
    store.close()


def test_processes_that_add_to_the_same_counts_at_once_lose_none(postgresql: str) -> None:
    VisitorStore(sa.create_engine(postgresql)).create()

    def add(names: str) -> None:
        store = VisitorStore.at(postgresql)
        for _ in range(20):
            store.add([], [Count(hour_of(NOW), "reply", name, 1) for name in names])
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, ["xyz", "zyx", "yxz", "zxy"]))
    store = VisitorStore.at(postgresql)
    assert [count.count for count in store.counts(0) if count.what == "reply"] == [80, 80, 80]
    store.close()
