from __future__ import annotations

from playwright.async_api import expect

from bot.engine import Engine
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

NOTHING = {"local": 0, "session": 0, "cookies": 0, "databases": 0}


async def test_before_the_chat_is_opened_nothing_is_stored_and_nothing_is_asked(visitor: Visitor) -> None:
    await visitor.arrives()
    async with visitor.page.expect_response("**/panel.js"):
        await visitor.launcher.hover()
    await visitor.page.wait_for_load_state("networkidle")
    assert await visitor.stored() == NOTHING
    assert visitor.asked == []


async def test_only_the_clinics_own_server_is_ever_contacted(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    others = [request.url for request in visitor.requests if not request.url.startswith(visitor.address)]
    assert others == []


async def test_opening_shows_the_notice_with_the_emergency_numbers(visitor: Visitor) -> None:
    await visitor.opens()
    await expect(visitor.notice).to_be_in_viewport()
    for words in ("automated assistant", "not a clinician", "911", "811", "9-8-8", "health number"):
        await expect(visitor.notice).to_contain_text(words)


async def test_the_notice_asks_for_consent_until_the_first_message(visitor: Visitor) -> None:
    await visitor.opens()
    consent = visitor.notice.get_by_text("By sending a message you accept this.")
    await expect(consent).to_be_visible()
    await visitor.asks("what causes sciatica")
    await expect(consent).to_have_count(0)


async def test_the_conversation_survives_a_reload(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    said = await visitor.log.locator(".message").all_inner_texts()
    before = len(visitor.sent)
    assert (await visitor.conversation() or "") not in visitor.page.url
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(2)
    assert await visitor.log.locator(".message").all_inner_texts() == said
    assert len(visitor.sent) == before
    await visitor.asks("whats ur number")


async def test_a_half_written_question_survives_a_reload(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("does it hurt when")
    await visitor.page.reload()
    await expect(visitor.input).to_have_value("does it hurt when")


async def test_a_chosen_button_is_still_marked_after_a_reload(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.answer.get_by_role("button", name="Book a visit").click()
    await expect(visitor.answers).to_have_count(2)
    await visitor.page.reload()
    await expect(visitor.panel.get_by_role("button", name="You chose: Book a visit")).to_be_visible()


async def test_a_closed_chat_stays_closed_after_a_reload(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Close chat").click()
    await visitor.page.reload()
    await expect(visitor.launcher).to_be_visible()
    await expect(visitor.panel).to_be_hidden()


async def test_a_second_tab_shows_the_conversation(visitor: Visitor, new_visitor: NewVisitor) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    second = await new_visitor(beside=visitor)
    await second.arrives()
    await expect(second.questions).to_contain_text("what causes sciatica")
    await expect(second.answers).to_have_count(2)


async def test_a_question_asked_in_one_tab_appears_in_the_other(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    await visitor.asks("whats ur number")
    await expect(second.questions).to_contain_text("whats ur number")
    await expect(second.answers).to_have_count(2)


async def test_clear_chat_empties_the_server_and_the_browser(visitor: Visitor, engine: Engine) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    identity = await visitor.conversation()
    assert identity
    assert engine.store.has(identity)
    await visitor.panel.get_by_role("button", name="Clear chat").click()
    await visitor.panel.get_by_role("button", name="Delete").click()
    await expect(visitor.panel.get_by_text("The chat has been deleted.")).to_have_count(2)
    assert not engine.store.has(identity)
    assert await visitor.stored() == NOTHING
    await expect(visitor.log.locator(".message")).to_have_count(0)


async def test_a_double_click_on_the_launcher_does_not_ask_to_clear_the_chat(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.launcher.dblclick()
    await expect(visitor.answers).to_have_count(1)
    await expect(visitor.panel.get_by_role("button", name="Delete")).to_be_hidden()


async def test_clear_chat_can_be_taken_back(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Clear chat").click()
    await visitor.panel.get_by_role("button", name="Keep").click()
    await expect(visitor.answers).to_have_count(1)
    assert await visitor.focused() == "footer-item"


async def test_clear_chat_empties_the_other_tab(visitor: Visitor, new_visitor: NewVisitor) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    await visitor.panel.get_by_role("button", name="Clear chat").click()
    await visitor.panel.get_by_role("button", name="Delete").click()
    await expect(second.log.locator(".message")).to_have_count(0)


async def test_clear_chat_says_so_when_the_server_could_not_be_reached(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route(
        "**/api/conversations/*",
        lambda route: route.abort() if route.request.method == "DELETE" else route.continue_(),
    )
    await visitor.panel.get_by_role("button", name="Clear chat").click()
    await visitor.panel.get_by_role("button", name="Delete").click()
    await expect(visitor.log.get_by_text("our server could not be reached")).to_be_visible()
    assert await visitor.stored() == NOTHING


async def test_asking_to_delete_the_chat_offers_the_button_that_does(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("delete my chat")
    await shown.get_by_role("button", name="Clear chat").click()
    await expect(visitor.panel.get_by_role("button", name="Delete")).to_be_focused()


async def test_a_question_after_clear_chat_begins_a_new_conversation(visitor: Visitor) -> None:
    await visitor.opens()
    first = await visitor.conversation()
    await visitor.panel.get_by_role("button", name="Clear chat").click()
    await visitor.panel.get_by_role("button", name="Delete").click()
    await expect(visitor.answers).to_have_count(0)
    await visitor.asks("what causes sciatica")
    assert await visitor.conversation() not in (None, first)
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(1)


async def test_a_conversation_the_server_has_forgotten_begins_anew_without_losing_the_question(
    visitor: Visitor, engine: Engine
) -> None:
    await visitor.opens()
    identity = await visitor.conversation()
    assert identity
    engine.store.remove(identity)
    await visitor.asks("whats ur number")
    assert await visitor.conversation() != identity
    await expect(visitor.help).to_be_hidden()
