"""Everything docs/staff.md tells staff to type is typed here, in its order, and does what it says."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.database import tune
from bot.visitor_store import Question, VisitorStore, hour_of
from tests.conftest import MODEL
from tests.small_project import PROJECT, SmallProject, published

PAGE = (PROJECT / "docs" / "staff.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\w*)\n(.*?)^```$", re.M | re.S)
PORT_IN_PAGE = "http://localhost:8090"
SECONDS = 300
ASKED_IN_VAIN = ("do you rent crutches", "can i rent crutches from you", "crutches to rent")


@dataclass(frozen=True)
class Step:
    """One block of the page: ``kind`` is its language, ``about`` the word behind it."""

    kind: str
    about: str
    text: str


STEPS = [Step(*found) for found in BLOCK.findall(PAGE)]


class Walk:
    """A new computer with the assistant set up, and a person who follows the page."""

    def __init__(self, folder: Path) -> None:
        self.project = SmallProject(folder)
        self.folder = folder
        self.server: subprocess.Popen[str] | None = None
        variables = {name: os.environ[name] for name in ("HOME",)}
        self.variables = variables | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
            "CLINIC_ENCODER": str(PROJECT / ".cache" / "encoder"),
        }

    def types(self, command: str, answers: str = "") -> str:
        """Run a block of commands to its end; returns what they said."""
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.folder,
            env=self.variables,
            input=answers,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert run.returncode == 0, f"{command}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}"
        return run.stdout + run.stderr

    def leaves_running(self, command: str) -> None:
        """Start a server and wait until it is ready."""
        self.server = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.waits_for("Ready")

    def waits_for(self, word: str) -> str:
        """Read what the running server says until a line holds ``word``."""
        assert self.server
        assert self.server.stderr
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if select.select([self.server.stderr], [], [], 1)[0]:
                line = self.server.stderr.readline()
                assert line, f"it ended before {word}"
                if word in line:
                    return line
        raise AssertionError(f"it never said {word}")

    def stops_it(self) -> None:
        """Ctrl-C."""
        if self.server:
            self.server.terminate()
            self.server.wait(SECONDS)
            self.server = None

    def edits(self, change: str) -> None:
        """Change a file as the page shows it: - lines go, + lines come."""
        first, *lines = change.splitlines()
        path = self.folder / first.removeprefix("--- ")
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} does not hold exactly once:\n{old}"
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """One person, one computer, from the page's beginning to its end."""
    walk = Walk(tmp_path_factory.mktemp("clinic"))
    walk.project.models.mkdir()
    shutil.copyfile(published(tmp_path_factory).models / MODEL.name, walk.project.models / MODEL.name)
    yield walk
    walk.stops_it()


def blocks(heading: str) -> list[Step]:
    """The blocks of the part whose heading begins so."""
    part = PAGE.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    return [Step(*found) for found in BLOCK.findall(part)]


def test_setting_up_is_one_command_that_the_makefile_knows() -> None:
    commands = [step.text.strip() for step in STEPS if step.about == "setup"]
    assert commands == ["make run"]
    assert re.search(r"^run: setup", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M)


def test_a_changed_answer_is_live_in_the_preview(walk: Walk) -> None:
    start, change, check = blocks("1.")
    walk.leaves_running(start.text.strip())
    with urllib.request.urlopen(f"{PORT_IN_PAGE}/preview") as page:
        assert "Preview" in page.read().decode()
    walk.edits(change.text)
    walk.waits_for("live")
    walk.stops_it()
    assert "No mistakes found" in walk.types(check.text)


def test_another_way_of_asking_is_understood(walk: Walk) -> None:
    change, commands = blocks("2.")
    walk.edits(change.text)
    assert "clinic/parking" in walk.types(commands.text)


def test_a_new_question_gets_the_answer_that_was_typed(walk: Walk) -> None:
    new, answers, spreadsheet = blocks("3.")
    said = walk.types(new.text, answers.text)
    assert "Wrote data/nlu/clinic.yml" in said
    assert "No mistakes found" in walk.types("bot check")
    walk.types(spreadsheet.text)
    assert (walk.folder / "answers.xlsx").is_file()


def test_what_is_published_can_be_taken_back(walk: Walk) -> None:
    publish, rollback, everything = blocks("4.")
    walk.types(publish.text)
    assert "clinic/bring_dog" in walk.types("bot ask are dogs allowed inside")
    live = (walk.project.models / "live").read_text(encoding="utf-8").split()[0]
    walk.project.edit("data/nlu/clinic.yml", "Service dogs are welcome.", "All dogs are welcome.")
    walk.types(publish.text)
    assert "All dogs are welcome." in walk.types("bot ask are dogs allowed inside")
    walk.types(rollback.text)
    assert (walk.project.models / "live").read_text(encoding="utf-8").split()[0] == live
    assert "Service dogs are welcome." in walk.types("bot ask are dogs allowed inside")
    walk.types(f"{everything.text.strip()} --per-answer 1 || true")
    assert (walk.folder / "reports" / "test-all.html").is_file()


def test_what_was_asked_in_vain_is_shown_and_adopted(walk: Walk) -> None:
    report, adopt, answers = blocks("5.")
    walk.project.edit("clinic.yml", "keep_unanswered:", "keep_unanswered: true #")
    walk.project.edit("clinic.yml", "privacy_contact:", "privacy_contact: Ask for Ann. #")
    engine = sa.create_engine(f"sqlite:///{walk.folder / 'conversations.db'}")
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    now = hour_of(time.time())
    store.add([Question(now, "clarify", "nlu_fallback", text) for text in ASKED_IN_VAIN], [])
    store.close()
    assert "crutches" in walk.types(report.text)
    assert (walk.folder / "reports" / "visitors.html").is_file()
    walk.types(adopt.text, answers.text)
    services = (walk.folder / "data" / "nlu" / "clinic.yml").read_text(encoding="utf-8")
    assert all(f"- {text}\n" in services for text in ASKED_IN_VAIN)
    assert "No mistakes found" in walk.types("bot check")


def test_every_picture_and_page_it_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", PAGE)
    missing = [name for name in named if "://" not in name and not (PROJECT / "docs" / name).exists()]
    assert missing == []


def test_every_command_it_names_exists() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "bot.cli", "--help"], capture_output=True, text=True, cwd=PROJECT
    ).stdout
    named = set(re.findall(r"\bbot ([a-z]+(?:-[a-z]+)?)", PAGE))
    assert sorted(command for command in named if not re.search(rf"\n    {command}\s", listed)) == []
