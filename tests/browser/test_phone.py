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
