"""Messages in other languages are told from misspelt English."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.examples import read_subjects
from bot.nlu.foreign import foreign_language
from bot.nlu.spelling import SpellingRepair

NLU = Path(__file__).parent.parent.parent / "data" / "nlu"


@pytest.fixture(scope="module")
def spelling() -> SpellingRepair:
    return SpellingRepair.fit(example for block in read_subjects(NLU) for example in block.examples)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Est-ce que ça fait mal, les aiguilles ?", "fr"),
        ("je voudrais prendre rendez-vous pour demain", "fr"),
        ("me duele la pierna desde hace una semana", "es"),
        ("necesito hablar con alguien sobre mi espalda", "es"),
        ("masakit po ang binti ko kapag nakaupo", "tl"),
        ("ich möchte einen termin am dienstag", "de"),
        ("скільки коштує перший візит", "uk"),
        ("ਕੀ ਤੁਸੀਂ ਅੱਜ ਖੁੱਲ੍ਹੇ ਹੋ", "pa"),
        ("我的腿很痛", "other"),
        ("허리가 너무 아파요", "other"),
    ],
)
def test_another_language_is_recognised(text: str, language: str, spelling: SpellingRepair) -> None:
    assert foreign_language(text, spelling) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂🙂",
        "12345",
        "does it hurt",
        "doez teh nedle hrut",
        "cyatica hlp pls",
        "is IMS legit",
        "L4/L5 disc bulge physio?",
        "Tylenol ok w/ needling?",
        "déjà vu, sciatica again",
        "asdfgh",
    ],
)
def test_english_is_english_however_it_is_typed(text: str, spelling: SpellingRepair) -> None:
    assert foreign_language(text, spelling) is None


def test_hardly_any_training_question_is_taken_for_another_language(spelling: SpellingRepair) -> None:
    questions = [
        example
        for block in read_subjects(NLU)
        for example in block.examples
        if "/" in block.intent and block.intent != "assistant/language"
    ]
    foreign = [text for text in questions if foreign_language(text, spelling)]
    assert len(foreign) <= len(questions) / 1000, foreign
