"""What running servers tell each other's commands: which model each of them answers with.

Each server keeps a note in ``.servers`` beside the models, and a lock that the system ends together
with the server: a note without its lock is a dead server's.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bot.failures import log_failure
from bot.kept_models import write_whole

SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_TO_SWAP = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: its address, its model's name, and why it refused another."""

    address: str
    model: str
    refused: str | None = None
    refused_model: str | None = None


class ServingNote:
    """The note of this server."""

    def __init__(self, models: Path) -> None:
        self._folder = models / ".servers"
        self._name = secrets.token_hex(8)
        self._lock: IO[str] | None = None

    def tell(self, server: Server) -> None:
        """Write the note anew; without a right to, the server runs all the same."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._folder / f"{self._name}.json", json.dumps(asdict(server)))
            if self._lock is None:
                self._lock = self._locked()
        except OSError as error:
            log_failure("serving note", error)

    def _locked(self) -> IO[str]:
        # Locked before it has its name: nobody may find it unlocked and take the server for dead.
        part = self._folder / f"{self._name}.part"
        lock = part.open("w", encoding="ascii")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.rename(part.with_suffix(".lock"))
        return lock

    def close(self) -> None:
        """Take the note away."""
        if self._lock:
            self._lock.close()
            self._lock = None
            _forget(self._folder / f"{self._name}.lock")


def running_servers(models: Path) -> list[Server]:
    """Every server that runs on these models now; notes of dead ones are deleted."""
    found = []
    for lock in sorted((models / ".servers").glob("*.lock")):
        if not _is_held(lock):
            _forget(lock)
            continue
        try:
            found.append(Server(**json.loads(lock.with_suffix(".json").read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError):
            continue
    return found


def wait_for(models: Path, name: str, seconds: float) -> list[Server]:
    """Wait until every running server answers with the model ``name`` or has refused it.

    Returns the servers as they are then, or after ``seconds``.
    """
    until = time.monotonic() + seconds
    while True:
        servers = running_servers(models)
        waiting = [s for s in servers if name not in (s.model, s.refused_model)]
        if not waiting or time.monotonic() > until:
            return servers
        time.sleep(SECONDS_BETWEEN_LOOKS)


def answering(servers: list[Server], name: str) -> str:
    """Which servers answer with a model, in words."""
    there = [server.address for server in servers if server.model == name]
    late = [server.address for server in servers if server.model != name]
    if late:
        return f"{', '.join(late)} did not follow yet: look at its log, or start it again."
    if there:
        return f"{', '.join(there)} answers with it."
    return "No server is running: the next bot serve starts with it."


def _is_held(lock: Path) -> bool:
    try:
        with lock.open(encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _forget(lock: Path) -> None:
    lock.with_suffix(".json").unlink(missing_ok=True)
    lock.unlink(missing_ok=True)
