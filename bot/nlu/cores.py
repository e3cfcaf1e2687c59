"""Sums over many examples on every core, the same on any number of cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Result = TypeVar("Result")
STRETCHES, BLOCK = 4, 2048


def in_stretches(work: Callable[[int, int], Result], count: int) -> list[Result]:
    """What ``work(start, end)`` gives for stretches of ``range(count)``, in order.

    There are always as many stretches: what is summed over them does not depend on the machine's
    cores. Each is worked on in one thread, and OpenBLAS keeps to it meanwhile: its own threads wait
    for each other in busy loops, and leave all but the matrix products to one core.
    """
    ends = [count * place // STRETCHES for place in range(STRETCHES + 1)]
    with (
        threadpool_limits(1, user_api="blas"),
        ThreadPoolExecutor(min(STRETCHES, os.cpu_count() or 1)) as pool,
    ):
        return list(pool.map(work, ends, ends[1:]))


def blocks(start: int, end: int) -> list[slice]:
    """Pieces of a stretch, small enough that what is computed of one stays in the processor's cache."""
    return [slice(first, min(first + BLOCK, end)) for first in range(start, end, BLOCK)]
