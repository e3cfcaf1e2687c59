from __future__ import annotations

from playwright.async_api import Route, expect

from tests.browser.visitor import Visitor

COMPOSE = """input => input.dispatchEvent(new KeyboardEvent("keydown",
    { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""


async def test_enter_sends(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("whats ur number")
    await visitor.input.press("Enter")
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.input).to_have_value("")


async def test_shift_and_enter_break_the_line(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("one")
    await visitor.input.press("Shift+Enter")
    await visitor.input.press_sequentially("two")
    await expect(visitor.input).to_have_value("one\ntwo")
    assert visitor.sent == []


async def test_enter_that_ends_a_composition_does_not_send(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("にほん")
    await visitor.input.evaluate(COMPOSE)
    await expect(visitor.input).to_have_value("にほん")
    await expect(visitor.questions).to_have_count(0)


async def test_enter_that_ended_a_composition_in_safari_does_not_send(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("にほん")
    await visitor.input.evaluate(
        """input => input.dispatchEvent(new KeyboardEvent("keydown",
             { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    await expect(visitor.input).to_have_value("にほん")
    await expect(visitor.questions).to_have_count(0)


async def test_a_double_click_on_send_sends_once(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("whats ur number")
    await visitor.send.dblclick()
    await expect(visitor.answers).to_have_count(2)
    assert [message["text"] for message in visitor.sent] == ["whats ur number"]


async def test_an_empty_field_sends_nothing(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("  \n ")
    await visitor.send.click()
    await expect(visitor.questions).to_have_count(0)
    assert visitor.sent == []


async def test_a_text_near_the_limit_says_how_much_is_left(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.input.fill("a" * 480)
    await expect(visitor.panel.locator(".count")).to_have_text("20 characters left")


async def test_a_text_over_the_limit_is_not_sent_and_not_lost(visitor: Visitor) -> None:
    await visitor.opens()
    text = "a" * 501
    await visitor.types_and_sends(text)
    await expect(visitor.panel.locator(".count")).to_have_text(
        "1 character too many. Please shorten your message."
    )
    await expect(visitor.input).to_have_value(text)
    await expect(visitor.input).to_have_attribute("aria-invalid", "true")
    assert visitor.sent == []


async def test_what_the_visitor_writes_is_never_read_as_markup(visitor: Visitor) -> None:
    await visitor.opens()
    text = "<img src=x onerror=alert(1)> **bold** [a](javascript:alert(1))"
    await visitor.types_and_sends(text)
    bubble = visitor.questions.locator(".bubble")
    await expect(bubble).to_have_text(text)
    assert await bubble.locator("*").count() == 0


async def test_the_font_of_the_field_does_not_make_a_phone_zoom(visitor: Visitor) -> None:
    await visitor.opens()
    size = await visitor.input.evaluate("input => parseFloat(getComputedStyle(input).fontSize)")
    assert size >= 16


async def test_the_field_grows_with_its_text(visitor: Visitor) -> None:
    await visitor.opens()
    low = await visitor.input.bounding_box()
    await visitor.input.fill("one\ntwo\nthree")
    high = await visitor.input.bounding_box()
    assert low
    assert high
    assert high["height"] > low["height"] + 30


async def test_how_much_is_left_is_said_near_the_limit_and_not_before(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.listens()
    await visitor.input.fill("a" * 300)
    await visitor.input.fill("a" * 480)
    await visitor.page.wait_for_function("() => window.__said.includes('20 characters left')")
    counts = [said for said in await visitor.says_to_screen_readers() if "left" in said]
    assert counts == ["20 characters left"]


async def test_a_text_of_exactly_the_limit_is_sent(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Long."})
    await visitor.opens()
    await visitor.asks("a" * 500)
    assert [len(message["text"]) for message in visitor.sent] == [500]


async def test_blanks_around_a_text_are_neither_sent_nor_counted(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Short."})
    await visitor.opens()
    await visitor.input.fill("  " + "a" * 499 + " \n ")
    await expect(visitor.panel.locator(".count")).to_have_text("1 character left")
    await visitor.send.click()
    await expect(visitor.answers).to_have_count(2)
    assert [len(message["text"]) for message in visitor.sent] == [499]


async def test_the_server_says_how_long_a_message_may_be(visitor: Visitor) -> None:
    async def short(route: Route) -> None:
        reply = await route.fetch()
        await route.fulfill(json={**await reply.json(), "limits": {"message_characters": 20}})

    await visitor.page.route("**/api/clinic", short)
    await visitor.opens()
    await visitor.types_and_sends("a" * 21)
    await expect(visitor.panel.locator(".count")).to_have_text(
        "1 character too many. Please shorten your message."
    )
    assert visitor.sent == []


async def test_a_text_that_was_shortened_is_no_longer_marked_as_wrong(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.types_and_sends("a" * 501)
    await expect(visitor.input).to_have_attribute("aria-invalid", "true")
    await visitor.input.press("Backspace")
    assert await visitor.input.get_attribute("aria-invalid") is None
    await expect(visitor.panel.locator(".count")).to_have_text("0 characters left")


async def test_a_text_over_the_limit_is_told_to_the_screen_reader_at_once_and_when_sent(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    await visitor.listens()
    await visitor.input.fill("a" * 503)
    await visitor.page.wait_for_function("() => window.__said.some((said) => said.includes('too many'))")
    await visitor.input.press("Enter")
    alert = visitor.panel.get_by_role("alert")
    await expect(alert).to_have_text("3 characters too many. Please shorten your message.")
    assert visitor.sent == []


async def test_the_field_is_small_again_and_has_the_focus_after_sending(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Short."})
    await visitor.opens()
    low = await visitor.input.bounding_box()
    await visitor.input.fill("one\ntwo\nthree\nfour\nfive\nsix\nseven")
    await expect(visitor.input).to_have_attribute("rows", "5")
    await visitor.send.click()
    await expect(visitor.answers).to_have_count(2)
    assert await visitor.input.bounding_box() == low
    await expect(visitor.input).to_be_focused()


async def test_what_is_typed_while_an_answer_is_on_its_way_stays(visitor: Visitor) -> None:
    held = await visitor.holds("**/messages")
    await visitor.opens()
    await visitor.types_and_sends("whats ur number")
    await visitor.input.fill("and how do i")
    await (await held()).continue_()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.input).to_have_value("and how do i")


async def test_several_messages_written_at_once_are_answered_in_their_order(visitor: Visitor) -> None:
    await visitor.opens()
    texts = ["whats ur number", "thanks", "bye"]
    for text in texts:
        await visitor.types_and_sends(text)
    await expect(visitor.answers).to_have_count(4)
    assert [message["text"] for message in visitor.sent] == texts
    await expect(visitor.questions.locator(".bubble")).to_have_text(texts)
