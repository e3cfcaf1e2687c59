"""What the chat costs the page that embeds it, and how fast a conversation is there again.

``make widget-speed``. Needs Debian's chromium (``make setup-test``) and node for Lighthouse.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from aiohttp import web
from playwright.async_api import Page, async_playwright, expect

from bench.processes import PROJECT, BenchFailed, free_port, say, serving
from bot.web.release import release_of

RUNS, RELOADS = 5, 20
PHONE = "780-555-0142"
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TEXT = "<p>We help people of all ages move with less pain, at home, at work and at play.</p>"
HOST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hill Physio</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 2rem; font: 1.1rem/1.5 sans-serif }}</style></head>
<body><h1>Hill Physio</h1>{text}{chat}</body></html>"""
# From the start of the navigation until the last message that was on the page before is there again.
RESTORED = """count => new Promise((done) => {
  const look = () => {
    const shown = document.querySelector("clinic-chat")?.shadowRoot?.querySelectorAll(".answer") ?? [];
    if (shown.length >= count) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


@dataclass(frozen=True)
class Visit:
    """One Lighthouse run: the performance score (0 to 100) and paints and blocked time in ms."""

    score: float
    first_paint: float
    largest_paint: float
    blocked: float
    shift: float


@contextmanager
def website(chat: str) -> Iterator[str]:
    """A page of another origin without the chat at ``/`` and with it at ``/chat``; yields its address."""
    port = free_port()
    loop = asyncio.new_event_loop()

    async def page(request: web.Request) -> web.Response:
        line = chat if request.path == "/chat" else ""
        return web.Response(text=HOST.format(text=TEXT * 20, chat=line), content_type="text/html")

    async def start() -> web.AppRunner:
        app = web.Application()
        app.add_routes([web.get("/", page), web.get("/chat", page)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    runner = loop.run_until_complete(start())
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def lighthouse(address: str, folder: Path) -> Visit:
    """Judge one page as Lighthouse does: a slow phone on a slow network.

    Raises:
        BenchFailed: if Lighthouse does not run.
    """
    result = folder / "lighthouse.json"
    command = ["npx", "--no-install", "lighthouse", address, "--quiet", "--only-categories=performance"]
    command += ["--output=json", f"--output-path={result}", f"--chrome-flags={' '.join(CHROMIUM)}"]
    chromium = shutil.which("chromium") or ""
    run = subprocess.run(
        command, cwd=PROJECT / "widget", env={**os.environ, "CHROME_PATH": chromium}, capture_output=True
    )
    if run.returncode:
        raise BenchFailed(f"Lighthouse failed: {run.stderr.decode(errors='replace')[-500:]}")
    judged = json.loads(result.read_text(encoding="utf-8"))
    value = {name: float(audit.get("numericValue") or 0) for name, audit in judged["audits"].items()}
    return Visit(
        100 * float(judged["categories"]["performance"]["score"]),
        value["first-contentful-paint"],
        value["largest-contentful-paint"],
        value["total-blocking-time"],
        value["cumulative-layout-shift"],
    )


async def restored(address: str) -> tuple[list[float], int]:
    """Milliseconds until a conversation of three answers is there again, by reload; turns asked for."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = await browser.new_page()
        await page.goto(f"{address}/chat")
        await page.locator("clinic-chat .launcher").click()
        answers = page.locator("clinic-chat .answer")
        await expect(answers).to_have_count(1)
        for count, text in enumerate(("does it hurt", "what causes sciatica"), 2):
            await page.locator("clinic-chat .input").fill(text)
            await page.keyboard.press("Enter")
            await expect(answers).to_have_count(count, timeout=30_000)
        turns: list[str] = []
        page.on(
            "request",
            lambda request: turns.append(request.url) if "/api/conversations" in request.url else None,
        )
        times = [await _reload(page) for _ in range(RELOADS)]
        await browser.close()
    return times, len(turns)


async def _reload(page: Page) -> float:
    await page.reload(wait_until="commit")
    return float(await page.evaluate(RESTORED, 3))


def table(plain: Sequence[Visit], chat: Sequence[Visit], times: Sequence[float], turns: int) -> str:
    """The medians as Markdown."""
    lines = [
        f"Lighthouse, median of {len(plain)} runs each, alternating:",
        "",
        "| a page on another origin | without the chat | with it |",
        "|---|---|---|",
    ]
    for title, name, form in (
        ("performance score", "score", "{:.0f}"),
        ("first contentful paint, ms", "first_paint", "{:.0f}"),
        ("largest contentful paint, ms", "largest_paint", "{:.0f}"),
        ("total blocking time, ms", "blocked", "{:.0f}"),
        ("cumulative layout shift", "shift", "{:.3f}"),
    ):
        without, having = (
            form.format(statistics.median(getattr(visit, name) for visit in visits))
            for visits in (plain, chat)
        )
        lines.append(f"| {title} | {without} | {having} |")
    ordered = sorted(times)
    lines += [
        "",
        f"Restored after a reload, counted from the navigation, {len(times)} reloads: median "
        f"{statistics.median(times):.0f} ms, slowest {ordered[-1]:.0f} ms; turns of the server: {turns}.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    port, release = free_port(), release_of(PROJECT / "widget")
    server = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory(prefix="clinic-bench-") as name,
        website(release.embed_line(server, PHONE)) as address,
    ):
        say("Starting the server ...")
        command = ["bot.cli", "serve", "--port", str(port), "--store", "sqlite://", "--no-link-check"]
        try:
            with serving([*command, "--cors", address], port, "/readyz", Path(name) / "serve.log"):
                plain, chat = [], []
                for run in range(1, RUNS + 1):
                    say(f"  Lighthouse, run {run} of {RUNS} ...")
                    plain.append(lighthouse(f"{address}/", Path(name)))
                    chat.append(lighthouse(f"{address}/chat", Path(name)))
                say("  Reloading ...")
                times, turns = asyncio.run(restored(address))
        except BenchFailed as failure:
            sys.exit(f"widget-speed: {failure}")
    print(table(plain, chat, times, turns))


if __name__ == "__main__":
    main()
