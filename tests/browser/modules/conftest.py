"""The widget's modules, each on its own, on an empty page of the server where time stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.conftest import StoppableServer, new_profile

NOW = 1_800_000_000
SECONDS_TO_END = 20
Run = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture(scope="session")
async def still_page(
    chromium: Browser, server: StoppableServer, complaints: list[str]
) -> AsyncIterator[Page]:
    """A page under the strict policy whose clock only goes when a test says so."""
    context = await new_profile(chromium, complaints)
    page = await context.new_page()
    await page.clock.install(time=NOW)
    await page.goto(f"{server.address}/healthz")
    await page.clock.pause_at(NOW + 60)
    yield page
    await context.close()


@pytest_asyncio.fixture
async def page(still_page: Page, complaints: list[str]) -> AsyncIterator[Page]:
    """The empty page with nothing stored and every request going to the server."""
    yield still_page
    await still_page.unroute_all(behavior="ignoreErrors")
    await still_page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    found, complaints[:] = complaints[:], []
    assert found == []


@pytest_asyncio.fixture
async def run(page: Page) -> Run:
    """Runs a function on the page and returns what it returns; one that never ends fails its test."""

    async def run(script: str, argument: Any = None) -> Any:
        return await asyncio.wait_for(page.evaluate(script, argument), SECONDS_TO_END)

    return run
