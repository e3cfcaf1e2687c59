"""The trained model's danger detector without the rest of it."""

from __future__ import annotations

import pytest

from bot.safety.reader import DangerReader
from tests.conftest import MODEL


@pytest.fixture(scope="session")
def reader() -> DangerReader:
    """The detector that ``make test-safety`` measures."""
    return DangerReader.load(MODEL)
