"""Misspelt words become the words the examples use; correct English stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.examples import read_subjects
from bot.nlu.spelling import SpellingRepair, english_words

NLU = Path(__file__).parent.parent.parent / "data" / "nlu"
GOALS = "sciatica needling piriformis physio appointment exercise does hurt with insurance cover".split()


@pytest.fixture(scope="module")
def spelling() -> SpellingRepair:
    return SpellingRepair(dict.fromkeys(GOALS, 100))


@pytest.fixture(scope="module")
def learned_spelling() -> SpellingRepair:
    """As trained from the assistant's own examples."""
    return SpellingRepair.fit(text for block in read_subjects(NLU) for text in block.examples)


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("cyatica", "sciatica"),
        ("siatica", "sciatica"),
        ("kneedling", "needling"),
        ("pirformis", "piriformis"),
        ("physo", "physio"),
        ("apointment", "appointment"),
        ("exersise", "exercise"),
        ("insurence", "insurance"),
        ("doesneedling", "does needling"),
        ("doeshurt", "does hurt"),
    ],
)
def test_a_slip_is_repaired(spelling: SpellingRepair, written: str, repaired: str) -> None:
    assert spelling.repair(written) == repaired


@pytest.mark.parametrize("word", ["hurl", "wither", "kneeling", "insure", "cove", "physic", "exorcise"])
def test_a_correct_english_word_is_never_changed(spelling: SpellingRepair, word: str) -> None:
    assert word in english_words()
    assert spelling.repair(word) == word


@pytest.mark.parametrize("text", ["u r gr8", "idk", "x", "12 34", "¿qué?", "Dr. Xu", "don't"])
def test_what_is_too_short_or_no_word_stays(spelling: SpellingRepair, text: str) -> None:
    assert spelling.repair(text) == text


def test_all_around_a_repaired_word_stays(spelling: SpellingRepair) -> None:
    assert spelling.repair("Hi!!  does  SIATICA hurt, really??") == "Hi!!  does  sciatica hurt, really??"


def test_a_rare_word_of_the_examples_is_no_goal() -> None:
    learned = SpellingRepair.fit(["my siatica hurts"] + ["my sciatica hurts"] * 30)
    assert learned.repair("siatica") == "sciatica"


def test_a_frequent_misspelling_of_a_term_is_no_goal_either() -> None:
    learned = SpellingRepair.fit(["my siatica hurts", "needeling hurts"] * 30 + ["sciatica, needling"] * 300)
    assert learned.repair("siatica and needeling") == "sciatica and needling"


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("cyatica", "sciatica"),
        ("kneedling", "needling"),
        ("needels", "needles"),
        ("pirformis", "piriformis"),
        ("physo", "physio"),
        ("apointment", "appointment"),
        ("acupunture", "acupuncture"),
        ("docter", "doctor"),
        ("voltaren lyrica plavix labour wifi", "voltaren lyrica plavix labour wifi"),
    ],
)
def test_the_training_examples_teach_the_terms_of_the_field(
    learned_spelling: SpellingRepair, written: str, repaired: str
) -> None:
    assert learned_spelling.repair(written) == repaired


@pytest.mark.parametrize("word", ["je", "ako", "ich"])
def test_what_some_write_between_english_words_is_not_english(
    learned_spelling: SpellingRepair, word: str
) -> None:
    assert not learned_spelling.known(word)


@pytest.mark.parametrize("text", ["does needling hurt", "ghj wxq needling", "my leg"])
def test_a_text_with_a_known_word_can_be_read(spelling: SpellingRepair, text: str) -> None:
    assert spelling.reads(text)


@pytest.mark.parametrize("text", ["", "blorp zzgh", "a\na\na", "12345", "???", "xxxxxxxxxxxxxxxx"])
def test_gibberish_cannot_be_read(spelling: SpellingRepair, text: str) -> None:
    assert not spelling.reads(text)


def test_what_was_saved_repairs_alike(spelling: SpellingRepair, tmp_path: Path) -> None:
    spelling.save(tmp_path)
    assert SpellingRepair.load(tmp_path).repair("my cyatica") == "my sciatica"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_repairing_twice_changes_nothing_more(spelling: SpellingRepair, text: str) -> None:
    once = spelling.repair(text)
    assert spelling.repair(once) == once
