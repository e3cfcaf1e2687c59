from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewVisitor
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
    await expect(shown.locator("a[href='https://a.example/']")).to_have_attribute(
        "rel", "noopener noreferrer"
    )


async def test_a_word_of_any_length_stays_inside_the_panel(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "x" * 2000})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown).to_contain_text("xxx")
    wide = await visitor.log.evaluate("log => log.scrollWidth - log.clientWidth")
    assert wide <= 0


PAYLOADS = [
    *(f"[x]({address})" for address in (
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "jAvAsCrIpT:alert(1)", "javascript&colon;alert(1)",
        "java\u0000script:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)",
        "\u0001javascript:alert(1)",
        "\ufeffjavascript:alert(1)", "\u00a0javascript:alert(1)", "javascript\u200b:alert(1)",
        "javascript:alert`1`",
        "javascript:/*--></title>*/alert`1`", "javascript://%0aalert`1`", "javascript:%61lert`1`",
        "view-source:https://x",
        "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg/onload=alert`1`>", "DATA:text/html,x",
        "vbscript:msgbox", "VBScript:x", "livescript:x", "mocha:x", "file:///etc/passwd", "blob:https://x/1",
        "filesystem:https://x/1", "about:blank", "chrome://settings", "intent://x#Intent;end",
        "ms-word:ofe|u|x",
        "x-apple.systempreferences:x", "ftp://x.example/", "ws://x.example/", "wss://x.example/",
        "ldap://x", "jar:x",
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:\\\\evil.example",
        "https:///evil.example", "https:evil.example", "https://", "http://?", "https://[::1", "tel:",
        "tel:abc",
        "tel:javascript:alert`1`", "mailto:", "sms:", "sms:x", "javascript:void`0`//https://a.example",
    )),
    "<a href=javascript:alert(1)>x</a>", "<math><a xlink:href=javascript:alert(1)>x",
    "<form action=javascript:x>",
    "<base href=https://evil.example/>", "<meta http-equiv=refresh content='0;url=https://x'>",
    "<object data=x>",
    "<embed src=x>", "<template><script>alert(1)</script></template>", "<img srcset='x 1x' onerror=alert(1)>",
    "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "\u202eevil\u202c",
    "\u2066x\u2069",
    "![x](https://evil.example/x.png)", "[![x](x)](javascript:alert`1`)", "`<script>`",
    "[x]: javascript:alert(1)",
]  # fmt: skip
LIVE = """() => [...document.querySelector("clinic-chat").shadowRoot.querySelectorAll(".answer *")]
  .flatMap((node) => [node.localName, ...[...node.attributes].map(({ name,
  value }) => `${name}=${value}`)])"""


async def test_sixty_hostile_texts_in_every_field_of_a_reply_make_nothing_live(visitor: Visitor) -> None:
    assert len(PAYLOADS) >= 60
    replies = [
        {
            "text": f"Before {hostile} after",
            "lang": hostile,
            "buttons": [{"title": hostile, "payload": hostile}],
            "metadata": {
                "answer": hostile,
                "urgency": "none",
                "lang": hostile,
                "links": [{"kind": hostile, "title": hostile or "x", "url": hostile[4:-1] or "x"}],
                "related": [{"title": hostile, "payload": hostile}],
                "sources": hostile,
            },
        }
        for hostile in PAYLOADS
    ]
    await visitor.answers_with(*replies)
    await visitor.opens()
    await visitor.types_and_sends("hello")
    await expect(visitor.answers).to_have_count(len(PAYLOADS) + 1)
    found = await visitor.page.evaluate(LIVE)
    addresses = [entry for entry in found if entry.startswith(("href=", "src=", "action=", "data="))]
    # A plain https address inside a hostile text may be a link; whatever would run may not.
    assert sorted(set(addresses)) == [
        "href=https://evil.example/",
        "href=https://evil.example/x.png",
        "href=https://x",
    ]
    assert {entry for entry in found if "=" not in entry} <= {
        "a", "span", "div", "p", "br", "code", "em", "strong", "ul", "ol", "li", "button", "svg", "path",
        "time", "h3",
    }  # fmt: skip
    assert [entry for entry in found if entry.startswith("on")] == []


async def test_a_hostile_urgency_is_shown_as_urgent_rather_than_hidden(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Go.", "metadata": {"urgency": "<b>911</b>"}})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown.locator("a[href='tel:911']")).to_be_visible()


async def test_a_reply_of_100_kilobytes_is_shown_whole(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "**" * 50_000 + " end"})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown).to_contain_text("end")
    assert len(await shown.locator(".text").text_content() or "") == 100_004


async def test_hostile_facts_about_the_clinic_make_nothing_live(visitor: Visitor) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    facts = {
        "clinic": {
            "name": hostile,
            "phone": hostile,
            "phone_url": "javascript:alert(1)",
            "privacy_url": "data:x,x",
        },
        "emergency": [{"title": hostile, "url": "javascript:alert(1)"}],
        "notice": {"version": hostile, "text": f"{hostile} [x](javascript:alert(1))"},
        "limits": {"message_characters": hostile},
        "session_hours": hostile,
    }
    await visitor.page.route("**/api/clinic", lambda route: route.fulfill(json=facts))
    await visitor.opens()
    await expect(visitor.panel.get_by_role("heading", level=2)).to_have_text(f"Ask {hostile}")
    assert await visitor.panel.locator("img, a[href^='javascript'], a[href^='data']").count() == 0


async def test_facts_of_the_wrong_kind_leave_a_chat_that_works_and_can_be_reloaded(visitor: Visitor) -> None:
    odd: list[Any] = [7, [], {}, True]
    facts = {
        "clinic": {"name": "Hill", "phone": 7805550142, "phone_url": odd, "privacy_url": odd, "town": odd},
        "emergency": odd,
        "notice": {"version": odd, "text": "Mind.", "keeps_questions": odd},
        "limits": odd,
        "session_hours": [],
    }
    await visitor.page.route("**/api/clinic", lambda route: route.fulfill(json=facts))
    await visitor.answers_with({"text": "Hello."})
    await visitor.opens()
    await visitor.asks("hello")
    await expect(visitor.panel.locator(".footer")).to_contain_text("Call 7805550142")
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(2)


@pytest.mark.parametrize("at", [1e300, -1, "soon", None, [], {}])
async def test_an_answer_with_an_impossible_time_is_shown_and_is_still_there_after_a_reload(
    visitor: Visitor, at: Any
) -> None:
    await visitor.answers_with({"text": "The answer.", "at": at})
    await visitor.opens()
    await expect(await visitor.asks("hello")).to_contain_text("The answer.")
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(2)


async def test_an_answer_that_stands_twice_in_one_reply_is_shown_and_counted_once(visitor: Visitor) -> None:
    await visitor.answers_with({"id": "same", "text": "The answer."}, {"id": "same", "text": "The answer."})
    await visitor.opens()
    await visitor.asks("hello")
    assert len((await visitor.kept())["messages"]) == 3
    assert len(await visitor.heard("answer-received")) == 1


async def test_hostile_words_of_an_answer_are_plain_in_the_announcement_and_the_copy(
    visitor: Visitor,
) -> None:
    hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"
    await visitor.answers_with({"text": hostile})
    await visitor.opens()
    await visitor.listens()
    await visitor.asks("hello")
    await visitor.page.wait_for_function("() => window.__said.some((said) => said.includes('onerror'))")
    assert await visitor.panel.locator(".spoken img, .spoken a").count() == 0
    async with visitor.page.expect_download() as saving:
        await visitor.panel.get_by_role("button", name="Save").click()
    text = Path(await (await saving.value).path()).read_text(encoding="utf-8")
    assert hostile in text


async def test_a_name_that_turns_the_writing_around_turns_nothing_but_itself(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Call \u202e2410-555-087\u202c now.", "buttons": [
        {"title": "\u2067Yes", "payload": "/yes"}]})  # fmt: skip
    await visitor.opens()
    shown = await visitor.asks("hello")
    for part in (shown.locator(".text p"), visitor.questions.locator(".bubble")):
        await expect(part).to_have_attribute("dir", "auto")
    await expect(visitor.panel.locator(".header .title")).to_have_css("direction", "ltr")
    await expect(visitor.panel.locator(".footer")).to_have_css("direction", "ltr")


async def test_the_strict_policy_is_in_force_and_what_breaks_it_is_noticed(
    new_visitor: NewVisitor, complaints: list[str]
) -> None:
    visitor = await new_visitor()
    await visitor.opens()
    for attempt, name in (
        ("document.body.innerHTML = '<p>x'", "require-trusted-types-for"),
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
        (
            "document.body.append(Object.assign(document.createElement('img'), { src: '//x.example' }))",
            "img-src",
        ),
        ("fetch('https://elsewhere.example/').catch(() => {})", "connect-src"),
    ):
        complaints.clear()
        await visitor.page.evaluate(f"() => {{ try {{ {attempt}; }} catch {{ return; }} }}")
        async with visitor.page.expect_event("console", lambda said: said.text == "seen"):
            await visitor.page.evaluate("() => setTimeout(() => console.info('seen'))")
        assert any(name in complaint for complaint in complaints), (name, complaints)
    complaints.clear()
