"""The check of all files, in a process of its own: it would hold up the replies."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

from actions.clinic import FILE_VARIABLE
from bot.content.check import ContentError, checked


def problems() -> list[str]:
    """Every mistake in the files, each with file, line, problem and remedy; empty if there is none."""
    try:
        checked()
    except ContentError as error:
        return error.problems
    return []


def _prepare(clinic_file: str | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.pop(FILE_VARIABLE, None)
    if clinic_file is not None:
        os.environ[FILE_VARIABLE] = clinic_file


class Checker:
    """Runs ``problems`` beside the server; ``clinic_file`` is the file it reads as ``clinic.yml``."""

    def __init__(self, clinic_file: str | None) -> None:
        # Forking would copy TensorFlow's threads half alive.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, _prepare, (clinic_file,))

    async def problems(self) -> list[str]:
        """What ``problems`` of this module finds now."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, problems)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(cancel_futures=True)
