from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor


async def test_the_page_says_that_it_is_a_demonstration_with_an_invented_number(visitor: Visitor) -> None:
    await visitor.arrives()
    demo = visitor.page.get_by_role("complementary", name="About this page")
    await expect(demo).to_contain_text("demonstration")
    await expect(demo).to_contain_text("made up")


async def test_no_link_of_the_page_is_empty(visitor: Visitor) -> None:
    await visitor.arrives()
    links = visitor.page.locator("body > :not(clinic-chat) a, body > a")
    assert await links.count() >= 10
    for link in await links.all():
        target, name = await link.get_attribute("href") or "", await link.text_content() or ""
        assert name.strip()
        assert re.fullmatch(r"https://\S+\.\S+|tel:\+?\d+|/|#\w+", target), target
        if target.startswith("#"):
            await expect(visitor.page.locator(target)).to_have_count(1)


async def test_the_server_filled_every_placeholder_of_the_page(visitor: Visitor) -> None:
    await visitor.arrives()
    assert "{{" not in await visitor.page.content()
    await expect(visitor.page).to_have_title("Sunrise Physical Therapy, Spruce Grove")


async def test_a_link_of_the_page_that_offers_the_chat_opens_it(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.get_by_role("link", name="Ask a question first").click()
    await expect(visitor.answers).to_have_count(1)
    assert visitor.page.url.endswith("/")


async def test_without_scripts_that_link_leads_to_the_phone_number(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor(java_script_enabled=False)
    await visitor.page.goto(visitor.address + "/")
    await visitor.page.get_by_role("link", name="Ask a question first").click()
    assert visitor.page.url.endswith("#contact")
    contact = visitor.page.locator("#contact")
    await expect(contact.get_by_role("link", name="780-555-0142")).to_be_in_viewport()
    for number in ("tel:911", "tel:811", "tel:988"):
        await expect(contact.locator(f"a[href='{number}']")).to_be_visible()


async def test_the_page_never_scrolls_sideways(visitor: Visitor) -> None:
    await visitor.arrives()
    for width in (320, 390, 768, 1280):
        await visitor.page.set_viewport_size({"width": width, "height": 800})
        assert await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


async def test_the_launcher_moves_aside_when_it_would_cover_what_has_the_focus(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 1280, "height": 300})
    await visitor.arrives()
    before = await visitor.launcher.bounding_box()
    assert before
    await visitor.page.evaluate(
        """({ x, y, height }) => { const link = document.createElement("a");
          link.href = "#main"; link.textContent = "Terms"; link.id = "covered";
          document.body.append(link);
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`#covered { position: fixed; left: ${x + 20}px; top: ${y + height / 3}px; }`);
          document.adoptedStyleSheets = [sheet]; link.focus(); }""",
        before,
    )
    await expect(visitor.page.locator("clinic-chat .root")).to_have_class(re.compile("aside"))
    after = await visitor.launcher.bounding_box()
    assert after
    assert after["x"] < 100


async def test_the_chat_speaks_french_on_a_french_page(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate("document.querySelector('clinic-chat').lang = 'fr'")
    await visitor.page.get_by_role("button", name="Poser une question").click()
    await expect(visitor.panel.get_by_label("Votre question")).to_be_focused()


async def test_a_removed_chat_leaves_the_page_as_it_was(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.evaluate("document.querySelector('clinic-chat').remove()")
    await visitor.page.get_by_role("link", name="Ask a question first").click()
    assert visitor.page.url.endswith("#contact")


async def test_the_notice_of_a_french_chat_is_in_french_and_says_that_answers_are_not(
    visitor: Visitor,
) -> None:
    await visitor.arrives()
    await visitor.page.evaluate("document.querySelector('clinic-chat').lang = 'fr'")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    for words in ("assistant automatisé", "911", "811", "9-8-8", "Les réponses sont en anglais"):
        await expect(visitor.notice).to_contain_text(words)
    assert await visitor.notice.get_by_text("automated").count() == 0
