from __future__ import annotations

from playwright.async_api import expect

from tests.browser.visitor import Visitor


async def test_an_urgent_message_shows_an_urgent_card_with_911_first_and_no_booking(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("i have chest pain and can't breathe")
    card = shown.get_by_role("group", name="Urgent")
    await expect(card.get_by_role("heading", name="Urgent")).to_be_visible()
    await expect(card.locator("a, p").first).to_have_attribute("href", "tel:911")
    await expect(shown.locator(".kind-booking, a[href^=http], button")).to_have_count(0)


async def test_the_numbers_of_an_urgent_card_are_large_enough_for_a_shaking_hand(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("i cannot pee and my groin is numb")
    numbers = shown.locator("a[href^='tel:']")
    await expect(numbers.first).to_be_visible()
    for box in [await number.bounding_box() for number in await numbers.all()]:
        assert box
        assert box["width"] >= 44
        assert box["height"] >= 44


async def test_an_urgent_answer_interrupts_the_screen_reader(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.types_and_sends("i have chest pain and can't breathe")
    await expect(visitor.panel.get_by_role("alert")).to_contain_text("Urgent. This could be an emergency.")


async def test_a_crisis_shows_9_8_8_to_call_and_to_text(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("i want to die")
    numbers = shown.locator(".bubble a")
    await expect(numbers.nth(0)).to_have_attribute("href", "tel:988")
    await expect(numbers.nth(1)).to_have_attribute("href", "sms:988")


async def test_an_urgent_reply_without_numbers_still_shows_them(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Go now.", "metadata": {"urgency": "emergency"}})
    await visitor.opens()
    shown = await visitor.asks("help")
    await expect(shown.locator("a[href='tel:911']")).to_be_visible()


async def test_advice_for_today_is_marked_more_mildly_than_an_emergency(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "See someone today.", "metadata": {"urgency": "today"}})
    await visitor.opens()
    shown = await visitor.asks("my foot drags")
    await expect(shown.get_by_role("heading", name="See someone today")).to_be_visible()
    await expect(shown.get_by_role("heading", name="Urgent")).to_have_count(0)


async def test_a_phone_number_is_always_one_press_away(visitor: Visitor) -> None:
    await visitor.opens()
    call = visitor.panel.locator(".footer").get_by_role("link", name="Call 780-555-0142")
    await expect(call).to_have_attribute("href", "tel:+17805550142")


async def test_the_opening_hours_are_always_one_press_away(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.panel.locator(".footer").get_by_role("button", name="Hours").dblclick()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.answer).to_contain_text("hours")
    assert [message["payload"] for message in visitor.sent] == ['/ask{"answer": "clinic/hours"}']
