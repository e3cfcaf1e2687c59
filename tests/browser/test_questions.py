from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.engine import Engine
from tests.browser.visitor import Visitor


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("does dry needling hurt?", "needling/does_it_hurt"),
        ("what causes sciatica", "sciatica/causes"),
        ("how does the needle thing work", "needling/how_it_works"),
    ],
)
async def test_a_question_about_the_topics_gets_its_reviewed_answer(
    visitor: Visitor, engine: Engine, question: str, answer: str
) -> None:
    await visitor.opens()
    shown = await visitor.asks(question)
    await expect(shown).to_contain_text(engine.text_of(answer).splitlines()[0])
    assert [event["answer"] for event in await visitor.heard("answer-received")] == [answer]


async def test_a_question_about_booking_leads_to_the_clinics_booking_page(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("can i book for tuesday")
    link = shown.get_by_role("link", name="Book at Sunrise Physical Therapy")
    await expect(link).to_have_attribute("href", "https://booking.sunrise-physical-therapy.example/")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_contain_text("opens in a new tab")


async def test_a_question_about_the_number_gets_the_number_to_call(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("whats ur number")
    await expect(shown.locator(".text")).to_contain_text("780-555-0142")
    await expect(shown.get_by_role("link", name="Call 780-555-0142")).to_have_attribute(
        "href", "tel:+17805550142"
    )


async def test_each_question_is_shown_above_its_answer(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    await visitor.asks("whats ur number")
    order = await visitor.log.locator(".message").evaluate_all(
        "nodes => nodes.map((node) => node.classList.contains('question') ? 'question' : 'answer')"
    )
    assert order == ["answer", "question", "answer", "question", "answer"]


async def test_a_pressed_button_asks_its_question(visitor: Visitor, engine: Engine) -> None:
    await visitor.opens()
    await visitor.answer.get_by_role("button", name="Does needling hurt?").click()
    await expect(visitor.questions).to_contain_text("Does needling hurt?")
    await expect(visitor.answer).to_contain_text(engine.text_of("needling/does_it_hurt").splitlines()[0])


async def test_the_title_of_a_chosen_button_stays_readable(visitor: Visitor) -> None:
    await visitor.opens()
    greeting = visitor.answers.first
    await greeting.get_by_role("button", name="Does needling hurt?").click()
    await expect(visitor.answers).to_have_count(2)
    await expect(greeting.get_by_role("button", name="You chose: Does needling hurt?")).to_be_visible()
    await expect(greeting.get_by_role("button", name="Book a visit")).to_be_visible()


async def test_a_second_button_of_a_used_group_sends_nothing(visitor: Visitor) -> None:
    await visitor.opens()
    greeting = visitor.answers.first
    await greeting.get_by_role("button", name="Does needling hurt?").click()
    await expect(visitor.answers).to_have_count(2)
    other = greeting.get_by_role("button", name="Book a visit")
    await expect(other).to_have_attribute("aria-disabled", "true")
    await other.click(force=True)
    assert len(visitor.sent) == 1


async def test_a_double_click_on_a_button_asks_once(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.answer.get_by_role("button", name="Book a visit").dblclick()
    await expect(visitor.answers).to_have_count(2)
    assert len(visitor.sent) == 1


async def test_an_answer_offers_what_others_asked_next(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("does dry needling hurt?")
    related = shown.get_by_role("group", name="You may also want to ask").get_by_role("button")
    title = await related.first.inner_text()
    await related.first.click()
    await expect(visitor.questions.last).to_contain_text(title)
    await expect(visitor.answers).to_have_count(3)


async def test_a_rated_answer_shows_the_thumb_and_reaches_the_server(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    async with visitor.page.expect_response("**/feedback") as kept:
        await shown.get_by_role("button", name="Helpful", exact=True).click()
    assert (await kept.value).status == 204
    await expect(shown.get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_a_thumb_down_may_say_why(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    await shown.get_by_role("button", name="Not helpful").click()
    async with visitor.page.expect_response(
        lambda reply: '"reason":"not_my_question"' in (reply.request.post_data or "")
    ) as kept:
        await shown.get_by_role("button", name="Not my question").click()
    assert (await kept.value).status == 204


async def test_an_answer_is_announced_once_and_leaves_the_focus_alone(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { window.__said = [];
          const root = document.querySelector("clinic-chat").shadowRoot;
          for (const region of root.querySelectorAll(".panel [role=status], .panel [role=alert]")) {
            new MutationObserver(() => region.textContent && window.__said.push(region.textContent))
              .observe(region, { childList: true, characterData: true, subtree: true });
          } }"""
    )
    await visitor.asks("whats ur number")
    await visitor.page.wait_for_function("() => window.__said.some((text) => text.includes('780-555-0142'))")
    said = await visitor.page.evaluate("() => window.__said.filter((text) => text.includes('780-555-0142'))")
    assert len(said) == 1
    assert await visitor.focused() == "input"


async def test_a_followed_link_is_counted_by_the_clinic_and_nothing_else_is_told(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("whats ur number")
    link = shown.get_by_role("link", name="Call 780-555-0142")
    await link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    async with visitor.page.expect_response("**/clicks") as answered:
        await link.click()
    response = await answered.value
    assert (response.status, response.request.post_data) == (204, '{"kind":"phone"}')


async def test_a_reason_may_be_changed_and_a_thumb_up_takes_it_back(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    await shown.get_by_role("button", name="Not helpful").click()
    await shown.get_by_role("button", name="It is wrong").click()
    await shown.get_by_role("button", name="Something else").click()
    pressed = shown.locator("[aria-pressed=true]")
    await expect(pressed).to_have_count(2)
    await shown.get_by_role("button", name="Helpful", exact=True).click()
    await expect(pressed).to_have_count(1)
    await expect(shown.get_by_role("group", name="What was wrong? (optional)")).to_have_count(0)
    given = [(event["value"], event.get("reason")) for event in await visitor.heard("feedback-given")]
    assert given == [("down", None), ("down", "wrong"), ("down", "other"), ("up", None)]


async def test_a_rating_that_was_lost_is_told_and_the_next_question_takes_the_note_away(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    await visitor.page.route("**/feedback", lambda route: route.abort())
    await shown.get_by_role("button", name="Helpful", exact=True).click()
    note = visitor.log.get_by_text("Your rating could not be sent.")
    await expect(note).to_be_visible()
    await expect(visitor.panel.get_by_role("alert")).to_have_text("Your rating could not be sent.")
    await visitor.asks("whats ur number")
    await expect(note).to_have_count(0)


async def test_greetings_and_urgent_answers_ask_for_no_rating(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("i cannot pee and my groin is numb")
    await expect(visitor.log.get_by_role("group", name="Was this answer helpful?")).to_have_count(0)


async def test_a_rating_is_given_while_the_next_answer_is_on_its_way(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica")
    await visitor.page.route("**/messages", lambda route: None)
    async with visitor.page.expect_request("**/messages"):
        await visitor.types_and_sends("whats ur number")
    async with visitor.page.expect_response("**/feedback") as kept:
        await shown.get_by_role("button", name="Helpful", exact=True).click()
    assert (await kept.value).status == 204
