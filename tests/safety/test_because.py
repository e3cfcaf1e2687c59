"""The parse result says which rule or which example made an alarm."""

from __future__ import annotations

import pytest

from bot.content.examples import read_subjects
from bot.engine import Engine
from tests.conftest import PROJECT


def dangers() -> set[str]:
    blocks = read_subjects(PROJECT / "data" / "nlu")
    return {text for block in blocks if block.is_danger for text in block.examples}


async def test_a_rule_names_its_sign_and_the_words_that_fired_it(engine: Engine) -> None:
    danger = (await engine.understand("my chest feels tight"))["danger"]
    assert danger["because"] == ["rule R13-heart: chest + tight"]


@pytest.mark.parametrize("text", ["I put a rope in the garage, I can't do the pain any more"])
async def test_the_model_names_its_probability_and_its_nearest_danger_example(
    engine: Engine, text: str
) -> None:
    probability, example = (await engine.understand(text))["danger"]["because"]
    assert 0.9 <= float(probability.removeprefix("model: ")) <= 1
    assert example.removeprefix("nearest example: ") in dangers()


async def test_a_message_in_pieces_names_the_words_of_all_pieces(engine: Engine) -> None:
    parsed = await engine.understand("is so tight", {"earlier": ["my chest"]})
    assert parsed["danger"]["because"] == ["rule R13-heart: chest + tight"]


async def test_a_harmless_message_names_no_danger(engine: Engine) -> None:
    assert "danger" not in await engine.understand("where do i park")


@pytest.mark.parametrize("text", ["kms", "KMS.", "Overdosed!"])
async def test_an_example_written_just_so_is_noticed_and_named(engine: Engine, text: str) -> None:
    (because,) = (await engine.understand(text))["danger"]["because"]
    assert because.partition(": ")[0].split()[0] in ("example", "rule")
