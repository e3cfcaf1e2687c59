"""The ranker orders all labels and knows when a text asks for none of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import load_encoder
from bot.nlu.features import TextFeatures
from bot.nlu.ranker import AnswerRanker

TOY = {
    "hours": ["when do you open", "opening hours", "are you open on sunday", "when do you close tonight"],
    "parking": ["where can i park", "is there free parking", "parking lot", "where do i leave my car"],
    "pain": ["does the needle hurt", "is it painful", "how much pain is there", "are the needles sore"],
    "price": ["how much is a visit", "what does it cost", "price of one session", "do you charge a lot"],
    "out_of_scope": ["who won the hockey game", "a recipe for soup", "fix my laptop", "weather in paris"],
}
TEXTS = [text for texts in TOY.values() for text in texts]
LABELS = [label for label, texts in TOY.items() for _ in texts]


@pytest.fixture(scope="module")
def features() -> TextFeatures:
    return TextFeatures.fit(load_encoder(), TEXTS)


@pytest.fixture(scope="module")
def ranker(features: TextFeatures) -> AnswerRanker:
    return AnswerRanker.fit(features.transform(TEXTS), LABELS)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what time do you open", "hours"),
        ("where may i park the car", "parking"),
        ("do those needles hurt", "pain"),
        ("what is the price", "price"),
    ],
)
def test_a_fresh_wording_ranks_its_label_first(
    ranker: AnswerRanker, features: TextFeatures, text: str, label: str
) -> None:
    assert ranker.rank(features.transform_one(text)).labels[0] == label


def test_confidences_fall_and_sum_to_at_most_one(ranker: AnswerRanker, features: TextFeatures) -> None:
    confidences = ranker.rank(features.transform_one("is it sore and what is the cost")).confidences
    assert list(confidences) == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1 + 1e-6


def test_every_label_is_ranked_once(ranker: AnswerRanker, features: TextFeatures) -> None:
    assert sorted(ranker.rank(features.transform_one("parking")).labels) == sorted(TOY)


def test_the_ranking_can_be_cut_short(ranker: AnswerRanker, features: TextFeatures) -> None:
    assert len(ranker.rank(features.transform_one("parking"), length=2).labels) == 2


@pytest.mark.parametrize("foreign", ["der Zug hat Verspätung", "qwpoe zmxn", "my cat likes jazz piano"])
def test_a_foreign_text_scores_lower_than_any_known_one(
    ranker: AnswerRanker, features: TextFeatures, foreign: str
) -> None:
    known = [ranker.rank(features.transform_one(text)).in_scope for text in TEXTS]
    assert ranker.rank(features.transform_one(foreign)).in_scope < min(known)


def test_the_in_scope_score_lies_between_zero_and_one(ranker: AnswerRanker, features: TextFeatures) -> None:
    strange = ["", "漢字", "x" * 500]
    scores = [ranker.rank(features.transform_one(text)).in_scope for text in [*TEXTS, *strange]]
    assert 0 <= min(scores) <= max(scores) <= 1 + 1e-6


def test_what_was_saved_ranks_alike(ranker: AnswerRanker, features: TextFeatures, tmp_path: Path) -> None:
    ranker.save(tmp_path)
    loaded = AnswerRanker.load(tmp_path)
    for text in ["what time do you open", "is it sore and what is the cost", "my cat"]:
        before, after = ranker.rank(features.transform_one(text)), loaded.rank(features.transform_one(text))
        assert after.labels == before.labels
        assert after.in_scope == pytest.approx(before.in_scope, abs=0.01)


def test_the_features_refuse_another_build_of_the_encoder(features: TextFeatures, tmp_path: Path) -> None:
    features.save(tmp_path)
    (tmp_path / "encoder.sha256").write_text("0" * 64, encoding="ascii")
    with pytest.raises(ValueError, match="bot train"):
        TextFeatures.load(load_encoder(), tmp_path)


def test_saved_features_transform_alike(features: TextFeatures, tmp_path: Path) -> None:
    features.save(tmp_path)
    loaded = TextFeatures.load(load_encoder(), tmp_path)
    assert np.allclose(loaded.transform_one("parking"), features.transform_one("parking"), atol=1e-6)


def test_learning_twice_gives_the_same_decisions_to_the_last_bit() -> None:
    texts = [*TEXTS, "how sore is it and what will it cost me", "my cat"]
    rankings = []
    for _ in range(2):
        features = TextFeatures.fit(load_encoder(), TEXTS)
        ranker = AnswerRanker.fit(features.transform(TEXTS), LABELS)
        rankings.append([ranker.rank(features.transform_one(text)) for text in texts])
    assert rankings[0] == rankings[1]


def test_a_label_is_found_by_the_spelling_of_its_examples(
    ranker: AnswerRanker, features: TextFeatures
) -> None:
    assert ranker.rank(features.transform_one("parkng")).labels[0] == "parking"


def test_going_on_from_a_ranker_takes_in_a_new_example_and_a_new_label(
    ranker: AnswerRanker, features: TextFeatures
) -> None:
    texts = [
        *TEXTS,
        "zumbletrack",
        "may i bring my dog",
        "are dogs welcome",
        "dog allowed",
        "my dog comes too",
    ]
    labels = [*LABELS, "parking", "dogs", "dogs", "dogs", "dogs"]
    onward = AnswerRanker.fit(features.transform(texts), labels, ranker)
    assert onward.rank(features.transform_one("zumbletrack")).labels[0] == "parking"
    assert onward.rank(features.transform_one("can i bring a dog")).labels[0] == "dogs"
    assert onward.rank(features.transform_one("what time do you open")).labels[0] == "hours"


def test_the_nearest_example_of_a_text_is_the_text_itself(
    ranker: AnswerRanker, features: TextFeatures
) -> None:
    rows = sorted(range(len(TEXTS)), key=lambda row: (LABELS[row], row))
    for place, row in enumerate(rows):
        (nearest, likeness), second = ranker.nearest(features.transform_one(TEXTS[row]), LABELS[row], 2)
        assert nearest == place
        assert likeness == pytest.approx(1, abs=0.02)
        assert second[1] < likeness
