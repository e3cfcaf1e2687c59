"""From a ranking to what happens: answer, answer and offer, only offer, or pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.nlu.constants import (
    RESPONSE_SELECTOR_PREDICTION_KEY,
    RESPONSE_SELECTOR_PROPERTY_NAME,
    RESPONSE_SELECTOR_RANKING_KEY,
    RESPONSE_SELECTOR_RESPONSES_KEY,
    RESPONSE_SELECTOR_RETRIEVAL_INTENTS,
    RESPONSE_SELECTOR_UTTER_ACTION_KEY,
)
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, PREDICTED_CONFIDENCE_KEY

from bot.nlu.decision import FALLBACK, NEVER_OFFERED, Decision, Thresholds, parse_result, retrieval_intent
from bot.nlu.ranker import OUT_OF_SCOPE, Ranking

THRESHOLDS = Thresholds(certain=0.6, likely=0.4, possible=0.2, ask=0.3)
LABELS = ("needling/lung", "needling/soreness", "sciatica/age", "book_appointment", "clinic/hours")
CONFIDENCES = (0.5, 0.2, 0.15, 0.1, 0.05)
ALL = [*LABELS, OUT_OF_SCOPE, "greet", "sciatica/disc"]


def decide(in_scope: float, labels: tuple[str, ...] = LABELS) -> Decision:
    return Decision.of(Ranking(labels, CONFIDENCES[: len(labels)], in_scope), THRESHOLDS)


@pytest.mark.parametrize(
    ("in_scope", "label", "offered"),
    [
        (1.0, "needling/lung", 0),
        (0.6, "needling/lung", 0),
        (0.59, "needling/lung", 3),
        (0.4, "needling/lung", 3),
        (0.39, FALLBACK, 3),
        (0.2, FALLBACK, 3),
        (0.19, FALLBACK, 0),
        (0.0, FALLBACK, 0),
    ],
)
def test_the_score_decides_between_answering_and_offering(in_scope: float, label: str, offered: int) -> None:
    decision = decide(in_scope)
    assert (decision.label, len(decision.candidates)) == (label, offered)


def test_beside_a_doubtful_answer_the_next_likeliest_are_offered() -> None:
    assert decide(0.5).candidates == LABELS[1:4]


def test_when_unsure_the_likeliest_itself_is_offered_first() -> None:
    assert decide(0.3).candidates == LABELS[:3]


def test_out_of_scope_is_decided_whatever_the_score() -> None:
    assert decide(0.0, (OUT_OF_SCOPE, *LABELS[:3])).label == OUT_OF_SCOPE


@pytest.mark.parametrize("small_talk", sorted(NEVER_OFFERED))
def test_small_talk_is_never_offered_as_a_question(small_talk: str) -> None:
    assert small_talk not in decide(0.3, (LABELS[0], small_talk, *LABELS[1:4])).candidates


def test_unsure_small_talk_offers_nothing() -> None:
    assert decide(0.3, ("greet", *LABELS[:3])).candidates == ()


@given(st.floats(0, 1), st.permutations(ALL))
def test_whatever_the_ranking_at_most_three_are_offered(in_scope: float, labels: list[str]) -> None:
    decision = decide(in_scope, tuple(labels[:5]))
    assert len(set(decision.candidates)) == len(decision.candidates) <= 3


@given(st.floats(0, 1), st.permutations(ALL))
def test_the_decided_label_is_never_offered_beside_itself(in_scope: float, labels: list[str]) -> None:
    decision = decide(in_scope, tuple(labels[:5]))
    assert decision.label not in decision.candidates


@given(st.floats(0, 1), st.permutations(ALL))
def test_the_intent_stands_first_in_the_intent_ranking(in_scope: float, labels: list[str]) -> None:
    result = parse_result(decide(in_scope, tuple(labels[:5])), ALL)
    assert result["intent_ranking"][0]["name"] == result["intent"]["name"]


@given(st.floats(0, 1), st.permutations(ALL))
def test_no_intent_is_ranked_twice(in_scope: float, labels: list[str]) -> None:
    ranking = parse_result(decide(in_scope, tuple(labels[:5])), ALL)["intent_ranking"]
    names = [each["name"] for each in ranking]
    assert len(names) == len(set(names))


def test_an_answers_retrieval_intent_is_the_part_before_the_slash() -> None:
    assert [retrieval_intent(label) for label in ("needling/lung", "greet")] == ["needling", "greet"]


def test_the_parse_result_names_the_retrieval_intent() -> None:
    assert parse_result(decide(0.9), ALL)["intent"] == {"name": "needling", "confidence": 0.5}


def test_the_selected_response_has_the_keys_of_rasas_own_selector() -> None:
    selected = parse_result(decide(0.9), ALL)[RESPONSE_SELECTOR_PROPERTY_NAME]
    assert set(selected) == {RESPONSE_SELECTOR_RETRIEVAL_INTENTS, "needling"}
    assert set(selected["needling"]) == {RESPONSE_SELECTOR_PREDICTION_KEY, RESPONSE_SELECTOR_RANKING_KEY}
    assert set(selected["needling"][RESPONSE_SELECTOR_PREDICTION_KEY]) == {
        RESPONSE_SELECTOR_RESPONSES_KEY,
        PREDICTED_CONFIDENCE_KEY,
        INTENT_RESPONSE_KEY,
        RESPONSE_SELECTOR_UTTER_ACTION_KEY,
    }


def test_the_selected_response_names_the_full_answer_id() -> None:
    selected = parse_result(decide(0.9), ALL)["response_selector"]["needling"]["response"]
    assert selected["intent_response_key"] == "needling/lung"
    assert selected["utter_action"] == "utter_needling/lung"


def test_the_response_ranking_holds_only_answers_of_the_intent() -> None:
    ranking = parse_result(decide(0.9), ALL)["response_selector"]["needling"]["ranking"]
    assert ranking == [
        {"confidence": 0.5, "intent_response_key": "needling/lung"},
        {"confidence": 0.2, "intent_response_key": "needling/soreness"},
    ]


def test_all_retrieval_intents_are_listed() -> None:
    listed = parse_result(decide(0.9), ALL)["response_selector"]["all_retrieval_intents"]
    assert listed == ["clinic", "needling", "sciatica"]


@pytest.mark.parametrize("labels", [("book_appointment", *LABELS[:2]), (OUT_OF_SCOPE, *LABELS[:2])])
def test_a_plain_intent_selects_no_response(labels: tuple[str, ...]) -> None:
    assert "response_selector" not in parse_result(decide(0.9, labels), ALL)


def test_a_fallback_selects_no_response() -> None:
    assert "response_selector" not in parse_result(decide(0.1), ALL)


def several(*in_scope: float) -> Decision:
    """Two things asked, each so much in scope, in a message that may ask any of ``LABELS``."""
    first, second = (
        Ranking((label,), (0.9,), score) for label, score in zip(("needling/lung", "clinic/hours"), in_scope)
    )
    return Decision.several(
        [first, second], Ranking((*LABELS, "greet"), (*CONFIDENCES, 0.0), 0.3), THRESHOLDS
    )


def test_several_asks_are_all_kept_and_the_first_stands_for_the_message() -> None:
    result = parse_result(several(0.8, 0.6), ALL)
    assert result["asks"] == ["needling/lung", "clinic/hours"]
    assert (result["intent"]["name"], result["candidates"]) == ("needling", [])


def test_beside_a_doubtful_part_what_else_the_message_may_ask_is_offered() -> None:
    assert several(0.8, 0.59).candidates == ("needling/soreness", "sciatica/age", "book_appointment")


def test_between_subjects_the_best_of_each_is_offered_first() -> None:
    rankings = [
        Ranking(("needling/how_soon", "needling/session_length"), (0.5, 0.3), 0.8),
        Ranking(("sciatica/how_long", "sciatica/cure"), (0.6, 0.2), 0.7),
    ]
    decision = Decision.between(rankings)
    assert decision.label == FALLBACK
    assert decision.candidates == ("needling/how_soon", "sciatica/how_long", "needling/session_length")


def test_a_message_in_another_language_is_out_of_scope() -> None:
    assert Decision.foreign(Ranking(LABELS, CONFIDENCES, 1.0)).label == OUT_OF_SCOPE
