"""Exactly once and in order, whatever the network does: seeded runs through a faulty proxy.

``make test`` makes a part of the 1,000 runs; ``make widget-faults`` makes all (WIDGET_FAULT_RUNS).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from bot.engine import Engine
from tests.browser.conftest import NewVisitor, StoppableServer
from tests.browser.faults import FAULTS, FaultyNetwork

RUNS = int(os.environ.get("WIDGET_FAULT_RUNS", "24"))
AT_ONCE = 8
MESSAGES = ["hi", "thanks", "bye"]
# Waits in the widget are for people: here a second lasts 20 ms; only the patience with the server stays.
QUICK = """(() => { const wait = window.setTimeout;
  window.setTimeout = (work, delay, ...rest) => wait(work, delay < 15_000 ? delay / 50 : delay, ...rest);
  })()"""
RUN = """async ({ address, seed, texts }) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const make = () => {
    const chat = document.createElement("clinic-chat");
    chat.setAttribute("server", `${address}/run/${seed}`);
    document.body.append(chat);
    return chat;
  };
  let chat = make();
  const key = chat.storageKey;
  const state = () => JSON.parse(localStorage.getItem(key));
  const reload = () => { chat.remove(); chat = make(); return chat.open({ focus: false }); };
  await chat.open({ focus: false });
  for (const [place, text] of texts.entries()) {
    await chat.send(text);
    // Every third run is left in the middle and taken up again, as by a reload.
    if (seed % 3 === 0 && place === 1) await reload();
  }
  const settled = () => state()?.messages.filter(({
  from }) => from === "visitor").every((one) => !one.delivery);
  const until = performance.now() + 90_000;
  while (!settled() && performance.now() < until) await frame();
  const shown = [...chat.shadowRoot.querySelectorAll(".message")].length;
  const { id, messages } = state();
  chat.remove();
  localStorage.removeItem(key);
  return { id, settled: messages.every((one) => !one.delivery), shown, messages };
}"""


@pytest_asyncio.fixture
async def network(server: StoppableServer) -> AsyncIterator[FaultyNetwork]:
    """A network with faults in front of the server."""
    network = FaultyNetwork(server.address)
    await network.start()
    yield network
    await network.stop()


async def test_whatever_the_network_does_every_message_is_answered_once_and_in_order(
    new_visitor: NewVisitor, network: FaultyNetwork, engine: Engine, server: StoppableServer
) -> None:
    visitor = await new_visitor()
    page = visitor.page
    page.set_default_timeout(120_000)
    await page.add_init_script(QUICK)
    await page.goto(f"{network.address}/")
    await page.evaluate("() => document.querySelector('clinic-chat').remove()")
    seeds = list(range(1, RUNS + 1))
    for first in range(0, RUNS, AT_ONCE):
        results: list[dict[str, Any]] = await page.evaluate(
            f"runs => Promise.all(runs.map({RUN}))",
            [
                {"address": network.address, "seed": s, "texts": MESSAGES}
                for s in seeds[first : first + AT_ONCE]
            ],
        )
        for seed, run in zip(seeds[first:], results, strict=False):
            assert run["settled"], seed
            await check(seed, run, engine)
    if RUNS >= 24:
        assert set(network.injected) == set(FAULTS)


async def check(seed: int, run: dict[str, Any], engine: Engine) -> None:
    """The browser and the server hold the same messages, each once, in the same order."""
    messages = run["messages"]
    ids = [message["id"] for message in messages]
    assert len(set(ids)) == len(ids), (seed, "doubled in the browser")
    assert run["shown"] == len(messages), (seed, "shown")
    said = [message for message in messages if message["from"] == "visitor"]
    assert [message["text"] for message in said] == MESSAGES, (seed, "lost or out of order in the browser")
    kept = await engine.history(run["id"])
    assert [turn.message_id for turn, _ in kept if turn] == [message["id"] for message in said], (
        seed,
        "on the server",
    )
    # A visitor who has written before the greeting came is not greeted any more.
    answers = [each["text"] for each in messages if each["from"] == "assistant" and not each.get("greeting")]
    expected = [reply.text for turn, replies in kept if turn for reply in replies]
    assert answers == expected, (seed, "answers lost, doubled or out of order")
