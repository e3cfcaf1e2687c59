"""The HTTP contract as OpenAPI 3.1: ``/api/openapi.json``."""

from __future__ import annotations

from importlib import resources

from aiohttp import web


async def document(request: web.Request) -> web.Response:
    """``GET /api/openapi.json``."""
    text = resources.files("bot.web").joinpath("openapi.json").read_text(encoding="utf-8")
    return web.Response(text=text, content_type="application/json")


def routes() -> list[web.RouteDef]:
    """All routes of this module."""
    return [web.get("/api/openapi.json", document)]
