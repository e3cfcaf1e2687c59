"""axe-core (tests/browser/vendor) on every state of the chat, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.visitor import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# No `resultTypes`: it would shorten the lists that are counted.
RUN = """async () => {
  const found = await axe.run(document, { elementRef: false, preload: false });
  const rules = ["passes", "violations", "incomplete", "inapplicable"].flatMap((kind) => found[kind]);
  const where = ({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.flat().join(" ")}`);
  return { rules: new Set(rules.map(({ id }) => id)).size, violations: found.violations.flatMap(where) };
}"""
SIZES = [(1280, 800), (360, 740)]


async def is_closed(visitor: Visitor) -> None:
    await visitor.arrives()


async def is_open(visitor: Visitor) -> None:
    await visitor.opens()


async def shows_an_answer(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")


async def shows_the_booking_page(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("can i book for tuesday")


async def shows_an_emergency(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("i cannot pee and my groin is numb")


async def shows_a_crisis(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("i want to die")


async def shows_advice_for_today(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "See someone today.", "metadata": {"urgency": "today"}})
    await visitor.opens()
    await visitor.asks("my foot drags")


async def shows_markdown(visitor: Visitor) -> None:
    text = "A **bold** word, *soft*, `code`.\n\n1. one\n2. two\n\nSee [us](https://a.example/) or tel:811."
    await visitor.answers_with({"text": text})
    await visitor.opens()
    await visitor.asks("hello")


async def has_a_chosen_button(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.answer.get_by_role("button", name="Book a visit").click()
    await expect(visitor.answers).to_have_count(2)


async def asks_what_was_wrong(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    await shown.get_by_role("button", name="Not helpful").click()
    await shown.get_by_role("button", name="Hard to understand").click()


async def asks_before_it_clears(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Clear chat").click()


async def has_been_cleared(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.clears()
    await expect(visitor.log.get_by_text("The chat has been deleted.")).to_be_visible()


async def is_cut_off(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("what causes sciatica")
    await expect(visitor.help).to_be_visible()


async def waits_for_an_answer(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: None)
    await visitor.types_and_sends("what causes sciatica")
    await expect(visitor.log.locator(".typing")).to_be_visible()


async def has_too_long_a_text(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.types_and_sends("a" * 501)


async def shows_a_hint(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat"); chat.remove();
                   chat.setAttribute("greeting", "Questions about needling?"); document.body.append(chat);
                   }"""
    )
    await expect(visitor.page.locator("clinic-chat .hint")).to_be_visible()


async def speaks_french(visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate("document.querySelector('clinic-chat').lang = 'fr'")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)


STATES: list[Callable[[Visitor], Awaitable[None]]] = [
    is_closed,
    is_open,
    shows_an_answer,
    shows_the_booking_page,
    shows_an_emergency,
    shows_a_crisis,
    shows_advice_for_today,
    shows_markdown,
    has_a_chosen_button,
    asks_what_was_wrong,
    asks_before_it_clears,
    has_been_cleared,
    is_cut_off,
    waits_for_an_answer,
    has_too_long_a_text,
    shows_a_hint,
    speaks_french,
]


async def examined(page: Page) -> dict[str, Any]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    result: dict[str, Any] = await page.evaluate(RUN)
    return result


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_axe_finds_nothing_when_the_chat(
    visitor: Visitor, state: Callable[[Visitor], Awaitable[None]]
) -> None:
    await state(visitor)
    for width, height in SIZES:
        await visitor.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = await examined(visitor.page)
            assert found["violations"] == [], (width, scheme)
            assert found["rules"] >= 60


async def test_axe_would_find_a_fault_inside_the_chat(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { const send = document.querySelector("clinic-chat").shadowRoot.querySelector(".send");
                   send.removeAttribute("aria-label"); }"""
    )
    assert "button-name: clinic-chat .send" in (await examined(visitor.page))["violations"]
