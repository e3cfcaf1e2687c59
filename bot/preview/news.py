"""What the panel is told: the state of the files, and each reply with why it was given."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

Event = dict[str, Any]
MOST_REPLIES = 50
# States of the files: all live; being read; examples being learned; wholly trained; a mistake.
LIVE, READING, LEARNING, TRAINING, MISTAKE = "live", "reading", "learning", "training", "mistake"


class News:
    """Keeps the latest state and replies, and passes new ones on to every open page.

    ``say`` is told in the terminal what the state is.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._problems: list[str] = []
        self._status: Event = {"state": READING, "text": "Starting ..."}
        self._replies: deque[Event] = deque(maxlen=MOST_REPLIES)
        self._pages: set[asyncio.Queue[Event | None]] = set()

    def mistakes(self, problems: list[str]) -> None:
        """The files hold these mistakes; they are told with the next status and stay until mended."""
        self._problems = problems

    def status(self, state: str, text: str) -> None:
        """The state of the files is now ``state``, which ``text`` says in words."""
        self._status = {"state": MISTAKE if self._problems else state, "text": text}
        problems = self._problems if state == MISTAKE else []
        self._say("\n".join([text, *(f"  - {problem}" for problem in problems)]))
        self._pass_on(self._now())

    def _now(self) -> Event:
        return {"kind": "status", **self._status, "problems": self._problems}

    def reply(self, reply: Event) -> None:
        """A message was answered."""
        event = {"kind": "reply", "at": time.time_ns() // 1000, **reply}
        self._replies.append(event)
        self._pass_on(event)

    async def events(self) -> AsyncIterator[Event]:
        """What is known already, then what comes."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._pages.add(queue)
        try:
            yield self._now()
            for reply in [*self._replies]:
                yield reply
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._pages.discard(queue)

    def close(self) -> None:
        """Let every page go."""
        for queue in self._pages:
            queue.put_nowait(None)

    def _pass_on(self, event: Event) -> None:
        for queue in self._pages:
            queue.put_nowait(event)
