"""The labelled sets of a second hand (tests/sets): no line of training was taken from them.

The floors lie a little under what was measured, so that a change that costs much is seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import Engine
from bot.evaluation import Report, evaluate
from bot.labelled import read_labelled

SETS = Path(__file__).parent.parent / "sets"
FLOORS = [
    ("plain", "in scope, right at once", 0.95),
    ("long_stories", "in scope, right at once", 0.88),
    ("statements", "in scope, right at once", 0.88),
    ("second_language", "in scope, right at once", 0.88),
    ("heavy_typos", "in scope, right at once", 0.88),
    ("out_of_scope", "out of scope, handled as such", 0.92),
    ("visitors", "in scope, right at once", 0.91),
    ("visitors", "in scope, right or offered", 0.95),
    ("handoff", "in scope, right at once", 0.9),
    ("several_questions", "several questions, all answered", 0.87),
    ("several_questions", "several questions, none unasked", 0.92),
    ("follow_ups", "dialogues, right in every turn", 0.88),
    ("must_catch", "red flags, caught", 0.98),
    ("danger", "red flags, caught", 0.89),
]
CEILINGS = [
    ("near_misses", "false alarms on near misses", 0.08),
    *(
        (name, "false alarms on ordinary questions", 0.03)
        for name in ("plain", "statements", "second_language")
    ),
]
reports: dict[str, Report] = {}


async def share(engine: Engine, name: str, figure: str) -> float:
    if name not in reports:
        messages = read_labelled(SETS / f"{name}.jsonl")
        reports[name] = await evaluate(engine, messages, lambda done, total: None)
    hits, of = reports[name].summary()[figure]
    return hits / of


@pytest.mark.parametrize(("name", "figure", "floor"), FLOORS)
async def test_a_set_is_understood_as_well_as_before(
    engine: Engine, name: str, figure: str, floor: float
) -> None:
    assert await share(engine, name, figure) >= floor


@pytest.mark.parametrize(("name", "figure", "ceiling"), CEILINGS)
async def test_no_more_false_alarms_than_before(
    engine: Engine, name: str, figure: str, ceiling: float
) -> None:
    assert await share(engine, name, figure) <= ceiling
