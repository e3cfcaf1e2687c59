"""Stock Rasa understands in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.processes import BenchFailed
from bench.stock_nlu import stock_nlu


def test_a_process_that_ended_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    with stock_nlu(tmp_path / "missing.tar.gz") as understood, pytest.raises(BenchFailed, match="ended"):
        understood("hello")
