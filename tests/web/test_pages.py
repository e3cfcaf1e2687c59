from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.engine import Engine
from bot.store import ConversationStore
from bot.web.server import ServerSettings, make_app

if TYPE_CHECKING:
    from tests.web.conftest import Contract

WIDGET = Path("widget")
EVERY_KIND_OF_ANSWER = [
    ("GET", "/", 200),
    ("GET", "/widget/clinic-chat.js", 200),
    ("GET", "/api/clinic", 200),
    ("GET", "/healthz", 200),
    ("GET", "/metrics", 200),
    ("POST", "/api/conversations", 201),
    ("GET", "/api/conversations/" + "0" * 32, 404),
    ("GET", "/nowhere", 404),
    ("PUT", "/api/conversations", 405),
    ("POST", "/webhooks/rest/webhook", 400),
]


def served_files() -> list[str]:
    kinds = (".js", ".css", ".svg")
    found = (path for path in WIDGET.rglob("*") if "node_modules" not in path.parts)
    return sorted(path.relative_to(WIDGET).as_posix() for path in found if path.suffix in kinds)


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND_OF_ANSWER)
async def test_every_answer_carries_the_security_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status == status
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "rule", ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "script-src 'self'"]
)
async def test_the_content_security_policy_is_strict(client: TestClient, rule: str) -> None:
    policy = (await client.get("/")).headers["Content-Security-Policy"]
    assert rule in policy.split("; ")
    assert "unsafe" not in policy


@pytest.mark.usefixtures("broken_store")
async def test_an_internal_error_carries_the_security_headers(client: TestClient) -> None:
    response = await client.get("/api/conversations/" + "0" * 32)
    assert response.status == 500
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/clinic", "/api/conversations/" + "0" * 32, "/webhooks/rest/"])
async def test_answers_of_the_api_are_not_stored_on_the_way(client: TestClient, path: str) -> None:
    assert (await client.get(path)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("method", "path", "status"), [e for e in EVERY_KIND_OF_ANSWER if e[2] >= 400])
async def test_every_error_is_json_with_help(
    client: TestClient, contract: Contract, method: str, path: str, status: int
) -> None:
    contract.check_named("Error", await (await client.request(method, path)).json())


async def test_no_cookie_is_set(client: TestClient) -> None:
    assert "Set-Cookie" not in (await client.post("/api/conversations")).headers


async def test_all_files_of_the_widget_are_served_with_their_types(client: TestClient) -> None:
    types = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    files = served_files()
    served = {path: (await client.get(f"/widget/{path}")).content_type for path in files}
    assert served == {path: types[Path(path).suffix] for path in files}
    assert {Path(path).suffix for path in files} == set(types)


async def test_a_file_of_the_widget_is_served_unchanged(client: TestClient) -> None:
    body = await (await client.get("/widget/clinic-chat.js")).read()
    assert body == (WIDGET / "clinic-chat.js").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/widget/..%2fclinic.yml",
        "/widget/%2e%2e/clinic.yml",
        "/widget/..%2f..%2fetc%2fpasswd",
        "/widget/%2fetc%2fpasswd",
        "/widget/..%5cclinic.yml",
        "/widget/../widget/../bot/web/openapi.json",
        "/widget/demo/index.html",
        "/widget/views",
        "/widget/nothing.js",
        "/widget/%00.js",
        "/widget/clinic-chat.js%00.svg",
        "/widget/%ff.js",
        "/widget/" + "a" * 5000 + ".js",
    ],
    ids=lambda path: path[:40],
)
async def test_nothing_but_the_widgets_own_files_is_served(client: TestClient, path: str) -> None:
    response = await client.get(URL(path, encoded=True))
    assert response.status == 404


async def test_a_link_that_leads_out_of_the_widgets_folder_is_not_followed(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "widget"
    folder.mkdir()
    (tmp_path / "secret.js").write_text("secret", encoding="utf-8")
    (folder / "link.js").symlink_to(tmp_path / "secret.js")
    monkeypatch.setattr("bot.web.pages.WIDGET", folder)
    assert (await client.get("/widget/link.js")).status == 404


async def test_the_demo_page_shows_the_clinic(client: TestClient) -> None:
    page = await (await client.get("/")).text()
    assert "Sunrise Physical Therapy" in page
    assert "tel:+17805550142" in page
    assert "{{" not in page


async def test_the_demo_page_says_that_it_is_one(client: TestClient) -> None:
    page = await (await client.get("/")).text()
    assert "This is a demonstration page" in page


@pytest.mark.usefixtures("real_clinic_file")
async def test_the_page_of_a_real_clinic_does_not_speak_of_a_demo(client: TestClient) -> None:
    page = await (await client.get("/")).text()
    assert "demonstration" not in page.lower()
    assert "fictional" not in page.lower()


@pytest.mark.usefixtures("real_clinic_file")
async def test_the_page_escapes_what_the_clinic_file_holds(client: TestClient) -> None:
    page = await (await client.get("/")).text()
    assert "<script>alert" not in page
    assert "<b>Physio" not in page
    assert "&lt;b&gt;Physio&lt;/b&gt; &amp; Co" in page
    assert 'href="https://annphysio.janeapp.com/?a=1&amp;b=2"' in page


async def test_the_page_works_without_phone_and_booking_page(
    client: TestClient, real_clinic_file: Path
) -> None:
    real_clinic_file.write_text("name: Bare Clinic\ntown: Spruce Grove\n", encoding="utf-8")
    page = await (await client.get("/")).text()
    assert "Bare Clinic" in page
    assert "None" not in page


async def test_a_changed_clinic_file_shows_at_once(client: TestClient, real_clinic_file: Path) -> None:
    await client.get("/api/clinic")
    real_clinic_file.write_text("name: New Name\ntown: Stony Plain\n", encoding="utf-8")
    facts = await (await client.get("/api/clinic")).json()
    assert (facts["clinic"]["name"], facts["clinic"]["town"]) == ("New Name", "Stony Plain")


async def test_the_widget_learns_the_clinics_facts(client: TestClient) -> None:
    facts = await (await client.get("/api/clinic")).json()
    assert facts["clinic"]["phone"] == "780-555-0142"
    assert facts["clinic"]["phone_url"] == "tel:+17805550142"
    assert facts["clinic"]["booking_url"].startswith("https://")


async def test_the_widget_learns_the_emergency_numbers(client: TestClient) -> None:
    facts = await (await client.get("/api/clinic")).json()
    assert [number["url"] for number in facts["emergency"]] == ["tel:911", "tel:811", "tel:988"]


async def test_the_notice_says_that_it_is_no_person_and_not_for_emergencies(client: TestClient) -> None:
    notice = (await (await client.get("/api/clinic")).json())["notice"]["text"]
    assert "automated assistant" in notice
    assert "911" in notice


async def test_the_process_lives(client: TestClient) -> None:
    response = await client.get("/healthz")
    assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_a_loaded_model_and_a_working_store_are_ready(client: TestClient) -> None:
    response = await client.get("/readyz")
    assert response.status == 200
    assert (await response.json())["checks"] == {"model": True, "store": True}


async def test_without_a_model_the_process_lives_and_is_not_ready(tmp_path: Path) -> None:
    engine = Engine(ConversationStore(f"sqlite:///{tmp_path / 'empty.db'}"))
    async with TestClient(TestServer(make_app(engine, ServerSettings()))) as client:
        ready, lives = await client.get("/readyz"), await client.get("/healthz")
        checks = (await ready.json())["checks"]
    engine.close()
    assert (ready.status, checks, lives.status) == (503, {"model": False, "store": True}, 200)


async def test_without_its_store_the_process_lives_and_is_not_ready(unready_client: TestClient) -> None:
    ready, lives = await unready_client.get("/readyz"), await unready_client.get("/healthz")
    assert (await ready.json())["checks"]["store"] is False
    assert (ready.status, lives.status) == (503, 200)
