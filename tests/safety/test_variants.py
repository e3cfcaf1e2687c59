"""Each addition leaves what was said in place, and the same seed gives the same variants."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.labelled import read_labelled
from bot.safety.figures import FEWEST_VARIANTS
from bot.safety.report import SEED, VARIANTS_OF_A_DANGER
from bot.safety.variants import ADDITIONS, STORIES, variants

MUST_CATCH = Path(__file__).parent.parent / "sets" / "must_catch.jsonl"
SAID = "My chest hurts, I can't breathe since lunch"
ADDED = set(ADDITIONS) - {"a typo pass", "capitals", "no punctuation", "two messages"}
words = st.lists(st.sampled_from("my chest hurts, can't breathe at. all".split()), min_size=1).map(" ".join)


def test_the_must_catch_list_has_as_many_variants_as_the_target_asks_for() -> None:
    messages = read_labelled(MUST_CATCH)
    made = [variants(m.id, m.text, VARIANTS_OF_A_DANGER, SEED) for m in messages]
    assert sum(map(len, made)) >= FEWEST_VARIANTS


def test_every_addition_is_made() -> None:
    assert {variant.addition for variant in variants("a", SAID, len(ADDITIONS), 1)} == set(ADDITIONS)


@given(text=words, seed=st.integers())
def test_no_variant_comes_twice_or_is_the_message_itself(text: str, seed: int) -> None:
    made = [variant.parts for variant in variants("a", text, 40, seed)]
    assert len(made) == len(set(made))
    assert (text,) not in made


@given(text=words, seed=st.integers())
def test_the_same_seed_gives_the_same_variants(text: str, seed: int) -> None:
    assert variants("a", text, 30, seed) == variants("a", text, 30, seed)


@pytest.mark.parametrize("addition", sorted(ADDED))
def test_what_is_added_leaves_the_message_as_it_was(addition: str) -> None:
    (said,) = ADDITIONS[addition](SAID, random.Random(1))
    assert SAID in said
    assert said != SAID


def test_a_message_in_two_is_the_message() -> None:
    assert " ".join(ADDITIONS["two messages"](SAID, random.Random(1))) == SAID


def test_a_typo_pass_changes_letters_and_keeps_the_number_of_words() -> None:
    passes = [ADDITIONS["a typo pass"](SAID, random.Random(seed))[0] for seed in range(20)]
    assert all(len(typed.split()) == len(SAID.split()) for typed in passes)
    assert sum(typed != SAID for typed in passes) > 10


def test_each_story_has_about_seventy_words() -> None:
    assert all(65 <= len((before + after).split()) <= 85 for before, after in STORIES)
