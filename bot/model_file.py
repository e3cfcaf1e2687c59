"""A trained model's archive: is it there, is it whole, is it ours, what does it hold."""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from bot.without_tensorflow import is_missing_for

METADATA = "metadata.json"
COMPONENTS = "components"
# Every model of this assistant looks for danger signs; one that does not is somebody else's.
NEEDED_COMPONENT = "bot.nlu.components.DangerSignDetector"
BLOCK = 1024 * 1024


class ModelUnusable(RuntimeError):
    """There is no model, or it cannot be loaded; the message says what to do."""


def must_exist(model: Path) -> None:
    """Do nothing if ``model`` is a file.

    Raises:
        ModelUnusable: if it is not.
    """
    if not model.is_file():
        raise ModelUnusable(f"There is no model at {model}. Train one: bot train")


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def contents_checksum(model: Path) -> str:
    """The SHA-256 of what a model has learned, in hexadecimal: the same for the same files.

    Left out is what differs in every training: the archive's times and the metadata.

    Raises:
        ModelUnusable: if the archive is damaged.
    """
    digests: dict[str, str] = {}
    with _opened(model) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file and member.name != METADATA:
                digests[member.name] = hashlib.sha256(file.read()).hexdigest()
        _read_to_the_end(tar)
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()


def read_metadata(model: Path) -> dict[str, Any]:
    """What Rasa noted about a model: when and by which version it was trained, and its graph.

    Raises:
        ModelUnusable: if the archive is damaged, or not a model that this program can run.
    """
    with _opened(model) as tar:
        member = next((member for member in tar if _plain(member.name) == METADATA), None)
        file = tar.extractfile(member) if member else None
        return _usable(model, file.read() if file else b"")


def unpack(model: Path, folder: Path) -> dict[str, Any]:
    """Unpack a model into an empty folder, in one go; returns its metadata.

    Raises:
        ModelUnusable: if the archive is damaged, or not a model that this program can run.
    """
    with _opened(model) as tar:
        for member in tar:
            place = folder / _safe(model, member)
            if member.isdir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            tar.makefile(member, place)
        _read_to_the_end(tar)
    path = folder / METADATA
    return _usable(model, path.read_bytes() if path.is_file() else b"")


def pack(components: Path, metadata: Path, model: Path) -> None:
    """Write a model archive of Rasa's layout, not compressed.

    The arrays hardly shrink: compressing them takes seconds of every training and, at every
    start, half of the time a model takes to load.
    """
    with tarfile.open(model, "w:gz", compresslevel=0) as tar:
        tar.add(metadata, METADATA)
        tar.add(components, COMPONENTS)


@contextmanager
def _opened(model: Path) -> Iterator[tarfile.TarFile]:
    must_exist(model)
    try:
        with tarfile.open(model, "r:gz") as tar:
            yield tar
    except (tarfile.TarError, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise _damaged(model) from error
    except OSError as error:
        # gzip's own errors have no number; those of the disk do.
        if error.errno is None:
            raise _damaged(model) from error
        raise ModelUnusable(f"The model {model} cannot be read: {error.strerror}.") from error


def _read_to_the_end(tar: tarfile.TarFile) -> None:
    # Only there gzip compares what it read with its checksum.
    while tar.fileobj and tar.fileobj.read(BLOCK):
        pass


def _damaged(model: Path) -> ModelUnusable:
    return ModelUnusable(
        f"The model {model} is damaged or not complete: bot rollback goes back to the one before. "
        "Train it again: bot train"
    )


def _plain(name: str) -> str:
    return str(PurePosixPath(name.lstrip("/") or "."))


def _safe(model: Path, member: tarfile.TarInfo) -> Path:
    name = PurePosixPath(_plain(member.name))
    if ".." in name.parts or not (member.isreg() or member.isdir()):
        raise ModelUnusable(
            f"The model {model} is not one of ours: it holds {member.name}. Train one: bot train"
        )
    return Path(name)


def _usable(model: Path, written: bytes) -> dict[str, Any]:
    try:
        metadata: dict[str, Any] = json.loads(written)
        trained_by = str(metadata["rasa_open_source_version"])
        used = {node["uses"] for node in metadata["predict_schema"]["nodes"].values()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelUnusable(f"{model} is no model of Rasa 3. Train one: bot train") from None
    if _numbers(trained_by) > _numbers(version("rasa")):
        raise ModelUnusable(
            f"The model {model} was trained by Rasa {trained_by}, this program has {version('rasa')}. "
            "Train it again with this program: bot train"
        )
    if NEEDED_COMPONENT not in used:
        raise ModelUnusable(
            f"The model {model} is not one of this assistant: it does not look for danger signs. "
            "Train one: bot train"
        )
    if is_missing_for(used):
        raise ModelUnusable(
            f"The model {model} was trained with components that config.yml does not name. "
            "Train it again: bot train"
        )
    return metadata


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", written)[:3])
