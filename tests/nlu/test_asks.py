"""Where a message is taken apart because it may ask one thing after another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.asks import asked_parts, listed
from bot.nlu.language import analysed


def parts(text: str) -> list[str]:
    return [part.text for part in asked_parts(analysed(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("does it hurt and how long does it take", ["does it hurt", "how long does it take"]),
        ("does it hurt? where do i park?", ["does it hurt?", "where do i park?"]),
        (
            "is it safe, what does it cost, do i need a note",
            ["is it safe", "what does it cost", "do i need a note"],
        ),
        ("do you bill direct? also i need a receipt", ["do you bill direct?", "also i need a receipt"]),
    ],
)
def test_each_question_becomes_a_part(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_what_is_told_before_a_question_belongs_to_it() -> None:
    assert parts("i take warfarin. is it safe? what does it cost?") == [
        "i take warfarin. is it safe?",
        "what does it cost?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "does it hurt",
        "i sit all day and my leg hurts. what helps",
        "my back and leg ache and burn",
    ],
)
def test_a_message_with_one_question_stays_whole(text: str) -> None:
    assert parts(text) == []


@given(st.text(max_size=300))
def test_parts_hold_only_what_was_written_in_that_order(text: str) -> None:
    place = 0
    for part in asked_parts(analysed(text)):
        for word in part.text.split():
            place = analysed(text).text.find(word.rstrip("."), place)
            assert place >= 0


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("address, parking and hours please?", ["address", "parking", "hours please"]),
        ("your address & phone", ["your address", "phone"]),
        ("does it hurt", []),
        ("w/ sciatica can i run", []),
    ],
)
def test_a_short_list_has_its_members(text: str, members: list[str]) -> None:
    assert listed(text) == members


def test_a_long_sentence_is_no_list() -> None:
    assert listed("well " * 15 + "and so on, and so forth") == []
