"""Talking to the running application the way the widget does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import pytest_asyncio
import sqlalchemy as sa
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from actions.clinic import FILE_VARIABLE
from bot.engine import Engine
from bot.store import ConversationStore
from bot.web.server import ServerSettings, make_app

Reply = dict[str, Any]


@dataclass
class Chat:
    """One conversation over HTTP."""

    client: TestClient
    id: str
    greeting: list[Reply]
    sent: int = 0

    @classmethod
    async def begun(cls, client: TestClient) -> Chat:
        response = await client.post("/api/conversations")
        assert response.status == 201
        body = await response.json()
        return cls(client, body["id"], body["messages"])

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.id}"

    async def post(self, **body: Any) -> ClientResponse:
        return await self.client.post(f"{self.path}/messages", json=body)

    async def say(self, text: str, **more: Any) -> list[Reply]:
        self.sent += 1
        response = await self.post(**{"id": f"m{self.sent}", "text": text, **more})
        assert response.status == 200, await response.text()
        replies: list[Reply] = (await response.json())["messages"]
        return replies

    async def answers_to(self, text: str, **more: Any) -> list[str]:
        return [reply["metadata"]["answer"] for reply in await self.say(text, **more)]

    async def history(self) -> list[Reply]:
        response = await self.client.get(self.path)
        assert response.status == 200
        messages: list[Reply] = (await response.json())["messages"]
        return messages

    async def said(self) -> list[str]:
        """The visitor's messages as they are kept."""
        return [message["text"] for message in await self.history() if message["from"] == "visitor"]


class Contract:
    """The schemas of ``/api/openapi.json``."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def check(self, schema: dict[str, Any], value: Any) -> None:
        whole = {**schema, "components": self.document["components"]}
        jsonschema.Draft202012Validator(whole).validate(value)

    def check_named(self, name: str, value: Any) -> None:
        self.check({"$ref": f"#/components/schemas/{name}"}, value)


@pytest_asyncio.fixture
async def chat(client: TestClient) -> Chat:
    """A conversation that has just begun."""
    return await Chat.begun(client)


@pytest_asyncio.fixture
async def other_chat(client: TestClient) -> Chat:
    """Another visitor's conversation."""
    return await Chat.begun(client)


@pytest.fixture
def contract() -> Contract:
    """The published contract."""
    path = Path("bot") / "web" / "openapi.json"
    return Contract(json.loads(path.read_text(encoding="utf-8")))


@pytest_asyncio.fixture
async def strict_client(engine: Engine) -> AsyncIterator[TestClient]:
    """A client of an application that allows two messages a minute."""
    app = make_app(engine, ServerSettings(messages_per_minute=2))
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def broken_store(engine: Engine) -> Iterator[None]:
    """The database has lost its table of events until the test ends."""
    with engine.store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events RENAME TO lost_events"))
    yield
    with engine.store.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE lost_events RENAME TO events"))


@pytest_asyncio.fixture
async def unready_client(tmp_path: Path) -> AsyncIterator[TestClient]:
    """A client of an application without a model, whose database has gone."""
    folder = tmp_path / "database"
    folder.mkdir()
    engine = Engine(ConversationStore(f"sqlite:///{folder / 'conversations.db'}"))
    engine.store.engine.dispose()
    folder.rename(tmp_path / "away")
    async with TestClient(TestServer(make_app(engine, ServerSettings()))) as client:
        yield client
    engine.close()


@pytest.fixture
def real_clinic_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic file without demo values, in the place of the project's."""
    path = tmp_path / "clinic.yml"
    path.write_text(
        'name: "Ann\'s <b>Physio</b> & Co"\n'
        "town: '\"><script>alert(1)</script>'\n"
        "phone: 780-433-1234\n"
        "booking:\n  url: https://annphysio.janeapp.com/?a=1&b=2\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path
