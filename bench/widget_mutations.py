"""Whether the tests notice when a key line of the widget is wrong.

``make widget-mutations``. Each entry of ``widget_mutations.yml`` changes one line in a copy of the widget;
the tests it names run against a server with that copy, in real Chromium. They run against the unchanged
widget too, where all must pass. One pytest session runs everything, so model and browser are loaded once.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bench.processes import PROJECT, BenchFailed, say

MUTATIONS = Path(__file__).with_suffix(".yml")
WIDGET = PROJECT / "widget"
TESTS = "tests/browser"
UNCHANGED = "unchanged"
LEAST_CAUGHT = 0.9
UNSERVED = shutil.ignore_patterns("node_modules", "demo/*.md")


@dataclass(frozen=True)
class Mutation:
    """One line of the widget and what it becomes; ``tests`` are pytest's names of what should notice."""

    number: int
    what: str
    file: str
    line: str
    becomes: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name among pytest's parameters."""
        return f"mutation{self.number:02}"

    def made_in(self, folder: Path, widget: Path = WIDGET) -> Path:
        """A copy of the widget below ``folder`` in which the line is changed.

        Raises:
            BenchFailed: if the line is not there exactly once.
        """
        text = (widget / self.file).read_text(encoding="utf-8") if (widget / self.file).is_file() else ""
        lines = text.split("\n")
        places = [place for place, line in enumerate(lines) if line.strip() == self.line]
        if len(places) != 1:
            raise BenchFailed(
                f"{MUTATIONS.name}, {self.what}: this line stands {len(places)} times in widget/{self.file}, "
                f"not once. Write the line as it is now:\n  {self.line}"
            )
        lines[places[0]] = self.becomes
        copy: Path = shutil.copytree(widget, folder / self.name, ignore=UNSERVED)
        (copy / self.file).write_text("\n".join(lines), encoding="utf-8")
        return copy


def mutations(path: Path = MUTATIONS) -> list[Mutation]:
    """The changes that ``path`` lists.

    Raises:
        BenchFailed: if an entry changes nothing or names no test.
    """
    found = []
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        tests = tuple(f"{TESTS}/{test}" for test in entry.pop("tests"))
        mutation = Mutation(number, tests=tests, **entry)
        if not tests or mutation.line == mutation.becomes:
            raise BenchFailed(f"{path.name}, {mutation.what}: it needs a test and a line that differs.")
        found.append(mutation)
    return found


class Session:
    """A plugin of pytest: runs each test once unchanged and once for each mutation that names it."""

    def __init__(self, folders: dict[str, Path], tests: dict[str, tuple[str, ...]]) -> None:
        self._folders = folders
        self._tests = tests
        self._names: dict[str, str] = {}
        self.failed: dict[str, list[str]] = {name: [] for name in folders}
        self.ran: dict[str, int] = dict.fromkeys(folders, 0)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give the test the folders of the mutations that name it."""
        named = [name for name, tests in self._tests.items() if metafunc.definition.nodeid in tests]
        folders = [self._folders[name] for name in named]
        metafunc.parametrize("widget_folder", folders, ids=named, indirect=True, scope="session")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember which test runs in which folder."""
        for item in items:
            folder = item.callspec.params["widget_folder"]  # type: ignore[attr-defined]
            self._names[item.nodeid] = folder.name

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed; trouble before or after the test itself catches nothing."""
        if report.when != "call":
            return
        name = self._names[report.nodeid]
        self.ran[name] += 1
        if report.failed:
            self.failed[name].append(report.nodeid)
        say(f"  {name}: {report.nodeid.split('::')[1].split('[')[0]} {report.outcome}")


def run(chosen: list[Mutation], folder: Path) -> Session:
    """Run the tests of the mutations and of the unchanged widget.

    Raises:
        BenchFailed: if a test fails on the unchanged widget or could not run.
    """
    unchanged = shutil.copytree(WIDGET, folder / UNCHANGED, ignore=UNSERVED)
    folders = {UNCHANGED: unchanged, **{each.name: each.made_in(folder) for each in chosen}}
    named = sorted({test for each in chosen for test in each.tests})
    session = Session(folders, {UNCHANGED: tuple(named), **{each.name: each.tests for each in chosen}})
    options = ["-qq", "--tb=no", "--no-header", "--no-summary", "-p", "no:cacheprovider"]
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = pytest.main([*options, *named], plugins=[session])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or not all(session.ran.values()):
        lost = [name for name, count in session.ran.items() if not count]
        raise BenchFailed(
            f"{told.getvalue()}\npytest ended with {status!r}; not run: {', '.join(lost) or 'none'}."
        )
    if session.failed[UNCHANGED]:
        raise BenchFailed(f"These fail on the unchanged widget: {', '.join(session.failed[UNCHANGED])}")
    return session


def main() -> int:
    """Print which mutations were caught; the exit status is 1 when fewer than 90 % were."""
    try:
        chosen = mutations()
        with tempfile.TemporaryDirectory() as folder:
            session = run(chosen, Path(folder))
    except BenchFailed as error:
        print(error, file=sys.stderr)
        return 1
    for each in chosen:
        mark = "caught  " if session.failed[each.name] else "SURVIVED"
        print(f"{mark}  {each.file:18}  {each.what}")
    caught = sum(bool(session.failed[each.name]) for each in chosen)
    print(f"{caught} of {len(chosen)} caught ({caught / len(chosen):.0%}, at least {LEAST_CAUGHT:.0%})")
    return 0 if caught >= LEAST_CAUGHT * len(chosen) else 1


if __name__ == "__main__":
    raise SystemExit(main())
