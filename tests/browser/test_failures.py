from __future__ import annotations

import json
from typing import Any

from playwright.async_api import expect

from bot.engine import Engine
from tests.browser.conftest import NewVisitor, StoppableServer
from tests.browser.visitor import Visitor

ERRORS = [400, 403, 404, 413, 429, 500, 502, 503]
SHAPES = [
    "",
    "<!doctype html><title>proxy</title>",
    "null",
    "[]",
    "{}",
    json.dumps({"id": "x", "messages": "hello"}),
    json.dumps({"id": "x", "messages": []}),
    json.dumps({"id": "x", "messages": [None]}),
    json.dumps({"id": "x", "messages": [{"id": 1, "text": "hello"}]}),
    json.dumps({"id": "x", "messages": [{"id": "a", "text": None}]}),
    json.dumps({"id": "x", "messages": [{"id": "a", "text": "  "}]}),
]
EXTRAS: list[Any] = [
    None,
    [],
    "text",
    {"links": "no"},
    {"links": [None, 1, {"title": "x"}], "urgency": 911},
]


async def test_when_the_server_is_gone_numbers_to_call_are_shown_and_the_text_is_kept(
    new_visitor: NewVisitor, failing_server: StoppableServer
) -> None:
    visitor = await new_visitor(at=failing_server)
    await visitor.opens()
    await failing_server.stop()
    await visitor.types_and_sends("what causes sciatica")
    await visitor.sees_the_fail_safe_line()
    await expect(visitor.questions).to_contain_text("what causes sciatica")
    await expect(visitor.questions).to_contain_text("Not sent")


async def test_when_the_server_is_back_trying_again_answers_the_kept_question(
    new_visitor: NewVisitor, failing_server: StoppableServer
) -> None:
    visitor = await new_visitor(at=failing_server)
    await visitor.opens()
    await failing_server.stop()
    await visitor.types_and_sends("what causes sciatica")
    await visitor.sees_the_fail_safe_line()
    await failing_server.start()
    await visitor.help.get_by_role("button", name="Try again").click()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.help).to_be_hidden()
    await expect(visitor.questions.get_by_text("Not sent")).to_have_count(0)


async def test_an_unsent_question_survives_a_reload_and_is_answered_then(
    new_visitor: NewVisitor, failing_server: StoppableServer
) -> None:
    visitor = await new_visitor(at=failing_server)
    await visitor.opens()
    await failing_server.stop()
    await visitor.types_and_sends("what causes sciatica")
    await visitor.sees_the_fail_safe_line()
    await failing_server.start()
    await visitor.page.reload()
    await expect(visitor.questions).to_contain_text("what causes sciatica")
    await expect(visitor.answers).to_have_count(2)


async def test_a_server_that_is_gone_before_the_chat_is_opened_leaves_numbers_to_call(
    visitor: Visitor,
) -> None:
    await visitor.page.route("**/api/**", lambda route: route.abort())
    await visitor.arrives()
    await visitor.launcher.click()
    await visitor.sees_the_fail_safe_line()
    await expect(visitor.notice).to_contain_text("911")
    await visitor.page.unroute("**/api/**")
    await visitor.help.get_by_role("button", name="Try again").click()
    await expect(visitor.answers).to_have_count(1)
    await expect(visitor.help).to_be_hidden()


async def test_a_chat_that_never_reached_the_server_is_closed_after_a_reload(visitor: Visitor) -> None:
    await visitor.page.route("**/api/**", lambda route: route.abort())
    await visitor.arrives()
    await visitor.launcher.click()
    await visitor.sees_the_fail_safe_line()
    await visitor.page.keyboard.press("Escape")
    await visitor.page.reload()
    await expect(visitor.launcher).to_be_visible()


async def test_every_error_of_the_server_shows_numbers_to_call_and_keeps_the_question(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    statuses = iter(ERRORS)
    await visitor.page.route("**/messages", lambda route: route.fulfill(status=next(statuses), body="<p>"))
    await visitor.types_and_sends("what causes sciatica")
    for status in ERRORS:
        await visitor.sees_the_fail_safe_line()
        await expect(visitor.questions).to_contain_text("what causes sciatica")
        assert (await visitor.heard("send-failed"))[-1]["status"] == status
        if status == ERRORS[-1]:
            await visitor.page.unroute("**/messages")
        await visitor.help.get_by_role("button", name="Try again").click()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.questions).to_have_count(1)


async def test_a_reply_of_another_shape_shows_numbers_to_call(visitor: Visitor) -> None:
    await visitor.opens()
    bodies = iter(SHAPES)
    await visitor.page.route("**/messages", lambda route: route.fulfill(body=next(bodies)))
    await visitor.types_and_sends("what causes sciatica")
    for number, shape in enumerate(SHAPES, start=1):
        await visitor.sees_the_fail_safe_line()
        failures = await visitor.heard("send-failed")
        assert [event["kind"] for event in failures] == ["shape"] * number, shape
        if number < len(SHAPES):
            await visitor.help.get_by_role("button", name="Try again").click()
    await expect(visitor.answers).to_have_count(1)


async def test_malformed_extras_of_a_reply_never_hide_its_text(visitor: Visitor) -> None:
    replies = [
        {"text": "The answer.", "buttons": [None, {"title": 3}], "metadata": metadata} for metadata in EXTRAS
    ]
    await visitor.answers_with(*replies)
    await visitor.opens()
    await visitor.types_and_sends("hello")
    await expect(visitor.answers.get_by_text("The answer.")).to_have_count(len(EXTRAS))


async def test_an_answer_that_takes_too_long_shows_numbers_to_call(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: None)
    async with visitor.page.expect_request("**/messages"):
        await visitor.types_and_sends("what causes sciatica")
    await visitor.page.clock.fast_forward(15_000)
    await visitor.sees_the_fail_safe_line()


async def test_a_question_sent_again_is_answered_once(visitor: Visitor) -> None:
    await visitor.opens()
    lost = False

    async def lose_the_first_reply(route: Any) -> None:
        nonlocal lost
        if lost:
            await route.continue_()
            return
        lost = True
        await route.fetch()
        await route.abort()

    await visitor.page.route("**/messages", lose_the_first_reply)
    await visitor.types_and_sends("what causes sciatica")
    await visitor.help.get_by_role("button", name="Try again").click()
    await expect(visitor.answers).to_have_count(2)
    first, second = visitor.sent
    assert first["id"] == second["id"]
    await visitor.asks("whats ur number")
    await expect(visitor.answers).to_have_count(3)


async def test_a_failure_is_told_to_the_screen_reader_and_to_the_page(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: route.fulfill(status=500))
    await visitor.types_and_sends("what causes sciatica")
    await expect(visitor.panel.get_by_role("alert")).to_contain_text("was not sent")
    assert [(event["kind"], event["status"]) for event in await visitor.heard("send-failed")] == [
        ("server", 500)
    ]


async def test_the_servers_own_fail_safe_reply_asks_for_no_rating(visitor: Visitor) -> None:
    await visitor.answers_with({"text": "Sorry, please call.", "metadata": {"answer": "fail_safe"}, "at": 0})
    await visitor.opens()
    shown = await visitor.asks("hello")
    await expect(shown).to_contain_text("Sorry, please call.")
    await expect(shown.get_by_role("button")).to_have_count(0)


async def test_a_chat_whose_files_do_not_load_names_the_number_to_call(visitor: Visitor) -> None:
    await visitor.page.route("**/panel.js", lambda route: route.abort())
    await visitor.arrives()
    await visitor.launcher.click()
    trouble = visitor.page.get_by_role("alert")
    await expect(trouble).to_contain_text("The chat could not be loaded.")
    await expect(trouble.get_by_role("link", name="780-555-0142")).to_be_visible()
    await expect(visitor.launcher).to_be_visible()


async def test_files_that_load_at_the_second_press_open_the_chat(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.route("**/strings/en.js", lambda route: route.abort())
    await visitor.arrives()
    await visitor.launcher.click()
    await expect(visitor.page.get_by_role("alert")).to_contain_text("The chat could not be loaded.")
    await expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    await expect(visitor.launcher).to_be_enabled()


async def test_a_busy_server_is_named_so_and_asked_again_when_it_said(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    busy = {"status": 429, "headers": {"retry-after": "20"}, "body": "{}"}
    await visitor.page.route("**/messages", lambda route: route.fulfill(**busy))
    await visitor.types_and_sends("whats ur number")
    await expect(visitor.help).to_contain_text("We have too many messages at the moment.")
    await visitor.page.unroute("**/messages")
    await visitor.page.clock.run_for(10_000)
    assert len(visitor.sent) == 1
    await visitor.page.clock.run_for(11_000)
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.help).to_be_hidden()


async def test_a_refused_message_does_not_hold_up_the_next_one(visitor: Visitor) -> None:
    await visitor.opens()

    async def refuse_one(route: Any) -> None:
        if "refuse me" in route.request.post_data:
            await route.fulfill(status=413, body="{}")
        else:
            await route.continue_()

    await visitor.page.route("**/messages", refuse_one)
    await visitor.types_and_sends("refuse me")
    await expect(visitor.help).to_contain_text("is too long for us")
    await visitor.asks("whats ur number")
    await expect(visitor.questions.filter(has_text="refuse me")).to_contain_text("Not sent")
    await expect(visitor.questions.filter(has_text="whats ur number")).not_to_contain_text("Not sent")


async def test_trouble_is_read_out_with_the_numbers_to_call(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("what causes sciatica")
    alert = visitor.panel.get_by_role("alert")
    for words in ("was not sent", "You can still reach a person:", "911", "811", "9-8-8"):
        await expect(alert).to_contain_text(words)


async def test_the_way_on_is_in_view_when_a_message_fails(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 390, "height": 700})
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("what causes sciatica")
    await expect(visitor.help.locator("p").first).to_be_in_viewport(ratio=1)
    await expect(visitor.input).to_be_focused()


async def test_trying_again_gives_the_focus_to_the_field_and_hides_the_way_on(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("whats ur number")
    await visitor.sees_the_fail_safe_line()
    await visitor.page.unroute("**/messages")
    await visitor.help.get_by_role("button", name="Try again").press("Enter")
    await expect(visitor.input).to_be_focused()
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.help).to_be_hidden()


async def test_a_chat_cleared_in_trouble_can_be_deleted_on_the_server_later(
    visitor: Visitor, engine: Engine
) -> None:
    await visitor.opens()
    identity = await visitor.conversation()
    assert identity
    await visitor.page.route(
        "**/conversations/mine",
        lambda route: route.abort() if route.request.method == "DELETE" else route.continue_(),
    )
    await visitor.clears()
    await expect(visitor.log.get_by_text("our server could not be reached")).to_be_visible()
    assert engine.store.has(identity)
    await visitor.page.unroute("**/conversations/mine")
    await visitor.log.get_by_role("button", name="Try again").click()
    await expect(visitor.log.get_by_text("The chat has been deleted.")).to_be_visible()
    assert not engine.store.has(identity)
