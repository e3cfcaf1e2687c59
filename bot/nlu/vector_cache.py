"""Vectors of texts encoded before, so that training again takes seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from bot.nlu.encoder import WIDTH, Halves, SentenceEncoder, Vectors
from bot.whole_file import written_whole

MOST_KEPT = 150_000
Progress = Callable[[int, int], None]


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class VectorCache:
    """Encodes through a file of known vectors; a lost or foreign file is rebuilt.

    A sentence's vector depends on nothing but its text and the encoder. It is rounded to half
    precision, which halves the file, also when it was encoded just now: so what comes from
    the file is what encoding again would give.
    """

    def __init__(self, encoder: SentenceEncoder, folder: Path) -> None:
        self._encoder = encoder
        self._path = folder / f"vectors-{encoder.checksum[:12]}.npz"
        self._known: dict[bytes, Halves] | None = None

    def encode_all(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As ``SentenceEncoder.encode_all``; only unknown texts are encoded."""
        known = self._read()
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in known}
        if missing:
            vectors = self._encoder.encode_all(list(missing.values()), progress).astype(np.float16)
            known.update(zip(missing, vectors))
            # The last ones are kept: those of now.
            for key in dict.fromkeys(keys):
                known[key] = known.pop(key)
            self._write(known)
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        return np.stack([known[key] for key in keys]).astype(np.float32)

    def _read(self) -> dict[bytes, Halves]:
        if self._known is None:
            try:
                with np.load(self._path, allow_pickle=False) as arrays:
                    keys = [row.tobytes() for row in arrays["keys"]]
                    self._known = dict(zip(keys, arrays["vectors"]))
            except (OSError, ValueError, KeyError, BadZipFile):
                self._known = {}
        return self._known

    def _write(self, known: dict[bytes, Halves]) -> None:
        kept = dict(list(known.items())[-MOST_KEPT:])
        keys = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(-1, 16)
        vectors = np.stack(list(kept.values()))
        with written_whole(self._path) as file:
            np.savez(file, keys=keys, vectors=vectors)
