"""A message is watched for danger by itself and together with those before it, all at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from rasa.core.channels.channel import UserMessage
from spacy.tokens import Doc

from bot.engine import Engine
from bot.nlu.danger import Danger, Sign
from bot.nlu.danger_watch import DangerWatch, Judgement
from bot.nlu.encoder import Vectors
from bot.nlu.language import analysed
from bot.nlu.spelling import SpellingRepair

EARLIER = ("i have a question", "my left leg is tingling. it began on monday and is worse now")
TEXTS = (
    "does dry needling hurt and what does it cost?",
    "i cant pee",
    "my knee hurts. i took two pills. it did not help at all. what should i do now?",
    "no fever, no numbness, can i come in tomorrow",
)


class WordDetector:
    """Finds the danger ``red`` in texts with that word, and fails on those with ``broken``."""

    def detect(
        self, docs: Sequence[Doc], vector: Vectors | None, sentences: Sequence[Vectors] = ()
    ) -> Danger | None:
        text = docs[0].text if docs else ""
        if "broken" in text:
            raise ValueError(text)
        if "red" in text:
            return Danger(Sign("R1", "911", text), 1.0, (text,))
        return None


def judged(text: str, *earlier: str) -> Judgement:
    detector: Any = WordDetector()
    watch = DangerWatch(detector, lambda text: np.zeros(2, dtype=np.float32), SpellingRepair({}))
    return watch.judge([analysed(text)], True, earlier)


@pytest.mark.parametrize(
    ("text", "earlier", "because"),
    [
        ("red", ("blue", "green"), "red"),
        ("red", ("red", "red"), "red"),
        ("blue", ("green", "red"), "red blue"),
        ("blue", ("red", "green"), "red green blue"),
        ("blue", ("red", "red"), "red blue"),
    ],
)
def test_the_fewest_messages_that_state_a_danger_are_its_reason(
    text: str, earlier: tuple[str, ...], because: str
) -> None:
    found = judged(text, *earlier).danger
    assert found
    assert found.because == (because,)


def test_without_a_danger_none_is_found() -> None:
    assert judged("blue", "green", "yellow") == Judgement(None, False)


def test_a_failure_on_earlier_messages_makes_unsure() -> None:
    assert judged("blue", "broken", "green") == Judgement(None, True)


def test_a_danger_in_the_message_is_sure_whatever_fails_on_earlier_ones() -> None:
    assert not judged("red", "broken").unsure


def test_messages_at_the_same_time_are_understood_as_one_after_another(engine: Engine) -> None:
    def understood(text: str) -> dict[str, Any]:
        message = UserMessage(text, metadata={"earlier": EARLIER})
        parsed: dict[str, Any] = asyncio.run(engine.agent.processor.parse_message(message))
        return {key: value for key, value in parsed.items() if key != "message_id"}

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(understood, TEXTS * 5))
    assert together == [understood(text) for text in TEXTS] * 5
