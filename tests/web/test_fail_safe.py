from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from actions.clinic import FILE_VARIABLE
from bot.engine import Engine
from bot.nlu.answering import AnswerFinder
from bot.store import ConversationStore
from bot.web.server import ServerSettings, make_app

if TYPE_CHECKING:
    from tests.web.conftest import Chat

BOOKING = "can i book with xyzzyq for tuesday"


class Broken(Exception):
    """Something that holds what the visitor wrote, as real errors do."""


def broken(*args: Any, **kwargs: Any) -> None:
    raise Broken(f"cannot work on {BOOKING!r} {args} {kwargs}")


def break_nlu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnswerFinder, "decide", broken)


def break_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.handoff.offer_booking", broken)


def break_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlg.filled", broken)


BREAKS = pytest.mark.parametrize("break_part", [break_nlu, break_action, break_wording])


def assert_is_fail_safe(replies: list[dict[str, Any]]) -> None:
    [reply] = replies
    assert reply["metadata"]["answer"] == "fail_safe"
    links = reply["metadata"]["links"]
    assert [link["url"] for link in links][-2:] == ["tel:911", "tel:811"]
    assert {"phone", "booking"} <= {link["kind"] for link in links}
    assert all(number in reply["text"] for number in ("911", "811", "780-555-0142"))


@BREAKS
async def test_a_broken_part_gives_the_fail_safe_reply(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, break_part: Callable[[pytest.MonkeyPatch], None]
) -> None:
    break_part(monkeypatch)
    assert_is_fail_safe(await chat.say(BOOKING))


@BREAKS
async def test_a_broken_part_gives_the_fail_safe_reply_on_the_rest_channel(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, break_part: Callable[[pytest.MonkeyPatch], None]
) -> None:
    break_part(monkeypatch)
    body = {"sender": "fail-safe", "message": BOOKING}
    assert_is_fail_safe(await (await client.post("/webhooks/rest/webhook", json=body)).json())


@BREAKS
async def test_the_conversation_goes_on_when_the_part_works_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, break_part: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with monkeypatch.context() as patch:
        break_part(patch)
        await chat.say(BOOKING, id="tried")
    assert await chat.answers_to(BOOKING, id="tried") == ["book_appointment"]


@BREAKS
async def test_the_log_of_a_failure_does_not_hold_the_visitors_words(
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    break_part: Callable[[pytest.MonkeyPatch], None],
) -> None:
    caplog.set_level(logging.DEBUG)
    break_part(monkeypatch)
    await chat.say(BOOKING)
    printed = capfd.readouterr()
    assert "xyzzyq" not in caplog.text + printed.out + printed.err


@BREAKS
async def test_the_log_names_the_kind_of_the_error_itself(
    chat: Chat,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    break_part: Callable[[pytest.MonkeyPatch], None],
) -> None:
    break_part(monkeypatch)
    await chat.say(BOOKING)
    assert "Broken" in caplog.text


@pytest.mark.usefixtures("broken_store")
async def test_a_broken_store_gives_the_fail_safe_reply_on_the_rest_channel(client: TestClient) -> None:
    body = {"sender": "no-store", "message": BOOKING}
    assert_is_fail_safe(await (await client.post("/webhooks/rest/webhook", json=body)).json())


async def test_a_broken_store_gives_the_fail_safe_reply(chat: Chat, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("broken_store")
    assert_is_fail_safe(await chat.say(BOOKING))


@pytest.mark.usefixtures("broken_store")
async def test_a_broken_store_greets_with_the_fail_safe_reply(client: TestClient) -> None:
    response = await client.post("/api/conversations")
    assert_is_fail_safe((await response.json())["messages"])


@pytest.mark.usefixtures("broken_store")
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_broken_store_is_an_error_that_says_where_to_get_help(
    client: TestClient, method: str
) -> None:
    response = await client.request(method, "/api/conversations/" + "0" * 32)
    error = (await response.json())["error"]
    assert (response.status, error["code"]) == (500, "internal_error")
    assert all(number in error["help"] for number in ("911", "811", "780-555-0142"))


@pytest.mark.usefixtures("broken_store")
async def test_a_broken_store_logs_no_text(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await client.post("/webhooks/rest/webhook", json={"sender": "no-store", "message": BOOKING})
    assert "OperationalError" in caplog.text
    assert "xyzzyq" not in caplog.text


async def test_the_process_answers_after_the_store_was_away(chat: Chat, engine: Engine) -> None:
    with engine.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO away")
    try:
        await chat.client.post("/webhooks/rest/webhook", json={"sender": "away", "message": BOOKING})
    finally:
        with engine.store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO events")
    assert await chat.answers_to(BOOKING) == ["book_appointment"]


@pytest.mark.usefixtures("broken_store")
async def test_the_process_lives_while_the_store_is_broken(client: TestClient) -> None:
    assert (await client.get("/healthz")).status == 200


async def test_a_missing_clinic_file_still_gives_the_emergency_numbers(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "missing.yml"))
    [reply] = await chat.say(BOOKING)
    assert [link["url"] for link in reply["metadata"]["links"]] == ["tel:911", "tel:811"]


async def test_before_a_model_is_loaded_visitors_get_the_fail_safe_reply(tmp_path: Path) -> None:
    engine = Engine(ConversationStore(f"sqlite:///{tmp_path / 'empty.db'}"))
    async with TestClient(TestServer(make_app(engine, ServerSettings()))) as client:
        response = await client.post("/webhooks/rest/webhook", json={"sender": "s", "message": BOOKING})
        assert_is_fail_safe(await response.json())
    engine.close()


async def test_failures_are_counted(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    break_nlu(monkeypatch)
    await chat.say(BOOKING)
    assert "clinic_failures_total 1.0" in await (await chat.client.get("/metrics")).text()
