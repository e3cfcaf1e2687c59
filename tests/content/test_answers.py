"""Every answer of the contract is there, easy to read, honest and traceable."""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean
from typing import Any

import pytest

from bot.content.guideline import guideline
from bot.content.reading import grade, word_count

GUIDELINE = guideline()
LIMITS = GUIDELINE.limits
REVIEW_STATE = re.compile(r"needs clinic review|reviewed by .+, \d{4}-\d{2}-\d{2}")

# The safety guideline's fixed messages, word for word.
FIXED_TEXTS = {
    "urgent_911": (
        "This could be an emergency. **Call 911 now.** Do not drive yourself. I'm an automated assistant "
        "and no one here is watching this chat."
    ),
    "urgent_emergency": (
        "What you describe can be a sign of a serious nerve or spine problem that needs care right away. "
        "**Go to the nearest emergency department now. Do not wait for the clinic.** If you can't get "
        "there safely, call 911. Tell them: back or leg pain with {sign}."
    ),
    "urgent_today": (
        "Please talk to a nurse or doctor **today**. Call **Health Link 811**. It is free, day or night, "
        "in Alberta. Call 911 or go to emergency if you get: numbness between the legs. Trouble with pee "
        "or poop. New weakness. Fever. Chest pain. Trouble breathing."
    ),
    "urgent_crisis": (
        "I'm really sorry you're hurting this much. You don't have to face this alone. **Call or text "
        "9-8-8** any time, free, in Canada. If you are in danger now or have hurt yourself, **call 911** "
        "or go to emergency."
    ),
    "safety_line": (
        "Go to emergency right away if you have: numbness around your private parts or bottom. New "
        "trouble with pee or poop. Weakness that is getting worse. Pain or numbness in both legs."
    ),
}
SAFETY_LINE = FIXED_TEXTS["safety_line"]

EFFECT = r"\b(sore|soreness|bruis\w*)\b"
COMMON_EFFECT = re.compile(rf"{EFFECT}[^.]*\bcommon\b|\bcommon\b[^.]*{EFFECT}", re.IGNORECASE)
RIGHT_TO_REFUSE = re.compile(r"\bsay no\b", re.IGNORECASE)


def test_every_id_of_the_contract_has_an_answer(responses: Any, text_id: str) -> None:
    assert responses[f"utter_{text_id}"][0]["text"].strip()


def test_every_id_has_at_least_twenty_examples(examples: list[Any], any_id: str) -> None:
    assert sum(example.intent == any_id for example in examples) >= 20


def test_there_are_at_least_3500_examples_in_all(examples: list[Any]) -> None:
    assert len({example.text for example in examples}) >= 3500


def test_no_two_texts_share_a_title(responses: Any, text_ids: list[str]) -> None:
    titles = Counter(str(responses[f"utter_{each}"][0]["metadata"]["title"]).lower() for each in text_ids)
    assert [title for title, count in titles.items() if count > 1] == []


def test_titles_fit_on_a_button(responses: Any) -> None:
    titles = [str(variations[0]["metadata"]["title"]) for variations in responses.values()]
    assert [title for title in titles if not 0 < len(title) <= LIMITS.title] == []


def test_answers_cite_only_known_facts(shown: Any, text_id: str) -> None:
    assert {str(fact) for fact in shown(text_id).metadata["facts"]} <= GUIDELINE.facts


def test_answers_to_questions_cite_a_fact(shown: Any, answer_id: str) -> None:
    assert shown(answer_id).metadata["facts"]


def test_the_review_state_is_one_that_is_known(shown: Any, text_id: str) -> None:
    assert REVIEW_STATE.fullmatch(shown(text_id).metadata["review"])


def test_facts_not_checked_yet_wait_for_the_clinics_review(shown: Any, text_id: str) -> None:
    metadata = shown(text_id).metadata
    unchecked = GUIDELINE.unchecked.intersection(map(str, metadata["facts"]))
    assert not unchecked or metadata["review"] == "needs clinic review"


def test_related_questions_exist_and_lead_elsewhere(shown: Any, responses: Any, text_id: str) -> None:
    related = shown(text_id).metadata.get("related", [])
    assert [answer for answer in related if f"utter_{answer}" not in responses or answer == text_id] == []


def test_answers_read_at_grade_eight_or_below(shown: Any, text_id: str, clinic_state: str) -> None:
    assert grade(shown(text_id, clinic_state).whole) <= LIMITS.grade


def test_answers_read_at_grade_six_on_average(shown: Any, clinic_state: str, responses: Any) -> None:
    names = [name.removeprefix("utter_") for name in responses]
    assert mean(grade(shown(name, clinic_state).whole) for name in names) <= 6


def test_answers_are_short(shown: Any, text_id: str, clinic_state: str) -> None:
    text = shown(text_id, clinic_state)
    assert (word_count(text.whole) <= LIMITS.words, word_count(text.own) <= LIMITS.own_words) == (True, True)


def test_no_placeholder_is_left_open(shown: Any, text_id: str, clinic_state: str) -> None:
    assert "{" not in shown(text_id, clinic_state).whole


@pytest.mark.parametrize("promise", GUIDELINE.promises)
def test_no_answer_makes_a_banned_promise(shown: Any, responses: Any, promise: str) -> None:
    said = {
        name: f"{variations[0]['metadata']['title']}\n{shown(name.removeprefix('utter_')).whole}"
        for name, variations in responses.items()
    }
    assert [name for name, text in said.items() if GUIDELINE.promises[promise].search(text)] == []


def test_no_answer_names_a_dose(shown: Any, text_id: str) -> None:
    assert GUIDELINE.dose.search(shown(text_id).whole) is None


def test_needling_answers_name_common_effects(shown: Any, needling_id: str) -> None:
    assert COMMON_EFFECT.search(shown(needling_id).whole)


def test_needling_answers_name_the_right_to_say_no(shown: Any, needling_id: str) -> None:
    assert RIGHT_TO_REFUSE.search(shown(needling_id).whole)


def test_sciatica_answers_end_with_the_safety_line(shown: Any, sciatica_id: str) -> None:
    assert shown(sciatica_id).whole.endswith(SAFETY_LINE)


def test_the_safety_line_is_said_only_once(shown: Any, text_id: str) -> None:
    assert shown(text_id).whole.count(SAFETY_LINE[:40]) <= 1


@pytest.mark.parametrize("name", FIXED_TEXTS)
def test_fixed_safety_texts_stand_word_for_word(responses: Any, name: str) -> None:
    assert [variation["text"].strip() for variation in responses[f"utter_{name}"]] == [FIXED_TEXTS[name]]


def test_fixed_safety_texts_bring_no_links_or_questions_of_their_own(responses: Any) -> None:
    told = {name: responses[f"utter_{name}"][0]["metadata"] for name in FIXED_TEXTS}
    assert [name for name in told if {"related", "links"} & told[name].keys()] == []


BOOKED = re.compile(r"\byou('re| are) (all )?(booked|set|confirmed)\b|\b(visit|booking) is confirmed\b", re.I)


def test_no_text_ever_says_that_a_visit_is_booked(responses: Any) -> None:
    texts = {name: str(variations[0]["text"]) for name, variations in responses.items()}
    assert [name for name, text in texts.items() if BOOKED.search(text)] == []
