"""A real server around the trained model and a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright, expect

from bot.engine import Engine
from bot.web.server import ServerSettings, make_app
from tests.browser.visitor import Visitor, tab

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1280, "height": 800}
NewVisitor = Callable[..., Awaitable[Visitor]]

expect.set_options(timeout=10_000)


class StoppableServer:
    """The application on a free port that stays the same when it is stopped and started again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._server: TestServer | None = None
        self._port = 0

    async def start(self) -> None:
        """Listen."""
        app = make_app(self._engine, ServerSettings(messages_per_minute=10_000))
        self._server = TestServer(app, port=self._port)
        await self._server.start_server()
        self._port = self._server.port or 0

    async def stop(self) -> None:
        """Be gone, like a crashed process."""
        if self._server:
            await self._server.close()
        self._server = None

    @property
    def address(self) -> str:
        """Its origin."""
        return f"http://127.0.0.1:{self._port}"


@pytest_asyncio.fixture(scope="session")
async def server(engine: Engine) -> AsyncIterator[StoppableServer]:
    """The server that most tests talk to; they never stop it."""
    server = StoppableServer(engine)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def failing_server(engine: Engine) -> AsyncIterator[StoppableServer]:
    """A server of the test's own, which it may stop."""
    server = StoppableServer(engine)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser process for all tests."""
    path = shutil.which("chromium")
    if path is None:
        pytest.exit("chromium is missing. Run: apt-get install chromium", returncode=1)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def new_visitor(chromium: Browser, server: StoppableServer) -> AsyncIterator[NewVisitor]:
    """Makes visitors, each with a browser profile of their own; none may cause a CSP violation.

    Keyword arguments are those of Playwright's ``new_context``; ``at`` is another server and
    ``beside`` a visitor whose profile is shared, as a second tab does.
    """
    async with AsyncExitStack() as stack:
        complaints: list[str] = []

        async def make(
            at: StoppableServer = server, beside: Visitor | None = None, **options: object
        ) -> Visitor:
            if beside:
                return await stack.enter_async_context(tab(beside.page.context, at.address, complaints))
            context = await chromium.new_context(
                **{"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-CA", **options}  # type: ignore[arg-type]
            )
            stack.push_async_callback(context.close)
            return await stack.enter_async_context(tab(context, at.address, complaints))

        yield make
        assert complaints == []


@pytest_asyncio.fixture
async def visitor(new_visitor: NewVisitor) -> Visitor:
    """A visitor with a desktop window and an empty browser profile."""
    return await new_visitor()
