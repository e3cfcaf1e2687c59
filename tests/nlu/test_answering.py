"""The parts of a message and the whole of it have to agree on what is asked."""

from __future__ import annotations

import pytest

from bot.nlu.answering import SURE_PART, SURE_WHOLE, AnswerFinder
from bot.nlu.ranker import Ranking

SURE, DOUBTFUL = SURE_PART + 0.1, SURE_PART - 0.2


def ranking(label: str, in_scope: float) -> Ranking:
    return Ranking((label, "clinic/hours"), (0.9, 0.1), in_scope)


def answers(parts: list[tuple[str, float]], whole: tuple[str, float]) -> list[str]:
    rankings = [ranking(*part) for part in parts]
    return [each.labels[0] for each in AnswerFinder._reconciled(rankings, ranking(*whole))]


def test_parts_that_ask_what_the_whole_asks_stand() -> None:
    parts = [("sciatica/disc", DOUBTFUL), ("needling/for_disc", DOUBTFUL)]
    assert answers(parts, ("needling/for_disc", SURE)) == ["sciatica/disc", "needling/for_disc"]


def test_beside_a_sure_part_the_doubtful_one_is_read_as_the_whole() -> None:
    parts = [("sciatica/disc", SURE), ("needling/for_sciatica", DOUBTFUL)]
    assert answers(parts, ("needling/for_disc", SURE)) == ["sciatica/disc", "needling/for_disc"]


def test_the_order_of_the_questions_is_kept() -> None:
    parts = [("needling/for_sciatica", DOUBTFUL), ("sciatica/disc", SURE)]
    assert answers(parts, ("needling/for_disc", SURE)) == ["needling/for_disc", "sciatica/disc"]


def test_parts_that_are_all_sure_stand() -> None:
    parts = [("needling/does_it_hurt", SURE), ("clinic/parking", SURE + 0.1)]
    assert answers(parts, ("needling/cost", SURE)) == ["needling/does_it_hurt", "clinic/parking"]


def test_two_doubtful_parts_do_not_overrule_the_whole() -> None:
    parts = [("sciatica/disc", DOUBTFUL), ("needling/for_sciatica", DOUBTFUL)]
    assert answers(parts, ("needling/for_disc", SURE)) == []


def test_one_part_alone_does_not_overrule_the_whole() -> None:
    assert answers([("sciatica/disc", SURE)], ("needling/for_disc", SURE)) == []


@pytest.mark.parametrize("label", ["out_of_scope", "thanks"])
def test_a_part_is_never_read_as_what_nobody_asks(label: str) -> None:
    parts = [("sciatica/disc", SURE), ("needling/for_sciatica", DOUBTFUL)]
    assert answers(parts, (label, SURE)) == []


def test_a_whole_that_is_not_understood_overrules_no_part() -> None:
    parts = [("sciatica/disc", DOUBTFUL), ("needling/for_sciatica", DOUBTFUL)]
    assert len(answers(parts, ("clinic/team", SURE_WHOLE - 0.1))) == 2
