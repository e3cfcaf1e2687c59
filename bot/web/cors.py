"""Which websites of other origins may use the widget's API (Fetch standard, CORS protocol)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

WEBSITES = web.AppKey("websites", frozenset[str])
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "7200",
}


@web.middleware
async def cross_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the listed websites read the API's answers; nobody else."""
    origin = request.headers.get("Origin")
    if not request.path.startswith("/api/") or origin not in request.app[WEBSITES]:
        return await handler(request)
    if request.method == "OPTIONS":
        response: web.StreamResponse = web.Response(status=204, headers=PREFLIGHT)
    else:
        response = await handler(request)
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    response.headers["Vary"] = "Origin"
    return response
