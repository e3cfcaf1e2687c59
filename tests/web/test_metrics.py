from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from tests.web.conftest import Chat


async def counts(client: TestClient) -> dict[str, float]:
    """Every sample by name and label values, like ``clinic_feedback_total up``."""
    text = await (await client.get("/metrics")).text()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_metrics_are_in_prometheus_text_format(client: TestClient) -> None:
    response = await client.get("/metrics")
    assert response.content_type == "text/plain"
    assert "# TYPE clinic_failures_total counter" in await response.text()


async def test_replies_are_counted_by_answer_and_urgency(chat: Chat) -> None:
    for text in (
        "what causes sciatica",
        "why do people get sciatica, what causes it",
        "my crotch is numb and I can't pee",
    ):
        await chat.say(text)
    found = await counts(chat.client)
    assert found["clinic_replies_total sciatica/causes none"] == 2
    assert found["clinic_replies_total red_flag emergency"] == 1


async def test_offered_links_are_counted_by_kind(chat: Chat) -> None:
    await chat.say("can i book for tuesday")
    found = await counts(chat.client)
    assert (found["clinic_links_offered_total booking"], found["clinic_links_offered_total phone"]) == (1, 1)


async def test_the_time_of_every_answered_message_is_measured(chat: Chat) -> None:
    await chat.say("hello")
    await chat.say("thanks")
    assert (await counts(chat.client))["clinic_reply_seconds_count"] == 2


@pytest.mark.parametrize("value", ["up", "down"])
async def test_thumbs_are_counted(chat: Chat, value: str) -> None:
    body = {"message": chat.greeting[0]["id"], "value": value}
    await chat.client.post(f"{chat.path}/feedback", json=body)
    assert (await counts(chat.client))[f"clinic_feedback_total {value}"] == 1


async def test_a_refused_message_is_not_counted(chat: Chat) -> None:
    await chat.post(id="m1", text="")
    assert (await counts(chat.client))["clinic_reply_seconds_count"] == 0


async def test_metrics_hold_neither_text_nor_conversation(chat: Chat) -> None:
    await chat.say("xyzzyq what causes sciatica", id="plughq")
    text = await (await chat.client.get("/metrics")).text()
    assert not [word for word in ("xyzzyq", "plughq", chat.id, "127.0.0.1") if word in text]
