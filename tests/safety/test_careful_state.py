"""After an alarm its instruction comes first in every reply, and nobody is talked out of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from bot.engine import Engine
from bot.messages import BotMessage

SIGNS = {
    "911": "chest pain right now and I can't breathe",
    "emergency": "I am numb between my legs since this morning",
    "crisis": "I want to kill myself",
}
TODAY = "it burns when I pee and my back hurts since monday"
AFTERWARDS = [
    "it's fine, just kidding",
    "lol false alarm",
    "never mind",
    "my friend says it's nothing",
    "thanks",
    "start over please",
    "what are your hours",
    "does needling hurt?",
    "can i talk to a person",
    "asdf qwer zxcv",
]
BOOKING = ["can I still book?", "please move my appointment", "when is your next opening"]
names: Iterator[str] = (f"careful-{number}" for number in count())


async def after(engine: Engine, *texts: str) -> list[BotMessage]:
    conversation = next(names)
    replies: list[BotMessage] = []
    for text in texts:
        replies = await engine.reply(conversation, text)
    return replies


def kinds(reply: BotMessage) -> set[str]:
    return {link["kind"] for link in reply.metadata.get("links", [])}


@pytest.mark.parametrize("text", AFTERWARDS)
@pytest.mark.parametrize("urgency", SIGNS)
async def test_whatever_is_said_next_gets_the_instruction_first_and_no_booking_link(
    engine: Engine, urgency: str, text: str
) -> None:
    first, *others = await after(engine, SIGNS[urgency], text)
    assert first.metadata["urgency"] == urgency
    assert kinds(first) == {"emergency"}
    assert others
    assert all("booking" not in kinds(reply) for reply in others)


@pytest.mark.parametrize("text", BOOKING)
@pytest.mark.parametrize("urgency", [*SIGNS, "today"])
async def test_who_asks_to_book_gets_the_instruction_once_and_then_the_booking_page(
    engine: Engine, urgency: str, text: str
) -> None:
    first, second = await after(engine, SIGNS.get(urgency, TODAY), text)
    assert (first.metadata["urgency"], kinds(first)) == (urgency, {"emergency"})
    assert "booking" in kinds(second)


async def test_the_booking_button_is_careful_too(engine: Engine) -> None:
    conversation = next(names)
    await engine.reply(conversation, SIGNS["emergency"])
    payload = '/ask{"answer": "book_appointment"}'
    first, _ = await engine.reply(conversation, "Book a visit", payload=payload)
    assert first.text == engine.text_of("careful_emergency").strip()


async def test_joking_does_not_erase_the_sign(engine: Engine) -> None:
    first, *_ = await after(
        engine, SIGNS["911"], "it's fine, just kidding", "thanks", "bye", "can I still book?"
    )
    assert first.metadata["urgency"] == "911"


async def test_a_milder_sign_later_does_not_lower_what_is_remembered(engine: Engine) -> None:
    first, *_ = await after(engine, SIGNS["911"], TODAY, "can I still book?")
    assert first.metadata["urgency"] == "911"


async def test_a_new_sign_gets_its_own_instruction_alone(engine: Engine) -> None:
    replies = await after(engine, SIGNS["emergency"], SIGNS["911"])
    assert [reply.metadata["urgency"] for reply in replies] == ["911"]


async def test_after_advice_for_today_a_question_is_just_answered(engine: Engine) -> None:
    replies = await after(engine, TODAY, "does needling hurt?")
    assert [reply.metadata["answer"] for reply in replies] == ["needling/does_it_hurt"]


async def test_without_a_sign_nothing_is_added(engine: Engine) -> None:
    replies = await after(engine, "hello", "can I still book?")
    assert [reply.metadata["urgency"] for reply in replies] == ["none"]
