"""The embed line on another website: weight, other origin, versions and hashes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import expect

from actions.clinic import load_clinic
from bot.cli import main
from bot.web.release import LAUNCHER, Release, WidgetUnreadable, release_of
from tests.browser.conftest import NewVisitor, StoppableServer
from tests.browser.visitor import Visitor
from tests.browser.website import Website

SCRIPTS = [path for path in Path("widget").rglob("*.js") if "node_modules" not in path.parts]
UNSERVED = shutil.ignore_patterns("node_modules")
RENDER_BLOCKING = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/widget/")).map((entry) => entry.renderBlockingStatus)"""


def loaded(visitor: Visitor, release: Release) -> list[str]:
    """The files of the release that were fetched, in order."""
    marker = f"/widget/{release.version}/"
    return [request.url.split(marker)[1] for request in visitor.requests if marker in request.url]


def test_the_launcher_weighs_at_most_4_kilobytes_as_it_is_sent(release: Release) -> None:
    assert release.weights()[LAUNCHER] <= 4 * 1024


def test_the_whole_widget_weighs_at_most_25_kilobytes_as_it_is_sent(release: Release) -> None:
    assert sum(size for path, size in release.weights().items() if path != "strings/fr.js") <= 25 * 1024


async def test_a_website_of_another_origin_holds_a_whole_conversation(
    visitor: Visitor, website: Website
) -> None:
    await visitor.opens(website.address)
    shown = await visitor.asks("whats ur number")
    await expect(shown).to_contain_text("780-555-0142")
    async with visitor.page.expect_response("**/feedback") as kept:
        await shown.get_by_role("button", name="Helpful", exact=True).click()
    assert (await kept.value).status == 204
    await visitor.clears()
    await expect(visitor.panel.get_by_text("The chat has been deleted.")).to_have_count(2)


async def test_a_website_that_is_not_listed_gets_numbers_to_call_and_no_answers(
    visitor: Visitor, website: Website, failing_server: StoppableServer, release: Release
) -> None:
    website.embeds(release, failing_server.address)
    await visitor.visits(website.address)
    await visitor.launcher.click()
    await visitor.sees_the_fail_safe_line()
    await expect(visitor.answers).to_have_count(0)


async def test_a_page_that_is_only_read_loads_the_launcher_and_nothing_else(
    visitor: Visitor, website: Website, release: Release
) -> None:
    await visitor.visits(website.address)
    await visitor.page.wait_for_load_state("networkidle")
    assert loaded(visitor, release) == [LAUNCHER]


@pytest.mark.parametrize("way", ["hover", "focus", "click"])
async def test_the_panel_is_fetched_when_the_visitor_means_to_open_it(
    visitor: Visitor, website: Website, way: str
) -> None:
    await visitor.visits(website.address)
    async with visitor.page.expect_response("**/panel.js"):
        await getattr(visitor.launcher, way)()


async def test_without_a_release_the_chat_runs_module_by_module(visitor: Visitor) -> None:
    await visitor.arrives(modules=True)
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await expect(await visitor.asks("whats ur number")).to_contain_text("780-555-0142")
    files = {request.url.split("/widget/")[1] for request in visitor.requests if "/widget/" in request.url}
    modules = {str(path.relative_to("widget")) for path in SCRIPTS}
    assert modules - files == {"aside.js", "strings/fr.js", "views/hint.js"}


async def test_opening_takes_two_more_files(visitor: Visitor, website: Website, release: Release) -> None:
    await visitor.opens(website.address)
    assert sorted(set(loaded(visitor, release))) == [LAUNCHER, "panel.js", "strings/en.js"]


async def test_the_widget_calls_no_other_host_and_loads_no_font(visitor: Visitor, website: Website) -> None:
    await visitor.opens(website.address)
    await visitor.asks("what causes sciatica")
    allowed = (website.address, visitor.address)
    assert [request.url for request in visitor.requests if not request.url.startswith(allowed)] == []
    assert await visitor.page.evaluate("document.fonts.size") == 0
    assert [request.url for request in visitor.requests if request.resource_type == "font"] == []


async def test_the_widget_adds_one_element_name_and_no_global(
    new_visitor: NewVisitor, website: Website
) -> None:
    visitor = await new_visitor()
    chat, website.chat = website.chat, ""
    await visitor.page.goto(website.address)
    before = set(await visitor.page.evaluate("Object.getOwnPropertyNames(window)"))
    website.chat = chat
    await visitor.opens(website.address)
    assert set(await visitor.page.evaluate("Object.getOwnPropertyNames(window)")) - before == set()
    assert await visitor.page.evaluate("customElements.get('clinic-chat') !== undefined")


async def test_a_script_that_was_changed_on_the_way_does_not_run(
    new_visitor: NewVisitor, website: Website, complaints: list[str]
) -> None:
    visitor = await new_visitor()

    async def change(route) -> None:  # type: ignore[no-untyped-def]
        reply = await route.fetch()
        await route.fulfill(response=reply, body=await reply.text() + "\nwindow.changed = true;")

    await visitor.page.route(f"**/{LAUNCHER}", change)
    async with visitor.page.expect_console_message(lambda said: "integrity" in said.text):
        await visitor.page.goto(website.address)
    assert await visitor.page.evaluate("window.changed") is None
    await expect(visitor.launcher).to_have_count(0)
    complaints.clear()


async def test_a_panel_that_was_changed_on_the_way_does_not_run_and_the_number_to_call_is_shown(
    new_visitor: NewVisitor, website: Website, complaints: list[str]
) -> None:
    visitor = await new_visitor()

    async def change(route) -> None:  # type: ignore[no-untyped-def]
        reply = await route.fetch()
        await route.fulfill(response=reply, body="window.changed = true;\n" + await reply.text())

    await visitor.page.route("**/panel.js", change)
    await visitor.visits(website.address)
    await visitor.launcher.click()
    await expect(visitor.page.get_by_role("alert")).to_contain_text("780-555-0142")
    assert await visitor.page.evaluate("window.changed") is None
    complaints.clear()


async def test_nothing_of_the_widget_holds_up_the_first_paint(visitor: Visitor, website: Website) -> None:
    await visitor.visits(website.address)
    assert await visitor.page.evaluate(RENDER_BLOCKING) == ["non-blocking"]


def test_the_embed_line_names_a_version_and_a_hash(release: Release) -> None:
    line = release.embed_line("https://chat.clinic.example/", "780-555-0142")
    assert re.search(r'src="https://chat\.clinic\.example/widget/[0-9a-f]{12}/clinic-chat\.js"', line)
    assert re.search(r'integrity="sha384-[\w+/]{64}" crossorigin="anonymous"', line)
    assert '<clinic-chat phone="780-555-0142"></clinic-chat>' in line


def test_bot_embed_prints_the_line_and_keeps_the_files(
    release: Release,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("bot.web.release.RELEASES", tmp_path)
    main(["embed", "https://chat.clinic.example/"])
    line = release.embed_line("https://chat.clinic.example", load_clinic().phone)
    assert capsys.readouterr().out.strip() == line
    assert (tmp_path / release.version / LAUNCHER).read_bytes() == release.files[LAUNCHER]


@pytest.mark.parametrize(
    "address", ["clinic.example", "ftp://clinic.example", "https://", "https://x.example/y"]
)
@pytest.mark.parametrize("command", [["embed"], ["serve", "--cors"]])
def test_an_address_that_is_no_website_is_refused_with_an_example(
    address: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*command, address])
    assert "Write it like https://www.clinic.example" in capsys.readouterr().err


def test_no_document_recommends_an_address_that_changes_under_a_website() -> None:
    for path in [Path("README.md"), *Path("docs").glob("*.md"), *Path("widget").glob("*.md")]:
        assert not re.search(r"@latest|/latest/", path.read_text(encoding="utf-8")), path


def test_another_word_in_any_file_is_another_version(release: Release, tmp_path: Path) -> None:
    changed = shutil.copytree("widget", tmp_path / "widget", ignore=UNSERVED)
    words = changed / "strings" / "fr.js"
    words.write_text(words.read_text(encoding="utf-8").replace("Effacer", "Vider"), encoding="utf-8")
    assert release_of(changed).version != release.version


def test_a_module_in_a_form_that_cannot_be_joined_is_named(tmp_path: Path) -> None:
    changed = shutil.copytree("widget", tmp_path / "widget", ignore=UNSERVED)
    with (changed / "aside.js").open("a", encoding="utf-8") as file:
        file.write('\nimport * as all from "./dom.js";\n')
    with pytest.raises(WidgetUnreadable, match=r"widget/aside\.js"):
        release_of(changed)


async def test_a_version_that_was_embed_is_served_after_the_widget_has_changed(
    client: TestClient, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = Release("0123456789ab", {LAUNCHER: b"older"})
    older.save(tmp_path)
    monkeypatch.setattr("bot.web.release.RELEASES", tmp_path)
    reply = await client.get(f"/widget/0123456789ab/{LAUNCHER}")
    assert await reply.read() == b"older"
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["0123456789ab/clinic-chat.js", "0123456789ab/../../clinic.yml"])
async def test_a_version_nobody_has_embedded_is_not_found(client: TestClient, path: str) -> None:
    assert (await client.get(f"/widget/{path}")).status == 404
