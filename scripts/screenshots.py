"""Take the pictures in docs/screenshots: make screenshots."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "screenshots"
MOST_BYTES = 260_000
SECONDS_TO_START = 240
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TABLET: ViewportSize = {"width": 820, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 844}
ZOOMED: ViewportSize = {"width": 320, "height": 256}


@dataclass(frozen=True)
class Picture:
    """A state worth showing."""

    questions: tuple[str, ...] = ()
    opened: bool = True
    size: ViewportSize = field(default_factory=lambda: DESKTOP)
    dark: bool = False
    forced_colours: bool = False
    language: str = ""
    then: Callable[[Page], Awaitable[None]] | None = None


async def lose_the_network(page: Page) -> None:
    """The next question does not arrive."""
    await page.route("**/messages", lambda route: route.abort())
    await page.locator("clinic-chat .input").fill("what causes sciatica")
    await page.locator("clinic-chat .send").click()
    await expect(page.locator("clinic-chat .help")).to_be_visible()


async def find_it_unhelpful(page: Page) -> None:
    """A thumb down asks why."""
    await page.get_by_role("button", name="Not helpful").click()
    await page.get_by_role("button", name="Hard to understand").scroll_into_view_if_needed()


async def ask_to_clear(page: Page) -> None:
    """Clear chat asks once."""
    await page.get_by_role("button", name="Clear chat").click()


PICTURES = {
    "closed": Picture(opened=False),
    "open": Picture(),
    "answer": Picture(("does dry needling hurt?",)),
    "urgent": Picture(("i cannot pee and my groin is numb",)),
    "booking": Picture(("can i book for tuesday",)),
    "feedback": Picture(("what causes sciatica",), then=find_it_unhelpful),
    "clear": Picture(("whats ur number",), then=ask_to_clear),
    "offline": Picture(then=lose_the_network),
    "french": Picture(language="fr"),
    "dark": Picture(("how does the needle thing work",), dark=True),
    "dark-urgent": Picture(("i have chest pain and can't breathe",), dark=True),
    "forced-colours": Picture(("can i book for tuesday",), forced_colours=True),
    "tablet": Picture(("what is sciatica",), size=TABLET),
    "phone": Picture(("what causes sciatica",), size=PHONE),
    "phone-urgent": Picture(("i have chest pain and can't breathe",), size=PHONE),
    "zoom-400": Picture(("whats ur number",), size=ZOOMED),
}


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
        for name, picture in PICTURES.items():
            await take(browser, address, name, picture)
        await browser.close()


async def take(browser: Browser, address: str, name: str, picture: Picture) -> None:
    """The page at ``address`` as ``name``.png."""
    context = await browser.new_context(
        viewport=picture.size,
        color_scheme="dark" if picture.dark else "light",
        forced_colors="active" if picture.forced_colours else "none",
        reduced_motion="reduce",
        locale="en-CA",
        timezone_id="America/Edmonton",
    )
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator("clinic-chat .launcher")).to_be_visible()
    if picture.language:
        await page.evaluate(
            "lang => { document.querySelector('clinic-chat').lang = lang; }", picture.language
        )
    if picture.opened:
        await converse(page, picture.questions)
    if picture.then:
        await picture.then(page)
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / f"{name}.png")
    await context.close()


async def converse(page: Page, questions: tuple[str, ...]) -> None:
    """Open the chat and ask, waiting for each answer."""
    answers = page.get_by_role("log").locator(".answer")
    await page.locator("clinic-chat .launcher").click()
    await expect(answers).to_have_count(1, timeout=30_000)
    for number, question in enumerate(questions, start=2):
        await page.locator("clinic-chat .input").fill(question)
        await page.locator("clinic-chat .send").click()
        await expect(answers).to_have_count(number, timeout=30_000)


if __name__ == "__main__":
    main()
