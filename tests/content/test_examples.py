"""The training examples are like what people write, and stand where they belong."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from bot.personal_data import MARK

# What nobody tells a long story for.
SAID_IN_A_FEW_WORDS = {"greet", "goodbye", "thanks", "affirm", "deny"}


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def of_id(examples: list[Any], wanted: str) -> list[str]:
    return [example.text for example in examples if example.intent == wanted]


def test_no_example_stands_under_two_ids(examples: list[Any]) -> None:
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for example in examples:
        places[" ".join(words(example.text)) or example.text][example.intent] = example.place
    assert [ids for ids in places.values() if len(ids) > 1] == []


def test_no_example_stands_twice_under_its_id(examples: list[Any], any_id: str) -> None:
    texts = of_id(examples, any_id)
    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []


def test_no_example_holds_brackets_which_rasa_reads_as_entities(examples: list[Any]) -> None:
    found = [example for example in examples if re.search(r"[][(){}<>]", MARK.sub("", example.text))]
    assert [example.place for example in found] == []


def test_no_example_looks_like_a_buttons_payload(examples: list[Any]) -> None:
    assert [example.place for example in examples if example.text.startswith("/")] == []


def test_every_example_asks_for_a_text_that_exists(examples: list[Any], responses: Any) -> None:
    asked = {example.intent for example in examples} - {"red_flag"}
    assert sorted(intent for intent in asked if f"utter_{intent}" not in responses) == []


def test_every_id_is_asked_in_a_long_story(examples: list[Any], any_id: str) -> None:
    if any_id in SAID_IN_A_FEW_WORDS:
        pytest.skip("said in a few words only")
    assert any(len(text.split()) >= 25 for text in of_id(examples, any_id))


def test_every_id_is_asked_in_four_words_or_fewer(examples: list[Any], any_id: str) -> None:
    assert any(len(text.split()) <= 4 for text in of_id(examples, any_id))


def test_every_id_is_asked_in_lower_case_without_punctuation(examples: list[Any], any_id: str) -> None:
    assert any(re.fullmatch(r"[a-z0-9' ]+", text) for text in of_id(examples, any_id))
