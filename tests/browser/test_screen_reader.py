"""What a screen reader is told, counted, and what Chromium's accessibility tree holds."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

ANSWER = {"text": "The answer.", "metadata": {}}
SAID = "text => window.__said.some((said) => said.includes(text))"
NAMED = ("button", "link", "textbox", "log", "group", "region", "heading", "complementary")


async def hears(visitor: Visitor, words: str) -> None:
    await visitor.page.wait_for_function(SAID, arg=words)


async def opens_and_listens(visitor: Visitor) -> None:
    """Open the chat and wait until its greeting has been read out."""
    await visitor.arrives()
    await visitor.launcher.click()
    await expect(visitor.panel).to_be_visible()
    await visitor.listens()
    await expect(visitor.answers).to_have_count(1)
    await hears(visitor, "Hi!")
    await visitor.page.evaluate("() => { window.__said = []; window.__when = []; }")


async def tree(visitor: Visitor) -> list[dict[str, Any]]:
    """Chromium's accessibility tree as a flat list."""
    browser = await visitor.page.context.new_cdp_session(visitor.page)
    nodes: list[dict[str, Any]] = (await browser.send("Accessibility.getFullAXTree"))["nodes"]
    await browser.detach()
    return [node for node in nodes if not node["ignored"]]


def names(nodes: list[dict[str, Any]], role: str) -> list[str]:
    return [node["name"]["value"] for node in nodes if node["role"]["value"] == role]


async def test_everything_in_the_accessibility_tree_has_a_name(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("does dry needling hurt?")
    await shown.get_by_role("button", name="Not helpful").click()
    nodes = await tree(visitor)
    for role in NAMED:
        assert [name for name in names(nodes, role) if not name.strip()] == [], role
    buttons = names(nodes, "button")
    assert {"Close chat", "Send", "Helpful", "Not helpful", "Hours", "Save", "Clear chat"} <= set(buttons)
    assert names(nodes, "log") == ["Conversation"]
    assert "Your question" in names(nodes, "textbox")


async def test_the_launcher_is_a_button_that_shows_and_says_what_it_is_for(visitor: Visitor) -> None:
    await visitor.arrives()
    assert await visitor.launcher.evaluate("node => node.localName") == "button"
    await expect(visitor.launcher.get_by_text("Ask a question")).to_be_visible()
    found = [node for node in await tree(visitor) if node.get("name", {}).get("value") == "Ask a question"]
    launcher = next(node for node in found if node["role"]["value"] == "button")
    states = {each["name"]: each["value"].get("value") for each in launcher["properties"]}
    assert states["expanded"] is False
    assert states["focusable"] is True


async def test_each_message_begins_with_who_speaks(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("whats ur number")
    starts = await visitor.log.locator(".message").evaluate_all(
        "nodes => nodes.map((node) => node.firstElementChild.textContent)"
    )
    assert starts == ["Assistant:", "You:", "Assistant:"]


async def test_the_log_can_be_scrolled_with_the_keyboard(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.log.focus()
    await visitor.page.keyboard.press("End")
    await visitor.page.wait_for_function(
        """() => { const log = document.querySelector("clinic-chat").shadowRoot.querySelector(".log");
            return log.scrollHeight - log.clientHeight - log.scrollTop < 2; }"""
    )
    await visitor.page.keyboard.press("Home")
    await expect(visitor.notice).to_be_in_viewport()


async def test_the_visible_log_does_not_speak_by_itself(visitor: Visitor) -> None:
    await visitor.opens()
    await expect(visitor.log).to_have_attribute("aria-live", "off")
    await expect(visitor.log).to_have_attribute("tabindex", "0")
    nested = visitor.log.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert]")
    await expect(nested).to_have_count(0)


async def test_a_turn_of_several_bubbles_is_one_announcement_250_ms_later(visitor: Visitor) -> None:
    await visitor.answers_with(
        {"text": "First **part**."},
        {"text": "Second part.", "buttons": [{"title": "Yes", "payload": "/yes"}]},
    )
    await opens_and_listens(visitor)
    await visitor.page.evaluate(
        """() => document.addEventListener("answer-received", () => (window.__came ??= performance.now()))"""
    )
    await visitor.asks("hello", bubbles=2)
    await hears(visitor, "Second part.")
    assert await visitor.says_to_screen_readers() == [
        "Assistant: First part. Second part. 1 suggested reply follows."
    ]
    waited = await visitor.page.evaluate("window.__when[0] - window.__came")
    assert waited >= 245


async def test_a_restored_conversation_is_not_read_out_again(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.opens()
    await visitor.asks("whats ur number")
    await visitor.page.add_init_script(
        """customElements.whenDefined("clinic-chat").then(() => {
             window.__said = [];
             const look = () => {
               const root = document.querySelector("clinic-chat")?.shadowRoot;
               for (const region of root?.querySelectorAll("[role=status], [role=alert]:not([hidden])")
               ?? []) {
                 if (region.textContent) window.__said.push(region.textContent);
               }
               window.__looked = (window.__looked ?? 0) + 1;
               requestAnimationFrame(look);
             };
             look();
           })"""
    )
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(2)
    await visitor.page.wait_for_function("() => performance.now() > 800 && window.__looked > 10")
    assert await visitor.says_to_screen_readers() == []


async def test_waiting_is_said_once_and_only_after_a_second(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.page.clock.run_for(3_000)
    await visitor.listens()
    await visitor.page.route("**/messages", lambda route: None)
    async with visitor.page.expect_request("**/messages"):
        await visitor.types_and_sends("what causes sciatica")
    await visitor.page.clock.run_for(990)
    assert await visitor.says_to_screen_readers() == []
    await visitor.page.clock.run_for(300)
    await visitor.page.clock.run_for(9_000)
    assert await visitor.says_to_screen_readers() == ["The assistant is answering"]


async def test_a_quick_answer_is_not_preceded_by_a_word_about_waiting(visitor: Visitor) -> None:
    await visitor.answers_with(ANSWER)
    await opens_and_listens(visitor)
    await visitor.asks("hello")
    await hears(visitor, "The answer.")
    assert await visitor.says_to_screen_readers() == ["Assistant: The answer."]


async def test_the_same_answer_twice_is_announced_twice(visitor: Visitor) -> None:
    await opens_and_listens(visitor)
    await visitor.page.route(
        "**/messages",
        lambda route: route.fulfill(
            json={
                "id": "x",
                "messages": [
                    {"id": route.request.post_data_json["id"] + "a", "from": "assistant", "at": 1, **ANSWER}
                ],
            }
        ),
    )
    await visitor.asks("hello")
    await visitor.page.wait_for_function("() => window.__said.length === 1")
    await visitor.asks("hello")
    await visitor.page.wait_for_function("() => window.__said.length === 2")
    assert set(await visitor.says_to_screen_readers()) == {"Assistant: The answer."}


async def test_an_unread_answer_is_said_by_a_status_while_the_chat_is_closed(visitor: Visitor) -> None:
    await visitor.answers_with(ANSWER)
    await opens_and_listens(visitor)
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat"); chat.send("hello"); chat.close(); }"""
    )
    await hears(visitor, "1 new answer in the chat")
    await expect(visitor.page.get_by_role("status")).to_have_text(re.compile("1 new answer"))
    assert await visitor.page.evaluate("document.querySelector('clinic-chat').unreadCount") == 1
    await visitor.launcher.click()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_have_accessible_name("Ask a question")
    assert await visitor.page.evaluate("document.querySelector('clinic-chat').unreadCount") == 0


async def test_the_focus_stays_on_a_pressed_button_when_its_answer_comes(visitor: Visitor) -> None:
    await visitor.opens()
    chosen = visitor.answer.get_by_role("button", name="Does needling hurt?")
    await chosen.focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.answers).to_have_count(2)
    assert "chosen" in await visitor.focused()


async def test_the_focus_stays_on_the_page_when_an_answer_comes(visitor: Visitor) -> None:
    await visitor.answers_with(ANSWER)
    await visitor.opens()
    link = visitor.page.get_by_role("link", name="Book a visit").first
    await visitor.input.fill("hello")
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat");
            chat.shadowRoot.querySelector(".send").click(); document.querySelector(".actions a").focus(); }"""
    )
    await expect(visitor.answers).to_have_count(2)
    await expect(link).to_be_focused()


async def test_a_used_group_of_buttons_is_disabled_without_losing_its_words(visitor: Visitor) -> None:
    await visitor.opens()
    greeting = visitor.answers.first
    await greeting.get_by_role("button", name="Book a visit").click()
    await expect(visitor.answers).to_have_count(2)
    replies = greeting.locator(".reply")
    assert await replies.evaluate_all("nodes => nodes.some((node) => node.disabled)") is False
    states = await replies.evaluate_all("nodes => nodes.map((node) => node.getAttribute('aria-disabled'))")
    assert set(states) == {"true"}


async def test_a_rating_is_thanked_for_once_changed_with_the_keyboard_and_kept_after_a_reload(
    visitor: Visitor,
) -> None:
    await visitor.answers_with({**ANSWER, "metadata": {"answer": "x/y"}})
    await visitor.page.route("**/feedback", lambda route: route.fulfill(status=204))
    await visitor.opens()
    shown = await visitor.asks("hello")
    await hears_nothing_more(visitor)
    up = shown.get_by_role("button", name="Helpful", exact=True)
    down = shown.get_by_role("button", name="Not helpful")
    await up.press("Enter")
    await hears(visitor, "Thank you for telling us.")
    assert (await visitor.says_to_screen_readers()).count("Thank you for telling us.") == 1
    await down.press("Space")
    await expect(up).to_have_attribute("aria-pressed", "false")
    await expect(down).to_have_attribute("aria-pressed", "true")
    assert [given["value"] for given in await visitor.heard("feedback-given")] == ["up", "down"]
    await visitor.page.reload()
    again = visitor.answers.last.get_by_role("button", name="Not helpful")
    await expect(again).to_have_attribute("aria-pressed", "true")


async def hears_nothing_more(visitor: Visitor) -> None:
    await visitor.listens()
    await hears(visitor, "The answer.")
