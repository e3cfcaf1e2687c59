"""The sentence encoder: text in, a vector of meaning out."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

WIDTH = 768
LONGEST_TOKENS = 192
FOLDER_VARIABLE = "CLINIC_ENCODER"
DEFAULT_FOLDER = Path(".cache") / "encoder"


def unit(vectors: Vectors) -> Vectors:
    """Vectors (..., width) scaled to unit length; zeros stay zeros."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


class EncoderMissing(RuntimeError):
    """The encoder's files are not where they should be."""


class SentenceEncoder:
    """All-MiniLM-L6-v2 on ONNX Runtime, as built by ``scripts/build_encoder.py``: the means of its fourth
    and of its last layer side by side.

    Sentences are encoded one at a time: the 8-bit graph scales its activations over
    the whole batch, so a sentence's vector would otherwise depend on its neighbours.
    """

    def __init__(self, folder: Path) -> None:
        graph, tokens = folder / "encoder.onnx", folder / "tokenizer.json"
        if not (graph.is_file() and tokens.is_file()):
            raise EncoderMissing(f"The sentence encoder is not in {folder}. Build it with: make encoder")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokens))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self.checksum = hashlib.sha256(graph.read_bytes()).hexdigest()

    def encode(self, text: str) -> Vectors:
        """A unit vector of shape (768,); same text, same vector."""
        return self._vector(self._tokenizer.encode(text).ids)

    def _vector(self, tokens: list[int]) -> Vectors:
        ids = np.array([tokens], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Vectors = self._session.run(None, feed)[0][0]
        return vector

    def encode_all(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Unit vectors of shape (len(texts), 768), on every core.

        ``progress`` is called with (done, all) now and then.
        """
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, vector in enumerate(pool.map(self._vector, tokens)):
                vectors[row] = vector
                if progress and (row + 1) % 1000 == 0:
                    progress(row + 1, len(texts))
        return vectors


def encoder_folder() -> Path:
    """Where the encoder lies: ``CLINIC_ENCODER``, or ``.cache/encoder`` in the project."""
    return Path(os.environ.get(FOLDER_VARIABLE, DEFAULT_FOLDER))


@functools.lru_cache(maxsize=2)
def _load(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder)


def load_encoder() -> SentenceEncoder:
    """The process's one encoder.

    Raises:
        EncoderMissing: if it was never built.
    """
    return _load(encoder_folder().resolve())
