"""Much work of one kind on every core, with what was loaded once shared by all."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

Item = TypeVar("Item")
Result = TypeVar("Result")

SET_DEATH_SIGNAL = 1

_work: Callable[[Any], Any] | None = None


def on_every_core(work: Callable[[Item], Result], items: Sequence[Item], chunk: int) -> Iterator[Result]:
    """``work`` of each item in order, in forked processes: a loaded model comes along and is not copied.

    Not to be called while an event loop runs. ``chunk`` items are handed over at a time.
    """
    global _work
    _work = work
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_begin) as pool:
            yield from pool.map(_do, items, chunksize=chunk)
    finally:
        _work = None


def _begin() -> None:
    # A killed parent would leave its workers waiting for ever (Linux only).
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
    # Every core has a worker: more threads would only wait for each other.
    threadpool_limits(1)


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)
