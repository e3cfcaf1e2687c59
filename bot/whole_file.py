"""Files that are written beside their place and take it when they are whole."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

PART = ".part"
# Seconds after which a part that nobody finished is taken away.
LEFT_BEHIND = 600.0


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of ``path`` in one step if nothing was raised.

    Several processes and threads may write at the same time, each its own part: the last one stays.

    Raises:
        OSError: if it cannot be written; what stood at ``path`` still stands.
    """
    # Who was killed left one behind.
    for left in path.parent.glob(f"{path.name}-*{PART}"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink()
    handle, name = mkstemp(PART, f"{path.name}-", path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
