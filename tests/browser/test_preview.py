"""``bot preview`` as staff use it: a real process, a real browser, files saved while it runs."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest_asyncio
from aiohttp.test_utils import TestClient
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import new_profile
from tests.browser.test_axe import examined
from tests.browser.visitor import Visitor
from tests.conftest import MODEL, PROJECT

# Loading the model, and learning on a busy machine.
PATIENCE = 120_000
CLINIC = Path("data/nlu/clinic.yml")
PARKING = "Here is what I know about parking."
QUESTION = "where do i put my zumbletrack"
NEW_ANSWER = """\
  - intent: clinic/zumbletrack
    examples: |
      - can i bring a zumbletrack
      - zumbletrack
      - is my zumbletrack welcome at the clinic
      - do you allow a zumbletrack inside
      - may the zumbletrack come in with me
      - i would like to bring the zumbletrack
      - what about zumbletracks
      - are zumbletracks fine with you
      - zumbletrack allowed
      - would it be ok to take a zumbletrack along
      - can my zumbletrack wait in the hall
      - zumbletrack in the waiting room
"""
NEW_TEXT = """\
  utter_clinic/zumbletrack:
    - text: |
        Yes, you can bring it in.
      metadata:
        title: Can I bring a zumbletrack?
        facts: [clinic.yml]
        review: needs clinic review
        related: [clinic/parking]
"""


@dataclass
class Preview:
    """A running ``bot preview`` in a folder of its own, and the page it shows."""

    folder: Path
    address: str
    page: Page
    visitor: Visitor

    @property
    def status(self) -> Locator:
        """The line that says what became of the last save."""
        return self.page.locator(".preview-status")

    @property
    def problems(self) -> Locator:
        """The mistakes that the panel tells."""
        return self.page.get_by_role("list", name="Mistakes").get_by_role("listitem")

    @property
    def newest(self) -> Locator:
        """What the panel says of the newest reply."""
        return self.page.locator(".preview-replies > li").first

    async def asks(self, text: str) -> Locator:
        """Ask in the chat; what the panel says of the reply."""
        before = await self.page.locator(".preview-replies > li").count()
        await self.visitor.types_and_sends(text)
        await expect(self.page.locator(".preview-replies > li")).to_have_count(before + 1)
        await expect(self.newest.locator(".preview-said")).to_have_text(text)
        return self.newest

    def text_of(self, path: Path) -> str:
        """What a file holds."""
        return (self.folder / path).read_text(encoding="utf-8")

    async def saves(self, path: Path, text: str, state: str = "live") -> None:
        """Save a file as editors do, a new one in the place of the old, and wait for what it comes to."""
        seen = await self.page.evaluate("window.__states.length")
        beside = (self.folder / path).with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, self.folder / path)
        await self.page.wait_for_function(
            "([seen, state]) => window.__states.slice(seen).includes(state)",
            arg=[seen, state],
            timeout=PATIENCE,
        )


STATES = """() => {
  const status = document.querySelector(".preview-status");
  window.__states = [];
  new MutationObserver(() => window.__states.push(status.dataset.state))
    .observe(status, { attributes: true, attributeFilter: ["data-state"] });
}"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def copied(target: Path) -> Path:
    """The project's files with their times: they are not newer than the model."""
    for name in ("config.yml", "domain.yml", "clinic.yml"):
        shutil.copy2(PROJECT / name, target)
    shutil.copytree(PROJECT / "data", target / "data")
    (target / "widget").symlink_to(PROJECT / "widget")
    return target


@pytest_asyncio.fixture(scope="module")
async def preview(tmp_path_factory, chromium: Browser, complaints: list[str]) -> AsyncIterator[Preview]:  # type: ignore[no-untyped-def]
    folder, port = copied(tmp_path_factory.mktemp("preview")), free_port()
    command = [sys.executable, "-m", "bot.cli", "preview", "--port", str(port), "--model", str(MODEL)]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "CLINIC_ENCODER": str(PROJECT / ".cache" / "encoder")},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    said = []
    while line := (await process.stderr.readline()).decode():
        said.append(line)
        if line.startswith("Ready: "):
            break
    assert said[-1].startswith("Ready: "), said
    read = asyncio.create_task(process.stderr.read())
    context = await new_profile(chromium, complaints, viewport={"width": 1366, "height": 800})
    page = await context.new_page()
    address = f"http://127.0.0.1:{port}"
    await page.goto(f"{address}/preview")
    visitor = Visitor(page, address, complaints)
    await expect(visitor.answers).to_have_count(1)
    await expect(page.locator(".preview-status")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    await page.evaluate(STATES)
    yield Preview(folder, address, page, visitor)
    await context.close()
    process.terminate()
    await process.wait()
    await read


async def test_a_reply_comes_with_its_reasons_and_their_lines(preview: Preview) -> None:
    told = await preview.asks("does dry needlqing hurt?")
    await expect(told.locator(".preview-answer")).to_contain_text("needling/does_it_hurt")
    await expect(told).to_contain_text("Spelling repaired: “does dry needling hurt?”")
    await expect(told).to_contain_text("In-scope score")
    for shown in await told.locator(".preview-place a").all():
        file, line = str(await shown.text_content()).rsplit(":", 1)
        assert (preview.folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].strip()
    place = str(await told.locator(".preview-answer .preview-place a").text_content())
    file, line = place.rsplit(":", 1)
    assert "utter_needling/does_it_hurt:" in preview.text_of(Path(file)).splitlines()[int(line) - 1]


async def test_a_nearest_example_stands_on_the_line_that_is_named(preview: Preview) -> None:
    told = await preview.asks("is there parking at the clinic")
    near = told.locator(".preview-near li").first
    file, line = str(await near.locator("a").text_content()).rsplit(":", 1)
    example = preview.text_of(Path(file)).splitlines()[int(line) - 1].strip().removeprefix("- ")
    await expect(near).to_contain_text(example)


async def test_a_danger_sign_names_what_found_it(preview: Preview) -> None:
    told = await preview.asks("i cannot pee and my groin is numb")
    await expect(told).to_contain_text("A danger sign")
    await expect(told.locator(".preview-alarm")).to_contain_text(re.compile("rule|model|example"))
    await expect(told.locator(".preview-answer").first).to_contain_text("domain.yml:")
    await preview.visitor.clears()


async def test_a_pressed_button_is_told_as_such(preview: Preview) -> None:
    await preview.asks("does dry needling hurt?")
    before = await preview.page.locator(".preview-replies > li").count()
    await preview.visitor.answer.get_by_role("button", name="Soreness after needling").click()
    await expect(preview.page.locator(".preview-replies > li")).to_have_count(before + 1)
    await expect(preview.newest).to_contain_text("A button was pressed")


async def test_a_saved_text_is_in_the_next_reply(preview: Preview) -> None:
    before = preview.text_of(CLINIC)
    await preview.saves(CLINIC, before.replace(PARKING, "Park behind the red barn."))
    await preview.asks("is there parking at the clinic")
    await expect(preview.visitor.answer).to_contain_text("Park behind the red barn.")
    await preview.saves(CLINIC, before)


async def test_a_saved_fact_of_the_clinic_is_in_the_next_reply(preview: Preview) -> None:
    clinic = Path("clinic.yml")
    before = preview.text_of(clinic)
    await preview.saves(clinic, re.sub(r"(?m)^phone:.*$", "phone: 780-555-0199", before))
    await preview.asks("what is your phone number")
    await expect(preview.visitor.answer).to_contain_text("780-555-0199")
    await preview.saves(clinic, before)


async def test_a_mistake_is_told_and_the_last_good_state_stays(preview: Preview) -> None:
    before = preview.text_of(CLINIC)
    mistaken = before.replace(PARKING, "Park on the roof.").replace("examples: |", "examples:", 1)
    await preview.saves(CLINIC, mistaken, "mistake")
    await expect(preview.problems).to_have_count(1)
    await expect(preview.problems).to_contain_text(re.compile(r"data/nlu/clinic\.yml, line \d+.*\|"))
    await preview.asks("where can i park")
    await expect(preview.visitor.answer).not_to_contain_text("roof")
    await preview.saves(CLINIC, before)
    await expect(preview.problems).to_have_count(0)


async def test_a_mistake_in_the_clinic_file_leaves_the_last_good_facts(preview: Preview) -> None:
    clinic = Path("clinic.yml")
    before = preview.text_of(clinic)
    await preview.saves(clinic, f"{before}\nfone: 1\n", "mistake")
    await expect(preview.problems.first).to_contain_text("clinic.yml")
    await preview.asks("what is your phone number")
    await expect(preview.visitor.answer).to_contain_text("780-555-0142")
    await preview.saves(clinic, before)


async def test_a_new_example_is_understood(preview: Preview) -> None:
    told = await preview.asks(QUESTION)
    await expect(told.locator(".preview-answer").first).not_to_contain_text("clinic/parking")
    before = preview.text_of(CLINIC)
    added = before.replace("      - parking?\n", f"      - parking?\n      - {QUESTION}\n", 1)
    await preview.saves(CLINIC, added)
    await expect(preview.status).to_contain_text("taken in quickly")
    told = await preview.asks(QUESTION)
    await expect(told.locator(".preview-answer").first).to_contain_text("clinic/parking")
    await expect(told.locator(".preview-near li").first).to_contain_text(QUESTION)
    await preview.saves(CLINIC, before)


async def test_a_new_answer_with_its_examples_is_given(preview: Preview) -> None:
    before = preview.text_of(CLINIC)
    head, _, responses = before.partition("\nresponses:\n")
    await preview.saves(CLINIC, f"{head.rstrip()}\n{NEW_ANSWER}\nresponses:\n{NEW_TEXT}{responses}")
    told = await preview.asks("may i bring my zumbletrack")
    await expect(told.locator(".preview-answer").first).to_contain_text("clinic/zumbletrack")
    await expect(preview.visitor.answer).to_contain_text("Yes, you can bring it in.")
    await preview.saves(CLINIC, before)


async def test_the_panel_is_used_with_the_keyboard_alone(preview: Preview) -> None:
    await preview.asks("does dry needling hurt?")
    skip = preview.page.get_by_role("link", name="Skip to the preview")
    await skip.focus()
    await preview.page.keyboard.press("Enter")
    await expect(preview.page.get_by_role("complementary", name="Preview")).to_be_focused()
    why = preview.newest.locator("summary")
    await why.focus()
    await preview.page.keyboard.press("Enter")
    await expect(preview.newest.get_by_role("table")).to_be_hidden()
    await preview.page.keyboard.press("Enter")
    await expect(preview.newest.get_by_role("table")).to_be_visible()


async def test_axe_finds_nothing_in_light_or_dark(preview: Preview) -> None:
    await preview.asks("is there parking at the clinic")
    for scheme in ("light", "dark"):
        await preview.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert (await examined(preview.page))["violations"] == [], scheme


async def test_a_page_that_is_opened_later_shows_what_was_asked_before(preview: Preview) -> None:
    await preview.asks("does dry needling hurt?")
    other = await preview.page.context.new_page()
    await other.goto(f"{preview.address}/preview")
    await expect(other.locator(".preview-said").first).to_have_text("does dry needling hurt?")
    await expect(other.locator(".preview-status")).to_have_attribute("data-state", "live")
    await other.close()


async def test_another_name_for_this_machine_is_refused(preview: Preview) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/preview", "/preview/events", "/preview/preview.js"):
            async with session.get(preview.address + path, headers={"Host": "evil.example"}) as response:
                assert response.status == 403, path


async def test_the_server_for_visitors_has_no_preview(client: TestClient) -> None:
    for path in ("/preview", "/preview/events", "/preview/preview.js"):
        assert (await client.get(path)).status == 404, path
