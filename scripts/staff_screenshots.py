"""Take the pictures in docs/staff.md: make screenshots."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from playwright.async_api import Browser, BrowserType, async_playwright, expect
from screenshots import ARGUMENTS, FOLDER, PROJECT

from bot.database import tune
from bot.visitor_store import DAY, Count, Question, VisitorStore, hour_of

PORT = 8399
SIZE = {"width": 1366, "height": 800}
ANSWER = Path("data") / "nlu" / "needling_visits.yml"
# Invented: nobody asked these.
IN_VAIN = {
    "do you rent crutches": 5,
    "can i rent crutches from you": 3,
    "crutches for rent?": 2,
    "is there a hot tub": 2,
    "do you sell gift cards": 4,
    "gift certificate for my mom": 3,
}
PATIENCE = 120_000


def main() -> None:
    """Run the preview and the report in a copy of the project's files, and take their pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("config.yml", "domain.yml", "clinic.yml"):
            shutil.copy2(PROJECT / file, folder)
        shutil.copytree(PROJECT / "data", folder / "data")
        (folder / "widget").symlink_to(PROJECT / "widget")
        with preview(folder):
            asyncio.run(take_preview(folder))
        report(folder)
        asyncio.run(take_report(folder / "reports" / "visitors.html"))


def bot(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """``bot`` in ``folder``."""
    encoder = str(PROJECT / ".cache" / "encoder")
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "CLINIC_ENCODER": encoder},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def preview(folder: Path) -> Iterator[None]:
    """A running ``bot preview``."""
    model = str(PROJECT / "models" / "clinic.tar.gz")
    process = bot(folder, "preview", "--port", str(PORT), "--model", model)
    assert process.stderr
    try:
        for line in process.stderr:
            if line.startswith("Ready"):
                break
        else:
            sys.exit("bot preview ended before it was ready")
        yield
    finally:
        process.terminate()
        process.communicate()


def report(folder: Path) -> None:
    """A store with invented questions, and the page ``bot report`` makes of it."""
    clinic = (folder / "clinic.yml").read_text(encoding="utf-8")
    clinic = clinic.replace("privacy_contact:", "privacy_contact: Ask at the front desk.", 1)
    clinic = clinic.replace("\nkeep_unanswered:", "\nkeep_unanswered: true", 1)
    (folder / "clinic.yml").write_text(clinic, encoding="utf-8")
    engine = sa.create_engine(f"sqlite:///{folder / 'conversations.db'}")
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    hours = [hour_of(time.time() - day * DAY - hour * 3600) for day in range(28) for hour in (2, 5, 9, 14)]
    counts = [Count(hour, "message", "all", 3 + place % 5) for place, hour in enumerate(hours)]
    counts += [Count(hour, "fallback", "all", 1) for hour in hours[::5]]
    questions = [
        Question(hours[place], "clarify", "nlu_fallback", text)
        for text, times in IN_VAIN.items()
        for place in range(times)
    ]
    store.add(questions, counts)
    store.close()
    process = bot(folder, "report")
    _, said = process.communicate()
    if process.returncode:
        sys.exit(said)


async def take_preview(folder: Path) -> None:
    """The panel beside an answer, and a mistake in it."""
    async with async_playwright() as playwright:
        browser = await opened(playwright.chromium)
        page = await (await browser.new_context(viewport=SIZE, reduced_motion="reduce")).new_page()
        await page.goto(f"http://127.0.0.1:{PORT}/preview")
        answers = page.get_by_role("log").locator(".answer")
        await page.evaluate("customElements.whenDefined('clinic-chat')")
        await page.evaluate("document.querySelector('clinic-chat').open()")
        await expect(answers).to_have_count(1, timeout=PATIENCE)
        await page.locator("clinic-chat .input").fill("can i take a bath after needling")
        await page.locator("clinic-chat .send").click()
        await expect(page.locator(".preview-replies > li")).to_have_count(1, timeout=PATIENCE)
        await page.screenshot(path=FOLDER / "staff-preview.png")
        text = (folder / ANSWER).read_text(encoding="utf-8")
        (folder / ANSWER).write_text(text.replace("    - text: |", "    - text:", 1), encoding="utf-8")
        problems = page.get_by_role("list", name="Mistakes").get_by_role("listitem")
        await expect(problems.first).to_be_visible(timeout=PATIENCE)
        await page.screenshot(path=FOLDER / "staff-mistake.png")
        await browser.close()


async def take_report(path: Path) -> None:
    """The page of what visitors asked in vain."""
    async with async_playwright() as playwright:
        browser = await opened(playwright.chromium)
        page = await (await browser.new_context(viewport=SIZE)).new_page()
        await page.goto(path.as_uri())
        await page.screenshot(path=FOLDER / "staff-report.png")
        await browser.close()


async def opened(chromium: BrowserType) -> Browser:
    """Debian's chromium."""
    path = shutil.which("chromium") or sys.exit("chromium is missing. Run: apt-get install chromium")
    return await chromium.launch(executable_path=path, args=ARGUMENTS)


if __name__ == "__main__":
    main()
