"""The linear classifier learns what can be told apart and keeps its decisions on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.nlu.regression import Regression, balanced_weights

LABELS = ["north", "east", "south"]


def cloud(seed: int, each: int = 30) -> tuple[np.ndarray, list[str]]:
    """Points around three corners, ``each`` of a label."""
    corners = np.array([[0, 3], [3, 0], [0, -3]])
    noise = np.random.default_rng(seed).normal(0, 0.4, (3 * each, 2))
    return (np.repeat(corners, each, axis=0) + noise).astype(np.float32), list(np.repeat(LABELS, each))


@pytest.fixture(scope="module")
def trained() -> Regression:
    return Regression.fit(*cloud(1), {})


def decisions(model: Regression, vectors: np.ndarray) -> list[str]:
    return [model.labels[place] for place in model.log_probabilities(vectors).argmax(axis=1)]


def test_it_learns_a_separable_set(trained: Regression) -> None:
    vectors, labels = cloud(2)
    assert decisions(trained, vectors) == labels


def test_labels_come_sorted(trained: Regression) -> None:
    assert trained.labels == sorted(LABELS)


@settings(max_examples=50)
@given(arrays(np.float32, (4, 2), elements=st.floats(-1000, 1000, width=32)))
def test_probabilities_sum_to_one(vectors: np.ndarray) -> None:
    weights = np.array([[1, 2], [0, -1], [3, 0]], np.float32)
    model = Regression(["a", "b", "c"], weights, np.zeros(3, np.float32))
    assert np.exp(model.log_probabilities(vectors)).sum(axis=1) == pytest.approx([1] * 4)


def test_learning_twice_gives_the_same_model(trained: Regression) -> None:
    again = Regression.fit(*cloud(1), {})
    assert np.array_equal(again.log_probabilities(cloud(2)[0]), trained.log_probabilities(cloud(2)[0]))


def test_what_was_saved_decides_alike(trained: Regression, tmp_path: Path) -> None:
    trained.save(tmp_path / "model.npz")
    loaded = Regression.load(tmp_path / "model.npz")
    vectors = cloud(3)[0]
    assert loaded.labels == trained.labels
    assert np.array_equal(loaded.log_probabilities(vectors), trained.log_probabilities(vectors))


def test_a_rare_label_counts_as_much_as_a_common_one() -> None:
    weights = balanced_weights(["common"] * 9 + ["rare"], {})
    assert weights["rare"] * 1 == pytest.approx(weights["common"] * 9)


def test_a_boosted_label_counts_for_more() -> None:
    assert balanced_weights(["a", "b"], {"a": 8.0})["a"] == 8 * balanced_weights(["a", "b"], {})["a"]


def test_boosting_a_label_draws_doubtful_points_to_it() -> None:
    vectors, labels = cloud(1)
    between = np.array([[1.5, 1.5]], np.float32)
    boosted = Regression.fit(vectors, labels, {"east": 50.0})
    plain = Regression.fit(vectors, labels, {})
    east = plain.labels.index("east")
    assert boosted.log_probabilities(between)[0][east] > plain.log_probabilities(between)[0][east]


def test_going_on_from_a_model_needs_fewer_steps(trained: Regression) -> None:
    vectors, labels = cloud(2)
    goal = Regression.fit(vectors, labels, {}, iterations=100).log_probabilities(vectors)
    onward = Regression.fit(vectors, labels, {}, iterations=3, start=trained).log_probabilities(vectors)
    anew = Regression.fit(vectors, labels, {}, iterations=3).log_probabilities(vectors)
    assert np.abs(onward - goal).mean() < np.abs(anew - goal).mean()


def test_going_on_takes_in_new_labels_and_lets_lost_ones_go(trained: Regression) -> None:
    vectors, labels = cloud(2)
    renamed = ["west" if label == "south" else label for label in labels]
    onward = Regression.fit(vectors, renamed, {}, start=trained)
    assert onward.labels == ["east", "north", "west"]
    assert decisions(onward, vectors) == renamed
