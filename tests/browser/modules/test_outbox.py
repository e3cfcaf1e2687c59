"""The outbox: one message at a time, in order, again after a while, and never twice."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from tests.browser.modules.conftest import Run

# `outcomes` says how each attempt ends: "ok", "busy" (try again), "no" (refused), "held"
# (busy, but only once `release` was called).
BEGIN = """async ({ ids, outcomes, retryAfter = 0 }) => {
  const { createOutbox } = await import("/widget/outbox.js");
  const waiting = ids.map((id) => ({ id }));
  const happened = (window.happened = []);
  let open = 0;
  const deliver = async ({ id }) => {
    open += 1;
    happened.push(open > 1 ? `${id} beside another` : `try ${id}`);
    const outcome = outcomes.shift() ?? "ok";
    if (outcome === "held") await new Promise((done) => { window.release = done; });
    await null;
    open -= 1;
    if (outcome !== "ok") throw { transient: outcome !== "no", retryAfter };
    return `reply to ${id}`;
  };
  window.waiting = waiting;
  window.outbox = createOutbox({
    next: () => waiting[0],
    deliver,
    delivered: (message, reply) => { waiting.shift(); happened.push(reply); },
    failed: ({ id }, { transient }) => { happened.push(`failed ${id}`); transient || waiting.shift(); },
  });
  await outbox.run();
  return happened;
}"""
HAPPENED = "() => window.happened.splice(0)"


async def begin(run: Run, ids: str, *outcomes: str, retry_after: float = 0) -> Any:
    return await run(BEGIN, {"ids": list(ids), "outcomes": list(outcomes), "retryAfter": retry_after})


async def tries_at(page: Page, seconds: int) -> list[int]:
    """The seconds, of those to come, in which something was tried."""
    await page.evaluate(HAPPENED)
    found = []
    for second in range(1, seconds + 1):
        await page.clock.run_for(1000)
        if await page.evaluate(HAPPENED):
            found.append(second)
    return found


async def test_messages_go_one_at_a_time_and_in_order(run: Run) -> None:
    happened = await begin(run, "abc")
    assert happened == ["try a", "reply to a", "try b", "reply to b", "try c", "reply to c"]


async def test_a_message_that_failed_stays_before_the_next_one(run: Run, page: Page) -> None:
    assert await begin(run, "ab", "busy") == ["try a", "failed a"]
    await page.clock.run_for(1000)
    assert await run(HAPPENED) == ["try a", "failed a", "try a", "reply to a", "try b", "reply to b"]


async def test_a_refused_message_lets_the_next_one_through_at_once(run: Run) -> None:
    assert await begin(run, "ab", "no") == ["try a", "failed a", "try b", "reply to b"]


async def test_the_waits_double_up_to_half_a_minute(run: Run, page: Page) -> None:
    await begin(run, "a", *["busy"] * 9)
    assert await tries_at(page, 95) == [1, 3, 7, 15, 31, 61, 91]


async def test_after_a_delivery_the_waits_begin_again_with_the_shortest(run: Run, page: Page) -> None:
    await begin(run, "ab", "busy", "busy", "ok", "busy", "ok")
    await page.clock.run_for(3000)
    assert (await run(HAPPENED))[-2:] == ["try b", "failed b"]
    assert await tries_at(page, 2) == [1]


async def test_a_wait_that_the_server_asks_for_is_kept(run: Run, page: Page) -> None:
    await begin(run, "a", "busy", retry_after=12)
    assert await tries_at(page, 20) == [12]


async def test_a_server_that_asks_for_less_than_the_own_wait_is_not_pressed(run: Run, page: Page) -> None:
    await begin(run, "a", "busy", "busy", retry_after=1)
    assert await tries_at(page, 6) == [1, 3]


async def test_waking_tries_at_once_and_never_twice(run: Run, page: Page) -> None:
    await begin(run, "a", "busy", "busy")
    await page.clock.run_for(1000)
    await run(HAPPENED)
    await run("async () => { await Promise.all([outbox.wake(), outbox.wake(), outbox.run()]); }")
    assert await run(HAPPENED) == ["try a", "reply to a"]
    assert await tries_at(page, 40) == []


async def test_a_woken_outbox_waits_the_shortest_time_again(run: Run, page: Page) -> None:
    await begin(run, "a", "busy", "busy", "busy", "busy")
    await page.clock.run_for(3000)
    await run("() => outbox.wake()")
    assert await tries_at(page, 3) == [1]


async def test_while_a_message_is_on_its_way_no_second_one_starts(run: Run) -> None:
    await run(f"(parts) => {{ ({BEGIN})(parts); }}", {"ids": ["a", "b"], "outcomes": ["held"]})
    await run("async () => { outbox.wake(); outbox.run(); await null; }")
    assert await run(HAPPENED) == ["try a"]


async def test_a_stopped_outbox_tries_nothing_and_reports_nothing(run: Run, page: Page) -> None:
    await begin(run, "a", "busy")
    await run("() => outbox.stop()")
    assert await tries_at(page, 40) == []
    await run("() => outbox.wake()")
    assert await run(HAPPENED) == []


async def test_a_delivery_that_ends_after_the_stop_is_no_failure(run: Run, page: Page) -> None:
    await run(f"(parts) => {{ ({BEGIN})(parts); }}", {"ids": ["a"], "outcomes": ["held"]})
    await run("async () => { outbox.stop(); release(); for (let turn = 0; turn < 9; turn += 1) await null; }")
    assert await run(HAPPENED) == ["try a"]
    assert await tries_at(page, 3) == []


async def test_an_outbox_with_nothing_to_send_is_ready_for_the_next_message(run: Run) -> None:
    assert await begin(run, "") == []
    await run("() => { waiting.push({ id: 'late' }); return outbox.wake(); }")
    assert await run(HAPPENED) == ["try late", "reply to late"]
