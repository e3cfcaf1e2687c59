from __future__ import annotations

from playwright.async_api import expect

from tests.browser.visitor import Visitor

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>press</a>",
    "</div></section><h1>Not the clinic</h1>",
    "&lt;b&gt;bold&lt;/b&gt;",
    "<style>*{display:none}</style>",
]
LINKS = [
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt:alert(1))",
    "[press](java\tscript:alert(1))",
    "[press](data:text/html,<script>alert(1)</script>)",
    "[press](vbscript:msgbox(1))",
    "[press](//elsewhere.example/)",
    "[press](/\\elsewhere.example/)",
    "[press](https://)",
    "[press](blob:https://x.example/1)",
    "[press](file:///etc/passwd)",
    "javascript:alert(1)",
]


async def test_html_in_a_reply_is_shown_as_text(visitor: Visitor) -> None:
    await visitor.answers_with(*({"text": f"Before {text} after."} for text in MARKUP))
    await visitor.opens()
    await visitor.types_and_sends("hello")
    shown = visitor.answers.locator(".text").filter(has_text="Before")
    await expect(shown).to_have_text([f"Before {text} after." for text in MARKUP])
    assert await shown.locator("*:not(p)").count() == 0


async def test_an_unsafe_address_in_a_reply_is_shown_and_is_no_link(visitor: Visitor) -> None:
    await visitor.answers_with(*({"text": f"{text} end"} for text in LINKS))
    await visitor.opens()
    await visitor.types_and_sends("hello")
    shown = visitor.answers.locator(".text").filter(has_text="end")
    await expect(shown).to_have_text([f"{text} end".replace("\t", " ") for text in LINKS])
    assert await shown.locator("a").count() == 0


async def test_an_unsafe_address_of_a_link_button_is_no_link(visitor: Visitor) -> None:
    unsafe = ("javascript:alert(1)", "data:text/html,x", "//elsewhere.example/", "intent://x")
    links = [{"kind": "booking", "title": "Book here", "url": url} for url in unsafe]
    await visitor.answers_with({"text": "Book.", "metadata": {"links": links}})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown).to_contain_text("Book.")
    assert await shown.locator("a").count() == 0


async def test_hostile_titles_of_buttons_are_text(visitor: Visitor) -> None:
    buttons = [{"title": "<b>press</b>", "payload": "<i>"}]
    await visitor.answers_with({"text": "Choose.", "buttons": buttons})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown.get_by_role("button", name="<b>press</b>")).to_be_visible()


async def test_markdown_of_a_reply_is_shown_as_paragraphs_lists_and_links(visitor: Visitor) -> None:
    text = "First **bold** line.\n\n- one\n- two\n\nCall [911](tel:911) or see [us](https://a.example/)."
    await visitor.answers_with({"text": text})
    await visitor.opens()
    shown = (await visitor.asks("hello")).locator(".text")
    await expect(shown.locator("p")).to_have_count(2)
    await expect(shown.locator("li")).to_have_text(["one", "two"])
    await expect(shown.locator("strong")).to_have_text("bold")
    await expect(shown.locator("a[href='tel:911']")).not_to_have_attribute("target", "_blank")
    await expect(shown.locator("a[href='https://a.example/']")).to_have_attribute("rel", "noopener")


async def test_a_word_of_any_length_stays_inside_the_panel(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "x" * 2000})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown).to_contain_text("xxx")
    wide = await visitor.log.evaluate("log => log.scrollWidth - log.clientWidth")
    assert wide <= 0
