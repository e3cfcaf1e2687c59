from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient

if TYPE_CHECKING:
    from tests.web.conftest import Chat, Contract

ONE = "/api/conversations/{conversation}"
WEBHOOK = "/webhooks/rest/webhook"
GOOD = {"id": "m1", "text": "can i book for tuesday"}
# Method, path, body sent, status expected.
EXCHANGES = [
    ("POST", "/api/conversations", None, 201),
    ("POST", f"{ONE}/messages", GOOD, 200),
    ("POST", f"{ONE}/messages", {**GOOD, "text": "what causes sciatica"}, 200),
    ("POST", f"{ONE}/messages", {**GOOD, "text": "my crotch is numb and I can't pee"}, 200),
    ("POST", f"{ONE}/messages", {**GOOD, "text": "how do i delete this chat"}, 200),
    ("POST", f"{ONE}/messages", {**GOOD, "text": "asdf qwer"}, 200),
    ("POST", f"{ONE}/messages", {"id": "m1"}, 400),
    ("POST", f"{ONE}/messages", {**GOOD, "text": "x" * 200_000}, 413),
    ("POST", f"{ONE}/feedback", {"message": "x", "value": "up"}, 400),
    ("POST", f"{ONE}/feedback", {"message": "x" * 200_000, "value": "up"}, 413),
    ("POST", f"{ONE}/clicks", {"kind": "booking"}, 204),
    ("POST", f"{ONE}/clicks", {"kind": "x"}, 400),
    ("POST", f"{ONE}/clicks", {"kind": "x" * 200_000}, 413),
    ("GET", ONE, None, 200),
    ("DELETE", ONE, None, 204),
    ("POST", WEBHOOK, {"sender": "s", "message": "can i book for tuesday"}, 200),
    ("POST", WEBHOOK, {"message": "hello"}, 400),
    ("POST", WEBHOOK, {"sender": "s", "message": "x" * 200_000}, 413),
    ("GET", "/api/clinic", None, 200),
    ("GET", "/healthz", None, 200),
    ("GET", "/readyz", None, 200),
]
UNKNOWN = [
    ("GET", ONE),
    ("DELETE", ONE),
    *(("POST", f"{ONE}/{name}") for name in ("messages", "feedback", "clicks")),
]


def documented(contract: Contract) -> set[tuple[str, str]]:
    methods = ("get", "post", "put", "patch", "delete")
    paths = contract.document["paths"].items()
    return {(name.upper(), path) for path, operations in paths for name in operations if name in methods}


def served(client: TestClient) -> set[tuple[str, str]]:
    assert client.app is not None
    routes = client.app.router.routes()
    return {(r.method, r.resource.canonical) for r in routes if r.resource and r.method != "HEAD"}


async def test_the_contract_is_served_as_it_stands(client: TestClient, contract: Contract) -> None:
    assert await (await client.get("/api/openapi.json")).json() == contract.document


async def test_every_route_stands_in_the_contract(client: TestClient, contract: Contract) -> None:
    assert served(client) - documented(contract) == set()


async def test_everything_in_the_contract_is_a_route(client: TestClient, contract: Contract) -> None:
    assert documented(contract) - served(client) == set()


async def checked(contract: Contract, method: str, path: str, status: int, body: Any) -> None:
    operation = contract.document["paths"][path][method.lower()]
    assert str(status) in operation["responses"], f"{method} {path} does not document {status}"
    described = operation["responses"][str(status)].get("content", {})
    contract.check(described.get("application/json", {}).get("schema", {}), body)


@pytest.mark.parametrize(("method", "path", "body", "status"), EXCHANGES, ids=lambda v: str(v)[:50])
async def test_replies_are_as_the_contract_says(
    chat: Chat, contract: Contract, method: str, path: str, body: Any, status: int
) -> None:
    response = await chat.client.request(method, path.format(conversation=chat.id), json=body)
    assert response.status == status
    await checked(contract, method, path, status, await response.json() if status != 204 else None)


@pytest.mark.parametrize(("method", "path"), UNKNOWN)
async def test_an_unknown_conversation_is_documented(
    client: TestClient, contract: Contract, method: str, path: str
) -> None:
    body = {**GOOD, "message": "x", "value": "up", "kind": "phone"}
    response = await client.request(method, path.format(conversation="0" * 32), json=body)
    assert response.status == 404
    await checked(contract, method, path, 404, await response.json())


@pytest.mark.parametrize("path", ["/api/conversations", WEBHOOK])
async def test_too_many_messages_are_documented(
    strict_client: TestClient, contract: Contract, path: str
) -> None:
    body = {"sender": "s", "message": "hello"}
    response = [await strict_client.post(path, json=body) for _ in range(9)][-1]
    assert response.status == 429
    await checked(contract, "POST", path, 429, await response.json())


async def test_not_being_ready_is_documented(unready_client: TestClient, contract: Contract) -> None:
    response = await unready_client.get("/readyz")
    assert response.status == 503
    await checked(contract, "GET", "/readyz", 503, await response.json())


async def test_the_history_of_a_talk_is_as_the_contract_says(chat: Chat, contract: Contract) -> None:
    await chat.say("what causes sciatica")
    by_sender = {"visitor": "VisitorMessage", "assistant": "BotMessage"}
    for message in await chat.history():
        contract.check_named(by_sender[message["from"]], message)
