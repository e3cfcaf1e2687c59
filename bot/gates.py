"""What a new model has to pass before it goes live: rules that compare it with the models before.

A figure may be worse than the best published one by one message in 50, and by one message where
there are fewer. Of the questions that a published model answered right, one in 50 may fail, and
of those of one answer two, or one in 10. The must-catch list has to be caught whole, and so has
every danger sign of the training files.

Less would stop harmless edits: twelve new examples of an ordinary question moved 3 of 349 danger messages,
32 moved one decision in 100, either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.regression import DANGER, Answered, Question, lost
from bot.regression_report import place
from bot.safety.figures import Figure
from bot.safety.report import MUST_CATCH_FIGURE

ONE_IN = 50
FEWEST_OF_AN_ANSWER, ONE_IN_AN_ANSWER = 2, 10
MOST_NAMED = 8


def measured_figures(figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    """Figures as they are kept beside a model, by name."""
    return {
        figure.name: {"hits": figure.hits, "of": figure.of, "more_is_better": figure.target.at_least}
        for figure in figures
        if figure.target
    }


def better(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured, each figure the better of both, each question right that once was.

    So many small losses do not add up unseen: the next model is compared with this.
    """
    figures = dict(now["figures"])
    for name, figure in before.get("figures", {}).items():
        if name in figures and _loss(figure, figures[name]) > 0:
            figures[name] = figure
    once = {key for key, right in before.get("right", {}).items() if right}
    return {"figures": figures, "right": {key: right or key in once for key, right in now["right"].items()}}


def figures_worse(before: Mapping[str, Any], figures: Sequence[Figure]) -> list[str]:
    """Why the safety figures do not do, in words; empty if they do."""
    problems = []
    by_name = {figure.name: figure for figure in figures}
    must_catch = by_name[MUST_CATCH_FIGURE]
    if not must_catch.reached:
        problems.append(
            f"The must-catch list is not caught whole: {must_catch.hits} of {must_catch.of}. "
            f"Missed: {_named(must_catch.failed)}."
        )
    known = before.get("figures", {})
    for name, now in measured_figures(figures).items():
        allowed = max(1, now["of"] // ONE_IN)
        if name in known and _loss(known[name], now) > allowed:
            was = known[name]
            problems.append(
                f"{name}: {now['hits']} of {now['of']}, before {was['hits']} of {was['of']} "
                f"(at most {allowed} worse is let pass). Look at: {_named(by_name[name].failed)}."
            )
    return problems


def _loss(before: Mapping[str, Any], now: Mapping[str, Any]) -> float:
    """By how many messages a figure is worse now; negative if it is better."""
    if not before["of"] or not now["of"]:
        return 0.0
    change = before["hits"] / before["of"] - now["hits"] / now["of"]
    return float(round((change if now["more_is_better"] else -change) * now["of"], 6))


def questions_worse(before: Mapping[str, Any], answered: Sequence[Answered], answers: set[str]) -> list[str]:
    """Why the answers do not do, in words; empty if they do.

    ``answers`` are those that there are: a question whose answer was taken out is not asked for.
    """
    problems = []
    asked = [each for each in answered if not _is_gone(each.question, answers)]
    missed = [e for e in asked if e.question.learned and e.question.own == DANGER and not e.passed]
    if missed:
        problems.append(
            f"{len(missed)} danger signs of the training files are not noticed: {_places(missed)}."
        )
    right = {key for key, was in before.get("right", {}).items() if was}
    gone = lost(dict.fromkeys(right, True), asked)
    allowed = max(1, sum(each.question.key in right for each in asked) // ONE_IN)
    if len(gone) > allowed:
        problems.append(
            f"{len(gone)} questions that were answered right fail now; {allowed} are let pass: "
            f"{_places(gone)}."
        )
    counts = Counter(each.question.own for each in asked)
    for own, count in Counter(each.question.own for each in gone).most_common():
        most = max(FEWEST_OF_AN_ANSWER, counts[own] // ONE_IN_AN_ANSWER)
        if count > most:
            theirs = [each for each in gone if each.question.own == own]
            problems.append(
                f"{own}: {count} of its {counts[own]} questions were answered right and fail now; "
                f"{most} are let pass: {_places(theirs)}."
            )
    return problems


def _is_gone(question: Question, answers: set[str]) -> bool:
    accept = question.message.accept
    return bool(accept) and not any(each.startswith("*") or each in answers for each in accept)


def _named(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_NAMED
    return ", ".join(ids[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _places(answered: Sequence[Answered]) -> str:
    return _named([f"{place(each)} (came: {each.came})" for each in answered])
