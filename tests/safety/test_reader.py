"""What ``make test-safety`` measures is what a visitor gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.labelled import read_labelled
from bot.safety.reader import DangerReader
from bot.safety.report import is_urgent_enough, parts

SETS = Path(__file__).parent.parent / "sets"


async def urgency_of_the_replies(engine: Engine, conversation: str, messages: tuple[str, ...]) -> str | None:
    tracker = None
    for text in messages:
        await engine.reply(conversation, text)
    tracker = await engine.agent.tracker_store.retrieve(conversation)
    assert tracker is not None
    remembered: str | None = tracker.get_slot("urgency")
    return remembered


@pytest.mark.parametrize(
    ("name", "every"), [("fresh_dangers", 25), ("fresh_harmless", 30), ("must_catch", 15), ("follow_ups", 8)]
)
async def test_the_detector_alone_finds_what_the_whole_assistant_finds(
    engine: Engine, reader: DangerReader, name: str, every: int
) -> None:
    messages = read_labelled(SETS / f"{name}.jsonl")[::every]
    alone = [reader.read(parts(message)).urgency for message in messages]
    whole = [await urgency_of_the_replies(engine, f"reader-{m.id}", parts(m)) for m in messages]
    assert alone == whole


def test_many_messages_are_read_as_each_by_itself_in_their_order(reader: DangerReader) -> None:
    conversations = [["i cant pee"], ["does needling hurt"], ["i cant", "feel my", "crotch"], ["hello"]] * 5
    together = [reading.urgency for reading in reader.read_all(conversations)]
    assert together == [reader.read(messages).urgency for messages in conversations]
    assert together[:2] == ["emergency", None]


@pytest.mark.parametrize(
    ("urgency", "accepted", "enough"),
    [
        ("911", ["emergency"], True),
        ("emergency", ["911"], False),
        ("emergency", ["today", "911"], True),
        ("today", ["emergency"], False),
        ("emergency", ["crisis"], False),
        ("crisis", ["emergency"], False),
        ("crisis", ["today"], False),
        ("911", ["crisis"], True),
    ],
)
def test_a_higher_tier_is_right_too_but_the_crisis_line_is_another_matter(
    urgency: str, accepted: list[str], enough: bool
) -> None:
    assert is_urgent_enough(urgency, accepted) is enough
