"""Examples that mean nearly the same, found once and remembered.

Comparing all examples with each other takes about half a minute, far more than a check may take. Which
examples were compared, and the pairs that were found, are kept in a small file in the project's .cache: so
only new and changed examples are compared with all others. Training does the first full comparison. What is
kept holds hashes of examples, and depends on nothing but the texts and the encoder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.whole_file import written_whole

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
# More new examples than this are left to training: each takes some milliseconds to encode.
MOST_NEW = 400
BLOCK_ROWS = 2048
FOLDER = Path(".cache")
# A pair this near in all dimensions is as near in a few: those are looked at first.
FIRST_DIMENSIONS = 64
PAYS_FROM = 4000


@dataclass
class Alike:
    """Pairs of places in the texts with their cosine, and how many texts were not compared, and why."""

    pairs: list[tuple[int, int, float]] = field(default_factory=list)
    left: int = 0
    why: str = ""


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class Memory:
    """Hashes of texts that were all compared with each other, and the pairs found among them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.keys: set[bytes] = set()
        self.pairs: dict[tuple[bytes, bytes], float] = {}
        try:
            with np.load(path, allow_pickle=False) as arrays:
                keys = [row.tobytes() for row in arrays["keys"]]
                places, cosines = arrays["places"].tolist(), arrays["cosines"].tolist()
                self.pairs = {(keys[a], keys[b]): cosine for (a, b), cosine in zip(places, cosines)}
                self.keys = set(keys)
        except (OSError, ValueError, KeyError, IndexError, BadZipFile):
            pass

    def keep_only(self, keys: set[bytes]) -> None:
        """Forget texts that are no more."""
        self.keys &= keys
        self.pairs = {pair: cosine for pair, cosine in self.pairs.items() if self.keys.issuperset(pair)}

    def save(self) -> None:
        """Write the file; a half-written one never appears."""
        keys = sorted(self.keys)
        row = {key: place for place, key in enumerate(keys)}
        self._path.parent.mkdir(exist_ok=True)
        with written_whole(self._path) as file:
            np.savez(
                file,
                keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 16),
                places=np.array([(row[a], row[b]) for a, b in self.pairs], dtype=np.int32).reshape(-1, 2),
                cosines=np.array(list(self.pairs.values()), dtype=np.float32),
            )


def alike(texts: Sequence[str], least: float, progress: Progress | None = None) -> Alike:
    """Pairs among ``texts`` with a cosine of at least ``least``.

    Without ``progress`` (called with done, all) more than ``MOST_NEW`` unknown texts are not compared.
    """
    from bot.nlu.encoder import encoder_folder

    folder = encoder_folder().resolve()
    graph = folder / "encoder.onnx"
    if not (graph.is_file() and (folder / "tokenizer.json").is_file()):
        return Alike(left=len(texts), why="the sentence encoder is not built (make encoder)")
    checksum = hashlib.sha256(graph.read_bytes()).hexdigest()[:12]
    memory = Memory(FOLDER / f"compared-{checksum}-{least}.npz")
    keys = [_key(text) for text in texts]
    by_key = {key: place for place, key in reversed(list(enumerate(keys)))}
    memory.keep_only(set(by_key))
    new = [key for key in by_key if key not in memory.keys]
    left = 0
    if len(new) > MOST_NEW and progress is None:
        left = len(new)
    elif new:
        try:
            _compare(texts, by_key, new, memory, least, progress)
            memory.save()
        except OSError:
            return Alike(left=len(new), why="nothing can be written into .cache")
    places: dict[bytes, list[int]] = {}
    wanted = {key for pair in memory.pairs for key in pair}
    for place, key in enumerate(keys):
        if key in wanted:
            places.setdefault(key, []).append(place)
    pairs = [
        (a, b, cosine)
        for (one, two), cosine in memory.pairs.items()
        for a in places[one]
        for b in places[two]
    ]
    return Alike(pairs, left, "bot train does it" if left else "")


def _compare(
    texts: Sequence[str],
    by_key: dict[bytes, int],
    new: list[bytes],
    memory: Memory,
    least: float,
    progress: Progress | None,
) -> None:
    from bot.nlu.encoder import encoder_folder, load_encoder
    from bot.nlu.vector_cache import VectorCache

    order = [*(key for key in by_key if key in memory.keys), *new]
    cache = VectorCache(load_encoder(), encoder_folder())
    vectors = cache.encode_all([texts[by_key[key]] for key in order], progress)
    for one, two, cosine in near_pairs(vectors, len(order) - len(new), least, progress):
        memory.pairs[order[one], order[two]] = cosine
    memory.keys.update(new)


def near_pairs(
    vectors: Vectors, known: int, least: float, progress: Progress | None
) -> list[tuple[int, int, float]]:
    """Pairs (earlier, later, cosine) of unit vectors (n, width), the later one at ``known`` or after it."""
    first = _first_dimensions(vectors) if len(vectors) - known >= PAYS_FROM else vectors
    half = np.square(first).sum(axis=1) / 2
    found = []
    for begin in range(known, len(vectors), BLOCK_ROWS):
        end = min(begin + BLOCK_ROWS, len(vectors))
        nearness = first[begin:end] @ first[:end].T
        # |a - b|² ≤ 2 - 2·least, written for one subtraction; the projection never makes it larger.
        nearness -= half[:end]
        rows, columns = np.nonzero(nearness >= (half[begin:end] - (1 - least) - 1e-4)[:, None])
        rows += begin
        later = columns < rows
        rows, columns = rows[later], columns[later]
        cosines = np.einsum("ij,ij->i", vectors[rows], vectors[columns])
        found += [(int(a), int(b), float(c)) for a, b, c in zip(columns, rows, cosines) if c >= least]
        if progress:
            progress(end - known, len(vectors) - known)
    return found


def _first_dimensions(vectors: Vectors) -> Vectors:
    """The vectors in an orthonormal basis of the space where they differ most, (n, FIRST_DIMENSIONS)."""
    sample = vectors[:: max(1, len(vectors) // 8000)]
    spread = sample.T @ sample
    basis, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((vectors.shape[1], FIRST_DIMENSIONS)))
    for _ in range(8):
        basis, _ = np.linalg.qr(spread @ basis)
    projected: Vectors = (vectors @ basis.astype(np.float32)).astype(np.float32)
    return projected
