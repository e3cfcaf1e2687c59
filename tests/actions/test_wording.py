"""Reviewed texts with the clinic's facts: what is unknown is left out, and said once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.clinic import parse_clinic
from actions.wording import PLACEHOLDER, clinic_words, contact_details, filled, reach_us

NAMED = "name: Hill Physio\ntown: Spruce Grove\n"
PHONE = "phone: 780-963-4021\n"
BOOKING = "booking:\n  url: https://hill.janeapp.com\n"
WORDS = {"name": "Hill Physio", "parking": None, "reach_us": "call 1", "empty": ""}


def test_a_known_word_is_filled_in() -> None:
    assert filled("Welcome to {name}.", WORDS) == "Welcome to Hill Physio."


@pytest.mark.parametrize("word", ["parking", "empty", "never_heard_of"])
def test_a_line_that_needs_an_unknown_word_is_left_out(word: str) -> None:
    assert filled(f"First.\nHere: {{{word}}}\nLast.", WORDS) == "First.\nLast."


def test_a_line_is_left_out_if_one_of_its_words_is_unknown() -> None:
    assert filled("First.\n{name}: {parking}", WORDS) == "First."


def test_the_unknown_sentence_stands_in_place_of_the_line() -> None:
    assert filled("First.\n{parking}\nLast.", WORDS, "Please {reach_us}.") == (
        "First.\nPlease call 1.\nLast."
    )


def test_the_unknown_sentence_is_said_once() -> None:
    assert filled("{parking}\n{empty}\n{parking}", WORDS, "Please {reach_us}.") == "Please call 1."


def test_the_unknown_sentence_is_not_said_when_all_is_known() -> None:
    assert filled("Welcome to {name}.", WORDS, "Please {reach_us}.") == "Welcome to Hill Physio."


def test_a_left_out_paragraph_leaves_no_gap() -> None:
    assert filled("First.\n\n{parking}\n\nLast.", WORDS) == "First.\n\nLast."


def test_braces_in_a_fact_are_not_filled_again() -> None:
    assert filled("{name}", {"name": "{parking}", "parking": "x"}) == "{parking}"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PHONE + BOOKING, "call 780-963-4021 or use our online booking page"),
        (PHONE, "call 780-963-4021"),
        (BOOKING, "use our online booking page"),
        ("", "contact the clinic"),
    ],
)
def test_ways_to_reach_the_clinic_are_those_it_has(facts: str, words: str) -> None:
    assert reach_us(parse_clinic(NAMED + facts, "clinic.yml")) == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ("", None),
        (PHONE, "- Phone: 780-963-4021"),
        (PHONE + "email: desk@hill.ca\n", "- Phone: 780-963-4021\n- E-mail: desk@hill.ca"),
        ("fax: 780-963-4022\n", "- Fax: 780-963-4022"),
    ],
)
def test_contact_details_list_what_is_known(facts: str, words: str | None) -> None:
    assert contact_details(parse_clinic(NAMED + facts, "clinic.yml")) == words


def answer_texts() -> list[str]:
    """Every text of the reviewed answers, with the sentences for what is unknown."""
    project = Path(__file__).parents[2]
    texts = []
    for path in [project / "domain.yml", *(project / "data" / "nlu").glob("*.yml")]:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for variations in (document.get("responses") or {}).values():
            for variation in variations:
                texts += [variation["text"], str((variation.get("metadata") or {}).get("unknown") or "")]
    return texts


def test_answers_use_only_words_that_the_program_fills() -> None:
    known = {*clinic_words(parse_clinic(NAMED, "clinic.yml")), "open_now", "sign"}
    used = {name for text in answer_texts() for name in PLACEHOLDER.findall(text)}
    assert used - known == set()


def test_no_reviewed_text_shows_a_brace_when_nothing_is_known() -> None:
    words = clinic_words(parse_clinic(NAMED, "clinic.yml"))
    assert [text for text in answer_texts() if "{" in filled(text, words)] == []


names = st.sampled_from(["name", "parking", "reach_us", "empty"])
lines = st.one_of(names.map(lambda name: f"A {{{name}}} b."), st.just("Plain."), st.just(""))


@given(st.lists(lines, max_size=8))
@settings(max_examples=100)
def test_whatever_is_unknown_no_placeholder_is_left(text: list[str]) -> None:
    assert PLACEHOLDER.search(filled("\n".join(text), WORDS, "Please {reach_us}.")) is None


@given(st.lists(lines, max_size=8))
@settings(max_examples=100)
def test_whatever_is_unknown_it_is_said_at_most_once(text: list[str]) -> None:
    assert filled("\n".join(text), WORDS, "Not known.").count("Not known.") <= 1
