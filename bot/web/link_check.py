"""Whether the booking page answers: checked in the background, never while a visitor waits."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp import web

from actions.clinic import ClinicFileError, is_example_host, load_clinic
from actions.link_health import LINK_HEALTH
from bot.failures import log_failure

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_CHECKS = 300.0
LONGEST_PAUSE = 1800.0
# A page counts as down from the second failure in a row: one may be a hiccup on either side.
FAILURES_TO_BE_DOWN = 2
SECONDS_TO_ANSWER = 10.0
MOST_REDIRECTS = 5
HEADERS = {"User-Agent": "clinic-assistant link check"}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# The page is there, but shows itself to people only.
REFUSES_PROGRAMS = frozenset({401, 403, 405, 406, 429})


class Finding(str, Enum):
    """What one check found."""

    WORKS = "works"
    STATUS = "error_status"
    ELSEWHERE = "leads_elsewhere"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "bad_certificate"


@dataclass(frozen=True)
class Pace:
    """How often to check, in seconds, and how long to wait for an answer.

    After each failure beyond the first the pause doubles, up to ``longest``.
    """

    pause: float = SECONDS_BETWEEN_CHECKS
    longest: float = LONGEST_PAUSE
    patience: float = SECONDS_TO_ANSWER

    def after(self, failures: int) -> float:
        """Seconds until the next check after so many failures in a row."""
        return min(self.longest, self.pause * 2.0 ** max(0, failures - FAILURES_TO_BE_DOWN))


USUAL_PACE = Pace()


async def check_page(session: aiohttp.ClientSession, url: str, hosts: Sequence[str]) -> Finding:
    """Ask for a page, HEAD first and GET if that is refused; ``hosts`` are those it may lead to.

    Never raises: what goes wrong is the finding.
    """
    try:
        return await _found(session, url, hosts)
    except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError, ssl.SSLError):
        return Finding.CERTIFICATE
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return Finding.NO_ANSWER


async def _found(session: aiohttp.ClientSession, url: str, hosts: Sequence[str]) -> Finding:
    for _ in range(MOST_REDIRECTS + 1):
        status, location = await _asked(session, "HEAD", url)
        if status >= 400:
            status, location = await _asked(session, "GET", url)
        if status not in REDIRECTS or not location:
            return Finding.WORKS if status < 400 or status in REFUSES_PROGRAMS else Finding.STATUS
        url = urljoin(url, location)
        parts = urlsplit(url)
        if parts.scheme != "https" or (parts.hostname or "") not in hosts:
            return Finding.ELSEWHERE
    return Finding.ELSEWHERE


async def _asked(session: aiohttp.ClientSession, method: str, url: str) -> tuple[int, str | None]:
    async with session.request(method, url, allow_redirects=False) as response:
        return response.status, response.headers.get("Location")


class LinkCheck:
    """Checks the clinic's booking page now and then, and remembers what it found.

    ``tls`` is the TLS context to trust servers by, None for the system's certificates.
    """

    def __init__(self, pace: Pace = USUAL_PACE, tls: ssl.SSLContext | None = None) -> None:
        self._pace = pace
        self._tls = tls
        self._url: str | None = None
        self._failures = 0
        self.finding: Finding | None = None
        self.counts: dict[Finding, int] = {}

    @property
    def state(self) -> str:
        """``up``, ``failing`` (once), ``down`` (again and again) or ``unchecked``."""
        if self.finding is None:
            return "unchecked"
        if not self._failures:
            return "up"
        return "down" if self._failures >= FAILURES_TO_BE_DOWN else "failing"

    async def run(self) -> None:
        """Check until cancelled."""
        timeout = aiohttp.ClientTimeout(total=self._pace.patience)
        connector = aiohttp.TCPConnector(ssl=self._tls or True, force_close=True)
        async with aiohttp.ClientSession(
            timeout=timeout,
            connector=connector,
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=True,
        ) as session:
            while True:
                try:
                    await self.check_once(session)
                except Exception as error:
                    log_failure("link check", error)
                await asyncio.sleep(self._pace.after(self._failures))

    async def check_once(self, session: aiohttp.ClientSession) -> None:
        """Check the page that ``clinic.yml`` names now; an example address is left alone."""
        try:
            booking = load_clinic().booking
        except ClinicFileError:
            return
        url = booking.url
        if url != self._url:
            self._forget(url)
        if not url or is_example_host(urlsplit(url).hostname or ""):
            return
        finding = await check_page(session, url, booking.allowed_hosts)
        self._remember(url, finding)

    def _forget(self, url: str | None) -> None:
        if self._url:
            LINK_HEALTH.tell(self._url, down=False)
        self._url, self._failures, self.finding = url, 0, None

    def _remember(self, url: str, finding: Finding) -> None:
        before = self.state
        self.finding = finding
        self.counts[finding] = self.counts.get(finding, 0) + 1
        self._failures = 0 if finding is Finding.WORKS else self._failures + 1
        LINK_HEALTH.tell(url, down=self.state == "down")
        if self.state != before:
            logger.warning("The booking page is %s (%s).", self.state, finding.value)

    def as_dict(self) -> dict[str, Any]:
        """For ``/readyz``."""
        return {"state": self.state, "finding": self.finding.value if self.finding else None}


LINK_CHECK = web.AppKey("link_check", LinkCheck)


async def running(app: web.Application) -> AsyncIterator[None]:
    """The check as a background task of the application."""
    task = asyncio.create_task(app[LINK_CHECK].run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
