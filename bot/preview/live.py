"""What was saved goes live: texts at once, examples in seconds, all else after a whole training."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from actions.clinic import FILE_VARIABLE
from bot.failures import log_failure
from bot.preview.checking import Checker
from bot.preview.contents import Contents, Reader
from bot.preview.explained import ExplainedEngine
from bot.preview.learning import Learner
from bot.preview.news import LEARNING, LIVE, MISTAKE, READING, TRAINING, News
from bot.preview.watching import Watch
from bot.preview.why import Explainer, in_rows

SECONDS_BETWEEN_LOOKS = 0.2
ALL_LIVE = "All that was saved is live on this page"
TEXTS_LIVE = "Texts are live."
QUICK = "New examples were taken in quickly: after a whole training a few messages may be decided otherwise."
FAILED = "The preview itself failed. What was live stays live. Start it again: bot preview"
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
        # What the files said when they were last good, and what the loaded model was trained on.
        self._contents: Contents | None = None
        self._trained_on: Contents | None = None
        self._learner: Learner | None = None
        self._exact = True
        self._catching_up: asyncio.Task[None] | None = None
        self._training: tuple[asyncio.subprocess.Process, Contents] | None = None
        self._saved = time.monotonic()

    async def begin(self, current: bool) -> None:
        """Take the files as they are; ``current`` says whether the loaded model was trained on them."""
        self._engine.explainer = Explainer(self._engine)
        if await self._are_good():
            contents = self._read()
            self._trained_on = contents if current else None
            self._take(contents)
            self._explain()
            self._catch_up()

    async def run(self) -> None:
        """Look at the files until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            if changed := self._watch.changed():
                await self._told_if_it_fails(self._take_in(changed))

    async def close(self) -> None:
        """Stop what is going on."""
        self._checker.close()
        if self._catching_up:
            self._catching_up.cancel()
            await asyncio.gather(self._catching_up, return_exceptions=True)

    async def _take_in(self, changed: frozenset[Path]) -> None:
        self._saved = time.monotonic()
        self._news.status(READING, f"Saved: {', '.join(sorted(map(str, changed)))}. Checking ...")
        if await self._are_good():
            self._take(self._read())
            self._catch_up()

    async def _are_good(self) -> bool:
        """Whether the files as ``self._watch`` has seen them hold no mistake; mistakes are told."""
        while True:
            problems = await self._checker.problems()
            # Saved again meanwhile: what was checked may be neither the one nor the other.
            if not self._watch.changed():
                break
        self._news.mistakes(problems)
        if problems:
            self._news.status(MISTAKE, STILL_LIVE)
        return not problems

    async def _told_if_it_fails(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log_failure("preview", error)
            self._news.status(MISTAKE, FAILED)

    def _read(self) -> Contents:
        return self._reader.contents(self._watch.contents)

    def _take(self, contents: Contents) -> None:
        """Have the texts and the clinic's facts live."""
        part = self._shown.with_suffix(".part")
        shutil.copyfile(self._clinic, part)
        part.replace(self._shown)
        # Until it has learned, the model may choose an answer that is gone.
        before = self._trained_on.responses if self._trained_on else {}
        self._engine.say({**before, **contents.responses})
        self._engine.places = contents.places
        self._contents = contents

    def _explain(self) -> None:
        """Name examples as reasons, if it is known what the loaded model was trained on."""
        examples = in_rows(self._trained_on.examples) if self._trained_on else []
        self._engine.explainer = Explainer(self._engine, examples)

    def _catch_up(self) -> None:
        if self._training and self._contents:
            process, trained_on = self._training
            if not trained_on.makes_the_model_of(self._contents) and process.returncode is None:
                process.terminate()
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._told_if_it_fails(self._caught_up()))
        else:
            self._news.status(LEARNING, TEXTS_LIVE)

    async def _caught_up(self) -> None:
        """Learn or train until the model knows what the files say."""
        while latest := self._contents:
            known = self._trained_on
            if known == latest:
                self._tell_live()
                if self._learner is None:
                    self._learner = await asyncio.to_thread(Learner, self._engine, latest.examples)
                if self._contents == latest:
                    return
            elif known is None or known.structure != latest.structure:
                if not await self._train(latest):
                    return
            else:
                await self._learn(known, latest)
            self._explain()
            self._engine.say((self._contents or latest).responses)

    def _tell_live(self) -> None:
        seconds = time.monotonic() - self._saved
        quick = "" if self._exact else f" {QUICK}"
        self._news.status(LIVE, f"{ALL_LIVE} ({seconds:.1f} s).{quick}")

    async def _learn(self, known: Contents, latest: Contents) -> None:
        """Take changed examples in, quickly."""
        if known.taught != latest.taught:
            if self._learner is None:
                self._learner = await asyncio.to_thread(Learner, self._engine, known.examples)
            loop = asyncio.get_running_loop()

            def say(what: str) -> None:
                loop.call_soon_threadsafe(self._news.status, LEARNING, f"{TEXTS_LIVE} Now {what} ...")

            learned = await asyncio.to_thread(self._learner.learn, latest.examples, say)
            await self._engine.between_messages(partial(self._learner.use, learned))
            self._exact = False
        self._trained_on = latest

    async def _train(self, latest: Contents) -> bool:
        """Train a whole model in a process of its own and load it; whether to go on."""
        environment = {**os.environ, FILE_VARIABLE: str(self._clinic)}
        command = [sys.executable, "-m", "bot.cli", "train", "--model", str(self._model)]
        process = await asyncio.create_subprocess_exec(
            *command, stderr=asyncio.subprocess.PIPE, env=environment
        )
        self._training, said = (process, latest), ""
        try:
            while process.stderr and (line := await process.stderr.readline()):
                said = line.decode(errors="replace").strip() or said
                self._news.status(TRAINING, f"Training in the background: {said}")
            failed = await process.wait()
        finally:
            self._training = None
            if process.returncode is None:
                process.kill()
        if failed and self._contents and not latest.makes_the_model_of(self._contents):
            return True
        if failed:
            self._news.mistakes([said])
            self._news.status(MISTAKE, STILL_LIVE)
            return False
        await self._engine.load(self._model)
        self._trained_on, self._learner, self._exact = latest, None, True
        return True
