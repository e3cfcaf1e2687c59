"""Typing mistakes that are the same each time they are asked for."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.nlu.typos import with_typos

TEXT = "does dry needling hurt when it is done by a careful person " * 5


def test_the_same_seed_makes_the_same_typos() -> None:
    assert with_typos(TEXT, 0.1, random.Random(3)) == with_typos(TEXT, 0.1, random.Random(3)) != TEXT


@given(st.text(max_size=200))
def test_no_share_leaves_the_text_as_it_is(text: str) -> None:
    assert with_typos(text, 0.0, random.Random(0)) == text


@given(st.text(max_size=200), st.integers())
def test_any_text_can_be_mistyped(text: str, seed: int) -> None:
    assert isinstance(with_typos(text, 0.5, random.Random(seed)), str)


def test_a_greater_share_makes_more_slips() -> None:
    slips = [OSA.distance(TEXT, with_typos(TEXT, share, random.Random(1))) for share in (0.02, 0.1, 0.3)]
    assert slips == sorted(slips)
    assert 0.05 * len(TEXT) < slips[1] < 0.2 * len(TEXT)
