"""What a message denies is left out before the danger model reads it; all else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.denials import without_denials
from bot.nlu.language import analysed


def left(text: str) -> str:
    return without_denials(analysed(text))


@pytest.mark.parametrize(
    ("text", "denied", "stated"),
    [
        ("my leg aches, no fever", "fever", "my leg aches"),
        ("leg hurts without any numbness", "numbness", "leg hurts"),
        ("I don't have weakness, only an ache", "weakness", "only an ache"),
        ("i dont have numbness but my leg burns", "numbness", "my leg burns"),
        ("i havent had any fever but my leg burns", "fever", "my leg burns"),
        ("sore hip, no bladder or bowel trouble", "bladder", "sore hip"),
        ("no fever. my hip aches", "fever", "my hip aches"),
        ("no numbness down there, just a sore leg", "there", "just a sore leg"),
        ("no pain in my chest but my foot tingles", "chest", "my foot tingles"),
    ],
)
def test_a_denied_symptom_is_left_out(text: str, denied: str, stated: str) -> None:
    assert (denied in left(text), stated in left(text)) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "no fever, my foot is numb",
        "no pain in my leg, my crotch is numb",
        "no chest pain, my leg aches",
        "no numbness, bad chest pain since lunch",
    ],
)
def test_a_denial_ends_where_the_next_clause_states_something(text: str) -> None:
    assert text.split(", ")[1] in left(text)


@pytest.mark.parametrize(
    "text",
    [
        "no feeling between my legs",
        "i have no control over my bladder",
        "no sensation when i wipe",
        "there is no strength in my foot",
        "my foot has no pulse",
        "i can not feel my foot",
        "it does not stop bleeding",
        "my chest hurts",
        "no way i can sit, my chest hurts",
        "not sure why my leg is numb",
    ],
)
def test_what_is_itself_a_sign_stays(text: str) -> None:
    assert left(text) == text


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("took my advil at lunch as usual, can i book", "can i book"),
        ("i take my gabapentin as prescribed but my leg burns", "but my leg burns"),
        ("taking my blood pressure pill like always. is needling ok", "is needling ok"),
    ],
)
def test_a_medicine_taken_as_ever_is_left_out(text: str, stays: str) -> None:
    assert stays in left(text)
    assert not {"advil", "gabapentin", "pill"} & set(left(text).replace(".", "").split())


@pytest.mark.parametrize(
    "text",
    [
        "took the rest of my pills as usual",
        "took twelve advil like always",
        "i take my pills, like always when i want to die",
        "took my pills and then the bottle as always",
        "took my pills but feel as if i could die",
    ],
)
def test_a_medicine_taken_beyond_measure_stays(text: str) -> None:
    assert left(text) == text


def test_what_else_was_taken_stays() -> None:
    assert "rest of the bottle" in left("took my pills as usual and then the rest of the bottle")


def test_what_follows_the_denial_stays() -> None:
    assert "cant pee" in left("no fever but i cant pee")


def test_two_denials_are_both_left_out() -> None:
    assert left("no fever, no chest pain, just a stiff hip").strip(" ,").endswith("just a stiff hip")
    assert "pain" not in left("no fever, no chest pain, just a stiff hip")


@given(st.text(alphabet=st.characters(blacklist_characters=" ,.;", blacklist_categories=["Cs"]), max_size=40))
def test_a_text_without_a_negator_is_unchanged(text: str) -> None:
    safe = text.lower()
    if any(word in safe for word in ("n", "zero")):
        safe = safe.replace("n", "").replace("zero", "")
    assert left(safe.strip()) == analysed(safe.strip()).text.strip(" ,.;")


@given(st.lists(st.sampled_from("no not without pain fever , . but my leg can't feel numb or chest".split())))
def test_nothing_is_added_whatever_the_words(words: list[str]) -> None:
    kept = left(" ".join(words)).split()
    assert len(kept) <= len(" ".join(words).split()) + 1
    assert set("".join(kept)) <= set("".join(words))
