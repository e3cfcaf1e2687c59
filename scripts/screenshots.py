"""Take the pictures in docs/screenshots: .venv/bin/python scripts/screenshots.py"""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "screenshots"
MOST_BYTES = 200_000
SECONDS_TO_START = 240
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Serve the assistant, take every picture, stop."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as address:
        asyncio.run(take_all(address))
    for picture in sorted(FOLDER.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.relative_to(PROJECT)}  {size / 1000:.0f} kB")
        if size > MOST_BYTES:
            sys.exit(f"{picture.name} is larger than {MOST_BYTES} bytes")


@contextmanager
def served() -> Iterator[str]:
    """``bot serve`` on a free port with a store that is thrown away."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        bot = str(PROJECT / ".venv" / "bin" / "bot")
        store = f"sqlite:///{folder}/conversations.db"
        server = subprocess.Popen([bot, "serve", "--port", str(port), "--store", store], cwd=PROJECT)
        try:
            asyncio.run(ready(address, server))
            yield address
        finally:
            server.terminate()
            server.wait()


async def ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server has loaded its model."""
    for _ in range(SECONDS_TO_START):
        if server.poll() is not None:
            sys.exit("bot serve ended before it was ready")
        try:
            urllib.request.urlopen(f"{address}/readyz")
            return
        except urllib.error.URLError:
            await asyncio.sleep(1)
    sys.exit("bot serve was not ready in time")


async def take_all(address: str) -> None:
    """One picture for each state worth showing."""
    path = shutil.which("chromium") or sys.exit("chromium is missing. Run: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        await take(browser, address, "closed", opened=False)
        await take(browser, address, "open")
        await take(browser, address, "answer", ["does dry needling hurt?"])
        await take(browser, address, "urgent", ["i cannot pee and my groin is numb"])
        await take(browser, address, "booking", ["can i book for tuesday"])
        await take(browser, address, "phone", ["what causes sciatica"], size=PHONE)
        await take(browser, address, "dark", ["how does the needle thing work"], dark=True)
        await browser.close()


async def take(
    browser: Browser,
    address: str,
    name: str,
    questions: list[str] | None = None,
    *,
    opened: bool = True,
    size: dict[str, int] = DESKTOP,
    dark: bool = False,
) -> None:
    """The page at ``address`` after ``questions``, as ``name``.png."""
    context = await browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-CA",
        timezone_id="America/Edmonton",
    )
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator("clinic-chat .launcher")).to_be_visible()
    if opened:
        await converse(page, questions or [])
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await context.close()


async def converse(page: Page, questions: list[str]) -> None:
    """Open the chat and ask, waiting for each answer."""
    answers = page.get_by_role("log").locator(".answer")
    await page.locator("clinic-chat .launcher").click()
    await expect(answers).to_have_count(1, timeout=30_000)
    for number, question in enumerate(questions, start=2):
        await page.get_by_label("Your question").fill(question)
        await page.get_by_role("button", name="Send").click()
        await expect(answers).to_have_count(number, timeout=30_000)


if __name__ == "__main__":
    main()
