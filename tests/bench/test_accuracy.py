"""The side-by-side measurement counts what it says it counts."""

from __future__ import annotations

from bench.accuracy import Bm25, all_examples, measure, share_of, table
from bench.nlu import name_of
from bot.labelled import Labelled

EXAMPLES = [
    ("when do you open", "clinic/hours"),
    ("are you open on sunday", "clinic/hours"),
    ("where can i park", "clinic/parking"),
    ("who won the game", "out_of_scope"),
]


def message(text: str, *accept: str) -> Labelled:
    return Labelled(id=text, text=text, kind="faq", accept=accept)


def test_bm25_gives_the_label_of_the_example_that_shares_the_rarest_words() -> None:
    assert Bm25(EXAMPLES).predict("can we park you") == "clinic/parking"


def test_bm25_knows_nothing_of_unknown_words() -> None:
    assert Bm25(EXAMPLES).predict("xyzzy") == "nlu_fallback"


def test_a_share_keeps_some_examples_of_every_label() -> None:
    kept = share_of(all_examples(), 24)
    assert {label for _, label in kept} == {label for _, label in all_examples()}
    assert len(kept) < len(all_examples()) / 20


def test_only_right_labels_count_and_a_fallback_is_right_for_what_is_outside() -> None:
    sets = {
        "some": [message("a", "clinic/hours"), message("b", "clinic/hours")],
        "outside": [message("c", "out_of_scope", "nlu_fallback")],
    }
    given = {"a": "clinic/hours", "b": "clinic/parking", "c": "nlu_fallback"}
    measured = measure("toy", EXAMPLES, 1.0, given.__getitem__, sets)
    assert measured.right == {"some": 0.5, "outside": 1.0}
    assert "| toy | 4 | 1 s |" in table([measured])


def test_a_labels_name_is_told_in_words() -> None:
    assert name_of("card_payment_fee/Charged?") == "card payment fee charged"
