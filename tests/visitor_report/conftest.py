"""A store as a server leaves it, and clinic files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.clinic import FILE_VARIABLE
from bot.database import tune
from bot.visitor_store import VisitorStore

FACTS = "name: Hill <b>Physio</b>\ntown: Spruce Grove\nphone: 780-433-1234\nprivacy_contact: Ask for Ann.\n"


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def store(address: str) -> Iterator[VisitorStore]:
    """Empty tables."""
    engine = sa.create_engine(address)
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    yield store
    store.close()


@pytest.fixture
def clinic_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic file that lets questions be kept."""
    path = tmp_path / "clinic.yml"
    path.write_text(f"{FACTS}keep_unanswered: true\n", encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    return path
