"""What the panel is told, whenever its page is opened."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.preview.news import LIVE, MISTAKE, READING, TRAINING, News

TABS = "data/nlu/clinic.yml, line 3: the line begins with a tab. Use spaces."


async def told(news: News, count: int) -> list[dict[str, Any]]:
    """The first events of a page that is opened now."""
    events = news.events()
    found = [await asyncio.wait_for(events.__anext__(), 5) for _ in range(count)]
    await events.aclose()
    return found


async def test_a_page_hears_the_state_and_earlier_replies_first() -> None:
    news = News(lambda text: None)
    news.reply({"said": "hello"})
    news.status(LIVE, "All is live.")
    status, reply = await told(news, 2)
    assert (status["kind"], status["state"], status["text"]) == ("status", LIVE, "All is live.")
    assert (reply["kind"], reply["said"]) == ("reply", "hello")


async def test_an_open_page_hears_what_comes() -> None:
    news = News(lambda text: None)
    events = news.events()
    await events.__anext__()
    coming = asyncio.ensure_future(events.__anext__())
    await asyncio.sleep(0)
    news.status(READING, "Saved: clinic.yml.")
    assert (await asyncio.wait_for(coming, 5))["text"] == "Saved: clinic.yml."
    await events.aclose()


async def test_mistakes_stay_until_they_are_mended_whatever_goes_on_meanwhile() -> None:
    news = News(lambda text: None)
    news.mistakes([TABS])
    news.status(MISTAKE, "Mend this.")
    news.status(TRAINING, "Training goes on.")
    (status,) = await told(news, 1)
    assert (status["state"], status["problems"]) == (MISTAKE, [TABS])
    news.mistakes([])
    news.status(LIVE, "All is live.")
    (status,) = await told(news, 1)
    assert (status["state"], status["problems"]) == (LIVE, [])


async def test_the_terminal_hears_the_mistakes_once() -> None:
    said: list[str] = []
    news = News(said.append)
    news.mistakes([TABS])
    news.status(MISTAKE, "Mend this.")
    news.status(TRAINING, "Training goes on.")
    assert said == [f"Mend this.\n  - {TABS}", "Training goes on."]


async def test_every_page_is_let_go_at_the_end() -> None:
    news = News(lambda text: None)
    events = news.events()
    await events.__anext__()
    coming = asyncio.ensure_future(anext_or_none(events))
    await asyncio.sleep(0)
    news.close()
    assert await asyncio.wait_for(coming, 5) is None


async def anext_or_none(events: Any) -> Any:
    return await anext(events, None)
