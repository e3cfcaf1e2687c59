"""Another website, on an origin of its own, that embeds the chat the way ``bot embed`` says."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web.release import Release

PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hill Physio</title><link rel="stylesheet" href="/site.css"></head>
<body class="page">
<h1>Hill Physio</h1>
<p><a id="offer" href="/contact" data-chat-open>Ask us</a> <button id="other" class="btn">Other</button></p>
<main class="long"><p>We help you move.</p></main>
<footer><a id="terms" href="/terms">Terms</a></footer>
{chat}
</body></html>"""
STYLE = "body { margin: 20px; font: 18px Georgia, serif; } .long { min-height: 1500px; }"


class Website:
    """Serves one page; what it holds and how it looks is for the test to say."""

    def __init__(self) -> None:
        self._server: TestServer | None = None
        self.is_new()

    def is_new(self) -> None:
        """Forget what the last test has asked for."""
        self.chat = ""
        self.style = STYLE
        self.lang = "en"
        self.dir = "ltr"
        self.policy = ""

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.add_routes([web.get("/site.css", self._css), web.get("/{path:.*}", self._page)])
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self) -> None:
        """Be gone."""
        if self._server:
            await self._server.close()

    @property
    def address(self) -> str:
        """Its origin."""
        assert self._server
        return f"http://127.0.0.1:{self._server.port}"

    def embeds(self, release: Release, server: str, **attributes: str) -> None:
        """Paste the embed line, with further attributes of the element."""
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        line = release.embed_line(server, "780-555-0142")
        self.chat = line.replace("></clinic-chat>", f"{written}></clinic-chat>")
        self.policy = (
            f"default-src 'none'; script-src {server}; style-src 'self'; connect-src {server}; "
            "img-src 'self'; require-trusted-types-for 'script'"
        )

    async def _page(self, _request: web.Request) -> web.Response:
        text = PAGE.format(chat=self.chat, lang=self.lang, dir=self.dir)
        headers = {"Content-Security-Policy": self.policy} if self.policy else {}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _css(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.style, content_type="text/css")
