"""The list of mutations fits the widget and its tests as they are."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bench.processes import PROJECT, BenchFailed
from bench.widget_mutations import LEAST_CAUGHT, WIDGET, mutations

MUTATIONS = mutations()


def test_at_least_20_lines_are_changed_each_differently() -> None:
    assert len(MUTATIONS) >= 20
    assert len({(each.file, each.line, each.becomes) for each in MUTATIONS}) == len(MUTATIONS)
    assert LEAST_CAUGHT >= 0.9


def test_each_changed_line_stands_in_the_widget_once_and_nothing_else_is_changed(tmp_path: Path) -> None:
    for each in MUTATIONS:
        changed = (each.made_in(tmp_path) / each.file).read_text(encoding="utf-8").split("\n")
        before = (WIDGET / each.file).read_text(encoding="utf-8").split("\n")
        differences = [(old.strip(), new) for old, new in zip(before, changed, strict=True) if old != new]
        assert differences == [(each.line, each.becomes)], each.what
        shutil.rmtree(tmp_path / each.name)


def test_each_mutation_names_tests_that_exist() -> None:
    for each in MUTATIONS:
        for test in each.tests:
            file, name = test.split("::")
            tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
            assert name in [node.name for node in tree.body if hasattr(node, "name")], test


@pytest.mark.parametrize("line", ["const gone = true;", "}"])
def test_a_line_that_is_gone_or_not_the_only_one_is_an_error_that_shows_it(line: str, tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match=r"not once\. Write the line as it is now") as error:
        replace(MUTATIONS[0], line=line).made_in(tmp_path)
    assert line in str(error.value)


def test_a_file_that_is_gone_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match=r"stands 0 times in widget/gone\.js"):
        replace(MUTATIONS[0], file="gone.js").made_in(tmp_path)


@pytest.mark.parametrize("wrong", [{"tests": []}, {"becomes": "same;"}])
def test_a_mutation_that_changes_nothing_or_names_no_test_is_an_error(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    entry = {
        "what": "x",
        "file": "dom.js",
        "line": "same;",
        "becomes": "other;",
        "tests": ["test_x.py::test_x"],
    }
    path = tmp_path / "mutations.yml"
    path.write_text(yaml.safe_dump([{**entry, **wrong}]), encoding="utf-8")
    with pytest.raises(BenchFailed, match="it needs a test and a line that differs"):
        mutations(path)
