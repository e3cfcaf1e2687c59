"""A project that trains in seconds: all answers and signs, few examples, test sets made of those."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.content.examples import Block, read_subjects
from bot.safety.report import (
    FRESH_DANGERS,
    FRESH_HARMLESS,
    MUST_CATCH,
    NEAR_MISSES,
    OLDER_DANGERS,
    QUESTIONS,
)

PROJECT = Path(__file__).parent.parent
EXAMPLES_OF_A_BLOCK = 3
BLOCKS_OF_LOOK_ALIKES = 40
MESSAGES_OF_A_SET = 12


class SmallProject:
    """A folder with all that ``bot`` needs: a new one, or one that ``is_made``."""

    def __init__(self, folder: Path, is_made: bool = False) -> None:
        self.folder = folder
        self.models = folder / "models"
        if not is_made:
            self._make()

    def _make(self) -> None:
        folder = self.folder
        for name in ("config.yml", "domain.yml", "clinic.yml"):
            shutil.copy(PROJECT / name, folder)
        shutil.copytree(PROJECT / "data" / "stories", folder / "data" / "stories")
        (folder / "data" / "nlu").mkdir()
        for path in (PROJECT / "data" / "nlu").glob("*.yml"):
            text = shortened(path.read_text(encoding="utf-8"))
            (folder / "data" / "nlu" / path.name).write_text(text, encoding="utf-8")
        (folder / "widget").symlink_to(PROJECT / "widget")
        (folder / "tests" / "safety").mkdir(parents=True)
        shutil.copy(PROJECT / "tests" / "safety" / "checksums.txt", folder / "tests" / "safety")
        self._write_sets(list(read_subjects(folder / "data" / "nlu")))

    def _write_sets(self, blocks: list[Block]) -> None:
        sets = self.folder / "tests" / "sets"
        sets.mkdir()
        dangers = [
            labelled(block, urgency=[(block.metadata or {})["urgency"]])
            for block in blocks
            if block.is_danger
        ]
        harmless = [labelled(b, urgency=["none"]) for b in blocks if b.question is None and not b.is_danger]
        asked = [labelled(block, accept=[block.intent]) for block in blocks if block.question]
        made = {FRESH_DANGERS: dangers, OLDER_DANGERS: dangers, MUST_CATCH: dangers}
        made |= {FRESH_HARMLESS: harmless, NEAR_MISSES: harmless}
        made |= dict.fromkeys(QUESTIONS, asked)
        for name, lines in made.items():
            kept = "".join(f"{json.dumps(line)}\n" for line in lines[:MESSAGES_OF_A_SET])
            (sets / f"{name}.jsonl").write_text(kept, encoding="utf-8")

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start ``bot`` in the folder."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *map(str, arguments)],
            cwd=self.folder,
            env={name: os.environ[name] for name in ("PATH", "HOME")}
            | {"PYTHONPATH": str(PROJECT), "CLINIC_ENCODER": str(PROJECT / ".cache" / "encoder")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def bot(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run ``bot`` in the folder until it ends."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=600)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file as staff would."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


def published(factory: pytest.TempPathFactory) -> SmallProject:
    """A copy of a project with one published model, which is made once for all test processes."""
    folder = factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    first = folder / "published"
    with (folder / "published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not first.is_dir():
            making = factory.mktemp("making") / "project"
            making.mkdir()
            run = SmallProject(making).bot("publish")
            assert run.returncode == 0, run.stderr
            making.rename(first)
    copy = factory.mktemp("copy") / "project"
    shutil.copytree(first, copy, symlinks=True)
    return SmallProject(copy, is_made=True)


def shortened(text: str, examples: int = EXAMPLES_OF_A_BLOCK) -> str:
    """A subject file with so many ``examples`` in each block, and few blocks of look-alikes."""
    kept, look_alikes = [], 0
    for block in re.split(r"(?m)^(?=  - intent: |responses:)", text):
        lines = block.splitlines(keepends=True)
        look_alikes += "near_miss:" in block
        if "near_miss:" in block and look_alikes > BLOCKS_OF_LOOK_ALIKES:
            continue
        if block.startswith("  - intent: "):
            first = next(place for place, line in enumerate(lines) if line.startswith("      - "))
            lines = lines[: first + examples]
        kept += lines
    return "".join(kept)


def labelled(block: Block, **label: Any) -> dict[str, Any]:
    """A line of a labelled file made of a block's first example."""
    text = block.examples[0]
    return {"id": f"{block.intent}-{len(text)}", "text": text, "kind": "made", **label}
