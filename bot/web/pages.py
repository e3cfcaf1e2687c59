"""The demo page, the widget's files and what the widget needs to know."""

from __future__ import annotations

import html
import mimetypes
import re
from pathlib import Path

from aiohttp import web

from actions.clinic import Clinic, load_clinic
from actions.links import CALL_811, CALL_911, CALL_988
from bot.visitor_store import KEPT_DAYS
from bot.web.conversations import MESSAGE_LIMIT, TALK
from bot.web.link_check import LINK_CHECK
from bot.web.release import Release, compressed, kept_file

WIDGET = Path("widget")
RELEASE = web.AppKey("release", Release)
FOR_EVER = "public, max-age=31536000, immutable"
SESSION_HOURS = 24
NOTICE_VERSION = "1"
NOTICE = (
    "I'm an automated assistant, not a clinician. No one watches this chat.\n\n"
    "**Not for emergencies:** call 911. Health advice at any hour: 811. In crisis: call or text 9-8-8.\n\n"
    "Please don't share your name or health number. What you write stays on the clinic's own server "
    f"and is deleted {SESSION_HOURS} hours after your last message, or at once with Clear chat."
)
# Shown besides while clinic.yml has questions kept.
KEPT_NOTICE = (
    f"If I can't answer a question well, its words are kept for {KEPT_DAYS} days so that the clinic can add "
    "an answer. They are kept without your chat, and Clear chat does not delete them. Questions: {contact}"
)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
DEMO_ONLY = re.compile(r"<!-- demo -->.*?<!-- /demo -->", re.S)
FILE_TYPES = (".js", ".css", ".svg")


async def demo_page(request: web.Request) -> web.Response:
    """``GET /``: the page the widget is tried on."""
    text = (WIDGET / "demo" / "index.html").read_text(encoding="utf-8")
    return web.Response(text=filled_page(text, load_clinic()), content_type="text/html")


def filled_page(text: str, clinic: Clinic) -> str:
    """The demo page with the clinic's name, phone and booking page, HTML-escaped."""
    if not clinic.demo:
        text = DEMO_ONLY.sub("", text)
    values = {
        "clinic_name": clinic.name,
        "town": clinic.town,
        "phone": clinic.phone or "",
        "phone_url": clinic.phone_url or "#contact",
        "booking_url": clinic.booking.url or "#contact",
    }
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", html.escape(value))
    return text


async def widget_file(request: web.Request) -> web.StreamResponse:
    """``GET /widget/...``: a script, style or picture of the widget."""
    root = WIDGET.resolve()
    try:
        path = (root / request.match_info["path"]).resolve()
        served = root in path.parents and path.suffix in FILE_TYPES and path.is_file()
    except (OSError, ValueError):
        served = False
    if not served:
        raise web.HTTPNotFound
    kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
    return web.Response(
        body=path.read_bytes(),
        content_type=kind or "application/octet-stream",
        charset="utf-8",
        headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"},
    )


async def released_file(request: web.Request) -> web.StreamResponse:
    """``GET /widget/{version}/...``: a file of this release or of one that ``bot embed`` has kept."""
    version, path = request.match_info["version"], request.match_info["path"]
    release = request.app[RELEASE]
    content = release.files.get(path) if version == release.version else kept_file(version, path)
    if content is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": FOR_EVER, "Access-Control-Allow-Origin": "*", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content = compressed(content)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=content, content_type="text/javascript", charset="utf-8", headers=headers)


def notice(clinic: Clinic) -> dict[str, object]:
    """What the visitor is told before writing; another version where questions are kept."""
    if not clinic.keep_unanswered:
        return {"version": NOTICE_VERSION, "text": NOTICE, "keeps_questions": False}
    kept = KEPT_NOTICE.format(contact=clinic.privacy_contact)
    return {"version": f"{NOTICE_VERSION}k", "text": f"{NOTICE}\n\n{kept}", "keeps_questions": True}


async def clinic_facts(request: web.Request) -> web.Response:
    """``GET /api/clinic``: what the widget shows besides the messages."""
    clinic = load_clinic()
    return web.json_response(
        {
            "clinic": {
                "name": clinic.name,
                "town": clinic.town,
                "phone": clinic.phone,
                "phone_url": clinic.phone_url,
                "booking_url": clinic.booking.url,
                "privacy_url": None,
            },
            "emergency": [
                {"title": link["title"], "url": link["url"]}
                for link in (CALL_911, CALL_811, {**CALL_988, "title": "Call or text 9-8-8"})
            ],
            "limits": {"message_characters": MESSAGE_LIMIT},
            "notice": notice(clinic),
            "session_hours": SESSION_HOURS,
        }
    )


async def healthz(request: web.Request) -> web.Response:
    """``GET /healthz``: the process lives."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """``GET /readyz``: the model is loaded and warmed and the store answers.

    A booking page that is down is told too, but the assistant is ready without it.
    """
    engine = request.app[TALK].engine
    checks = {"model": engine.ready, "store": True}
    try:
        engine.store.ping()
    except Exception:
        checks["store"] = False
    ready = all(checks.values())
    body = {
        "status": "ok" if ready else "not ready",
        "checks": checks,
        "model": engine.model,
        "booking_page": request.app[LINK_CHECK].as_dict(),
    }
    return web.json_response(body, status=200 if ready else 503)


async def metrics(request: web.Request) -> web.Response:
    """``GET /metrics``: counters for Prometheus."""
    return web.Response(body=request.app[TALK].metrics.text(), content_type="text/plain", charset="utf-8")


@web.middleware
async def security_headers(request: web.Request, handler):  # type: ignore[no-untyped-def]
    """Strict headers on every response."""
    response = await handler(request)
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.startswith(("/api/", "/webhooks/")):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def routes() -> list[web.RouteDef]:
    """All routes of this module."""
    return [
        web.get("/", demo_page),
        web.get("/widget/{version:[0-9a-f]{12}}/{path:.+}", released_file),
        web.get("/widget/{path:.+}", widget_file),
        web.get("/api/clinic", clinic_facts),
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", metrics),
    ]
