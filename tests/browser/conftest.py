"""A real server around the trained model and a real Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.engine import Engine
from bot.web import pages
from bot.web.release import LAUNCHER, Release, release_of
from bot.web.server import ServerSettings, make_app
from tests.browser.visitor import Visitor, watch
from tests.browser.website import Website

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Without the process kept ready for a page to come: a sixth less processor time. The others are
    # switched off by Playwright too, whose own list this one replaces.
    "--disable-features=SpareRendererForSitePerProcess,PaintHolding,HttpsUpgrades,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
NewVisitor = Callable[..., Awaitable[Visitor]]

expect.set_options(timeout=10_000)


@web.middleware
async def with_released_files(request: web.Request, handler):  # type: ignore[no-untyped-def]
    """The demo page with the files that websites embed: three of them instead of 40 modules.

    ``/?modules`` is the page as it is.
    """
    response = await handler(request)
    if request.path == "/" and "modules" not in request.query:
        released = f"/widget/{request.app[pages.RELEASE].version}/{LAUNCHER}"
        response.text = response.text.replace(f"/widget/{LAUNCHER}", released)
    return response


class StoppableServer:
    """The application on a free port that stays the same when it is stopped and started again."""

    def __init__(self, engine: Engine, websites: frozenset[str] = frozenset()) -> None:
        self._engine = engine
        self._settings = ServerSettings(messages_per_minute=10_000, websites=websites)
        self._server: TestServer | None = None
        self._port = 0

    async def start(self) -> None:
        """Listen."""
        app = make_app(self._engine, self._settings)
        app.middlewares.append(with_released_files)
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
async def running_website() -> AsyncIterator[Website]:
    """A website on another origin, started once."""
    website = Website()
    await website.start()
    yield website
    await website.stop()


@pytest.fixture(scope="session")
def widget_folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where the servers find the widget; ``make widget-mutations`` gives copies with one line changed."""
    usual, pages.WIDGET = pages.WIDGET, getattr(request, "param", pages.WIDGET)
    yield pages.WIDGET
    pages.WIDGET = usual


@pytest.fixture(scope="session")
def release(widget_folder: Path) -> Release:
    """The widget as the server releases it."""
    return release_of(widget_folder)


@pytest.fixture
def website(running_website: Website, release: Release, server: StoppableServer) -> Website:
    """The other website as new, with the embed line of the server."""
    running_website.is_new()
    running_website.embeds(release, server.address)
    return running_website


@pytest_asyncio.fixture(scope="session")
async def server(
    engine: Engine, running_website: Website, widget_folder: Path
) -> AsyncIterator[StoppableServer]:
    """The server that most tests talk to; they never stop it."""
    server = StoppableServer(engine, frozenset({running_website.address}))
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def failing_server(engine: Engine, widget_folder: Path) -> AsyncIterator[StoppableServer]:
    """A server of the test's own, which it may stop."""
    server = StoppableServer(engine)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser process for all tests."""
    # The same Chromium without windows: two thirds of the processor time.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.exit("Chromium is missing. Run: apt-get install chromium-headless-shell", returncode=1)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


async def new_profile(chromium: Browser, complaints: list[str], **options: Any) -> BrowserContext:
    """An empty browser profile in which every tab is watched."""
    settings = {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-CA", **options}
    context = await chromium.new_context(**settings)
    await watch(context, complaints)
    return context


@pytest.fixture(scope="session")
def complaints() -> list[str]:
    """What broke the Content Security Policy or ended in a script error, in any tab."""
    return []


@pytest_asyncio.fixture(scope="session")
async def shared_page(chromium: Browser, complaints: list[str]) -> AsyncIterator[Page]:
    """One tab for most tests: a new one for each would take three times as long."""
    context = await new_profile(chromium, complaints)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(scope="session")
async def devtools(shared_page: Page) -> CDPSession:
    """What Playwright has no words for, in the shared tab."""
    return await shared_page.context.new_cdp_session(shared_page)


@pytest_asyncio.fixture
async def visitor(
    shared_page: Page,
    devtools: CDPSession,
    server: StoppableServer,
    running_website: Website,
    complaints: list[str],
) -> AsyncIterator[Visitor]:
    """A visitor with a desktop window and nothing stored, who may not cause a CSP violation."""
    await shared_page.set_viewport_size(DESKTOP)
    await shared_page.emulate_media(color_scheme="light", reduced_motion="reduce", forced_colors="none")
    visitor = Visitor(shared_page, server.address, complaints)
    yield visitor
    visitor.leaves()
    await shared_page.unroute_all(behavior="ignoreErrors")
    await shared_page.goto("about:blank")
    for origin in (server.address, running_website.address):
        await devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    found, complaints[:] = complaints[:], []
    assert found == []


@pytest_asyncio.fixture
async def new_visitor(
    chromium: Browser, server: StoppableServer, complaints: list[str]
) -> AsyncIterator[NewVisitor]:
    """Makes visitors with a browser profile of their own.

    Keyword arguments are those of Playwright's ``new_context``; ``at`` is another server and
    ``beside`` a visitor whose profile is shared, as a second tab does.
    """
    async with AsyncExitStack() as stack:

        async def make(
            at: StoppableServer = server, beside: Visitor | None = None, **options: Any
        ) -> Visitor:
            if beside:
                context = beside.page.context
            else:
                context = await new_profile(chromium, complaints, **options)
                stack.push_async_callback(context.close)
            page = await context.new_page()
            stack.push_async_callback(page.close)
            return Visitor(page, at.address, complaints)

        yield make
    found, complaints[:] = complaints[:], []
    assert found == []
