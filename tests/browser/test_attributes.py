"""The element while the page uses it: attributes that change, methods called early, late and twice."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.web.release import Release
from tests.browser.conftest import NewVisitor, StoppableServer
from tests.browser.visitor import Visitor
from tests.browser.website import Website

CHAT = "document.querySelector('clinic-chat')"


async def test_another_language_takes_over_the_open_chat_with_its_conversation(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("whats ur number")
    await visitor.page.evaluate(f"{CHAT}.lang = 'fr'")
    await expect(visitor.panel.get_by_label("Votre question")).to_be_visible()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.page.locator("clinic-chat .root")).to_have_attribute("lang", "fr")
    assert visitor.asked.count("POST /api/conversations") == 1


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("fr", "Poser une question"),
        ("fr-CA", "Poser une question"),
        ("FR", "Poser une question"),
        ("en-GB", "Ask a question"),
        ("de", "Ask a question"),
        ("", "Ask a question"),
        ("constructor", "Ask a question"),
    ],
)
async def test_the_chat_speaks_the_language_of_the_page_if_it_knows_it(
    visitor: Visitor, website: Website, lang: str, name: str
) -> None:
    website.lang = lang
    await visitor.visits(website.address)
    await expect(visitor.launcher).to_have_accessible_name(name)


async def test_the_language_of_the_element_goes_before_the_pages(visitor: Visitor, website: Website) -> None:
    website.lang = "fr"
    website.chat = website.chat.replace("<clinic-chat", '<clinic-chat lang="en"')
    await visitor.visits(website.address)
    await expect(visitor.launcher).to_have_accessible_name("Ask a question")


async def test_the_same_language_again_changes_nothing(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate(f"{CHAT}.lang = 'en'")
    await visitor.page.evaluate(
        f"{CHAT}.shadowRoot.querySelector('.launcher').dataset.mark = '1'; {CHAT}.lang = 'en'"
    )
    await expect(visitor.launcher).to_have_attribute("data-mark", "1")


async def test_another_server_is_another_conversation_and_the_first_one_waits(
    new_visitor: NewVisitor, server: StoppableServer, website: Website
) -> None:
    visitor = await new_visitor()
    await visitor.opens()
    await visitor.asks("whats ur number")
    other = f"{server.address}/"
    await visitor.page.evaluate(f"server => {{ {CHAT}.server = server; }}", other)
    await expect(visitor.answers).to_have_count(1)
    assert len(await visitor.page.evaluate("Object.keys(localStorage)")) == 2
    await visitor.page.evaluate(f"{CHAT}.removeAttribute('server')")
    await expect(visitor.answers).to_have_count(2)


async def test_the_side_may_change_while_the_chat_is_open(visitor: Visitor) -> None:
    await visitor.opens()
    right = await visitor.panel.bounding_box()
    await visitor.page.evaluate(f"{CHAT}.position = 'start'")
    left = await visitor.panel.bounding_box()
    assert right
    assert left
    assert left["x"] < 60 < right["x"]


async def test_opening_twice_opens_once(visitor: Visitor) -> None:
    await visitor.arrives()
    opened = await visitor.page.evaluate(f"Promise.all([{CHAT}.open(), {CHAT}.open(), {CHAT}.open()])")
    assert opened == [True, True, True]
    await expect(visitor.answers).to_have_count(1)
    assert len(await visitor.heard("chat-opened")) == 1
    assert visitor.asked.count("POST /api/conversations") == 1


async def test_closing_twice_closes_once_and_a_closed_chat_is_not_closed_again(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate(f"{CHAT}.close()")
    await visitor.opens()
    await visitor.page.evaluate(f"{CHAT}.close(); {CHAT}.close()")
    await expect(visitor.launcher).to_be_visible()
    assert len(await visitor.heard("chat-closed")) == 1


async def test_a_chat_that_is_closed_while_its_files_come_stays_closed(visitor: Visitor) -> None:
    held = await visitor.holds("**/panel.js")
    await visitor.arrives()
    await visitor.page.evaluate(f"() => {{ window.opening = {CHAT}.open(); }}")
    route = await held()
    await visitor.page.evaluate(f"{CHAT}.close()")
    await route.continue_()
    assert await visitor.page.evaluate("opening") is True
    await expect(visitor.launcher).to_be_visible()
    await expect(visitor.panel).to_be_hidden()
    assert await visitor.page.locator("clinic-chat").get_attribute("open") is None
    assert visitor.asked == []


async def test_a_chat_that_is_removed_while_its_files_come_asks_for_nothing(visitor: Visitor) -> None:
    held = await visitor.holds("**/panel.js")
    await visitor.arrives()
    await visitor.page.evaluate(
        f"() => {{ window.chat = {CHAT}; window.opening = chat.open(); chat.remove(); }}"
    )
    await (await held()).continue_()
    await visitor.page.evaluate("opening")
    assert await visitor.page.evaluate("chat.shadowRoot.childElementCount") == 0
    assert visitor.asked == []


async def test_files_that_come_at_the_second_try_open_the_chat(visitor: Visitor) -> None:
    await visitor.page.route("**/strings/en.js", lambda route: route.abort())
    await visitor.arrives()
    assert await visitor.page.evaluate(f"{CHAT}.open()") is False
    assert await visitor.page.locator("clinic-chat").get_attribute("open") is None
    await expect(visitor.page.get_by_role("alert")).to_contain_text("Please call us.")
    assert await visitor.page.evaluate(f"{CHAT}.unreadCount") == 0


async def test_a_page_may_send_before_anything_was_opened(visitor: Visitor) -> None:
    await visitor.arrives()
    assert await visitor.page.evaluate(f"{CHAT}.send('  whats ur number  ')") is True
    await expect(visitor.questions.locator(".bubble")).to_have_text("whats ur number")
    await expect(visitor.answers.last).to_contain_text("780-555-0142")
    await expect(visitor.notice).to_contain_text("911")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_a_page_cannot_send_nothing(visitor: Visitor, text: str) -> None:
    await visitor.arrives()
    assert await visitor.page.evaluate(f"text => {CHAT}.send(text)", text) is False
    await expect(visitor.answers).to_have_count(1)
    assert visitor.sent == []


async def test_clearing_a_chat_that_was_never_used_asks_the_server_nothing(visitor: Visitor) -> None:
    await visitor.arrives()
    assert await visitor.page.evaluate(f"{CHAT}.clear()") is True
    assert visitor.asked == []
    assert (await visitor.stored())["local"] == 0


async def test_the_script_may_be_on_the_page_twice(
    visitor: Visitor, website: Website, release: Release
) -> None:
    script = website.chat.split("<clinic-chat")[0]
    website.chat = (
        script + website.chat + script.replace(".js", ".js?again").split("integrity")[0] + "></script>"
    )
    await visitor.opens(website.address)
    await expect(await visitor.asks("whats ur number")).to_contain_text("780-555-0142")


async def test_a_hidden_chat_is_not_there_for_anyone(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate(f"{CHAT}.hidden = true")
    await expect(visitor.launcher).to_be_hidden()
    await visitor.page.evaluate(f"{CHAT}.hidden = false")
    await expect(visitor.launcher).to_be_visible()


async def test_a_chat_without_a_number_names_none(visitor: Visitor, website: Website) -> None:
    website.chat = website.chat.replace(' phone="780-555-0142"', "")
    await visitor.page.route("**/panel.js", lambda route: route.abort())
    await visitor.visits(website.address)
    await visitor.launcher.click()
    trouble = visitor.page.get_by_role("alert")
    await expect(trouble).to_contain_text("The chat could not be loaded.")
    await expect(trouble.get_by_role("link")).to_have_count(0)
