"""Reload, tabs, time and the network coming back: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.engine import Engine
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor


async def test_a_new_version_of_the_notice_is_shown_again_and_the_typed_text_survives(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    await visitor.asks("what causes sciatica")
    await visitor.input.fill("half a ques")
    assert (await visitor.kept())["accepted"] == "1"

    async def newer(route: Any) -> None:
        reply = await route.fetch()
        facts = await reply.json()
        facts["notice"]["version"] = "2"
        facts["clinic"]["privacy_url"] = "/privacy"
        await route.fulfill(json=facts)

    await visitor.page.route("**/api/clinic", newer)
    await visitor.page.reload()
    consent = visitor.notice.get_by_text("By sending a message you accept this.")
    await expect(consent).to_be_visible()
    policy = visitor.notice.get_by_role("link", name="How we treat what you write")
    await expect(policy).to_have_attribute("href", "/privacy")
    await expect(visitor.input).to_have_value("half a ques")
    await visitor.asks("whats ur number")
    await expect(consent).to_have_count(0)
    assert (await visitor.kept())["accepted"] == "2"


async def test_the_notice_never_takes_what_was_typed_before_it_came(visitor: Visitor) -> None:
    held: list[Any] = []
    await visitor.page.route("**/api/**", lambda route: held.append(route))
    await visitor.arrives()
    await visitor.launcher.click()
    await visitor.input.fill("does it hurt")
    for route in held:
        await route.continue_()
    await expect(visitor.answers).to_have_count(1)
    await expect(visitor.input).to_have_value("does it hurt")


async def test_a_conversation_ends_24_hours_after_its_last_message(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.asks("whats ur number")
    await visitor.page.clock.run_for(1_000)
    left = await visitor.page.evaluate(
        "() => JSON.parse(Object.values({ ...localStorage })[0]).expires - Date.now()"
    )
    assert 24 * 3_600_000 - 60_000 < left <= 24 * 3_600_000
    await visitor.page.clock.fast_forward(25 * 3_600_000)
    await visitor.page.reload()
    await expect(visitor.launcher).to_be_visible()
    await expect(visitor.panel).to_have_count(0)
    assert (await visitor.stored())["local"] == 0


async def test_with_no_hours_a_conversation_lives_in_its_tab_alone(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    async def none(route: Any) -> None:
        reply = await route.fetch()
        await route.fulfill(json={**await reply.json(), "session_hours": 0})

    await visitor.page.route("**/api/clinic", none)
    await visitor.opens()
    await visitor.asks("whats ur number")
    assert (await visitor.stored())["local"] == 0
    await visitor.page.reload()
    await expect(visitor.answers).to_have_count(2)
    second = await new_visitor(beside=visitor)
    await second.arrives()
    await expect(second.launcher).to_be_visible()
    await expect(second.panel).to_have_count(0)


async def test_the_id_of_a_conversation_is_128_bits_and_in_no_address(visitor: Visitor) -> None:
    await visitor.opens()
    shown = await visitor.asks("whats ur number")
    identity = await visitor.conversation()
    assert identity
    assert re.fullmatch(r"[0-9a-f]{32}", identity)
    async with visitor.page.expect_response("**/feedback"):
        await shown.get_by_role("button", name="Helpful", exact=True).click()
    async with visitor.page.expect_response(lambda reply: reply.request.method == "DELETE"):
        await visitor.clears()
    assert len(visitor.asked) >= 5
    assert [request.url for request in visitor.requests if identity in request.url] == []


async def test_a_transcript_is_made_in_the_browser_with_times_and_speakers(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.asks("whats ur number")
    before = len(visitor.asked)
    async with visitor.page.expect_download() as saving:
        await visitor.panel.get_by_role("button", name="Save").click()
    file = await saving.value
    assert file.suggested_filename == "chat.txt"
    text = Path(await file.path()).read_text(encoding="utf-8")
    assert re.search(r"\[.*\d:\d\d.*\] You:\nwhats ur number\n", text)
    assert re.search(r"\[.*\d:\d\d.*\] Assistant:\n.*780-555-0142", text, re.S)
    assert len(visitor.asked) == before


async def test_a_reload_brings_back_messages_buttons_draft_and_place_without_asking_anything_again(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    await visitor.answer.get_by_role("button", name="Does needling hurt?").click()
    await expect(visitor.answers).to_have_count(2)
    await visitor.input.fill("and how")
    await visitor.log.evaluate("log => { log.scrollTop = 120; }")
    await visitor.page.wait_for_function(
        "() => JSON.parse(Object.values({ ...localStorage })[0]).scroll === 120"
    )
    asked = [call for call in visitor.asked if call.startswith("POST")]
    await visitor.page.reload()
    await expect(visitor.input).to_have_value("and how")
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.panel.get_by_role("button", name="You chose: Does needling hurt?")).to_have_count(1)
    assert await visitor.log.evaluate("log => log.scrollTop") == 120
    assert [call for call in visitor.asked if call.startswith("POST")] == asked


async def test_two_tabs_that_write_at_once_show_the_same_conversation(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    await visitor.input.fill("whats ur number")
    await second.input.fill("what causes sciatica")
    await visitor.send.click()
    await second.send.click()
    for tab in (visitor, second):
        await expect(tab.questions).to_have_count(2)
        await expect(tab.answers).to_have_count(3)
    texts = [await tab.log.locator(".message").all_inner_texts() for tab in (visitor, second)]
    assert texts[0] == texts[1]
    assert len(visitor.sent) == len(second.sent) == 1


async def test_what_another_tab_overwrites_is_put_back_in_its_place(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    (key,) = await visitor.page.evaluate("Object.keys(localStorage)")
    before = await second.page.evaluate("key => localStorage.getItem(key)", key)
    await visitor.asks("whats ur number")
    await expect(second.answers).to_have_count(2)
    # As when both tabs read the same state and this one writes last.
    await second.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, before])
    await visitor.page.wait_for_function(
        "key => JSON.parse(localStorage.getItem(key)).messages.length === 3", arg=key
    )
    stored = await visitor.page.evaluate("key => JSON.parse(localStorage.getItem(key)).messages", key)
    assert [message["from"] for message in stored] == ["assistant", "visitor", "assistant"]
    assert [message.get("delivery") for message in stored] == [None] * 3
    for tab in (visitor, second):
        await expect(tab.answers).to_have_count(2)
        await expect(tab.questions).to_have_count(1)


async def test_another_tab_shows_an_answer_within_half_a_second_even_when_it_is_hidden(
    visitor: Visitor, new_visitor: NewVisitor
) -> None:
    await visitor.opens()
    second = await new_visitor(beside=visitor)
    await second.joins()
    await visitor.page.bring_to_front()
    note = """() => { const log = document.querySelector("clinic-chat").shadowRoot.querySelector(".messages");
      new MutationObserver(() => (window.__at ??= log.children.length >= 3 ? Date.now() : undefined))
        .observe(log, { childList: true }); }"""
    await visitor.page.evaluate(note)
    await second.page.evaluate(note)
    await visitor.asks("whats ur number")
    await expect(second.answers).to_have_count(2)
    here, there = [await tab.page.evaluate("window.__at") for tab in (visitor, second)]
    assert abs(there - here) <= 500


async def test_an_answer_is_shown_within_50_ms_of_its_arrival(visitor: Visitor) -> None:
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { const log = document.querySelector("clinic-chat").shadowRoot.querySelector(".messages");
            const fetching = window.fetch;
            window.fetch = async (...rest) => {
              const reply = await fetching(...rest);
              const read = reply.json.bind(reply);
              reply.json = async () => { const body = await read(); window.__arrived = performance.now();
              return body; };
              return reply;
            };
            new MutationObserver(() => log.children.length >= 3 && (window.__shown ??= performance.now()))
              .observe(log, { childList: true }); }"""
    )
    await visitor.asks("does dry needling hurt?")
    assert await visitor.page.evaluate("window.__shown - window.__arrived") <= 50


async def test_a_reader_who_has_scrolled_up_stays_put_and_is_offered_the_new_messages(
    visitor: Visitor,
) -> None:
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.input.fill("what causes sciatica")
    held: list[Any] = []
    await visitor.page.route("**/messages", lambda route: held.append(route))
    async with visitor.page.expect_request("**/messages"):
        await visitor.send.click()
    await visitor.log.evaluate("log => { log.scrollTop = 0; }")
    await visitor.page.wait_for_function(
        "() => JSON.parse(Object.values({ ...localStorage })[0]).scroll === 0"
    )
    await held[0].continue_()
    await expect(visitor.answers).to_have_count(3)
    jump = visitor.panel.get_by_role("button", name="New messages")
    await expect(jump).to_be_visible()
    assert await visitor.log.evaluate("log => log.scrollTop") == 0
    await jump.click()
    await expect(jump).to_be_hidden()
    await expect(visitor.log).to_be_focused()


@pytest.mark.parametrize(("up", "moved"), [(70, True), (90, False)])
async def test_a_reader_is_moved_only_if_the_end_was_nearly_in_view(
    visitor: Visitor, up: int, moved: bool
) -> None:
    await visitor.opens()
    await visitor.asks("does dry needling hurt?")
    await visitor.log.evaluate("log => { log.scrollTop = log.scrollHeight; }")
    await visitor.answers_with({"text": "The answer."})
    held = await visitor.holds("**/messages")
    await visitor.types_and_sends("hello")
    route = await held()
    place = await visitor.log.evaluate(
        """(log, up) => new Promise((done) => { log.scrollTop = log.scrollHeight - log.clientHeight - up;
             log.addEventListener("scroll", () => done(log.scrollTop), { once: true }); })""",
        up,
    )
    await route.fallback()
    await expect(visitor.answers).to_have_count(3)
    assert (await visitor.log.evaluate("log => log.scrollTop") != place) is moved
    jump = visitor.panel.get_by_role("button", name="New messages")
    await expect(jump).to_be_visible(visible=not moved)


async def test_coming_back_online_sends_what_waited(visitor: Visitor) -> None:
    await visitor.opens()
    context = visitor.page.context
    await context.set_offline(True)
    await visitor.types_and_sends("whats ur number")
    await visitor.sees_the_fail_safe_line()
    await context.set_offline(False)
    await expect(visitor.answers).to_have_count(2)
    await expect(visitor.help).to_be_hidden()


async def test_coming_back_to_the_tab_sends_what_waited(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.types_and_sends("whats ur number")
    await visitor.sees_the_fail_safe_line()
    await visitor.page.unroute("**/messages")
    await visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(visitor.answers).to_have_count(2)


async def test_the_waits_between_tries_grow_from_1_to_30_seconds(new_visitor: NewVisitor) -> None:
    visitor = await new_visitor()
    await visitor.page.clock.install()
    await visitor.opens()
    await visitor.page.evaluate(
        """() => { window.__waits = []; const set = window.setTimeout;
             window.setTimeout = (work, delay, ...rest) => {
               if (delay >= 1000 && delay % 1000 === 0 && delay !== 15000) window.__waits.push(delay / 1000);
               return set(work, delay, ...rest); };
             window.fetch = () => { throw new TypeError("no network"); }; }"""
    )
    await visitor.types_and_sends("whats ur number")
    await visitor.sees_the_fail_safe_line()
    for step in (1, 2, 4, 8, 16, 30, 30):
        await visitor.page.clock.run_for(step * 1000)
    waits = await visitor.page.evaluate("window.__waits")
    assert [wait for wait in waits if wait > 1] == [2, 4, 8, 16, 30, 30, 30]


async def test_feedback_is_stored_with_answer_and_model_and_without_the_words(
    visitor: Visitor, engine: Engine
) -> None:
    await visitor.opens()
    shown = await visitor.asks("what causes sciatica, zebra")
    answer = (await visitor.heard("answer-received"))[-1]["answer"]
    async with visitor.page.expect_response("**/feedback"):
        await shown.get_by_role("button", name="Not helpful").click()
    async with visitor.page.expect_response("**/feedback"):
        await shown.get_by_role("button", name="Hard to understand").click()
    with engine.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM feedback ORDER BY id DESC LIMIT 1").mappings().all()
    assert (rows[0]["answer"], rows[0]["model"]) == (answer, engine.model)
    assert (rows[0]["value"], rows[0]["reason"]) == ("down", "unclear")
    assert "zebra" not in json.dumps([dict(row) for row in rows])


async def test_on_a_page_from_right_to_left_the_chat_runs_from_right_to_left(visitor: Visitor) -> None:
    async def add_hebrew(route: Any) -> None:
        reply = await route.fetch()
        text = (await reply.text()).replace(
            "  en:", '  he: { lang: "he", dir: "rtl", launcher: "שאלה" },\n  en:'
        )
        await route.fulfill(response=reply, body=text)

    async def hebrew(route: Any) -> None:
        reply = await route.fetch(url=route.request.url.replace("/he.js", "/en.js"))
        text = (await reply.text()).replace("...launcherStrings.en", "...launcherStrings.he")
        await route.fulfill(response=reply, body=text.replace("Your question", "השאלה שלך"))

    await visitor.page.route("**/strings/launcher.js", add_hebrew)
    await visitor.page.route("**/strings/he.js", hebrew)
    await visitor.arrives(modules=True)
    await visitor.page.evaluate("document.querySelector('clinic-chat').lang = 'he'")
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    box = await visitor.panel.bounding_box()
    assert box
    assert box["x"] < 40
    field, send = visitor.panel.get_by_label("השאלה שלך"), visitor.panel.locator(".send")
    left, right = await send.bounding_box(), await field.bounding_box()
    assert left
    assert right
    assert left["x"] < right["x"]
    answer = visitor.answers.first.locator(".text")
    assert await answer.get_attribute("lang") == "en"
    assert await answer.evaluate("node => getComputedStyle(node).direction") == "ltr"
