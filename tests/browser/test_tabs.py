"""Several tabs on one conversation: what one does, the others show, and nothing is done twice."""

from __future__ import annotations

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor


@pytest_asyncio.fixture
async def second(visitor: Visitor, new_visitor: NewVisitor) -> Visitor:
    """The same visitor's second tab, after both have opened the chat."""
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    return second


async def test_a_button_pressed_in_one_tab_is_used_in_the_other(visitor: Visitor, second: Visitor) -> None:
    await visitor.answers.first.get_by_role("button", name="Book a visit").click()
    await expect(second.panel.get_by_role("button", name="You chose: Book a visit")).to_be_visible()
    await second.answers.first.get_by_role("button", name="Does needling hurt?").click(force=True)
    await expect(second.answers).to_have_count(2)
    assert second.sent == []


async def test_a_rating_given_in_one_tab_is_shown_in_the_other(visitor: Visitor, second: Visitor) -> None:
    shown = await visitor.asks("what causes sciatica")
    await expect(second.answers).to_have_count(2)
    await shown.get_by_role("button", name="Helpful", exact=True).click()
    there = second.answers.last.get_by_role("button", name="Helpful", exact=True)
    await expect(there).to_have_attribute("aria-pressed", "true")
    assert [call for call in second.asked if "feedback" in call] == []


async def test_an_unsent_message_is_marked_in_both_tabs_and_sent_by_one(
    visitor: Visitor, second: Visitor
) -> None:
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("whats ur number")
    await visitor.sees_the_fail_safe_line()
    await expect(second.questions.get_by_text("Not sent")).to_be_visible()
    await second.page.evaluate("dispatchEvent(new Event('online'))")
    await visitor.page.unroute("**/messages")
    await visitor.page.evaluate("dispatchEvent(new Event('online'))")
    for tab in (visitor, second):
        await expect(tab.answers).to_have_count(2)
        await expect(tab.questions.get_by_text("Not sent")).to_have_count(0)
    assert second.sent == []


async def test_an_answer_is_read_out_once_in_each_tab(visitor: Visitor, second: Visitor) -> None:
    for tab in (visitor, second):
        await tab.listens()
    await visitor.asks("whats ur number")
    for tab in (visitor, second):
        await tab.page.wait_for_function("() => window.__said.some((said) => said.includes('780-555-0142'))")
        said = [text for text in await tab.says_to_screen_readers() if "780-555-0142" in text]
        assert len(said) == 1


async def test_an_answer_in_another_tab_is_unread_where_the_chat_is_closed(
    visitor: Visitor, second: Visitor
) -> None:
    await second.panel.get_by_role("button", name="Close chat").click()
    await visitor.asks("whats ur number")
    await expect(second.launcher).to_have_accessible_name("Ask a question, 1 unread answer")


async def test_what_is_typed_in_one_tab_is_not_typed_in_the_other(visitor: Visitor, second: Visitor) -> None:
    await second.input.fill("half a question")
    await visitor.asks("whats ur number")
    await expect(second.answers).to_have_count(2)
    await expect(second.input).to_have_value("half a question")
    await expect(visitor.input).to_have_value("")


async def test_a_chat_cleared_while_the_other_tab_waits_for_an_answer_stays_empty(
    visitor: Visitor, second: Visitor
) -> None:
    held = await second.holds("**/messages")
    await second.types_and_sends("whats ur number")
    await expect(visitor.questions).to_have_count(1)
    await visitor.clears()
    for tab in (visitor, second):
        await expect(tab.log.locator(".message")).to_have_count(0)
    async with second.page.expect_response("**/messages"):
        await (await held()).continue_()
    await second.page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    await expect(second.help).to_be_hidden()
    await expect(second.log.locator(".message")).to_have_count(0)
    assert (await visitor.stored())["local"] == 0


async def test_a_question_after_the_other_tab_cleared_begins_a_new_conversation(
    visitor: Visitor, second: Visitor
) -> None:
    before = await visitor.conversation()
    await visitor.clears()
    await expect(second.log.locator(".message")).to_have_count(0)
    await second.types_and_sends("whats ur number")
    for tab in (visitor, second):
        await expect(tab.questions).to_have_count(1)
        await expect(tab.answers).to_have_count(1)
    assert await visitor.conversation() not in (None, before)


async def test_a_closed_tab_leaves_its_question_to_be_answered_by_the_next_page(
    visitor: Visitor, second: Visitor, new_visitor: NewVisitor
) -> None:
    await second.page.route("**/messages", lambda route: route.abort())
    await second.types_and_sends("whats ur number")
    await expect(visitor.questions.get_by_text("Not sent")).to_be_visible()
    await second.page.close()
    third = await new_visitor(beside=visitor)
    await third.arrives()
    for tab in (visitor, third):
        await expect(tab.answers).to_have_count(2)
    assert len(third.sent) == 1
