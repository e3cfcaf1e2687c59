from __future__ import annotations

from playwright.async_api import expect

from tests.browser.visitor import Visitor


async def test_a_visitor_without_a_mouse_can_open_ask_and_close(visitor: Visitor) -> None:
    await visitor.arrives()
    await expect(visitor.launcher).to_have_accessible_name("Ask a question")
    await expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    await visitor.launcher.focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.input).to_be_focused()
    await expect(visitor.launcher).to_have_attribute("aria-expanded", "true")
    await visitor.page.keyboard.type("whats ur number")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.answer).to_contain_text("780-555-0142")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel).to_be_hidden()
    await expect(visitor.launcher).to_be_focused()


async def test_every_control_of_the_panel_is_reached_with_tab_and_the_panel_is_no_trap(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    seen = []
    while "launcher" not in (name := await visitor.focused()) and len(seen) < 40:
        seen.append(name)
        await visitor.page.keyboard.press("Shift+Tab")
        if (
            name == "title"
            or await visitor.page.evaluate("document.activeElement.localName") != "clinic-chat"
        ):
            break
    assert {"input", "reply", "log", "close"} <= {name.split()[0] for name in seen}
    await visitor.input.focus()
    for expected in ("send", "footer-item", "footer-item", "footer-item", "footer-item"):
        await visitor.page.keyboard.press("Tab")
        assert await visitor.focused() == expected
    await visitor.page.keyboard.press("Tab")
    assert await visitor.page.evaluate("document.activeElement.localName") != "clinic-chat"


async def test_a_closed_chat_has_one_tab_stop_the_launcher(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_focused()
    await visitor.page.keyboard.press("Shift+Tab")
    assert await visitor.page.evaluate("document.activeElement.localName") == "a"


async def test_f6_goes_back_and_forth_between_conversation_and_field(visitor: Visitor) -> None:
    await visitor.opens()
    await expect(visitor.input).to_be_focused()
    await visitor.page.keyboard.press("F6")
    await expect(visitor.log).to_be_focused()
    await visitor.page.keyboard.press("F6")
    await expect(visitor.input).to_be_focused()


async def test_escape_takes_back_clear_chat_before_it_closes(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Clear chat").press("Enter")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel.get_by_role("button", name="Clear chat")).to_be_focused()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_focused()


async def test_the_panel_is_a_named_region_with_a_heading(visitor: Visitor) -> None:
    await visitor.opens()
    region = visitor.page.get_by_role("region", name="Ask Sunrise Physical Therapy")
    await expect(region.get_by_role("heading", level=2)).to_have_text("Ask Sunrise Physical Therapy")
    await expect(region.get_by_text("Automated assistant, not a clinician", exact=True)).to_be_visible()


async def test_an_answer_that_comes_while_the_chat_is_closed_is_counted_on_the_launcher(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    await visitor.input.fill("whats ur number")
    async with visitor.page.expect_response("**/messages"):
        await visitor.page.evaluate(
            """() => { const chat = document.querySelector("clinic-chat");
               chat.shadowRoot.querySelector(".send").click(); chat.close(); }"""
        )
    await expect(visitor.launcher).to_have_accessible_name("Ask a question, 1 unread answer")


async def test_escape_gives_the_focus_back_within_a_tenth_of_a_second(visitor: Visitor) -> None:
    await visitor.opens()
    took = await visitor.input.evaluate(
        """input => new Promise((done) => {
             const launcher = input.getRootNode().querySelector(".launcher");
             const start = performance.now();
             launcher.addEventListener("focus", () => done(performance.now() - start));
             const press = { key: "Escape", bubbles: true, composed: true };
             input.dispatchEvent(new KeyboardEvent("keydown", press));
           })"""
    )
    assert took <= 100
