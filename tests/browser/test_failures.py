from __future__ import annotations

import json
from typing import Any

from playwright.async_api import expect

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
