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


async def test_escape_that_ends_a_composition_does_not_close_the_chat(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.evaluate(
        """input => input.dispatchEvent(new KeyboardEvent("keydown",
             { key: "Escape", isComposing: true, bubbles: true, composed: true }))"""
    )
    await expect(visitor.panel).to_be_visible()
    await expect(visitor.input).to_be_focused()


async def test_escape_pressed_on_the_page_does_not_close_the_chat(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.locator(".actions a").first.focus()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel).to_be_visible()


async def test_the_page_does_not_hear_the_escape_that_closed_the_chat(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.evaluate(
        "() => { window.__keys = []; addEventListener('keydown', ({ key }) => window.__keys.push(key)); }"
    )
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.launcher).to_be_focused()
    assert await visitor.page.evaluate("window.__keys") == []


async def test_a_chat_that_the_page_closes_leaves_the_focus_where_it_is(visitor: Visitor) -> None:
    await visitor.opens()
    link = visitor.page.locator(".actions a").first
    await link.focus()
    await visitor.page.evaluate("document.querySelector('clinic-chat').close()")
    await expect(visitor.launcher).to_be_visible()
    await expect(link).to_be_focused()


async def test_a_chat_that_the_page_opens_without_focus_leaves_it_where_it_is(visitor: Visitor) -> None:
    await visitor.arrives()
    link = visitor.page.locator(".actions a").first
    await link.focus()
    await visitor.page.evaluate("document.querySelector('clinic-chat').open({ focus: false })")
    await expect(visitor.answers).to_have_count(1)
    await expect(link).to_be_focused()


async def test_f6_leads_from_any_control_to_the_field(visitor: Visitor) -> None:
    await visitor.opens()
    for name in ("Close chat", "Save", "Book a visit"):
        await visitor.panel.get_by_role("button", name=name).focus()
        await visitor.page.keyboard.press("F6")
        await expect(visitor.input).to_be_focused()


async def test_clear_chat_is_asked_and_done_with_the_keyboard_alone(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Clear chat").press("Space")
    await expect(visitor.panel.get_by_role("button", name="Delete")).to_be_focused()
    await visitor.page.keyboard.press("Tab")
    await expect(visitor.panel.get_by_role("button", name="Keep")).to_be_focused()
    await visitor.page.keyboard.press("Shift+Tab")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.log.get_by_text("The chat has been deleted.")).to_be_visible()
    await expect(visitor.input).to_be_focused()


async def test_every_control_of_an_answer_works_with_the_keyboard(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    down = shown.get_by_role("button", name="Not helpful")
    await down.press("Enter")
    await visitor.page.keyboard.press("Tab")
    for reason in ("It is wrong", "Hard to understand", "Not my question", "Something else"):
        await expect(shown.get_by_role("button", name=reason)).to_be_focused()
        await visitor.page.keyboard.press("Tab")
    await visitor.page.keyboard.press("Shift+Tab")
    async with visitor.page.expect_response("**/feedback") as kept:
        await visitor.page.keyboard.press("Space")
    assert (await kept.value).request.post_data_json["reason"] == "other"
    await expect(down).to_have_attribute("aria-pressed", "true")
