"""What a reply says besides: at night once, of what was not kept; never beside an urgent instruction."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from actions.clinic import FILE_VARIABLE
from bot.engine import Engine
from bot.notes import MARKS
from bot.web.redaction import redacted

NAMED = "name: Hill Physio\ntown: Spruce Grove\nphone: 780-963-4021\n"
PAGE = "booking:\n  url: https://hill.janeapp.com/\n"
CLOSED = "hours: {mon: closed}\n"
NIGHT = "No one is reading this chat."
SETS = Path("tests") / "sets"


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic that never opens."""
    path = tmp_path / "clinic.yml"
    path.write_text(NAMED + PAGE + CLOSED, encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path


async def said(engine: Engine, conversation: str, *texts: str) -> list[str]:
    """The whole text of the replies to each message."""
    return ["\n\n".join(reply.text for reply in await engine.reply(conversation, text)) for text in texts]


@pytest.mark.usefixtures("clinic")
async def test_after_hours_it_is_said_once_in_a_session(engine: Engine) -> None:
    replies = await said(engine, "night", "hello", "what causes sciatica", "I want to book an appointment")
    assert [reply.count(NIGHT) for reply in replies] == [1, 0, 0]


@pytest.mark.usefixtures("clinic")
async def test_another_conversation_is_told_too(engine: Engine) -> None:
    await said(engine, "night one", "hello")
    assert NIGHT in (await said(engine, "night two", "hello"))[0]


@pytest.mark.usefixtures("clinic")
async def test_it_says_what_works_now_and_where_to_turn(engine: Engine) -> None:
    (reply,) = await said(engine, "night help", "hello")
    for part in ("We are closed now.", "book at any time on our online booking page", "call 811", "call 911"):
        assert part in reply


@pytest.mark.usefixtures("clinic")
async def test_that_the_clinic_is_closed_is_not_said_twice(engine: Engine) -> None:
    (reply,) = await said(engine, "night booking", "I want to book an appointment")
    assert reply.count("We are closed now.") == 1


@pytest.mark.usefixtures("clinic")
async def test_of_two_answers_only_the_last_one_says_it(engine: Engine) -> None:
    text = "Do I need a referral? And can I book an appointment?"
    first, second = await engine.reply("night two asks", text)
    assert (NIGHT in first.text, NIGHT in second.text) == (False, True)


@pytest.mark.usefixtures("clinic")
async def test_the_greeting_of_the_widget_stays_as_it_is(engine: Engine) -> None:
    (greeting,) = await engine.start("night greeting")
    assert NIGHT not in greeting.text


async def test_it_says_when_the_clinic_opens(engine: Engine, clinic: Path) -> None:
    today = datetime.now(ZoneInfo("America/Edmonton")).date()
    day = today + timedelta(days=9)
    # Days ahead, so that midnight may come while the test runs.
    days = f'special_days:\n  {day}: "08:00-12:00"\n'
    clinic.write_text(NAMED + PAGE + CLOSED + days, encoding="utf-8")
    (reply,) = await said(engine, "night opens", "hello")
    assert f"We open on {day:%A, %B} {day.day} at 8 am." in reply


@pytest.mark.parametrize("hours", ["", 'hours: {DAY: "00:00-23:59"}\nspecial_days: {DATE: "00:00-23:59"}\n'])
async def test_nothing_is_said_of_the_night_by_day_or_without_hours(
    engine: Engine, clinic: Path, hours: str
) -> None:
    today = datetime.now(ZoneInfo("America/Edmonton"))
    told = hours.replace("DAY", f"{today:%a}".lower()).replace("DATE", f"{today:%Y-%m-%d}")
    clinic.write_text(NAMED + PAGE + told, encoding="utf-8")
    assert NIGHT not in (await said(engine, f"day {len(hours)}", "hello"))[0]


async def test_without_a_booking_page_none_is_spoken_of(engine: Engine, clinic: Path) -> None:
    clinic.write_text(NAMED + CLOSED, encoding="utf-8")
    (reply,) = await said(engine, "night no page", "hello")
    assert NIGHT in reply
    assert "book at any time" not in reply


@pytest.mark.parametrize(
    "text",
    [
        "please call me at 780-555-0177",
        "my health number is 12345-6789, book me in",
        "write to karen@mail.ca please",
        "my name is Karen and I want to book",
    ],
)
async def test_who_offers_personal_data_is_told_that_it_was_not_kept(engine: Engine, text: str) -> None:
    kept = redacted(text)
    assert any(mark in kept for mark in MARKS)
    assert "I didn't keep it." in (await said(engine, f"kept {text}", kept))[0]


async def test_who_offers_nothing_is_told_nothing_of_it(engine: Engine) -> None:
    assert "I didn't keep it." not in (await said(engine, "kept nothing", "I want to book"))[0]


def dangers() -> list[str]:
    names = ("must_catch.jsonl", "danger.jsonl")
    lines = [line for name in names for line in (SETS / name).read_text(encoding="utf-8").splitlines()]
    return [json.loads(line)["text"] for line in lines if "text" in json.loads(line)][::4]


@pytest.mark.usefixtures("clinic")
async def test_no_urgent_instruction_carries_a_booking_link_or_a_note(engine: Engine) -> None:
    urgent = [
        reply
        for place, text in enumerate(dangers())
        for reply in await engine.reply(f"danger {place}", text)
        if reply.metadata["answer"] == "red_flag"
    ]
    assert len(urgent) > 20
    assert [reply.text for reply in urgent if NIGHT in reply.text or "https://" in reply.text] == []
    kinds = {link["kind"] for reply in urgent for link in reply.metadata["links"]}
    assert kinds == {"emergency"}
