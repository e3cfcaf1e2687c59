"""What was saved goes live: texts at once, examples in seconds, all else after a whole training."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

from actions.clinic import FILE_VARIABLE
from bot.preview.checking import Checker
from bot.preview.contents import Contents, Reader
from bot.preview.explained import ExplainedEngine
from bot.preview.news import LIVE, MISTAKE, READING, TRAINING, News
from bot.preview.watching import Watch
from bot.preview.why import Explainer, in_rows

SECONDS_BETWEEN_LOOKS = 0.2
ALL_LIVE = "All saved changes are live here."
TEXTS_LIVE = "The new texts are live. Training goes on in the background ..."
STILL_LIVE = "The last good state stays live. Mend this and save again:"


class Live:
    """Keeps an engine up to date with the files in the current folder.

    ``clinic`` is the clinic file that is edited, ``shown`` the copy of its last good state, which
    the replies are filled from; ``folder`` takes models that are trained meanwhile.
    """

    def __init__(self, engine: ExplainedEngine, news: News, clinic: Path, shown: Path, folder: Path) -> None:
        self._engine = engine
        self._news = news
        self._clinic = clinic
        self._shown = shown
        self._model = folder / "preview.tar.gz"
        self._reader = Reader(clinic)
        self._watch = Watch(self._reader.files)
        self._checker = Checker(str(clinic))
        self._contents: Contents | None = None
        self._training: asyncio.Task[None] | None = None

    async def begin(self, current: bool) -> None:
        """Take the files as they are; ``current`` says whether the loaded model was trained on them."""
        self._engine.explainer = Explainer(self._engine)
        if not await self._are_good():
            return
        contents = self._read()
        self._take(contents)
        if current:
            self._explain(contents)
            self._news.status(LIVE, ALL_LIVE)
        else:
            self._train()

    async def run(self) -> None:
        """Look at the files until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            if changed := self._watch.changed():
                await self._take_in(changed)

    async def close(self) -> None:
        """Stop what is going on."""
        self._checker.close()
        await self._stop_training()

    async def _take_in(self, changed: frozenset[Path]) -> None:
        names = ", ".join(sorted(str(path) for path in changed))
        self._news.status(READING, f"Saved: {names}. Checking ...")
        if not await self._are_good():
            return
        before, contents = self._contents, self._read()
        self._take(contents)
        if before is None or before.structure != contents.structure or before.examples != contents.examples:
            await self._stop_training()
            self._train()
        elif self._training is None:
            self._news.status(LIVE, ALL_LIVE)
        else:
            self._news.status(TRAINING, TEXTS_LIVE)

    async def _are_good(self) -> bool:
        """Whether the files as ``self._watch`` has seen them hold no mistake; mistakes are told."""
        while True:
            problems = await self._checker.problems()
            # Saved again meanwhile: what was checked may be neither the one nor the other.
            if not self._watch.changed():
                break
        if problems:
            self._news.status(MISTAKE, STILL_LIVE, problems)
        return not problems

    def _read(self) -> Contents:
        return self._reader.contents(self._watch.contents)

    def _take(self, contents: Contents) -> None:
        """Have the texts and the clinic's facts live."""
        part = self._shown.with_suffix(".part")
        shutil.copyfile(self._clinic, part)
        part.replace(self._shown)
        self._engine.say(contents.responses)
        self._engine.places = contents.places
        self._contents = contents

    def _explain(self, contents: Contents) -> None:
        """Name examples as reasons: the loaded model was trained on those of ``contents``."""
        self._engine.explainer = Explainer(self._engine, in_rows(contents.examples))

    def _train(self) -> None:
        if self._contents:
            self._training = asyncio.create_task(self._trained(self._contents))

    async def _stop_training(self) -> None:
        if self._training:
            self._training.cancel()
            await asyncio.gather(self._training, return_exceptions=True)
            self._training = None

    async def _trained(self, contents: Contents) -> None:
        """Train a whole model in a process of its own and put it into the engine."""
        environment = {**os.environ, FILE_VARIABLE: str(self._clinic)}
        command = [sys.executable, "-m", "bot.cli", "train", "--model", str(self._model)]
        process = await asyncio.create_subprocess_exec(
            *command, stderr=asyncio.subprocess.PIPE, env=environment
        )
        said = ""
        try:
            while process.stderr and (line := await process.stderr.readline()):
                said = line.decode(errors="replace").strip() or said
                self._news.status(TRAINING, f"Training in the background: {said}")
            if await process.wait():
                self._news.status(MISTAKE, STILL_LIVE, [said])
                return
        finally:
            if process.returncode is None:
                process.kill()
        await self._engine.load(self._model)
        latest = self._contents or contents
        self._engine.say(latest.responses)
        self._explain(contents)
        self._training = None
        self._news.status(LIVE, ALL_LIVE)
