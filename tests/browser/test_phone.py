from __future__ import annotations

from playwright.async_api import ViewportSize, expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

PHONE = {"width": 390, "height": 844}
SMALL: list[ViewportSize] = [
    {"width": 320, "height": 568},
    {"width": 320, "height": 256},
    {"width": 844, "height": 390},
]
OUTSIDE = """panel => [...panel.querySelectorAll("button, a, textarea, h2, p, li")].filter((node) => {
    const area = node.getBoundingClientRect();
    const seen = !node.closest(".spoken, [hidden]") && area.width > 1;
    return seen && (area.left < 0 || area.right > innerWidth + .5);
}).map((node) => node.className || node.textContent)"""


async def test_on_a_phone_the_chat_fills_the_screen(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    assert await visitor.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}


async def test_on_a_phone_the_page_behind_the_chat_is_out_of_reach_and_given_back(
    new_visitor: NewVisitor,
) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    dialog = visitor.page.get_by_role("dialog", name="Ask Sunrise Physical Therapy")
    await expect(dialog).to_have_attribute("aria-modal", "true")
    main = visitor.page.locator("main")
    assert await main.evaluate("node => node.inert")
    await visitor.panel.get_by_role("button", name="Close chat").click()
    await expect(visitor.launcher).to_be_visible()
    assert not await main.evaluate("node => node.inert")


async def test_the_page_is_neither_scrolled_nor_restyled_by_the_chat(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.arrives()
    look = """() => [scrollY, document.body.getAttribute("style"), document.body.className,
        document.documentElement.getAttribute("style")]"""
    await visitor.page.evaluate("scrollTo(0, 300)")
    before = await visitor.page.evaluate(look)
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await visitor.asks("whats ur number")
    await visitor.panel.get_by_role("button", name="Close chat").click()
    assert await visitor.page.evaluate(look) == before


async def test_nothing_is_cut_off_on_a_small_screen(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("can i book for tuesday")
    for size in SMALL:
        await visitor.page.set_viewport_size(size)
        await expect(visitor.panel).to_have_css("width", f"{size['width']}px")
        assert await visitor.panel.evaluate(OUTSIDE) == [], size
        await expect(visitor.input).to_be_in_viewport()
        await expect(visitor.send).to_be_in_viewport()


async def test_what_a_thumb_has_to_hit_is_at_least_44_pixels(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.arrives()
    boxes = [await visitor.launcher.bounding_box()]
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await visitor.asks("can i book for tuesday")
    targets = visitor.panel.locator(".close, .send, .reply, .link-button")
    boxes += [await target.bounding_box() for target in await targets.all()]
    assert len(boxes) > 6
    for box in boxes:
        assert box
        assert min(box["width"], box["height"]) >= 44


async def test_the_first_line_of_a_long_answer_is_in_view(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 390, "height": 600})
    await visitor.opens()
    shown = await visitor.asks("does dry needling hurt?")
    await expect(shown.locator(".text p").first).to_be_in_viewport(ratio=1)


async def test_the_panel_ends_where_the_keyboard_begins(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { Object.defineProperty(visualViewport, "height", { get: () => 500, configurable: true });
                   Object.defineProperty(visualViewport, "offsetTop", { get: () => 60, configurable: true });
                   visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    await expect(visitor.panel).to_have_css("height", "500px")
    box = await visitor.panel.bounding_box()
    assert box
    assert box["y"] == 60
    await expect(visitor.input).to_have_attribute("enterkeyhint", "send")
    await expect(visitor.log).to_have_css("overscroll-behavior-y", "contain")


async def test_what_the_page_had_put_out_of_reach_stays_so(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.arrives()
    await visitor.page.evaluate("document.querySelector('footer').inert = true")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    await visitor.panel.get_by_role("button", name="Close chat").click()
    await expect(visitor.launcher).to_be_visible()
    inert = await visitor.page.evaluate(
        "[...document.body.children].filter((node) => node.inert).map((node) => node.localName)"
    )
    assert inert == ["footer"]


async def test_closing_on_a_phone_gives_the_focus_back_to_the_launcher(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    assert "title" in await visitor.focused()
    await visitor.panel.get_by_role("button", name="Close chat").tap()
    await expect(visitor.launcher).to_be_focused()


async def test_a_window_that_grows_gives_the_page_back_while_the_chat_is_open(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 390, "height": 844})
    await visitor.opens()
    main = visitor.page.locator("main")
    await expect(visitor.panel).to_have_attribute("aria-modal", "true")
    assert await main.evaluate("node => node.inert")
    await visitor.page.set_viewport_size({"width": 1280, "height": 800})
    await expect(visitor.panel).to_have_attribute("role", "region")
    assert await visitor.panel.get_attribute("aria-modal") is None
    assert not await main.evaluate("node => node.inert")
    await visitor.page.set_viewport_size({"width": 390, "height": 844})
    await expect(visitor.panel).to_have_attribute("role", "dialog")


async def test_a_chat_removed_while_it_fills_the_screen_gives_the_page_back(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    await visitor.page.evaluate("document.querySelector('clinic-chat').remove()")
    assert (
        await visitor.page.evaluate("[...document.querySelectorAll('*')].some((node) => node.inert)") is False
    )


async def test_a_chat_deep_in_the_page_puts_all_around_it_out_of_reach(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.arrives()
    await visitor.page.evaluate(
        """() => { const outer = document.createElement("section"), beside = document.createElement("p");
             const shadow = outer.attachShadow({ mode: "open" }), chat = document.querySelector(
               "clinic-chat");
             shadow.append(beside, chat); document.body.append(outer); chat.open(); window.__around = [beside,
               document.querySelector("main"), outer]; }"""
    )
    await expect(visitor.answers).to_have_count(1)
    assert await visitor.page.evaluate("window.__around.map((node) => node.inert)") == [True, True, False]
    await visitor.panel.get_by_role("button", name="Close chat").tap()
    assert await visitor.page.evaluate("window.__around.map((node) => node.inert)") == [False, False, False]


async def test_magnifying_does_not_shrink_the_panel(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { for (const [name, value] of [["height", 422], ["scale", 2]]) {
                     Object.defineProperty(visualViewport, name, { get: () => value, configurable: true }); }
                   visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    await expect(visitor.panel).to_have_css("height", "844px")
