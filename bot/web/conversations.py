"""The widget's routes under ``/api/conversations``."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from aiohttp import web

from bot.engine import MOST_CHARACTERS
from bot.messages import BotMessage
from bot.web.errors import bad_request, json_body, no_conversation, text_field
from bot.web.talk import Talk

TALK = web.AppKey("talk", Talk)
LONGEST_ID = 64
LONGEST_TEXT = 12_000
# In the place of an id that is sent in the header "Authorization: Bearer ...", so that it stands in no
# address and in no proxy's log.
MINE = "mine"
BEARER = re.compile(r"Bearer ([0-9a-f]{32})", re.I)
LINK_KINDS = ("booking", "phone", "email", "emergency")
REASONS = ("wrong", "unclear", "not_my_question", "other")


def message_json(conversation: str, reply_to: str, place: int, message: BotMessage) -> dict[str, Any]:
    """A bot message with an id that stays the same when it is sent again."""
    name = f"{conversation}/{reply_to}/{place}".encode()
    identity = hashlib.blake2b(name, digest_size=12).hexdigest()
    return {"id": identity, "from": "assistant", "at": message.at, **message.as_dict()}


def all_json(conversation: str, reply_to: str, messages: list[BotMessage]) -> list[dict[str, Any]]:
    """The replies to one message."""
    return [message_json(conversation, reply_to, i, message) for i, message in enumerate(messages)]


def named(request: web.Request) -> str:
    """The id of the request's conversation.

    Raises:
        ApiError: 404 if the address says ``mine`` and no header names one.
    """
    conversation = request.match_info["conversation"]
    if conversation != MINE:
        return conversation
    header = BEARER.fullmatch(request.headers.get("Authorization", ""))
    if header is None:
        raise no_conversation()
    return header[1].lower()


async def create(request: web.Request) -> web.Response:
    """``POST /api/conversations``: a new conversation with its greeting."""
    conversation, greeting = await request.app[TALK].start(request.remote or "")
    body = {"id": conversation, "messages": all_json(conversation, "start", greeting)}
    return web.json_response(body, status=201)


async def send(request: web.Request) -> web.Response:
    """``POST /api/conversations/{id}/messages``: a message and its replies."""
    talk, conversation = request.app[TALK], named(request)
    body = await json_body(request)
    message_id = text_field(body, "id", LONGEST_ID)
    text = text_field(body, "text", LONGEST_TEXT)
    payload = body.get("payload")
    if payload is not None and not isinstance(payload, str):
        raise bad_request(
            '"payload" is not a text.', "Send the payload of the pressed button, or leave it out."
        )
    replies = await talk.reply(conversation, text, request.remote or "", message_id, payload, known=True)
    return web.json_response({"id": message_id, "messages": all_json(conversation, message_id, replies)})


async def history(request: web.Request) -> web.Response:
    """``GET /api/conversations/{id}``: everything said, in order."""
    talk, conversation = request.app[TALK], named(request)
    talk.must_exist(conversation)
    messages: list[dict[str, Any]] = []
    for said, replies in await talk.engine.history(conversation):
        reply_to = "start"
        if said:
            reply_to = said.message_id or ""
            shown = said.metadata.get("shown") or said.text
            messages.append({"id": reply_to, "from": "visitor", "text": shown, "at": said.timestamp})
        messages += all_json(conversation, reply_to, replies)
    return web.json_response({"id": conversation, "messages": messages})


async def delete(request: web.Request) -> web.Response:
    """``DELETE /api/conversations/{id}``: nothing is kept."""
    talk, conversation = request.app[TALK], named(request)
    talk.must_exist(conversation)
    await talk.engine.delete(conversation)
    return web.Response(status=204)


async def feedback(request: web.Request) -> web.Response:
    """``POST /api/conversations/{id}/feedback``: a thumb, kept with answer and model only.

    With a thumb down the typed question is kept too, where clinic.yml says so: without the conversation.
    """
    talk, conversation = request.app[TALK], named(request)
    body = await json_body(request)
    wanted, value = text_field(body, "message", LONGEST_ID), body.get("value")
    reason = body.get("reason")
    if value not in ("up", "down"):
        raise bad_request('"value" is neither "up" nor "down".', 'Send "value": "up" or "down".')
    if reason is not None and reason not in REASONS:
        raise bad_request('"reason" is not known.', f"Send one of {', '.join(REASONS)}, or leave it out.")
    talk.may_mark(conversation, request.remote or "")
    for said, replies in await talk.engine.history(conversation):
        reply_to = (said.message_id or "") if said else "start"
        for entry in all_json(conversation, reply_to, replies):
            if entry["id"] == wanted:
                metadata = entry["metadata"]
                talk.engine.store.add_feedback(metadata["answer"], metadata["model"], value, reason)
                talk.metrics.thumb(value)
                typed = said and not (said.text or "").startswith("/")
                if said and typed and value == "down":
                    shown = said.metadata.get("shown") or said.text
                    talk.gathered.disliked(wanted, shown, replies, metadata["answer"])
                return web.Response(status=204)
    raise bad_request("This message is not in the conversation.", "Send the id of one of its replies.")


async def click(request: web.Request) -> web.Response:
    """``POST /api/conversations/{id}/clicks``: a link was followed; only its kind is counted."""
    body = await json_body(request)
    if body.get("kind") not in LINK_KINDS:
        raise bad_request('"kind" is no kind of link.', f"Send one of {', '.join(LINK_KINDS)}.")
    talk, conversation = request.app[TALK], named(request)
    talk.clicked(conversation, request.remote or "", body["kind"])
    return web.Response(status=204)


def routes() -> list[web.RouteDef]:
    """All routes of this module."""
    one = f"/api/conversations/{{conversation:[0-9a-f]{{32}}|{MINE}}}"
    return [
        web.post("/api/conversations", create),
        web.post(f"{one}/messages", send),
        web.get(one, history),
        web.delete(one, delete),
        web.post(f"{one}/feedback", feedback),
        web.post(f"{one}/clicks", click),
    ]


MESSAGE_LIMIT = min(500, MOST_CHARACTERS)
