"""A proxy between browser and server that loses, delays, doubles and reorders, as its seed says."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

FAULTS = ("lose the request", "lose the reply", "double", "delay", "hold back", "cut off", "error")
LONGEST_DELAY = 0.06
FAULTY = 0.45
# A network that never recovers is another test: after this many faults in a row one exchange works.
MOST_IN_A_ROW = 3


class FaultyNetwork:
    """Passes ``/run/<seed>/...`` on to ``server``; each run has its own sequence of faults."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._chance: dict[str, random.Random] = {}
        self._in_a_row: dict[str, int] = defaultdict(int)
        self._held: dict[str, asyncio.Event] = {}
        self._client: ClientSession | None = None
        self._listening: TestServer | None = None
        self.injected: dict[str, int] = defaultdict(int)

    async def start(self) -> None:
        """Listen on a free port."""
        self._client = ClientSession()
        app = web.Application()
        app.add_routes(
            [web.route("*", "/run/{seed}/{path:api/.*}", self._run), web.get("/{path:.*}", self._page)]
        )
        self._listening = TestServer(app)
        await self._listening.start_server()

    async def stop(self) -> None:
        """Be gone."""
        if self._listening:
            await self._listening.close()
        if self._client:
            await self._client.close()

    @property
    def address(self) -> str:
        """Its origin."""
        assert self._listening
        return f"http://127.0.0.1:{self._listening.port}"

    async def _page(self, request: web.Request) -> web.Response:
        return await self._pass_on(request, request.match_info["path"], b"")

    async def _pass_on(self, request: web.Request, path: str, body: bytes) -> web.Response:
        assert self._client
        kept = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in request.headers
        }
        async with self._client.request(
            request.method, f"{self._server}/{path}", data=body or None, headers=kept
        ) as reply:
            headers = {
                name: value
                for name, value in reply.headers.items()
                if name in ("Content-Type", "Content-Security-Policy", "Retry-After")
            }
            return web.Response(status=reply.status, body=await reply.read(), headers=headers)

    async def _run(self, request: web.Request) -> web.StreamResponse:
        seed, path, body = request.match_info["seed"], request.match_info["path"], await request.read()
        chance = self._chance.setdefault(seed, random.Random(int(seed)))
        fault = chance.choice(FAULTS) if chance.random() < FAULTY else None
        self._release(seed)
        if fault is None or self._in_a_row[seed] >= MOST_IN_A_ROW:
            self._in_a_row[seed] = 0
            return await self._pass_on(request, path, body)
        self._in_a_row[seed] += 1
        self.injected[fault] += 1
        return await self._with(fault, request, path, body, chance.random())

    async def _with(
        self, fault: str, request: web.Request, path: str, body: bytes, chance: float
    ) -> web.StreamResponse:
        if fault == "error":
            return web.json_response({"error": {"code": "bad_gateway"}}, status=502)
        if fault == "lose the request":
            return self._hang_up(request)
        if fault == "delay":
            await asyncio.sleep(chance * LONGEST_DELAY)
        if fault == "hold back":
            await self._until_the_next_request(request.match_info["seed"])
        if fault == "double":
            await asyncio.gather(self._pass_on(request, path, body), return_exceptions=True)
        reply = await self._pass_on(request, path, body)
        if fault == "lose the reply":
            return self._hang_up(request)
        if fault == "cut off":
            assert isinstance(reply.body, bytes)
            return web.Response(body=reply.body[: len(reply.body) // 2], content_type="application/json")
        return reply

    def _hang_up(self, request: web.Request) -> web.Response:
        assert request.transport
        request.transport.close()
        return web.Response()

    async def _until_the_next_request(self, seed: str) -> None:
        waiting = self._held[seed] = asyncio.Event()
        try:
            await asyncio.wait_for(waiting.wait(), LONGEST_DELAY)
        except asyncio.TimeoutError:
            return

    def _release(self, seed: str) -> None:
        if waiting := self._held.pop(seed, None):
            waiting.set()
