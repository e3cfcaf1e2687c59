"""``bot preview``: the application of ``bot serve`` with a panel beside the chat, for this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from aiohttp import web

from actions.clinic import DEFAULT_FILE, FILE_VARIABLE, load_clinic
from bot.content.sources import is_current
from bot.database import IN_MEMORY
from bot.preview.explained import ExplainedEngine
from bot.preview.live import Live
from bot.preview.news import News
from bot.store import ConversationStore
from bot.web import pages
from bot.web.server import ServerSettings, make_app

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
FILES = {"preview.css": "text/css", "preview.js": "text/javascript"}
HEAD = (
    '<link rel="stylesheet" href="/preview/preview.css">'
    '<script type="module" src="/preview/preview.js"></script></head>'
)
NAMES = {"localhost", HOST}
NEWS = web.AppKey("news", News)


def serve_preview(model: Path, listener: socket.socket, say: Callable[[str], None]) -> None:
    """Serve on ``listener`` (bound to this machine) until interrupted.

    Raises:
        ModelUnusable, EncoderMissing, ClinicFileError: with what to do.
    """
    asyncio.run(_serve(model, listener, say))


async def _serve(model: Path, listener: socket.socket, say: Callable[[str], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="bot-preview-") as folder:
        async with previewing(model, Path(folder), say) as app:
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            say(f"Ready: http://localhost:{listener.getsockname()[1]}/preview")
            ended = asyncio.Event()
            # Ending at once would leave a training behind that goes on by itself.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
            try:
                await ended.wait()
            finally:
                app[NEWS].close()
                await runner.cleanup()


@contextlib.asynccontextmanager
async def previewing(model: Path, folder: Path, say: Callable[[str], None]) -> AsyncIterator[web.Application]:
    """The application around ``model``, kept up to date with the files; ``folder`` is for its own files."""
    clinic = Path(os.environ.get(FILE_VARIABLE, DEFAULT_FILE))
    load_clinic()
    news = News(say)
    engine = ExplainedEngine(ConversationStore(IN_MEMORY), news.reply)
    current = is_current(model)
    shown = folder / "clinic.yml"
    live = Live(engine, news, clinic, shown, folder)
    with _clinic_from(clinic, shown):
        await engine.load(model)
        await live.begin(current)
        watching = asyncio.create_task(live.run())
        app = make_app(engine, ServerSettings(messages_per_minute=100_000))
        app[NEWS] = news
        app.add_routes(
            [
                web.get("/preview", page),
                web.get("/preview/events", events),
                web.get("/preview/{file}", page_file),
            ]
        )
        try:
            yield app
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await live.close()
            engine.close()


@contextlib.contextmanager
def _clinic_from(clinic: Path, shown: Path) -> Iterator[None]:
    """Have replies filled from ``shown``, the last good state of ``clinic``."""
    shown.write_bytes(clinic.read_bytes())
    before = os.environ.get(FILE_VARIABLE)
    os.environ[FILE_VARIABLE] = str(shown)
    try:
        yield
    finally:
        if before is None:
            del os.environ[FILE_VARIABLE]
        else:
            os.environ[FILE_VARIABLE] = before


def _asked_here(request: web.Request) -> None:
    """Refuse another name for this machine: a website may have made one up to read along."""
    if request.url.host not in NAMES:
        raise web.HTTPForbidden


async def page(request: web.Request) -> web.Response:
    """``GET /preview``: the demo page with the panel."""
    _asked_here(request)
    demo = pages.filled_page(
        (pages.WIDGET / "demo" / "index.html").read_text(encoding="utf-8"), load_clinic()
    )
    panel = (PAGE / "panel.html").read_text(encoding="utf-8")
    text = demo.replace("</head>", HEAD, 1).replace("</body>", f"{panel}</body>", 1)
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


async def page_file(request: web.Request) -> web.Response:
    """``GET /preview/...``: the panel's script and style."""
    _asked_here(request)
    name = request.match_info["file"]
    if name not in FILES:
        raise web.HTTPNotFound
    text = (PAGE / name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=FILES[name], headers={"Cache-Control": "no-store"})


async def events(request: web.Request) -> web.StreamResponse:
    """``GET /preview/events``: the state of the files and the replies, as server-sent events."""
    _asked_here(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        async for event in request.app[NEWS].events():
            await response.write(f"data: {json.dumps(event)}\n\n".encode())
    return response
