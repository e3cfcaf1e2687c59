"""Links that were followed are counted by kind, and nothing else is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from tests.web.conftest import Chat


async def clicked(client: TestClient) -> dict[str, float]:
    text = await (await client.get("/metrics")).text()
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return {s.labels["kind"]: s.value for s in samples if s.name == "clinic_links_clicked_total"}


@pytest.mark.parametrize("kind", ["booking", "phone", "email", "emergency"])
async def test_a_followed_link_is_counted_by_its_kind(chat: Chat, kind: str) -> None:
    for _ in range(2):
        response = await chat.client.post(f"{chat.path}/clicks", json={"kind": kind})
        assert response.status == 204
    assert await clicked(chat.client) == {kind: 2}


@pytest.mark.parametrize(
    "body", [{}, {"kind": "https://hill.ca/?me=Karen"}, {"kind": 7}, {"kind": ["phone"]}]
)
async def test_anything_else_is_refused_with_help_and_not_counted(chat: Chat, body: Any) -> None:
    response = await chat.client.post(f"{chat.path}/clicks", json=body)
    assert response.status == 400
    assert "booking, phone" in (await response.json())["error"]["help"]
    assert await clicked(chat.client) == {}


async def test_a_click_in_no_conversation_is_not_counted(client: TestClient) -> None:
    response = await client.post("/api/conversations/" + "0" * 32 + "/clicks", json={"kind": "phone"})
    assert response.status == 404
    assert await clicked(client) == {}


async def test_clicks_are_limited_like_messages(strict_client: TestClient) -> None:
    made = await (await strict_client.post("/api/conversations")).json()
    path = f"/api/conversations/{made['id']}/clicks"
    statuses = [(await strict_client.post(path, json={"kind": "phone"})).status for _ in range(3)]
    assert statuses == [204, 204, 429]


async def test_links_and_thumbs_leave_the_messages_their_limit(strict_client: TestClient) -> None:
    made = await (await strict_client.post("/api/conversations")).json()
    path = f"/api/conversations/{made['id']}"
    thumb = {"message": "none", "value": "up"}
    marks = [await strict_client.post(f"{path}/clicks", json={"kind": "phone"}) for _ in range(3)]
    marks.append(await strict_client.post(f"{path}/feedback", json=thumb))
    said = await strict_client.post(f"{path}/messages", json={"id": "first", "text": "hello"})
    assert ([mark.status for mark in marks], said.status) == ([204, 204, 429, 429], 200)
