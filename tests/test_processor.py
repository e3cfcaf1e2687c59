"""NumPy's sums are done by the quickest kernels that the processor knows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import processor
from bot.processor import KERNELS, QUICKEST, choose_kernels, kernels_for

YOUNG = QUICKEST["SkylakeX"] | QUICKEST["Haswell"] | {"amx_bf16"}


@pytest.mark.parametrize(
    ("abilities", "kernels"),
    [
        (YOUNG, "SkylakeX"),
        (YOUNG - {"avx512vl"}, "Haswell"),
        ({"avx2", "fma", "sse2"}, "Haswell"),
        ({"avx", "sse2"}, None),
        (set(), None),
    ],
)
def test_a_processor_gets_the_quickest_kernels_it_knows(abilities: set[str], kernels: str | None) -> None:
    assert kernels_for(abilities) == kernels


@pytest.fixture
def cpu_info(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cpuinfo"
    monkeypatch.setattr(processor, "CPU_INFO", path)
    monkeypatch.delenv(KERNELS, raising=False)
    return path


def test_the_flags_of_the_processor_decide(cpu_info: Path) -> None:
    cpu_info.write_text("processor : 0\nflags\t\t: fpu avx2 fma\n", encoding="utf-8")
    choose_kernels()
    assert os.environ[KERNELS] == "Haswell"


def test_what_somebody_chose_stays(cpu_info: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpu_info.write_text("flags : avx2 fma\n", encoding="utf-8")
    monkeypatch.setenv(KERNELS, "Prescott")
    choose_kernels()
    assert os.environ[KERNELS] == "Prescott"


@pytest.mark.parametrize("text", [None, "", "Features : asimd\n"])
def test_of_an_unknown_processor_nothing_is_said(cpu_info: Path, text: str | None) -> None:
    if text is not None:
        cpu_info.write_text(text, encoding="utf-8")
    choose_kernels()
    assert KERNELS not in os.environ


def test_numpy_uses_the_kernels_that_are_named() -> None:
    script = (
        "import os, bot; named = os.environ.get('OPENBLAS_CORETYPE'); import numpy, threadpoolctl; "
        "found = [each.get('architecture') for each in threadpoolctl.threadpool_info()]; "
        "print(named in found if named else True)"
    )
    environment = {name: value for name, value in os.environ.items() if name != KERNELS}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert run.stdout == "True\n"
