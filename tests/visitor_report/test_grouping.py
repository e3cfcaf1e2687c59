"""Questions that mean the same come into one group."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from bot.nlu.encoder import Vectors, load_encoder, unit
from bot.visitor_report.grouping import clustered, grouped
from bot.visitor_store import Question

PARAPHRASES = [
    ["do you sell gift cards", "can i buy a gift card for my mom", "gift card available?"],
    ["do you rent crutches", "can i rent crutches from you", "crutches for rent?"],
    ["is there a yoga class", "do you have yoga classes", "yoga class"],
    ["who won the hockey game", "what was the score of the hockey game"],
    ["can you look at my dog's sore leg", "do you treat dogs with a sore leg"],
]


def kept(*texts: str) -> list[Question]:
    return [Question(0, "clarify", "nlu_fallback", text, number) for number, text in enumerate(texts, 1)]


def encode(texts: Sequence[str]) -> Vectors:
    return load_encoder().encode_all(texts)


def wordings(questions: list[Question]) -> list[list[str]]:
    groups = grouped(questions, encode)
    return [sorted(wording.text for wording in group.wordings) for group in groups]


def random_vectors(many: int, middles: int, spread: float) -> Vectors:
    chance = np.random.default_rng(7)
    centres = unit(chance.normal(size=(middles, 96)).astype(np.float32))
    noise = spread * chance.normal(size=(many, 96)).astype(np.float32)
    return unit(centres[np.arange(many) % middles] + noise)


def test_paraphrases_come_together_and_other_questions_do_not(in_project_folder: None) -> None:
    found = wordings(kept(*(text for same in PARAPHRASES for text in same)))
    assert sorted(found) == sorted(sorted(same) for same in PARAPHRASES)


def test_the_order_in_which_questions_come_changes_nothing(in_project_folder: None) -> None:
    questions = kept(*(text for same in PARAPHRASES for text in same))
    shuffled = random.Random(3).sample(questions, len(questions))
    first, second = grouped(questions, encode), grouped(shuffled, encode)
    assert [group.wordings for group in first] == [group.wordings for group in second]


def test_capitals_and_signs_make_no_other_wording(in_project_folder: None) -> None:
    [group] = grouped(kept("Do you do cupping?", "do you do cupping", "do you do cupping"), encode)
    assert [(wording.text, wording.ids) for wording in group.wordings] == [("do you do cupping", (1, 2, 3))]
    assert group.asked == 3


def test_larger_groups_come_first(in_project_folder: None) -> None:
    groups = grouped(kept("who won the hockey game", *["gift cards?"] * 3, *["rent crutches"] * 2), encode)
    assert [group.asked for group in groups] == [3, 2, 1]


def test_a_group_says_why_its_questions_were_kept_and_what_was_disliked() -> None:
    questions = [
        Question(0, "clarify", "nlu_fallback", "gift cards", 1),
        Question(0, "thumb_down", "clinic/payment", "gift cards", 2),
    ]
    [group] = grouped(questions, lambda texts: random_vectors(len(texts), 1, 0))
    assert group.reasons == {"clarify": 1, "thumb_down": 1}
    assert group.disliked == {"clinic/payment": 1}


def test_no_question_is_no_group() -> None:
    assert grouped([], lambda texts: pytest.fail("nothing is to be encoded")) == []


def test_one_question_is_one_group() -> None:
    [group] = grouped(kept("gift cards"), lambda texts: random_vectors(len(texts), 1, 0))
    assert (group.typical, group.asked) == ("gift cards", 1)


@pytest.mark.parametrize("text", ["?!", "[name]", "🙂", "é" * 1000, "<script>alert(1)</script>"])
def test_strange_texts_are_grouped_too(in_project_folder: None, text: str) -> None:
    assert grouped(kept(text), encode)[0].typical == text


def test_twenty_thousand_questions_are_grouped_as_they_belong() -> None:
    labels = clustered(random_vectors(20_000, 400, 0.02))
    by_middle = [set(labels[middle::400]) for middle in range(400)]
    assert all(len(found) == 1 for found in by_middle)
    assert len(set.union(*by_middle)) == 400


def test_twenty_thousand_questions_without_likeness_stay_alone() -> None:
    assert len(set(clustered(random_vectors(20_000, 20_000, 0), farthest=0.1))) > 19_000


@pytest.mark.parametrize("at_once", [7, 50, 1000])
def test_grouping_in_parts_gives_what_grouping_at_once_gives(at_once: int) -> None:
    vectors = random_vectors(300, 12, 0.02)
    whole = clustered(vectors, most_at_once=1000)
    parts = clustered(vectors, most_at_once=at_once)
    assert len({*zip(whole, parts)}) == len(set(whole)) == len(set(parts)) == 12
