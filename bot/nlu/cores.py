"""Sums over many examples on every core, the same on any number of cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from threadpoolctl import threadpool_limits

Result = TypeVar("Result")
STRETCHES, BLOCK = 4, 2048


def one_at_a_time() -> AbstractContextManager[object]:
    """Have OpenBLAS keep to the thread that calls it, until the context that is returned is left.

    Its own threads wait for each other in busy loops, leave all but the matrix products to one core,
    and add up in an order that depends on how many cores there are.
    """
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def in_stretches(work: Callable[[int, int], Result], count: int) -> list[Result]:
    """What ``work(start, end)`` gives for stretches of ``range(count)``, in order.

    There are always as many stretches, each worked on in one thread: what is summed over them does
    not depend on the machine's cores.
    """
    ends = [count * place // STRETCHES for place in range(STRETCHES + 1)]
    with one_at_a_time(), ThreadPoolExecutor(min(STRETCHES, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, ends, ends[1:]))


def blocks(start: int, end: int) -> list[slice]:
    """Pieces of a stretch, small enough that what is computed of one stays in the processor's cache."""
    return [slice(first, min(first + BLOCK, end)) for first in range(start, end, BLOCK)]
