"""What the running server gathers for the clinic's report, and what it never keeps."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
import sqlalchemy as sa
from aiohttp.test_utils import TestClient, TestServer

from actions.clinic import FILE_VARIABLE
from actions.wording import KEPT_QUESTIONS
from bot.database import tune
from bot.engine import Engine
from bot.visitor_store import KEPT_DAYS, Count, Question, VisitorStore, hour_of
from bot.web.conversations import TALK
from bot.web.gathered import Gathered
from bot.web.server import ServerSettings, make_app
from tests.web.conftest import Chat as AChat

if TYPE_CHECKING:
    from tests.web.conftest import Chat

FACTS = (
    "name: Hill Physio\ntown: Spruce Grove\nphone: 780-433-1234\nprivacy_contact: Ask for Ann.\n"
    "booking: {url: https://hill.janeapp.com/}\n"
)
OUTSIDE = "who won the hockey game between the oilers and the flames"
GIBBERISH = "asdf qwer zxcv"
DANGER = "my crotch is numb and I can't pee"
KNOWN = "what causes sciatica"


class Kept:
    """The tables of the feature in a database of their own, as they stand on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        engine = sa.create_engine(f"sqlite:///{path}")
        tune(engine)
        self.store = VisitorStore(engine)
        self.store.create()
        self.gathered = Gathered(self.store)

    def questions(self) -> list[Question]:
        self.gathered.write()
        return self.store.questions(0)

    def texts(self) -> list[str]:
        return [question.text for question in self.questions()]

    def counts(self, what: str) -> dict[str, int]:
        self.gathered.write()
        return {count.name: count.count for count in self.store.counts(0) if count.what == what}

    def on_disk(self) -> bytes:
        self.gathered.write()
        return b"".join(file.read_bytes() for file in self.path.parent.iterdir())


@pytest.fixture
def clinic_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic file that lets questions be kept."""
    path = tmp_path / "clinic.yml"
    path.write_text(f"{FACTS}keep_unanswered: true\n", encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    folder = tmp_path / "database"
    folder.mkdir()
    return Kept(folder / "visitors.db")


@pytest_asyncio.fixture
async def chat(engine: Engine, kept: Kept, clinic_file: Path) -> AsyncIterator[Chat]:
    """A conversation with a server that gathers into ``kept``."""
    app = make_app(engine, ServerSettings(messages_per_minute=10_000))
    app[TALK].gathered = kept.gathered
    async with TestClient(TestServer(app)) as client:
        yield await AChat.begun(client)


async def thumb(chat: Chat, message: str, value: str = "down") -> None:
    response = await chat.client.post(f"{chat.path}/feedback", json={"message": message, "value": value})
    assert response.status == 204


async def test_a_question_out_of_scope_is_kept_with_its_hour_and_nothing_else(chat: Chat, kept: Kept) -> None:
    assert await chat.answers_to(OUTSIDE) == ["out_of_scope"]
    [question] = kept.questions()
    assert (question.text, question.reason, question.answer) == (OUTSIDE, "out_of_scope", "out_of_scope")
    assert question.hour == hour_of(question.hour)


async def test_a_question_that_was_not_understood_is_kept(chat: Chat, kept: Kept) -> None:
    answers = await chat.answers_to(GIBBERISH)
    assert answers[0] in ("nlu_fallback", "out_of_scope")
    assert kept.texts() == [GIBBERISH]


async def test_an_answered_question_is_not_kept(chat: Chat, kept: Kept) -> None:
    assert await chat.answers_to(KNOWN) == ["sciatica/causes"]
    assert kept.questions() == []


@pytest.mark.parametrize("line", ["", "keep_unanswered:\n", "keep_unanswered: false\n"])
async def test_nothing_of_what_was_asked_is_on_disk_when_it_is_switched_off(
    chat: Chat, kept: Kept, clinic_file: Path, line: str
) -> None:
    clinic_file.write_text(FACTS + line, encoding="utf-8")
    await chat.say(f"xyzzyq {OUTSIDE}")
    [reply] = await chat.say(KNOWN)
    await thumb(chat, reply["id"])
    content = kept.on_disk()
    assert b"message" in content
    assert not [word for word in (b"xyzzyq", b"hockey", KNOWN.encode()) if word in content]


async def test_what_waits_is_dropped_when_it_is_switched_off_before_it_is_written(
    chat: Chat, kept: Kept, clinic_file: Path
) -> None:
    await chat.say(OUTSIDE)
    clinic_file.write_text(FACTS, encoding="utf-8")
    assert b"hockey" not in kept.on_disk()


async def test_what_was_kept_is_deleted_once_it_is_switched_off(
    chat: Chat, kept: Kept, clinic_file: Path
) -> None:
    await chat.say(OUTSIDE)
    assert b"hockey" in kept.on_disk()
    clinic_file.write_text(FACTS, encoding="utf-8")
    kept.gathered.tidy()
    assert b"hockey" not in kept.on_disk()
    assert kept.counts("message") == {"all": 1}


async def test_a_mistake_in_the_clinic_file_deletes_nothing_and_keeps_nothing_new(
    chat: Chat, kept: Kept, clinic_file: Path
) -> None:
    await chat.say(OUTSIDE)
    assert len(kept.questions()) == 1
    clinic_file.write_text(f"{FACTS}keep_unanswered: true\nprise: 95\n", encoding="utf-8")
    kept.gathered.tidy()
    await chat.say("tell me a joke about penguins")
    assert kept.texts() == [OUTSIDE]


async def test_what_is_too_old_is_deleted_by_the_servers_expiry(chat: Chat, kept: Kept) -> None:
    kept.store.add(
        [Question(3600, "clarify", "nlu_fallback", "very old")], [Count(3600, "message", "all", 1)]
    )
    kept.gathered.tidy()
    assert (kept.store.questions(0), kept.store.counts(0)) == ([], [])


async def test_neither_conversation_nor_message_id_is_on_disk(chat: Chat, kept: Kept) -> None:
    await chat.say(OUTSIDE, id="plughq")
    [reply] = await chat.say(KNOWN)
    await thumb(chat, reply["id"])
    content = kept.on_disk()
    assert b"hockey" in content
    found = [word for word in (chat.id, "plughq", reply["id"], "127.0.0.1") if word.encode() in content]
    assert found == []
    assert bytes.fromhex(chat.id) not in content


async def test_names_and_numbers_are_blacked_out_on_disk(chat: Chat, kept: Kept) -> None:
    await chat.say(f"my name is Zebulon, this is for my wife Quilla at 780-555-0199, {OUTSIDE}")
    content = kept.on_disk()
    assert b"[phone]" in content
    assert not [word for word in (b"Zebulon", b"Quilla", b"0199") if word in content]


@pytest.mark.parametrize("message", [DANGER, f"{OUTSIDE}. {DANGER}", "i want to kill myself"])
async def test_what_a_danger_sign_was_told_with_is_counted_and_never_kept(
    chat: Chat, kept: Kept, message: str
) -> None:
    replies = await chat.say(message)
    assert replies[0]["metadata"]["answer"] == "red_flag"
    await thumb(chat, replies[0]["id"])
    assert kept.questions() == []
    assert kept.counts("red_flag") == {replies[0]["metadata"]["urgency"]: 1}
    assert message.encode() not in kept.on_disk()


async def test_after_a_danger_sign_nothing_more_of_the_conversation_is_kept(chat: Chat, kept: Kept) -> None:
    await chat.say(DANGER)
    await chat.say(OUTSIDE)
    await chat.say(GIBBERISH)
    assert kept.questions() == []
    assert sum(kept.counts("red_flag").values()) == 1


async def test_a_question_is_not_kept_while_the_danger_detector_fails(
    chat: Chat, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.nlu.danger.DangerDetector.detect", broken)
    await chat.say(OUTSIDE)
    assert kept.questions() == []


async def test_a_thumb_down_keeps_the_question_its_answer_replied_to(chat: Chat, kept: Kept) -> None:
    await chat.say("how long does sciatica last")
    [reply] = await chat.say(f"{KNOWN} zeb@mail.example")
    await chat.say("thanks")
    await thumb(chat, reply["id"])
    [question] = kept.questions()
    assert question.text == f"{KNOWN} [e-mail]"
    assert (question.reason, question.answer) == ("thumb_down", "sciatica/causes")


async def test_a_thumb_down_given_twice_keeps_the_question_once(chat: Chat, kept: Kept) -> None:
    [reply] = await chat.say(KNOWN)
    for _ in range(2):
        await thumb(chat, reply["id"])
    assert kept.texts() == [KNOWN]


async def test_a_thumb_up_keeps_no_question(chat: Chat, kept: Kept) -> None:
    [reply] = await chat.say(KNOWN)
    await thumb(chat, reply["id"], "up")
    assert kept.questions() == []


async def test_a_thumb_for_the_greeting_or_for_a_pressed_button_keeps_no_question(
    chat: Chat, kept: Kept
) -> None:
    await thumb(chat, chat.greeting[0]["id"])
    [reply] = await chat.say("Causes", payload='/ask{"answer": "sciatica/causes"}')
    await thumb(chat, reply["id"])
    assert kept.questions() == []


async def test_the_title_of_a_pressed_button_is_not_kept(chat: Chat, kept: Kept) -> None:
    await chat.say("Something else", payload="/something_else")
    assert kept.questions() == []


async def test_messages_replies_fallbacks_and_hand_offs_are_counted(chat: Chat, kept: Kept) -> None:
    await chat.say(KNOWN)
    await chat.say(OUTSIDE)
    await chat.say("can i book for tuesday")
    await chat.client.post(f"{chat.path}/clicks", json={"kind": "booking"})
    assert kept.counts("message") == {"all": 3}
    replies = {"sciatica/causes": 1, "out_of_scope": 1, "book_appointment": 1}
    assert kept.counts("reply").items() >= replies.items()
    assert kept.counts("fallback") == {"out_of_scope": 1}
    assert kept.counts("offered")["booking"] >= 1
    assert kept.counts("clicked") == {"booking": 1}


async def test_a_message_that_was_sent_again_counts_once(chat: Chat, kept: Kept) -> None:
    for _ in range(2):
        await chat.say(OUTSIDE, id="again")
    assert kept.texts() == [OUTSIDE]
    assert kept.counts("message") == {"all": 1}


async def test_counts_survive_a_restart(chat: Chat, kept: Kept) -> None:
    await chat.say(KNOWN)
    kept.gathered.write()
    later = Gathered(VisitorStore.at(f"sqlite:///{kept.path}"))
    later.clicked("phone")
    later.write()
    assert kept.counts("message") | kept.counts("clicked") == {"all": 1, "phone": 1}


async def test_what_waits_is_written_when_the_server_stops(
    engine: Engine, kept: Kept, clinic_file: Path
) -> None:
    app = make_app(engine, ServerSettings(messages_per_minute=10_000))
    app[TALK].gathered = kept.gathered
    async with TestClient(TestServer(app)) as client:
        await (await AChat.begun(client)).say(OUTSIDE)
    with sqlite3.connect(kept.path) as database:
        assert database.execute("SELECT text FROM unanswered_questions").fetchall() == [(OUTSIDE,)]


def test_what_waits_is_written_when_the_service_is_stopped(tmp_path: Path, clinic_file: Path) -> None:
    database = tmp_path / "conversations.db"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", port, "--no-link-check"]
    command += ["--store", f"sqlite:///{database}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert next((line for line in server.stderr if line.startswith("Ready")), None)
        body = json.dumps({"sender": "someone", "message": OUTSIDE}).encode()
        address = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            assert response.status == 200
        server.terminate()
        assert server.wait() == 0
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT text FROM unanswered_questions").fetchall() == [(OUTSIDE,)]


async def test_a_failing_store_never_harms_the_reply_and_loses_nothing(chat: Chat, kept: Kept) -> None:
    with sqlite3.connect(kept.path) as database:
        database.execute("ALTER TABLE unanswered_questions RENAME TO lost")
    assert await chat.answers_to(OUTSIDE) == ["out_of_scope"]
    kept.gathered.write()
    kept.gathered.tidy()
    assert await chat.answers_to(KNOWN) == ["sciatica/causes"]
    with sqlite3.connect(kept.path) as database:
        database.execute("ALTER TABLE lost RENAME TO unanswered_questions")
    assert kept.texts() == [OUTSIDE]
    assert kept.counts("message") == {"all": 2}


async def test_what_waits_for_a_dead_store_does_not_grow_without_end(
    chat: Chat, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.gathered.MOST_WAITING", 2)
    for number in range(4):
        await chat.say(f"{OUTSIDE} {number}")
    assert len(kept.questions()) == 2


async def test_visitors_are_told_when_questions_are_kept(chat: Chat, clinic_file: Path) -> None:
    notice = (await (await chat.client.get("/api/clinic")).json())["notice"]
    assert f"kept for {KEPT_DAYS} days" in notice["text"]
    assert f"for {KEPT_DAYS} days" in KEPT_QUESTIONS
    assert "Ask for Ann." in notice["text"]
    clinic_file.write_text(FACTS, encoding="utf-8")
    other = (await (await chat.client.get("/api/clinic")).json())["notice"]
    assert "30 days" not in other["text"]
    assert notice["version"] != other["version"]
