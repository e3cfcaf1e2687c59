"""The aiohttp application and its life: start, serve, expire, stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.engine import Engine
from bot.failures import log_failure
from bot.kept_models import KeptModels
from bot.store import ConversationStore
from bot.web import conversations, openapi, pages, rest
from bot.web.conversations import TALK
from bot.web.cors import WEBSITES, cross_origin
from bot.web.errors import errors_as_json
from bot.web.gathered import write_now_and_then
from bot.web.link_check import LINK_CHECK, LinkCheck, running
from bot.web.live_model import LIVE_MODEL, LiveModel, following
from bot.web.metrics import BookingPage, Metrics
from bot.web.release import release_of
from bot.web.talk import Talk

# LONGEST_TEXT characters at twelve bytes each, as JSON may escape them, and the rest of the body.
MOST_BYTES = 160 * 1024
SECONDS_BETWEEN_CLEANINGS = 600


@dataclass(frozen=True)
class ServerSettings:
    """What ``bot serve`` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8080
    model: Path = Path("models/clinic.tar.gz")
    store: str = "sqlite:///conversations.db"
    rest: bool = True
    messages_per_minute: int = 30
    websites: frozenset[str] = frozenset()
    link_check: bool = False
    # The pointer to the live model as it was when ``model`` was chosen; None: it is not followed.
    pointer: bytes | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}"


def make_app(
    engine: Engine, settings: ServerSettings, link_check: LinkCheck | None = None
) -> web.Application:
    """The application around a loaded engine; ``link_check`` in the place of the usual one."""
    middlewares = [pages.security_headers, cross_origin, errors_as_json]
    app = web.Application(middlewares=middlewares, client_max_size=MOST_BYTES)
    app[WEBSITES] = settings.websites
    app[pages.RELEASE] = release_of(pages.WIDGET)
    app[TALK] = Talk(engine, Metrics(), settings.messages_per_minute)
    app.add_routes([*conversations.routes(), *pages.routes(), *openapi.routes()])
    if settings.rest:
        app.add_routes(rest.routes())
    app[LINK_CHECK] = link_check or LinkCheck()
    app[LIVE_MODEL] = LiveModel(
        engine, KeptModels(settings.model.parent), settings.pointer or b"", settings.address
    )
    app[TALK].metrics.watch(BookingPage(app[LINK_CHECK]))
    app[TALK].metrics.watch(app[LIVE_MODEL])
    app.cleanup_ctx.extend((_expiry, _writing))
    if settings.link_check:
        app.cleanup_ctx.append(running)
    if settings.pointer is not None:
        app.cleanup_ctx.append(following)
    return app


async def _expiry(app: web.Application) -> AsyncIterator[None]:
    """Delete conversations that are over, now and then."""
    task = asyncio.create_task(_expire(app[TALK]))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _writing(app: web.Application) -> AsyncIterator[None]:
    """Write what is gathered for the clinic's report, now and then and at the end."""
    gathered = app[TALK].gathered
    task = asyncio.create_task(write_now_and_then(gathered))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gathered.write()


async def _expire(talk: Talk) -> None:
    while True:
        try:
            talk.engine.store.remove_older_than(pages.SESSION_HOURS * 3600)
        except Exception as error:
            log_failure("expiry", error)
        talk.gathered.tidy()
        await asyncio.sleep(SECONDS_BETWEEN_CLEANINGS)


def serve(settings: ServerSettings, listener: socket.socket, say: Callable[[str], None]) -> None:
    """Load the model and serve on ``listener`` (``bot.web.listening``) until interrupted.

    Raises:
        ModelUnusable, StoreUnreachable, EncoderMissing: with what to do.
    """
    asyncio.run(_serve(settings, listener, say))


async def _serve(settings: ServerSettings, listener: socket.socket, say: Callable[[str], None]) -> None:
    engine = Engine(ConversationStore(settings.store))
    await engine.load(settings.model)
    # Addresses and conversation ids do not belong in a log: no access log is kept.
    runner = web.AppRunner(make_app(engine, settings), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    stopped = asyncio.Event()
    # Stopping the service ends it as Ctrl-C does: what waits to be written is written. An exception
    # raised by the signal would end whatever is at work just then, and might be caught there.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    say(f"Ready: {settings.address}")
    try:
        await stopped.wait()
    finally:
        await runner.cleanup()
        engine.close()
