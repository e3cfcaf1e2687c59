"""The published models: each under a name of its own, the last ones kept, one of them live.

In the folder lie ``2026-11-27T1423-0a1b2c3d4e5f.tar.gz``, its note ``….json``, what was measured on
it ``….measured.json``, and the pointer ``live``: the names of the models that were live, the
present one first.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model_file import ModelUnusable, checksum, contents_checksum, read_metadata

MOST_KEPT = 5
ARCHIVE = ".tar.gz"
UNFINISHED = ".unfinished-"


class ModelsBusy(RuntimeError):
    """Another publish is under way; the message says since when."""


class ModelsFolderUnusable(RuntimeError):
    """The folder of models cannot be written; the message says why."""


@dataclass(frozen=True)
class ModelNote:
    """What is known of a kept model.

    ``number`` counts the models of a folder: their order does not depend on any clock.
    ``trained_from`` names the files' checksum, and how many examples there were.
    """

    name: str
    number: int
    published: str
    sha256: str
    contents: str
    rasa: str
    trained_at: str
    trained_from: dict[str, Any] = field(default_factory=dict)


class KeptModels:
    """A folder of models."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "live"

    def order(self) -> list[str]:
        """The models that were live and are still there, the present one first."""
        try:
            lines = self.pointer.read_text(encoding="ascii", errors="replace").split()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(self.folder, error) from error
        return [name for name in lines if self._is_kept(name)]

    def read_pointer(self) -> bytes:
        """The pointer as it stands; empty if there is none."""
        try:
            return self.pointer.read_bytes()
        except OSError:
            return b""

    def best(self) -> tuple[Path | None, list[str]]:
        """The live model's archive or, where it is damaged, that of the one before; and what is wrong.

        None if no model was published, or none is usable.
        """
        problems: list[str] = []
        for name in self.order():
            try:
                archive = self.verified(name)
                read_metadata(archive)
                return archive, problems
            except ModelUnusable as error:
                problems.append(str(error))
        return None, problems

    @property
    def live(self) -> str | None:
        """The name of the live model; None before the first was published."""
        return next(iter(self.order()), None)

    def path(self, name: str) -> Path:
        """The archive of a model."""
        return self.folder / f"{name}{ARCHIVE}"

    def notes(self) -> list[ModelNote]:
        """Every kept model, the latest first."""
        found = [self._read_note(path) for path in self.folder.glob("*.json")]
        kept = [note for note in found if note and self.path(note.name).is_file()]
        return sorted(kept, key=lambda note: -note.number)

    def note(self, name: str) -> ModelNote:
        """What is known of a model.

        Raises:
            ModelUnusable: if there is none of that name.
        """
        note = self._read_note(self.folder / f"{name}.json")
        if note is None or not self.path(name).is_file():
            raise ModelUnusable(
                f"There is no model {name} in {self.folder}. bot models lists those there are."
            )
        return note

    def verified(self, name: str) -> Path:
        """The archive of a model, if it is byte for byte what was published.

        Raises:
            ModelUnusable: if it is missing or not.
        """
        note = self.note(name)
        try:
            found = checksum(self.path(name))
        except OSError as error:
            raise ModelUnusable(f"The model {name} cannot be read: {error.strerror}.") from error
        if found != note.sha256:
            raise ModelUnusable(
                f"The model {name} is damaged: its checksum is not the one noted when it was published. "
                "Go back to another (bot models, bot rollback NAME) or publish again (bot publish)."
            )
        return self.path(name)

    def keep(self, archive: Path, trained_from: dict[str, Any], measured: dict[str, Any]) -> ModelNote:
        """Move a finished archive in under its name; the live model stays what it was.

        Raises:
            ModelUnusable: if it is damaged.
            ModelsFolderUnusable: if it cannot be written.
        """
        contents = contents_checksum(archive)
        metadata = read_metadata(archive)
        notes = self.notes()
        name = f"{datetime.now():%Y-%m-%dT%H%M}-{contents[:12]}"
        note = ModelNote(
            name=name,
            number=1 + max((note.number for note in notes), default=0),
            published=datetime.now().isoformat(timespec="seconds"),
            sha256=checksum(archive),
            contents=contents,
            rasa=str(metadata["rasa_open_source_version"]),
            trained_at=str(metadata.get("trained_at", "")),
            trained_from=trained_from,
        )
        with self._told():
            self.measure(name, measured)
            write_whole(self.folder / f"{name}.json", json.dumps(asdict(note), indent=2) + "\n")
            with archive.open("rb") as file:
                os.fsync(file.fileno())
            archive.replace(self.path(name))
        return note

    def adopt(self, archive: Path) -> ModelNote:
        """Keep a copy of an archive that was trained before the first publish, and make it live.

        Raises:
            ModelUnusable: if it is damaged.
            ModelsFolderUnusable: if it cannot be written.
        """
        part = self.unfinished(f"{os.getpid()}-first{ARCHIVE}")
        with self._told():
            shutil.copyfile(archive, part)
        try:
            note = self.keep(part, {}, {})
        finally:
            part.unlink(missing_ok=True)
        self.make_live(note.name)
        return note

    def measure(self, name: str, measured: dict[str, Any]) -> None:
        """Note what was measured on a model."""
        write_whole(self._measured(name), json.dumps(measured, indent=1) + "\n")

    def measured(self, name: str) -> dict[str, Any]:
        """What was measured on a model; empty if nothing was, or it cannot be read."""
        try:
            document = json.loads(self._measured(name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return document if isinstance(document, dict) else {}

    def make_live(self, name: str) -> None:
        """Point at a kept model, in one step; the models live before it stay in order.

        Going back to a model forgets those that were live since.

        Raises:
            ModelsFolderUnusable: if the pointer cannot be written; the old one stands then.
        """
        order = self.order()
        before = order[order.index(name) + 1 :] if name in order else order
        with self._told():
            write_whole(self.pointer, "".join(f"{each}\n" for each in [name, *before]))

    def restore(self, order: list[str]) -> None:
        """Point as before: ``order`` is what ``order()`` was."""
        with self._told():
            if order:
                write_whole(self.pointer, "".join(f"{each}\n" for each in order))
            else:
                self.pointer.unlink(missing_ok=True)

    def copy_live(self, to: Path) -> None:
        """Copy the live model to the path that ``rasa run`` and the other commands take by default.

        A copy, because Rasa's own training writes into the file that it finds there; as old as the
        original, because ``bot train --if-needed`` compares ages.
        """
        live = self.live
        if live is None:
            return
        part = to.with_name(f"{UNFINISHED}{to.name}")
        with self._told():
            shutil.copy2(self.path(live), part)
            part.replace(to)

    def forget_old(self) -> list[str]:
        """Delete all but the latest models, never the live one; returns the names of the deleted."""
        live = self.live
        others = [note.name for note in self.notes() if note.name != live]
        gone = others[MOST_KEPT - (live is not None) :]
        for name in gone:
            for path in (self.path(name), self.folder / f"{name}.json", self._measured(name)):
                with self._told():
                    path.unlink(missing_ok=True)
        return gone

    def clean(self) -> None:
        """Delete what a publish that was killed has left; to be called while none is under way."""
        for path in self.folder.glob(f"*{UNFINISHED}*{ARCHIVE}"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob("*.json"):
            name = path.name.removesuffix(".json").removesuffix(".measured")
            if not self.path(name).is_file():
                path.unlink(missing_ok=True)

    def unfinished(self, name: str) -> Path:
        """A path in the folder for a file in the making: ``clean`` deletes it."""
        return self.folder / f"{UNFINISHED}{name}"

    @contextlib.contextmanager
    def publishing(self) -> Iterator[None]:
        """Nobody else publishes meanwhile.

        The system ends the lock together with the process that holds it.

        Raises:
            ModelsBusy: if somebody does.
            ModelsFolderUnusable: if the folder cannot be written.
        """
        with self._told():
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".publishing").open("a+", encoding="utf-8")
        with file:
            # POSIX's kind of lock: forked workers that outlive a killed publish do not hold it.
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EAGAIN):
                    raise _unusable(self.folder, error) from error
                file.seek(0)
                raise ModelsBusy(
                    f"Another bot publish is under way ({file.read().strip() or 'just begun'}). "
                    "Wait until it has ended, then publish again."
                ) from None
            with self._told():
                file.truncate(0)
                file.write(f"since {datetime.now():%H:%M}, process {os.getpid()}")
                file.flush()
            yield

    def _is_kept(self, name: str) -> bool:
        return self.path(name).is_file() and (self.folder / f"{name}.json").is_file()

    def _measured(self, name: str) -> Path:
        return self.folder / f"{name}.measured.json"

    @staticmethod
    def _read_note(path: Path) -> ModelNote | None:
        try:
            note = ModelNote(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return note if f"{note.name}.json" == path.name else None

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unusable(self.folder, error) from error


def _unusable(folder: Path, error: OSError) -> ModelsFolderUnusable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return ModelsFolderUnusable(
            f"There is no room left for a model in {folder}. Make room, then try again."
        )
    return ModelsFolderUnusable(
        f"The folder {folder} cannot be written or read ({error.strerror}). "
        "Give the user that runs bot the right to, then try again."
    )


def write_whole(path: Path, text: str) -> None:
    """Write a file so that readers see the old one or the new one, and nothing between.

    Raises:
        OSError: if it cannot be written; the old one stands then.
    """
    part = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
