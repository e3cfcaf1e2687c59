"""Subprocesses of a run: each is ended, whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOG_LINES_SHOWN = 15
SECONDS_TO_START = 600.0
SECONDS_TO_STOP = 15.0
SECONDS_BETWEEN_SIGNS_OF_LIFE = 20.0
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
}


class BenchFailed(RuntimeError):
    """Something to be measured did not work; the message says what."""


@dataclass(frozen=True)
class Server:
    """A running server: ``seconds`` from its start until it was ready."""

    url: str
    pid: int
    seconds: float

    def peak_megabytes(self) -> float:
        """The most memory the process has held so far (VmHWM)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise BenchFailed(f"/proc/{self.pid}/status has no VmHWM.")


def say(text: str) -> None:
    """A progress line."""
    print(text, file=sys.stderr, flush=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(
    command: Sequence[str], log: Path, cwd: Path, variables: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=cwd,
            env={**os.environ, **QUIET, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the process, and what it started, politely and then for certain."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _failure(command: Sequence[str], log: Path) -> BenchFailed:
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
    return BenchFailed("\n".join([f"{' '.join(command)} failed:", *(f"  {line}" for line in lines)]))


def run(
    command: Sequence[str], log: Path, cwd: Path = PROJECT, variables: Mapping[str, str] | None = None
) -> float:
    """Run ``python -m command`` to its end; its output goes to ``log``. Returns the seconds it took.

    Raises:
        BenchFailed: if its exit status is not 0.
    """
    started = time.perf_counter()
    with _running(command, log, cwd, variables or {}) as process:
        while True:
            try:
                status = process.wait(SECONDS_BETWEEN_SIGNS_OF_LIFE)
                break
            except subprocess.TimeoutExpired:
                say(f"  ... {time.perf_counter() - started:.0f} s")
        seconds = time.perf_counter() - started
    if status:
        raise _failure(command, log)
    return seconds


@contextlib.contextmanager
def serving(
    command: Sequence[str], port: int, ready: str, log: Path, cwd: Path = PROJECT
) -> Iterator[Server]:
    """Run ``python -m command`` while the block runs; the block begins when path ``ready`` is 200.

    Raises:
        BenchFailed: if it ends or is not ready in time.
    """
    url = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    with _running(command, log, cwd, {}) as process:
        while not _answers(url + ready):
            if process.poll() is not None or time.perf_counter() - started > SECONDS_TO_START:
                raise _failure(command, log)
            time.sleep(0.05)
        yield Server(url, process.pid, time.perf_counter() - started)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
