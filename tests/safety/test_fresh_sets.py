"""The suites of a second hand cover every sign and every kind of look-alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.labelled import read_labelled

SETS = Path(__file__).parent.parent / "sets"
SIGNS = [*(f"R{number}" for number in range(1, 25)), *(f"N{number}" for number in range(1, 10))]


def test_the_fresh_dangers_cover_every_sign() -> None:
    messages = read_labelled(SETS / "fresh_dangers.jsonl")
    counts = Counter(message.sign for message in messages)
    assert len(messages) >= 300
    assert [sign for sign in SIGNS if counts[sign] < 4] == []


def test_some_fresh_dangers_come_in_pieces_and_some_crises_name_a_method() -> None:
    messages = read_labelled(SETS / "fresh_dangers.jsonl")
    assert sum(bool(message.turns) for message in messages) >= 20
    assert sum(message.sign == "R23" and "911" in message.urgency for message in messages) >= 10


def test_there_are_enough_fresh_look_alikes_and_none_twice() -> None:
    texts = [message.text for message in read_labelled(SETS / "fresh_harmless.jsonl")]
    assert len(set(texts)) == len(texts) >= 400
