"""``bot publish``: a new model goes live only after it passed every gate."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.kept_models import ARCHIVE, KeptModels, ModelNote, ModelsFolderUnusable, write_whole
from bot.model_file import ModelUnusable, contents_checksum
from bot.publish_report import GATES, PublishReport
from bot.serving import SECONDS_TO_SWAP, answering, wait_for

Say = Callable[[str], None]
# What a model and a copy of it take, beside what training needs for a while.
ROOM_BYTES = 600 * 1024 * 1024


class PublishFailed(RuntimeError):
    """The new model did not go live; the message says why and where the report is."""


class _GateClosed(Exception):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Publisher:
    """One ``bot publish``.

    ``trained`` is the path that the other commands take by default: it becomes a copy of the live
    model. ``dry_run``: pass all gates and stop before the last. ``new_baseline``: compare with no
    earlier model.
    """

    def __init__(
        self, trained: Path, report: Path, say: Say, dry_run: bool = False, new_baseline: bool = False
    ) -> None:
        self._models = KeptModels(trained.parent)
        self._trained = trained
        self._report_path = report
        self._say = say
        self._dry_run = dry_run
        self._new_baseline = new_baseline
        self._report = PublishReport()

    def publish(self) -> None:
        """Pass all gates and go live.

        Raises:
            PublishFailed: if a gate stays closed; the live model is what it was.
            ModelsBusy, ModelsFolderUnusable, EncoderMissing: before anything is begun.
        """
        with self._models.publishing():
            self._models.clean()
            self._room()
            new = self._models.unfinished(f"{os.getpid()}{ARCHIVE}")
            try:
                self._pass(new)
            except _GateClosed:
                live = self._models.live or "none yet"
                self._report.result = f"NOT PUBLISHED. The live model stays what it was: {live}."
                told = list(self._report.lines())[2:]
                raise PublishFailed("\n".join([*told, f"The same is in {self._report_path}."])) from None
            finally:
                new.unlink(missing_ok=True)
                self._write_report()

    def _pass(self, new: Path) -> None:
        with self._gate("check") as found:
            found.append(_checked())
        with self._gate("fixed safety texts"):
            _fixed_texts_stand()
        trained_from = _trained_from()
        live = self._live_note()
        if live and _is_same(live.trained_from, trained_from) and not self._new_baseline:
            self._end(f"Nothing to publish: {live.name} is live and made of the same files.")
            return
        baseline = {} if self._new_baseline else self._baseline(live)
        same = live is not None and live.trained_from.get("learned") == trained_from["learned"]
        with self._gate("training") as found:
            if live and same and baseline:
                self._renew_texts(live, new, trained_from)
                found.append("only texts were changed: nothing to learn")
            else:
                self._train(new, trained_from)
        if live and contents_checksum(new) == live.contents:
            self._end(f"Nothing to publish: training gave the same model as {live.name}, which is live.")
            return
        measured = self._as_before(baseline) if same and baseline else self._measure(new, baseline)
        if self._dry_run:
            self._end("All gates passed. Nothing was published, as asked (--dry-run).")
            return
        with self._gate("going live") as found:
            found.append(self._go_live(new, live, trained_from, measured))

    def _end(self, result: str) -> None:
        self._report.result = result
        self._say(result)

    @contextmanager
    def _gate(self, name: str) -> Iterator[list[str]]:
        number = GATES.index(name) + 1
        self._say(f"[{number}/{len(GATES)}] {name} ...")
        started = time.monotonic()
        found: list[str] = []
        try:
            yield found
        except Exception as error:
            seconds = time.monotonic() - started
            self._report.closed = name, seconds, _told(error)
            raise _GateClosed(_told(error)) from error
        seconds = time.monotonic() - started
        self._report.passed.append((name, seconds, "; ".join(found)))
        self._say(f"[{number}/{len(GATES)}] {name}: passed in {seconds:.0f} s. {'; '.join(found)}".rstrip())

    def _room(self) -> None:
        free = shutil.disk_usage(self._models.folder).free
        if free < ROOM_BYTES:
            raise ModelsFolderUnusable(
                f"There is too little room in {self._models.folder}: {free // 2**20} MB are free, "
                f"{ROOM_BYTES // 2**20} MB are needed. Make room, then publish again."
            )

    def _live_note(self) -> ModelNote | None:
        """The live model; before the first publish the trained one is kept and taken for it."""
        if self._models.live is None and self._trained.is_file():
            try:
                note = self._models.adopt(self._trained)
                self._say(f"The model so far is kept as {note.name}: bot rollback goes back to it.")
            except ModelUnusable as error:
                self._say(f"The model so far is not kept. {error}")
        live = self._models.live
        return self._models.note(live) if live else None

    def _baseline(self, live: ModelNote | None) -> dict[str, Any]:
        if live is None:
            return {}
        measured = self._models.measured(live.name)
        if measured:
            return measured
        self._say(f"Measuring the live model {live.name} first, to compare with ...")
        try:
            archive = self._models.verified(live.name)
            figures, answered, _ = self._asked(archive)
        except ModelUnusable as error:
            self._say(f"It cannot be measured: {error}")
            return {}
        measured = _kept(figures, answered)
        self._models.measure(live.name, measured)
        return measured

    def _train(self, new: Path, trained_from: dict[str, Any]) -> None:
        from bot.training import train

        train(new, lambda text: None if text.startswith("Trained") else self._say(f"  {text}"))
        self._unchanged_since(trained_from)

    def _renew_texts(self, live: ModelNote, new: Path, trained_from: dict[str, Any]) -> None:
        from bot.training import renew_texts

        renew_texts(self._models.verified(live.name), new)
        self._unchanged_since(trained_from)

    @staticmethod
    def _unchanged_since(trained_from: dict[str, Any]) -> None:
        if not _is_same(_trained_from(), trained_from):
            raise _GateClosed(["A file was changed while the model was trained."])

    def _as_before(self, baseline: dict[str, Any]) -> dict[str, Any]:
        for name in ("danger signs", "questions"):
            with self._gate(name) as found:
                found.append("as measured before: what is understood is the same")
        return baseline

    def _measure(self, new: Path, baseline: dict[str, Any]) -> dict[str, Any]:
        from bot.gates import better, figures_worse, questions_worse

        with self._gate("danger signs") as found:
            figures = self._figures(new)
            found.append("must-catch list caught whole")
            _close_if(figures_worse(baseline, figures))
        with self._gate("questions") as found:
            answered, answers = self._questions(new)
            found.append(f"{sum(each.passed for each in answered):,} of {len(answered):,} right")
            _close_if(questions_worse(baseline, answered, answers))
        return better(baseline, _kept(figures, answered))

    def _asked(self, archive: Path) -> tuple[Any, Any, set[str]]:
        answered, answers = self._questions(archive)
        return self._figures(archive), answered, answers

    def _figures(self, archive: Path) -> Any:
        from bot.safety.reader import DangerReader
        from bot.safety.report import SafetyReport

        return SafetyReport(DangerReader.load(archive), self._indented).figures_of_sets()

    def _questions(self, archive: Path) -> tuple[Any, set[str]]:
        from bot.regression import Questioner, chosen_questions

        questions = chosen_questions(everything=False)
        questioner = Questioner(archive)
        try:
            answered = questioner.ask_all(questions, self._indented).answered
        finally:
            questioner.close()
        answers = {each.message.accept[0] for each in questions if each.learned and each.message.accept}
        return answered, answers

    def _indented(self, text: str) -> None:
        self._say(f"  {text.strip()}")

    def _go_live(
        self, new: Path, live: ModelNote | None, trained_from: dict[str, Any], measured: dict[str, Any]
    ) -> str:
        before = self._models.order()
        if before[:1] != ([live.name] if live else []):
            raise _GateClosed(
                [f"Meanwhile another model was made live: {self._models.live}. Nothing was changed."]
            )
        note = self._models.keep(new, trained_from, measured)
        self._models.make_live(note.name)
        told = self._swapped(note.name, before)
        self._end(f"Published: {note.name} is live. {told}")
        try:
            self._models.copy_live(self._trained)
            self._models.forget_old()
        except ModelsFolderUnusable as error:
            self._say(f"{self._trained} is not renewed, or old models are not deleted. {error}")
        return note.name

    def _swapped(self, name: str, before: list[str]) -> str:
        servers = wait_for(self._models.folder, name, SECONDS_TO_SWAP)
        refused = [server for server in servers if server.refused_model == name]
        if refused:
            self._models.restore(before)
            raise _GateClosed([f"{server.address} refused it: {server.refused}" for server in refused])
        return answering(servers, name)

    def _write_report(self) -> None:
        try:
            self._report_path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._report_path, "\n".join(self._report.lines()) + "\n")
        except OSError as error:
            self._say(f"The report {self._report_path} cannot be written: {error.strerror}.")


def _checked() -> str:
    from bot.content.check import checked

    return checked()


def _fixed_texts_stand() -> None:
    from bot.safety.checksums import RECORDED, changes, checksums, recorded

    if not RECORDED.is_file():
        raise _GateClosed([f"{RECORDED} is missing. Get it back from the last published version."])
    changed = changes(recorded(), checksums())
    _close_if([f"{name} was changed." for name in changed])


def _trained_from() -> dict[str, Any]:
    from bot.content.examples import read_subjects
    from bot.content.sources import DATA, learned_checksum, source_files, sources_checksum
    from bot.nlu.encoder import load_encoder

    return {
        "sources": sources_checksum(),
        "learned": learned_checksum(),
        "encoder": load_encoder().checksum,
        "files": len(source_files()),
        "examples": sum(len(block.examples) for block in read_subjects(DATA / "nlu")),
        "commit": _commit(),
    }


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("sources", "encoder"))


def _commit() -> str | None:
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip()


def _kept(figures: Any, answered: Any) -> dict[str, Any]:
    from bot.gates import measured_figures
    from bot.regression import Regression

    return {"figures": measured_figures(figures), "right": Regression(list(answered)).right()}


def _close_if(problems: list[str]) -> None:
    if problems:
        raise _GateClosed(problems)


def _told(error: Exception) -> list[str]:
    """What to say of an error: its own words where they are written for people, as this project's are."""
    problems = getattr(error, "problems", None)
    if isinstance(problems, list):
        return [str(problem) for problem in problems]
    if type(error).__module__.startswith(("bot.", "actions.")):
        return [str(error)]
    if isinstance(error, OSError):
        return [f"{error.filename or 'A file'} cannot be written or read: {error.strerror}."]
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}, line {place.tb_lineno}" if place else "an unknown place"
    return [f"The program itself failed at {where}: tell a maintainer this line ({type(error).__name__})."]
