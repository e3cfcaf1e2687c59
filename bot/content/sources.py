"""The files a model is made of."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

CONFIG, DOMAIN, DATA = Path("config.yml"), Path("domain.yml"), Path("data")
PROGRAM = Path(__file__).parent.parent / "nlu"


def source_files() -> list[Path]:
    """Config, domain, data and the NLU program."""
    files = [CONFIG, DOMAIN, *DATA.rglob("*.yml"), *PROGRAM.glob("*.py"), *PROGRAM.glob("*.yml")]
    return sorted(path for path in files if path.is_file())


def newest_source() -> float:
    """When one of them last changed, in Unix seconds."""
    return max(path.stat().st_mtime for path in source_files())


def sources_checksum() -> str:
    """One SHA-256 over all of them, in hexadecimal."""
    return hashlib.sha256("\n".join(map(_digest, source_files())).encode()).hexdigest()


def learned_checksum() -> str:
    """One SHA-256 over all that a model learns from, in hexadecimal: the answers' texts are left out.

    Raises:
        yaml.YAMLError, UnicodeDecodeError: if a file is no YAML text.
    """
    edited = {DOMAIN, *(DATA / "nlu").glob("*.yml")}
    parts = [_without_texts(path) if path in edited else _digest(path) for path in source_files()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest(path: Path) -> str:
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _without_texts(path: Path) -> str:
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    names = sorted(document.get("responses") or {})
    return json.dumps({**document, "responses": names}, sort_keys=True, default=str)


def is_current(model: Path) -> bool:
    """Whether ``model`` exists and is newer than everything it is made of."""
    return model.is_file() and model.stat().st_mtime > newest_source()
