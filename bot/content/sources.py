"""The files a model is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

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
    digests = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in source_files()]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def is_current(model: Path) -> bool:
    """Whether ``model`` exists and is newer than everything it is made of."""
    return model.is_file() and model.stat().st_mtime > newest_source()
