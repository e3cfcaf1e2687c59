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
    """Finds the danger ``red`` in texts with that word, and fails on those with ``broken``.

    ``far`` is whether every message by itself is far from any danger, ``worded`` the words of its rules.
    """

    def __init__(self, far: bool = False, worded: str = "none") -> None:
        self._far, self._worded = far, worded

    def is_far_from_danger(self, vector: Vectors) -> bool:
        return self._far

    def is_worded(self, docs: Sequence[Doc]) -> bool:
        return self._worded in docs[0].text

    def detect(
        self, docs: Sequence[Doc], vector: Vectors | None, sentences: Sequence[Vectors] = ()
    ) -> Danger | None:
        text = docs[0].text if docs else ""
        if "broken" in text:
            raise ValueError(text)
        if "red" in text:
            return Danger(Sign("R1", "911", text), 1.0, (text,))
        return None


def judged(text: str, *earlier: str, detector: Any = None) -> Judgement:
    spelling = SpellingRepair(dict.fromkeys(["red", "blue", "green"], 100))
    watch = DangerWatch(detector or WordDetector(), lambda text: np.zeros(2, dtype=np.float32), spelling)
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


def test_the_model_reads_messages_together_if_one_may_be_a_piece_of_a_danger() -> None:
    assert judged("blue", "red").danger
    assert not judged("blue", "red", detector=WordDetector(far=True)).danger
    assert judged("blue", "zzgh", "red", detector=WordDetector(far=True)).danger


def test_the_rules_read_them_together_in_any_case() -> None:
    assert judged("blue", "red", detector=WordDetector(far=True, worded="red blue")).danger


def test_a_failure_to_tell_whether_one_may_be_a_piece_has_them_read_together() -> None:
    class Failing(WordDetector):
        def is_far_from_danger(self, vector: Vectors) -> bool:
            raise ValueError

    assert judged("blue", "red", detector=Failing()).danger


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
