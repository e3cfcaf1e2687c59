from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.engine import Engine
from bot.web.server import ServerSettings, make_app

if TYPE_CHECKING:
    from tests.web.conftest import Chat

WEBHOOK = "/webhooks/rest/webhook"


@pytest_asyncio.fixture
async def client_without_rest(engine: Engine) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app(engine, ServerSettings(rest=False)))) as client:
        yield client


async def asked(client: TestClient, sender: str, message: str, **more: Any) -> list[dict[str, Any]]:
    response = await client.post(WEBHOOK, json={"sender": sender, "message": message, **more})
    assert response.status == 200
    replies: list[dict[str, Any]] = await response.json()
    return replies


async def answers(client: TestClient, sender: str, message: str) -> list[str]:
    return [reply["metadata"]["answer"] for reply in await asked(client, sender, message)]


async def test_a_rasa_client_gets_its_answer(client: TestClient) -> None:
    assert await answers(client, "rest-1", "does dry needling hurt") == ["needling/does_it_hurt"]


async def test_replies_go_to_the_sender(client: TestClient) -> None:
    assert [reply["recipient_id"] for reply in await asked(client, "rest-2", "hello")] == ["rest-2"]


async def test_metadata_is_taken_and_left_alone(client: TestClient) -> None:
    assert await asked(client, "rest-3", "hello", metadata={"page": "/contact"})


async def test_a_payload_of_ours_is_accepted(client: TestClient) -> None:
    message = '/ask{"answer": "sciatica/causes"}'
    assert await answers(client, "rest-4", message) == ["sciatica/causes"]


@pytest.mark.parametrize(
    "body",
    [
        {"message": "hello"},
        {"sender": "", "message": "hello"},
        {"sender": " ", "message": "hello"},
        {"sender": None, "message": "hello"},
        {"sender": 7, "message": "hello"},
        {"sender": "s" * 201, "message": "hello"},
        {"sender": "s"},
        {"sender": "s", "message": ""},
        {"sender": "s", "message": ["hello"]},
        {"sender": "s", "message": "hello", "metadata": "page"},
    ],
)
async def test_a_malformed_request_is_refused_with_help(client: TestClient, body: dict[str, Any]) -> None:
    response = await client.post(WEBHOOK, json=body)
    assert response.status == 400
    assert (await response.json())["error"]["help"]


async def test_senders_do_not_share_a_conversation(client: TestClient) -> None:
    await asked(client, "rest-5", "my crotch is numb and I can't pee")
    assert await answers(client, "rest-6", "can i book for tuesday") == ["book_appointment"]


async def test_a_sender_keeps_its_conversation(client: TestClient) -> None:
    await asked(client, "rest-7", "my crotch is numb and I can't pee")
    assert await answers(client, "rest-7", "can i book for tuesday") == ["red_flag", "book_appointment"]


async def test_a_sender_cannot_write_into_a_conversation_of_the_widget(
    client: TestClient, chat: Chat
) -> None:
    await asked(client, chat.id, "what causes sciatica")
    assert await chat.said() == []


async def test_the_channel_says_that_it_lives(client: TestClient) -> None:
    response = await client.get("/webhooks/rest/")
    assert await response.json() == {"status": "ok"}


@pytest.mark.parametrize(("method", "path"), [("POST", WEBHOOK), ("GET", "/webhooks/rest/")])
async def test_an_operator_can_switch_the_channel_off(
    client_without_rest: TestClient, method: str, path: str
) -> None:
    response = await client_without_rest.request(method, path, json={"sender": "s", "message": "hello"})
    assert response.status == 404


async def test_the_widget_works_while_the_channel_is_off(client_without_rest: TestClient) -> None:
    assert (await client_without_rest.post("/api/conversations")).status == 201
