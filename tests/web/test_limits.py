from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.web.limits import RateLimit

WEBHOOK = "/webhooks/rest/webhook"


class Clock:
    """A clock that moves when told."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_the_next_use_waits() -> None:
    limit = RateLimit(3, Clock())
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 20]


def test_keys_do_not_share_their_limit() -> None:
    limit = RateLimit(1, Clock())
    assert [limit.wait("a"), limit.wait("b")] == [0, 0]


def test_a_long_pause_earns_no_more_than_one_burst() -> None:
    clock = Clock()
    limit = RateLimit(2, clock)
    limit.wait("a")
    clock.now += 86_400
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_asking_again_too_early_costs_nothing() -> None:
    clock = Clock()
    limit = RateLimit(1, clock)
    limit.wait("a")
    waits = []
    for _ in range(3):
        clock.now += 15
        waits.append(limit.wait("a"))
    assert waits == [45, 30, 15]


@given(per_minute=st.integers(1, 200), pause=st.integers(0, 90), start=st.integers(0, 10**7))
def test_who_waits_as_told_is_let_through(per_minute: int, pause: int, start: int) -> None:
    clock = Clock(start)
    limit = RateLimit(per_minute, clock)
    for _ in range(per_minute):
        limit.wait("a")
    clock.now += pause
    told = next(seconds for seconds in iter(lambda: limit.wait("a"), None) if seconds)
    clock.now += told
    assert limit.wait("a") == 0


@given(per_minute=st.integers(1, 60), pauses=st.lists(st.integers(0, 30), max_size=60))
def test_no_more_is_allowed_than_a_burst_and_the_rate(per_minute: int, pauses: list[int]) -> None:
    clock = Clock()
    limit = RateLimit(per_minute, clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += limit.wait("a") == 0
    assert allowed <= per_minute + sum(pauses) * per_minute / 60 + 0.001


async def test_too_many_messages_in_a_conversation_are_a_429(strict_client: TestClient) -> None:
    body = {"sender": "fast", "message": "hello"}
    responses = [await strict_client.post(WEBHOOK, json=body) for _ in range(3)]
    assert [response.status for response in responses] == [200, 200, 429]


async def test_a_429_says_how_long_to_wait(strict_client: TestClient) -> None:
    body = {"sender": "fast", "message": "hello"}
    response = [await strict_client.post(WEBHOOK, json=body) for _ in range(3)][-1]
    seconds = response.headers["Retry-After"]
    assert 1 <= int(seconds) <= 30
    assert seconds in (await response.json())["error"]["help"]


async def test_another_conversation_is_not_slowed_down(strict_client: TestClient) -> None:
    for _ in range(3):
        await strict_client.post(WEBHOOK, json={"sender": "fast", "message": "hello"})
    response = await strict_client.post(WEBHOOK, json={"sender": "calm", "message": "hello"})
    assert response.status == 200


async def test_an_address_gets_four_times_as_many_messages(strict_client: TestClient) -> None:
    bodies = [{"sender": f"one-of-many-{i}", "message": "hello"} for i in range(9)]
    statuses = [(await strict_client.post(WEBHOOK, json=body)).status for body in bodies]
    assert statuses == [200] * 8 + [429]


async def test_starting_conversations_counts_for_the_address(strict_client: TestClient) -> None:
    statuses = [(await strict_client.post("/api/conversations")).status for _ in range(9)]
    assert statuses == [201] * 8 + [429]


async def test_the_widgets_route_is_limited_too(strict_client: TestClient) -> None:
    conversation = (await (await strict_client.post("/api/conversations")).json())["id"]
    path = f"/api/conversations/{conversation}/messages"
    bodies = [{"id": f"m{i}", "text": "hello"} for i in range(3)]
    assert [(await strict_client.post(path, json=body)).status for body in bodies] == [200, 200, 429]


async def test_a_message_over_the_rate_is_not_kept(strict_client: TestClient) -> None:
    conversation = (await (await strict_client.post("/api/conversations")).json())["id"]
    path = f"/api/conversations/{conversation}"
    for place in range(3):
        await strict_client.post(f"{path}/messages", json={"id": f"m{place}", "text": f"hello {place}"})
    kept = (await (await strict_client.get(path)).json())["messages"]
    assert [message["text"] for message in kept if message["from"] == "visitor"] == ["hello 0", "hello 1"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/clinic", "/"])
async def test_pages_and_health_are_not_limited(strict_client: TestClient, path: str) -> None:
    assert {(await strict_client.get(path)).status for _ in range(12)} == {200}
