"""Which files were saved, whatever the editor does to save them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

Stamp = tuple[int, int, int]
MISSING = ""


class Watch:
    """Tells which of some files hold something else than before.

    Editors write in place, or write a new file and rename it: time, size and inode say that a
    file may have changed, a hash of its content whether it has.
    """

    def __init__(self, files: Callable[[], Iterable[Path]]) -> None:
        """``files`` names what to watch, anew each time: files come and go."""
        self._files = files
        self._stamps: dict[Path, Stamp] = {}
        self.contents: dict[Path, str] = {}
        self.changed()

    def changed(self) -> frozenset[Path]:
        """The files that changed, came or went since the last call."""
        before = self.contents
        self.contents = {path: self._content(path) for path in {*self._files(), *before}}
        return frozenset(
            path for path, content in self.contents.items() if before.get(path, MISSING) != content
        )

    def _content(self, path: Path) -> str:
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._stamps.get(path) != stamp:
                content = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
                self._stamps[path] = stamp
                return content
            return self.contents[path]
        except OSError:
            self._stamps.pop(path, None)
            return MISSING
