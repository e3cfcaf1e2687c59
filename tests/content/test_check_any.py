"""Whatever stands in a file, checking ends with problems told, never with a failure."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.clinic import FILE_VARIABLE
from bot.content.check import problems
from bot.content.fix import mended
from tests.content.broken.cases import PROJECT

FILES = ("data/nlu/needling.yml", "data/nlu/safety.yml", "data/stories/rules.yml", "domain.yml", "config.yml")
NAMES = (
    *("version", "nlu", "responses", "intent", "examples", "metadata", "text", "title", "facts", "review"),
    *(
        "next_review",
        "related",
        "closing",
        "links",
        "unknown",
        "near_miss",
        "sign",
        "urgency",
        "words",
        "rules",
    ),
    *("rule", "steps", "action", "intents", "actions", "buttons", "payload", "pipeline", "name", "greet"),
    *("utter_greet", "utter_needling/lung", "needling/lung", "red_flag"),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=20),
    st.sampled_from(
        [*NAMES, "3.1", "- hi\n- hello\n", "{phone}", "AC-6", "/ask{", "reviewed by A, 2026-01-01"]
    ),
)
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=20,
)
TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The right files, as the current folder."""
    target = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT, target, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(target)
        patch.delenv(FILE_VARIABLE, raising=False)
        yield target


def lines_told(path: Path, content: bytes) -> list[int]:
    return [each.line for each in problems(today=TODAY, drafts={path: content}, compare=False)]


@given(st.sampled_from(FILES), st.dictionaries(st.sampled_from(NAMES), TREES, max_size=6))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_parts_in_any_place_are_told_on_lines_that_exist(
    folder: Path, name: str, tree: dict[str, Any]
) -> None:
    content = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode()
    assert all(1 <= line <= content.count(b"\n") + 1 for line in lines_told(Path(name), content))


@given(st.sampled_from(FILES), st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_lines_lost_doubled_moved_and_cut_are_told_and_mended_without_failing(
    folder: Path, name: str, seed: int
) -> None:
    chance = random.Random(seed)
    lines = (PROJECT / name).read_text(encoding="utf-8").split("\n")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        line = lines[place]
        cut = chance.randint(0, len(line))
        lines[place : place + 1] = chance.choice(
            [
                [],
                [line, line],
                [line[:cut]],
                [" " * chance.randint(1, 3) + line],
                [line.lstrip()],
                [line[cut:]],
            ]
        )
    content = "\n".join(lines).encode()
    assert all(line >= 1 for line in lines_told(Path(name), content))
    once = mended(Path(name), content)
    assert mended(Path(name), once.content).content == once.content
