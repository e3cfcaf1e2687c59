"""Sums on every core come out the same on any number of cores."""

from __future__ import annotations

import os

import numpy as np
import pytest

from bot.nlu.cores import BLOCK, blocks, in_stretches


def total(count: int) -> float:
    numbers = np.random.default_rng(0).random(count, dtype=np.float32)

    def part(start: int, end: int) -> float:
        return float(sum(float(numbers[rows].sum()) for rows in blocks(start, end)))

    return sum(in_stretches(part, count))


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 10 * BLOCK + 7])
def test_the_stretches_cover_everything_once_in_order(count: int) -> None:
    stretches = in_stretches(lambda start, end: list(range(start, end)), count)
    assert [place for stretch in stretches for place in stretch] == list(range(count))


def test_blocks_cover_their_stretch_once_in_order() -> None:
    count = 3 * BLOCK + 1
    assert [i for rows in blocks(5, count) for i in range(count)[rows]] == list(range(5, count))


def test_a_sum_does_not_depend_on_the_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 10 * BLOCK + 7
    found = set()
    for cores in (1, 2, 16):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        found.add(total(count))
    assert len(found) == 1


def test_what_fails_in_a_stretch_is_raised() -> None:
    def fail(start: int, end: int) -> None:
        raise ValueError(f"{start} to {end}")

    with pytest.raises(ValueError, match="0 to 1"):
        in_stretches(fail, 4)
