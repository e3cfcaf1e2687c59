"""A figure comes with its interval, and one of nothing reaches no target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import figures
from bot.safety.figures import Figure, Target, Timing, lines, wilson


# Newcombe 1998 (https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I.
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.00006)


@given(of=st.integers(1, 100_000), data=st.data())
def test_the_interval_holds_the_share_and_lies_within_nought_and_one(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1


@pytest.mark.parametrize(("hits", "of"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, of)


@pytest.mark.parametrize(
    ("hits", "of", "target", "reached"),
    [
        (99, 100, Target(0.99, at_least=True), True),
        (98, 100, Target(0.99, at_least=True), False),
        (7, 100, Target(0.07, at_least=False), True),
        (8, 100, Target(0.07, at_least=False), False),
        (0, 0, Target(0.07, at_least=False), False),
        (0, 0, Target(0.99, at_least=True), False),
        (1, 100, None, True),
    ],
)
def test_a_target_is_reached_or_missed(hits: int, of: int, target: Target | None, reached: bool) -> None:
    assert Figure("x", hits, of, target).reached is reached


def test_a_slow_detector_misses_its_budget() -> None:
    assert Timing("x", figures.DETECTOR_MILLISECONDS).reached
    assert not Timing("x", figures.DETECTOR_MILLISECONDS + 0.1).reached


def test_each_line_shows_share_interval_target_and_verdict() -> None:
    *_, missed, bare = lines([Figure("a", 98, 100, figures.CAUGHT), Figure("b", 0, 0, None)])
    assert missed == "| a | 98.0 % (98 of 100) | 93.0 to 99.4 % | at least 99 % | **missed** |"
    assert "nothing measured" in bare
