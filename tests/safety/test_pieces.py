"""A danger sign that comes in pieces is put together from the last three messages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from bot.engine import Engine
from bot.messages import BotMessage, context_of

names: Iterator[str] = (f"pieces-{number}" for number in count())


async def said(engine: Engine, *texts: str) -> list[list[BotMessage]]:
    conversation = next(names)
    return [await engine.reply(conversation, text) for text in texts]


async def earlier(engine: Engine, *texts: str) -> list[str]:
    conversation = next(names)
    for text in texts:
        await engine.reply(conversation, text)
    tracker = await engine.agent.tracker_store.retrieve(conversation)
    assert tracker is not None
    found: list[str] = context_of(tracker)["earlier"]
    return found


def urgencies(turns: list[list[BotMessage]]) -> list[str]:
    return [turn[0].metadata["urgency"] for turn in turns]


@pytest.mark.parametrize(
    ("pieces", "urgency"),
    [
        (("i cant", "feel my", "crotch"), "emergency"),
        (("i cant", "pee"), "emergency"),
        (("my chest", "is really", "tight"), "911"),
        (("i want to", "kill", "myself"), "crisis"),
        (("do you have parking", "both my legs", "are numb"), "emergency"),
    ],
)
async def test_a_sign_in_pieces_is_caught_by_the_last_of_them(
    engine: Engine, pieces: tuple[str, ...], urgency: str
) -> None:
    assert urgency in urgencies(await said(engine, *pieces))


async def test_two_messages_before_the_next_one_are_looked_at_with_it(engine: Engine) -> None:
    assert await earlier(engine, "i cant", "do you have parking", "what are your hours") == [
        "do you have parking",
        "what are your hours",
    ]


async def test_what_stood_before_a_sign_is_not_looked_at_again(engine: Engine) -> None:
    assert await earlier(engine, "do you have parking", "i cant pee since this morning", "thanks") == [
        "thanks"
    ]


async def test_a_pressed_button_is_no_piece(engine: Engine) -> None:
    assert await earlier(engine, "do you have parking", '/ask{"answer": "needling/lung"}') == [
        "do you have parking"
    ]


async def test_a_sign_that_got_its_instruction_is_not_found_again_in_the_next_message(engine: Engine) -> None:
    _, answered = await said(engine, "i cant pee since this morning", "how long does sciatica last")
    assert answered[-1].metadata["answer"] == "sciatica/how_long"


async def test_questions_one_after_another_stay_questions(engine: Engine) -> None:
    turns = await said(
        engine, "does needling hurt", "can it hit a lung", "and how long does it take", "where do i park"
    )
    assert urgencies(turns) == ["none"] * 4
