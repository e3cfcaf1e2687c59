"""The page of ``bot report`` opens from a file, in light and dark, and asks nothing of any network."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Browser, Page, expect

from actions.clinic import FILE_VARIABLE
from bot.database import tune
from bot.visitor_report.findings import report_of
from bot.visitor_report.page import page as written
from bot.visitor_store import DAY, Count, Question, VisitorStore, hour_of
from tests.browser.conftest import new_profile
from tests.browser.test_axe import examined

HOSTILE = "<img src=https://elsewhere.example/x.png onerror=alert(1)> do you sell gift cards"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page with groups, a hostile text, and counts of three weeks."""
    clinic = tmp_path / "clinic.yml"
    clinic.write_text(
        "name: Hill Physio\ntown: Spruce Grove\nprivacy_contact: Ask for Ann.\nkeep_unanswered: true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(FILE_VARIABLE, str(clinic))
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    texts = ["do you rent crutches", "crutches for rent", HOSTILE, "who won the hockey game"]
    hours = [hour_of(time.time() - days * DAY) for days in range(21)]
    counts = [
        Count(hour, what, "all", many) for hour in hours for what, many in (("message", 9), ("fallback", 2))
    ]
    store.add([Question(hours[1], "clarify", "nlu_fallback", text) for text in texts], counts)
    path = tmp_path / "visitors.html"
    path.write_text(written(report_of(store, 30, lambda _: None)), encoding="utf-8")
    store.close()
    return path


@pytest_asyncio.fixture(params=["light", "dark"])
async def tab(
    request: pytest.FixtureRequest, chromium: Browser, complaints: list[str]
) -> AsyncIterator[Page]:
    """An empty tab of a visitor who likes it light or dark."""
    context = await new_profile(chromium, complaints, color_scheme=request.param)
    yield await context.new_page()
    await context.close()
    found, complaints[:] = complaints[:], []
    assert found == []


async def test_the_page_asks_for_nothing_but_itself(tab: Page, report: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    await tab.goto(report.as_uri(), wait_until="networkidle")
    assert asked == [report.as_uri()]


async def test_nothing_a_visitor_wrote_runs_or_loads(tab: Page, report: Path) -> None:
    alerts: list[str] = []
    tab.on("dialog", lambda dialog: alerts.append(dialog.message))
    await tab.goto(report.as_uri())
    await expect(tab.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert (await tab.locator("img, script").count(), alerts) == (0, [])


async def test_its_style_is_the_one_its_policy_allows(tab: Page, report: Path) -> None:
    await tab.goto(report.as_uri())
    assert "serif" in await tab.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")


async def test_the_page_is_accessible(tab: Page, report: Path) -> None:
    await tab.goto(report.as_uri())
    for summary in await tab.locator("summary").all():
        await summary.click()
    found = await examined(tab)
    assert found["violations"] == []
    assert found["rules"] > 20


async def test_charts_can_be_read_as_tables(tab: Page, report: Path) -> None:
    await tab.goto(report.as_uri())
    chart = tab.get_by_role("img", name="Messages by week")
    await expect(chart).to_be_visible()
    await tab.get_by_text("The same as a table").first.press("Enter")
    table = tab.get_by_role("table", name="Messages by week")
    assert await table.locator("tbody tr").count() >= 3


@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_is_wider_than_the_window(tab: Page, report: Path, width: int) -> None:
    await tab.set_viewport_size({"width": width, "height": 800})
    await tab.goto(report.as_uri())
    for summary in await tab.locator("summary").all():
        await summary.click()
    assert await tab.evaluate("document.documentElement.scrollWidth") <= width
