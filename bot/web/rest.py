"""Rasa's REST channel, so that any Rasa client works: ``/webhooks/rest/webhook``."""

from __future__ import annotations

from aiohttp import web

from bot.web.conversations import LONGEST_TEXT, TALK
from bot.web.errors import bad_request, json_body, text_field

LONGEST_SENDER = 200
# Keeps clients that choose their own sender away from the widget's conversations.
PREFIX = "rest:"


async def webhook(request: web.Request) -> web.Response:
    """``{"sender", "message", "metadata"?}`` in, a list of bot messages out."""
    body = await json_body(request)
    sender = text_field(body, "sender", LONGEST_SENDER)
    message = text_field(body, "message", LONGEST_TEXT)
    if body.get("metadata") is not None and not isinstance(body["metadata"], dict):
        raise bad_request('"metadata" is not an object.', 'Send "metadata" as an object, or leave it out.')
    replies = await request.app[TALK].reply(
        PREFIX + sender, message, request.remote or "", payload=message if message.startswith("/") else None
    )
    return web.json_response([{"recipient_id": sender, **reply.as_dict()} for reply in replies])


async def alive(request: web.Request) -> web.Response:
    """Rasa's own health answer for this channel."""
    return web.json_response({"status": "ok"})


def routes() -> list[web.RouteDef]:
    """All routes of this module."""
    return [web.post("/webhooks/rest/webhook", webhook), web.get("/webhooks/rest/", alive)]
