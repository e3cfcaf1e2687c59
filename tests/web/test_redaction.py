from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import Engine
from bot.web.redaction import redacted, redacted_to_keep

if TYPE_CHECKING:
    from tests.web.conftest import Chat

SEPARATORS = st.sampled_from(["", " ", "-", "."])


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("780-555-0142", "[phone]"),
        ("(780) 555-0142", "[phone]"),
        ("780.555.0142", "[phone]"),
        ("7805550142", "[phone]"),
        ("+1 780 555 0142", "[phone]"),
        ("1-780-555-0142", "[phone]"),
        ("jane.doe+pt@mail.example.ca", "[e-mail]"),
        ("123456789", "[health number]"),
        ("12345-6789", "[health number]"),
        ("12345 6789", "[health number]"),
        ("123-456-789", "[health number]"),
        ("123 456 789", "[health number]"),
        ("1985-03-07", "[date]"),
        ("03/07/1985", "[date]"),
        ("7.3.85", "[date]"),
        ("March 7, 1985", "[date]"),
        ("7th of march 1985", "[date]"),
        ("T7X 1A1", "[postal code]"),
        ("t7x1a1", "[postal code]"),
        ("T5S-2B3", "[postal code]"),
        ("123 Main Street NW", "[address]"),
        ("10123 99 St", "[address]"),
        ("5020 50 avenue", "[address]"),
        ("4-12 Grove Crescent", "[address]"),
        ("12 main street", "[address]"),
    ],
)
def test_what_tells_who_someone_is_is_blacked_out(written: str, mark: str) -> None:
    assert redacted(f"reach me at {written}, please") == f"reach me at {mark}, please"


@pytest.mark.parametrize("text", ["my name is Jane Doe", "hi my name's jane", "My Name Is JANE"])
def test_a_given_name_is_blacked_out(text: str) -> None:
    assert redacted(text).endswith("[name]")
    assert "jane" not in redacted(text).lower()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("this is John Smith calling about my leg", "this is [name] calling about my leg"),
        ("hi, I'm Mary-Ann O'Brien and my back is sore", "hi, I'm [name] and my back is sore"),
        ("i am Jane Doe from down the road", "i am [name] from down the road"),
    ],
)
def test_first_and_last_name_after_an_introduction_are_blacked_out(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my name is sam my leg is numb", "my leg is numb"),
        ("my name is Sam and I can't pee", "and I can't pee"),
        ("my name is sam numb crotch since monday", "numb crotch since monday"),
    ],
)
def test_words_after_a_name_are_kept(text: str, kept: str) -> None:
    assert kept in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "call 911 or 811 or 9-8-8",
        "my L4-L5 disc, 7 out of 10",
        "since 2019-2020 on and off",
        "open 0800 - 1800?",
        "tuesday at 5:30 or 17:30",
        "fever of 39.5, 2 weeks, $120",
        "WCB claim from 2024",
        "whats the name of your therapist",
        "I'm Having Chest Pain",
        "I'm Losing Feeling and my legs are weak since monday",
        "This is Killing Me and i cant take it any more",
        "I took 30 Tylenol way too many",
        "i took 20 Advil, Dr said to ask you",
        "this is Dry Needling right, the one with needles",
        "I fell 2 days ago on the street",
        "it starts after 2 km down the road",
        "20 min drive from edmonton, is that ok",
        "L4L5S1 fusion in 2019",
        "T10 T12 and L1 are sore",
        "can i come on december 3 2026 or march 7",
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert redacted(text) == text


@given(
    st.text(alphabet=string.ascii_letters + " .,!?'/\n", max_size=200).filter(
        lambda t: not re.search(r"name|this is|i'?m|i am", t, re.I)
    )
)
def test_text_without_digits_addresses_and_names_is_left_alone(text: str) -> None:
    assert redacted(text) == text


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@given(
    st.tuples(*(st.text("0123456789", min_size=n, max_size=n) for n in (3, 3, 4))),
    SEPARATORS,
    SEPARATORS,
    st.text(alphabet=string.ascii_letters + " ,", max_size=20),
)
def test_no_phone_number_survives(parts: tuple[str, str, str], first: str, second: str, before: str) -> None:
    number = f"{parts[0]}{first}{parts[1]}{second}{parts[2]}"
    assert not re.search(r"\d", redacted(f"{before} {number} thanks"))


@given(st.text(max_size=200))
def test_redacting_to_keep_twice_changes_nothing_more(text: str) -> None:
    assert redacted_to_keep(redacted_to_keep(text)) == redacted_to_keep(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my wife Anna needs a physio", "my wife [name] needs a physio"),
        ("Dr. Singh said i should come", "Dr. [name] said i should come"),
        ("can dr patel see me", "can dr [name] see me"),
        ("my dr said no, the dr appt is friday", "my dr said no, the dr appt is friday"),
        ("Ms. Lee or mrs lee", "Ms. [name] or mrs [name]"),
        ("i miss my walks and have MS too", "i miss my walks and have MS too"),
        ("claim 88213 is open", "claim [number] is open"),
        ("on march 7 I fell", "on [date] I fell"),
        ("I'm John, do you do cupping", "I'm [name], do you do cupping"),
        ("see www.me.example/about", "see [link]"),
        ("thanks, regards Bob Jones", "thanks, regards [name]"),
        ("9 Grove Place is my home", "[address] is my home"),
        ("12 visits a year, 90 dollars each, since 2019", "12 visits a year, 90 dollars each, since 2019"),
    ],
)
def test_more_is_blacked_out_where_a_message_is_kept_for_longer(text: str, left: str) -> None:
    assert redacted_to_keep(text) == left


async def test_nothing_private_reaches_the_database(chat: Chat, engine: Engine) -> None:
    await chat.say("my name is Zebulon, call 780-555-0199 or zeb@mail.example, phn 12345-6789")
    with engine.store.engine.connect() as connection:
        query = f"SELECT data FROM events WHERE sender_id = '{chat.id}'"
        kept = "".join(row[0] for row in connection.exec_driver_sql(query))
    assert "[phone]" in kept
    assert not re.search(r"zebulon|0199|zeb@|6789", kept, re.I)


async def test_the_history_shows_the_blacked_out_text(chat: Chat) -> None:
    await chat.say("please call 780-555-0199")
    assert await chat.said() == ["please call [phone]"]


async def test_a_danger_sign_beside_a_phone_number_is_caught(chat: Chat) -> None:
    assert await chat.answers_to("call 780-555-0199, my crotch is numb and I can't pee") == ["red_flag"]
