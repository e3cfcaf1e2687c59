"""The safety case names tests that exist, every fixed text, and takes the figures it is given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.safety.case import BEGIN, END, write_figures
from bot.safety.checksums import recorded
from tests.conftest import PROJECT

PAGE = PROJECT / "docs" / "safety-case.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def hazards() -> list[str]:
    return [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| H\d+ ", line)]


def test_every_hazard_has_a_control_a_test_and_an_owner() -> None:
    for line in hazards():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 7
        assert all(cells)
        assert NAMED.search(cells[5]) or "make test-safety" in cells[5]


def test_the_tests_it_names_exist() -> None:
    named = NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) >= len(hazards())
    for file, name in named:
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        functions = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
        assert name in functions, f"{file} has no {name}"


def test_every_recorded_fixed_text_is_on_the_list_to_be_signed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    texts = [name.removeprefix("text ") for name in recorded() if name.startswith("text utter_")]
    assert [name for name in texts if f"| `{name}` |" not in page] == []


def test_new_figures_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_figures(page, ["| new |"])
    text = page.read_text(encoding="utf-8")
    assert "old" not in text
    assert "| new |" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_a_page_without_its_marks_is_told_so(tmp_path: Path) -> None:
    page = tmp_path / "case.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="needs one line"):
        write_figures(page, [])
