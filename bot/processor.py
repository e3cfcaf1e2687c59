"""Which of its kernels OpenBLAS, that does NumPy's and SciPy's sums, uses on this processor."""

from __future__ import annotations

import os
from pathlib import Path

KERNELS = "OPENBLAS_CORETYPE"
CPU_INFO = Path("/proc/cpuinfo")
# From the quickest on, each with what the processor must know for it.
QUICKEST = {
    "SkylakeX": {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma"},
    "Haswell": {"avx2", "fma"},
}


def kernels_for(abilities: set[str]) -> str | None:
    """The quickest kernels for a processor with these flags; None leaves the choice to OpenBLAS."""
    return next((name for name, needed in QUICKEST.items() if needed <= abilities), None)


def choose_kernels() -> None:
    """Name the quickest kernels, unless somebody has; to be called before NumPy is imported.

    OpenBLAS 0.3.20, the one in NumPy 1.23, takes processors younger than itself for a Pentium 4:
    its matrix products then take four times as long.
    """
    if KERNELS in os.environ:
        return
    try:
        lines = CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    kernels = kernels_for(set(flags))
    if kernels:
        os.environ[KERNELS] = kernels
