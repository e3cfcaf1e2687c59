"""Browsers that keep nothing, are full, or hold something strange: the chat goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

DENIED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}"""
FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };"""
STRANGE: list[Any] = [
    "",
    "{",
    "null",
    "[]",
    json.dumps({"version": 99, "expires": 9e15, "open": False, "messages": [{"text": "old"}]}),
]


@pytest.mark.parametrize("storage", [DENIED, FULL], ids=["denied", "full"])
async def test_without_storage_a_whole_conversation_is_held(new_visitor: NewVisitor, storage: str) -> None:
    visitor = await new_visitor()
    await visitor.page.add_init_script(storage)
    await visitor.opens()
    shown = await visitor.asks("whats ur number")
    await expect(shown).to_contain_text("780-555-0142")
    await visitor.page.keyboard.press("Escape")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(2)
    await visitor.clears()
    await expect(visitor.log.locator(".message")).to_have_count(0)
    assert [call for call in visitor.asked if call.startswith("DELETE")] == ["DELETE /api/conversations/mine"]


async def test_without_storage_a_dismissed_hint_goes_and_troubles_nobody(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.add_init_script(DENIED)
    await visitor.arrives()
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat"); chat.remove();
             chat.greeting = "Questions?"; document.body.append(chat); }"""
    )
    await visitor.page.get_by_role("button", name="Close this hint").click()
    await expect(visitor.page.locator("clinic-chat .hint")).to_have_count(0)
    await expect(visitor.launcher).to_be_focused()


@pytest.mark.parametrize("text", STRANGE)
async def test_what_something_else_stored_under_the_chats_name_is_no_conversation(
    visitor: Visitor, text: str
) -> None:
    await visitor.page.goto(visitor.address + "/healthz")
    await visitor.page.evaluate("text => localStorage.setItem(`clinic-chat:${location.origin}`, text)", text)
    await visitor.opens()
    await expect(visitor.log.get_by_text("old")).to_have_count(0)
    assert len((await visitor.kept())["messages"]) == 1


async def test_a_page_that_empties_its_storage_in_another_tab_empties_the_chat(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    await second.page.evaluate("localStorage.clear()")
    await expect(visitor.log.locator(".message")).to_have_count(0)


async def test_what_the_page_keeps_for_itself_is_left_alone(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate(
        "() => { localStorage.setItem('cart', '1'); sessionStorage.setItem('step', '2'); }"
    )
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await visitor.asks("whats ur number")
    await visitor.clears()
    await expect(visitor.log.locator(".message")).to_have_count(0)
    kept = await visitor.page.evaluate("[{ ...localStorage }, { ...sessionStorage }]")
    assert kept == [{"cart": "1"}, {"step": "2"}]


async def test_a_draft_is_kept_soon_and_gone_once_it_was_sent(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.input.fill("does it")
    await visitor.page.clock.run_for(260)
    assert (await visitor.kept())["draft"] == "does it"
    await visitor.asks("whats ur number")
    await visitor.page.clock.run_for(260)
    assert (await visitor.kept())["draft"] == ""


async def test_a_conversation_taken_up_from_before_asks_the_server_for_no_new_one(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.keyboard.press("Escape")
    await visitor.page.reload()
    before = visitor.asked.count("POST /api/conversations")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    assert visitor.asked.count("POST /api/conversations") == before == 1
