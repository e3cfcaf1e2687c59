"""The announcer: each text once, after the focus has settled, and gone when it was heard."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from tests.browser.modules.conftest import Run

BEGIN = """async () => {
  const { createAnnouncer } = await import("/widget/announcer.js");
  window.regions = { one: { textContent: "" }, two: { textContent: "" }, loud: { textContent: "" } };
  window.announcer = createAnnouncer({ polite: [regions.one, regions.two], assertive: regions.loud });
}"""
TEXTS = "() => Object.values(regions).map(({ textContent }) => textContent)"


async def texts(page: Page, milliseconds: int = 0) -> Any:
    """What the two polite regions and the assertive one hold after a while."""
    if milliseconds:
        await page.clock.run_for(milliseconds)
    return await page.evaluate(TEXTS)


async def test_a_text_is_said_after_a_quarter_of_a_second_and_leaves_after_one(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => announcer.say('Hello')")
    assert await texts(page, 240) == ["", "", ""]
    assert await texts(page, 20) == ["Hello", "", ""]
    assert await texts(page, 960) == ["Hello", "", ""]
    assert await texts(page, 60) == ["", "", ""]


async def test_the_same_words_twice_go_to_two_regions(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => { announcer.say('Same'); announcer.say('Same'); }")
    assert await texts(page, 260) == ["Same", "Same", ""]
    await texts(page, 1100)
    await run("() => announcer.say('Same')")
    assert await texts(page, 260) == ["Same", "", ""]


async def test_an_alert_interrupts_and_leaves_the_polite_regions_alone(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => { announcer.say('Soft'); announcer.alert('Loud'); }")
    assert await texts(page, 260) == ["Soft", "", "Loud"]
    assert await texts(page, 1100) == ["", "", ""]


async def test_a_newer_text_is_not_taken_away_with_the_older_one(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => announcer.alert('First')")
    await texts(page, 800)
    await run("() => announcer.alert('Second')")
    assert await texts(page, 600) == ["", "", "Second"]
    assert await texts(page, 600) == ["", "", "Second"]
    assert await texts(page, 300) == ["", "", ""]


async def test_waiting_is_said_after_a_second_of_patience(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => announcer.waiting('Answering')")
    assert await texts(page, 1200) == ["", "", ""]
    assert await texts(page, 100) == ["Answering", "", ""]


async def test_an_answer_in_time_makes_waiting_unsaid(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => announcer.waiting('Answering')")
    await texts(page, 900)
    await run("() => announcer.arrived()")
    # Said, it would stay for a second: no look comes too late.
    for _ in range(5):
        assert await texts(page, 700) == ["", "", ""]


async def test_of_several_messages_in_a_row_waiting_is_said_once(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => announcer.waiting('Answering')")
    await texts(page, 700)
    await run("() => announcer.waiting('Answering')")
    assert await texts(page, 700) == ["", "", ""]
    assert await texts(page, 600) == ["Answering", "", ""]


async def test_a_stopped_announcer_says_nothing_more(run: Run, page: Page) -> None:
    await run(BEGIN)
    await run("() => { announcer.say('a'); announcer.alert('b'); announcer.waiting('c'); announcer.stop(); }")
    for _ in range(5):
        assert await texts(page, 500) == ["", "", ""]
