from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import Engine
from bot.web.redaction import redacted

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
    ],
)
def test_what_tells_who_someone_is_is_blacked_out(written: str, mark: str) -> None:
    assert redacted(f"reach me at {written}, please") == f"reach me at {mark}, please"


@pytest.mark.parametrize("text", ["my name is Jane Doe", "hi my name's jane", "My Name Is JANE"])
def test_a_given_name_is_blacked_out(text: str) -> None:
    assert redacted(text).endswith("[name]")
    assert "jane" not in redacted(text).lower()


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
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert redacted(text) == text


@given(
    st.text(alphabet=string.ascii_letters + " .,!?'/\n", max_size=200).filter(
        lambda t: "name" not in t.lower()
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
