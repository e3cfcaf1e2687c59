"""The check of the booking page, against a real TLS server that behaves in every way pages do."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from prometheus_client.parser import text_string_to_metric_families

from actions.clinic import FILE_VARIABLE
from actions.link_health import LINK_HEALTH
from bot.engine import Engine
from bot.web.link_check import Finding, LinkCheck, Pace, check_page
from bot.web.server import ServerSettings, make_app

HOST = "127.0.0.1"


def certificate(folder: Path, host: str) -> Path:
    """A new self-signed certificate for ``host``, with its key, as one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.timezone.utc)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), False)
        .sign(key, hashes.SHA256())
    )
    encoding, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, no_password)
        + signed.public_bytes(encoding)
    )
    return path


class Page:
    """A booking page whose manners a test may change."""

    def __init__(self) -> None:
        self.manner = "answers"
        self.asked: list[str] = []
        self.hanging = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.method)
        if self.manner == "hangs":
            await self.hanging.wait()
        if self.manner == "closes":
            assert request.transport is not None
            request.transport.close()
        if self.manner == "no head" and request.method == "HEAD":
            return web.Response(status=501)
        if self.manner.startswith("http") or self.manner.startswith("/"):
            raise web.HTTPFound(self.manner)
        if self.manner == "redirects on and on":
            raise web.HTTPFound(f"/{len(self.asked)}")
        return web.Response(status=int(self.manner) if self.manner.isdigit() else 200, text="Book here.")


async def serving(page: Page, pem: Path) -> AsyncIterator[TestServer]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page.handle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = TestServer(app, scheme="https", host=HOST)
    await server.start_server(ssl=context)
    yield server
    page.hanging.set()
    await server.close()


@pytest_asyncio.fixture
async def page() -> Page:
    return Page()


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate(tmp_path, HOST)


@pytest.fixture
def trusting(pem: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pem))


@pytest_asyncio.fixture
async def server(page: Page, pem: Path) -> AsyncIterator[TestServer]:
    async for each in serving(page, pem):
        yield each


@pytest_asyncio.fixture
async def session(trusting: ssl.SSLContext) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(ssl=trusting, force_close=True)
    timeout = aiohttp.ClientTimeout(total=0.5)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield session


@pytest.mark.parametrize(
    ("manner", "finding"),
    [
        ("answers", Finding.WORKS),
        ("no head", Finding.WORKS),
        ("403", Finding.WORKS),
        ("429", Finding.WORKS),
        ("404", Finding.STATUS),
        ("410", Finding.STATUS),
        ("500", Finding.STATUS),
        ("503", Finding.STATUS),
        ("hangs", Finding.NO_ANSWER),
        ("closes", Finding.NO_ANSWER),
        ("https://elsewhere.ca/", Finding.ELSEWHERE),
        ("http://127.0.0.1/", Finding.ELSEWHERE),
        ("redirects on and on", Finding.ELSEWHERE),
    ],
)
async def test_a_page_is_found_as_it_is(
    page: Page, server: TestServer, session: aiohttp.ClientSession, manner: str, finding: Finding
) -> None:
    page.manner = manner
    assert await check_page(session, str(server.make_url("/book")), [HOST]) is finding


async def test_a_page_that_answers_is_asked_once_and_for_its_head_only(
    page: Page, server: TestServer, session: aiohttp.ClientSession
) -> None:
    await check_page(session, str(server.make_url("/")), [HOST])
    assert page.asked == ["HEAD"]


async def test_a_page_that_refuses_head_is_asked_for_whole(
    page: Page, server: TestServer, session: aiohttp.ClientSession
) -> None:
    page.manner = "no head"
    await check_page(session, str(server.make_url("/")), [HOST])
    assert page.asked == ["HEAD", "GET"]


async def test_a_certificate_nobody_vouches_for_is_found(server: TestServer) -> None:
    async with aiohttp.ClientSession() as session:
        finding = await check_page(session, str(server.make_url("/")), [HOST])
    assert finding is Finding.CERTIFICATE


async def test_a_server_that_is_not_there_gives_no_answer(
    server: TestServer, session: aiohttp.ClientSession
) -> None:
    url = str(server.make_url("/"))
    await server.close()
    assert await check_page(session, url, [HOST]) is Finding.NO_ANSWER


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 300), (1, 300), (2, 300), (3, 600), (5, 1800), (900, 1800)]
)
def test_the_pause_is_five_minutes_and_grows_while_the_page_is_down(failures: int, seconds: float) -> None:
    assert Pace().after(failures) == seconds


@pytest.fixture
def clinic_file(server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "clinic.yml"
    url = server.make_url("/book")
    path.write_text(
        f"name: Hill Physio\ntown: Spruce Grove\nphone: 780-963-4021\nbooking:\n  url: {url}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


async def states(check: LinkCheck, session: aiohttp.ClientSession, page: Page, *manners: str) -> list[str]:
    found = []
    for manner in manners:
        page.manner = manner
        await check.check_once(session)
        found.append(check.state)
    return found


@pytest.mark.usefixtures("clinic_file")
async def test_one_failure_is_not_taken_for_a_page_that_is_down(
    page: Page, session: aiohttp.ClientSession
) -> None:
    manners = ["answers", "500", "answers", "500", "500", "answers"]
    assert await states(LinkCheck(), session, page, *manners) == [
        *("up", "failing", "up"),
        *("failing", "down", "up"),
    ]


@pytest.mark.usefixtures("clinic_file")
async def test_the_actions_learn_when_the_page_is_down_and_when_it_is_back(
    page: Page, server: TestServer, session: aiohttp.ClientSession
) -> None:
    url, check = str(server.make_url("/book")), LinkCheck()
    await states(check, session, page, "500", "500")
    assert LINK_HEALTH.is_down(url)
    await states(check, session, page, "answers")
    assert not LINK_HEALTH.is_down(url)


async def test_a_new_address_in_the_clinic_file_starts_anew(
    page: Page, server: TestServer, session: aiohttp.ClientSession, clinic_file: Path
) -> None:
    url, check = str(server.make_url("/book")), LinkCheck()
    await states(check, session, page, "500", "500")
    text = clinic_file.read_text(encoding="utf-8").replace("/book", "/new")
    clinic_file.write_text(text, encoding="utf-8")
    assert await states(check, session, page, "answers") == ["up"]
    assert not LINK_HEALTH.is_down(url)


@pytest.mark.parametrize("url", ["", "https://booking.clinic.example/"])
async def test_an_example_or_no_address_is_never_asked(
    page: Page, session: aiohttp.ClientSession, clinic_file: Path, url: str
) -> None:
    clinic_file.write_text(f"name: A\ntown: B\nbooking:\n  url: {url}\n", encoding="utf-8")
    assert await states(LinkCheck(), session, page, "answers") == ["unchecked"]


async def test_a_clinic_file_with_a_mistake_does_not_end_the_check(
    page: Page, session: aiohttp.ClientSession, clinic_file: Path
) -> None:
    clinic_file.write_text("nonsense\n", encoding="utf-8")
    assert await states(LinkCheck(), session, page, "answers") == ["unchecked"]


async def metric(client: TestClient, name: str) -> dict[str, float]:
    text = await (await client.get("/metrics")).text()
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {" ".join(sample.labels.values()): sample.value for sample in samples}


class WatchedCheck(LinkCheck):
    """A check that tells when it has found something."""

    def __init__(self, pace: Pace, tls: ssl.SSLContext) -> None:
        super().__init__(pace, tls)
        self._found = asyncio.Event()

    async def check_once(self, session: aiohttp.ClientSession) -> None:
        await super().check_once(session)
        self._found.set()

    async def until(self, state: str) -> None:
        """Wait until ``state`` is found, half a minute at most."""

        async def reached() -> None:
            while self.state != state:
                self._found.clear()
                await self._found.wait()

        await asyncio.wait_for(reached(), 30)


async def booking_page(client: TestClient) -> tuple[int, Any]:
    response = await client.get("/readyz")
    return response.status, (await response.json())["booking_page"]


@pytest.mark.usefixtures("clinic_file")
async def test_the_server_checks_in_the_background_and_shows_what_it_found(
    engine: Engine, page: Page, trusting: ssl.SSLContext
) -> None:
    page.manner = "500"
    check = WatchedCheck(Pace(pause=0.01, longest=0.01), trusting)
    app = make_app(engine, ServerSettings(messages_per_minute=1000, link_check=True), check)
    async with TestClient(TestServer(app)) as client:
        await check.until("down")
        assert await booking_page(client) == (200, {"state": "down", "finding": "error_status"})
        assert await metric(client, "clinic_booking_page_up") == {"": 0}
        assert (await metric(client, "clinic_booking_page_checks_total"))["error_status"] >= 2
        made = await (await client.post("/api/conversations")).json()
        sent = {"id": "m1", "text": "I want to book an appointment"}
        said = await (await client.post(f"/api/conversations/{made['id']}/messages", json=sent)).json()
        page.manner = "answers"
        await check.until("up")
        assert await metric(client, "clinic_booking_page_up") == {"": 1}
    (reply,) = said["messages"]
    assert reply["text"].startswith("Our booking page does not work right now.")
    assert [link["kind"] for link in reply["metadata"]["links"]] == ["phone", "booking"]


async def test_without_a_check_nothing_is_claimed(client: TestClient) -> None:
    assert await booking_page(client) == (200, {"state": "unchecked", "finding": None})
    assert await metric(client, "clinic_booking_page_up") == {}
