"""The files a model is made of."""

from __future__ import annotations

from pathlib import Path

CONFIG, DOMAIN, DATA = Path("config.yml"), Path("domain.yml"), Path("data")
PROGRAM = Path(__file__).parent.parent / "nlu"


def newest_source() -> float:
    """When config, domain, data or the NLU program last changed, in Unix seconds."""
    files = [CONFIG, DOMAIN, *DATA.rglob("*.yml"), *PROGRAM.glob("*.py"), *PROGRAM.glob("*.yml")]
    return max(path.stat().st_mtime for path in files if path.is_file())


def is_current(model: Path) -> bool:
    """Whether ``model`` exists and is newer than everything it is made of."""
    return model.is_file() and model.stat().st_mtime > newest_source()
