"""Turns over HTTP: one visitor alone, and many at once."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import aiohttp

from bench.processes import BenchFailed
from bench.visitors import Replies, RestVisitor, VisitorKind

VISITORS = 40
TURNS_EACH_CONVERSATION = 5
WARM_UP_TURNS = 20
SECONDS_BETWEEN_PINGS = 0.01
# Stock Rasa drops idle connections after 5 seconds: the client must be first.
SECONDS_KEPT_ALIVE = 2.0
SECONDS_TO_REPLY = 120.0

IsAnswer = Callable[[Replies], bool]


@dataclass
class Turns:
    """What was measured; times in milliseconds.

    ``answered`` are the latencies of turns that got an answer to a question, not a fallback.
    """

    latencies: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    seconds: float = 0.0
    pings: list[float] = field(default_factory=list)

    @property
    def each_second(self) -> float:
        """Throughput."""
        return len(self.latencies) / self.seconds

    @property
    def answered_share(self) -> float:
        """How many turns got an answer to a question, of all turns."""
        return len(self.answered) / len(self.latencies)

    def add(self, milliseconds: float, answered: bool) -> None:
        """Count a turn."""
        self.latencies.append(milliseconds)
        if answered:
            self.answered.append(milliseconds)


@dataclass(frozen=True)
class Load:
    """How a server is asked.

    ``is_answer`` tells an answer to a question from a fallback; ``ping`` is a path that
    does no work. Without ``must_reply`` an empty reply is a turn without an answer.
    """

    url: str
    questions: list[str]
    is_answer: IsAnswer
    ping: str
    visitor: VisitorKind = RestVisitor
    must_reply: bool = True

    async def alone(self) -> Turns:
        """Every question once, one after the other, after a short warm-up."""
        turns = Turns()
        async with _session() as session:
            await self._talk(session, iter(self.questions[:WARM_UP_TURNS]), Turns())
            started = time.perf_counter()
            await self._talk(session, iter(self.questions), turns)
            turns.seconds = time.perf_counter() - started
        return turns

    async def crowd(self, seconds: float) -> Turns:
        """Forty visitors who each send the next message as soon as the reply is there."""
        turns, over = Turns(), asyncio.Event()
        async with _session() as session:
            pinging = asyncio.create_task(self._pings(session, turns, over))
            started = time.perf_counter()
            until = started + seconds
            talks = (self._talk(session, self._endless(n, until), turns) for n in range(VISITORS))
            try:
                await asyncio.gather(*talks)
                turns.seconds = time.perf_counter() - started
            finally:
                over.set()
                await pinging
        return turns

    def _endless(self, place: int, until: float) -> Iterator[str]:
        """The questions over and over, each visitor beginning elsewhere."""
        first = place * len(self.questions) // VISITORS
        endless = itertools.islice(itertools.cycle(self.questions), first, None)
        return itertools.takewhile(lambda _: time.perf_counter() < until, endless)

    async def _talk(self, session: aiohttp.ClientSession, questions: Iterator[str], turns: Turns) -> None:
        """Ask in new conversations of a few turns each."""
        for number, question in enumerate(questions):
            if number % TURNS_EACH_CONVERSATION == 0:
                visitor = self.visitor(session, self.url)
                await visitor.arrive()
            started = time.perf_counter()
            replies = await visitor.ask(question)
            taken = 1000 * (time.perf_counter() - started)
            if self.must_reply and not replies:
                raise BenchFailed(f"{self.url} gave no reply to a question.")
            turns.add(taken, self.is_answer(replies))

    async def _pings(self, session: aiohttp.ClientSession, turns: Turns, over: asyncio.Event) -> None:
        """A ping every 10 ms, whether or not the one before has come back."""

        async def ping() -> None:
            started = time.perf_counter()
            async with session.get(self.url + self.ping) as response:
                response.raise_for_status()
            turns.pings.append(1000 * (time.perf_counter() - started))

        sent = []
        while not over.is_set():
            sent.append(asyncio.create_task(ping()))
            await asyncio.sleep(SECONDS_BETWEEN_PINGS)
        await asyncio.gather(*sent)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=SECONDS_KEPT_ALIVE),
        timeout=aiohttp.ClientTimeout(total=SECONDS_TO_REPLY),
    )
