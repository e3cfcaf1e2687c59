"""Errors as JSON that says what to do, and the fail-safe reply."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from actions.clinic import ClinicFileError, load_clinic
from actions.links import CALL_811, CALL_911, Link, links
from actions.wording import reach_us
from bot.failures import log_failure
from bot.messages import BotMessage

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ApiError(Exception):
    """A 4xx or 5xx with ``code``, ``message`` (what is wrong) and ``help`` (what to do)."""

    def __init__(
        self, status: int, code: str, message: str, help: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body = {"error": {"code": code, "message": message, "help": help}}

    def response(self) -> web.Response:
        """The error as a JSON response."""
        return web.json_response(self.body, status=self.status, headers=self.headers)


def bad_request(message: str, help: str) -> ApiError:
    """A 400."""
    return ApiError(400, "bad_request", message, help)


def too_many(seconds: int) -> ApiError:
    """A 429 with Retry-After."""
    return ApiError(
        429,
        "too_many_messages",
        "Too many messages in a short time.",
        f"Wait {seconds} seconds and send it again.",
        {"Retry-After": str(seconds)},
    )


def no_conversation() -> ApiError:
    """A 404 for an unknown, expired or deleted conversation."""
    return ApiError(
        404,
        "conversation_not_found",
        "This conversation does not exist or has expired.",
        "Start a new one: POST /api/conversations",
    )


def fail_safe() -> BotMessage:
    """What the visitor sees when anything behind the door fails: needs nothing but clinic.yml."""
    try:
        clinic = load_clinic()
        way, kept = reach_us(clinic), links(clinic, ("phone", "booking"))
    except ClinicFileError:
        way, kept = "call the clinic", []
    numbers: list[Link] = [*kept, CALL_911, CALL_811]
    text = (
        f"Sorry, something went wrong on our side and I can't answer now. Please {way}.\n\n"
        "If this is an emergency, call 911. For health advice at any hour, call 811."
    )
    metadata = {"answer": "fail_safe", "urgency": "none", "confidence": 0.0, "model": "", "links": numbers}
    return BotMessage(text, metadata=metadata)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into JSON; log unexpected ones without what the visitor wrote."""
    try:
        return await handler(request)
    except ApiError as error:
        return error.response()
    except web.HTTPRequestEntityTooLarge:
        return ApiError(413, "too_large", "The request is too large.", "Send at most 16 kB.").response()
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return ApiError(error.status, "http_error", f"{error.reason}.", "See /api/openapi.json").response()
    except Exception as error:
        log_failure("request", error)
        return ApiError(
            500, "internal_error", "Something went wrong on our side.", fail_safe().text
        ).response()


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object.

    Raises:
        ApiError: 400 if it is none.
    """
    try:
        body = json.loads((await request.read()).decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise bad_request("The body is not valid JSON.", 'Send an object like {"text": "..."}') from None
    if not isinstance(body, dict):
        raise bad_request("The body is not a JSON object.", 'Send an object like {"text": "..."}')
    return body


def text_field(body: dict[str, Any], name: str, longest: int) -> str:
    """A non-empty string field.

    Raises:
        ApiError: 400 if it is missing, empty, too long or of another type.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise bad_request(f'"{name}" is missing or empty.', f'Send "{name}" as a text.')
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise bad_request(f'"{name}" holds half a character.', "Send whole Unicode characters.") from None
    if len(value) > longest:
        raise bad_request(f'"{name}" is too long.', f"Send at most {longest} characters.")
    return value
