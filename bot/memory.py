"""Memory that Python has freed goes back to the system."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Return what is free; does nothing where the C library has no such call (glibc has).

    Without it a server that has swapped its model keeps the old one's memory for itself.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
