"""What a message may leave out because it was just talked about."""

from __future__ import annotations

import pytest

from bot.nlu.context import Context

NEEDLING, SCIATICA, NOTHING = Context("needling", True), Context("sciatica", True), Context()


def test_a_follow_up_is_completed_with_the_topic() -> None:
    assert NEEDLING.completed("does it hurt?") == "does it hurt? dry needling"
    assert SCIATICA.completed("how long does it last") == "how long does it last sciatica"


@pytest.mark.parametrize(
    "text", ["what is sciatica", "does needling hurt", "can i book", "where is the clinic"]
)
def test_a_message_with_a_subject_of_its_own_is_left_alone(text: str) -> None:
    assert NEEDLING.completed(text) is None


def test_a_long_message_is_left_alone() -> None:
    assert (
        NEEDLING.completed("so my neighbour told me that it took months until his leg was good again") is None
    )


def test_without_a_topic_nothing_is_completed() -> None:
    assert NOTHING.completed("does it hurt?") is None


@pytest.mark.parametrize(
    "text", ["how long does it take?", "why though", "is that normal?", "and after that"]
)
def test_a_first_message_without_a_subject_may_mean_either(text: str) -> None:
    assert NOTHING.completions(text) == [f"{text} dry needling", f"{text} sciatica"]


@pytest.mark.parametrize("text", ["does it hurt", "hours", "hi", "what is sciatica", ""])
def test_a_message_that_says_something_means_just_that(text: str) -> None:
    assert NOTHING.completions(text) == []


def test_in_the_middle_of_a_conversation_nothing_is_guessed() -> None:
    assert Context(None, begun=True).completions("how long does it take?") == []


def test_an_answer_changes_the_topic_and_other_answers_keep_it() -> None:
    assert NEEDLING.after("and my leg", "sciatica/walking").topic == "sciatica"
    assert NEEDLING.after("where do i park", "clinic/parking").topic == "needling"
    assert NOTHING.after("i have sciatica").topic == "sciatica"


@pytest.mark.parametrize("metadata", [None, {}, {"topic": "clinic"}, {"topic": 7}])
def test_unknown_metadata_is_no_context(metadata: dict[str, object] | None) -> None:
    assert Context.of(metadata) == NOTHING
