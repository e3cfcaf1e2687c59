"""Spelling as numbers: character n-grams, robust to typos the encoder has never seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

Vectors = npt.NDArray[np.float32]

ENOUGH_FOR_FOLDING = 5000


class CharacterVectors:
    """Tf-idf of character 2- to 5-grams inside words, folded to ``width`` numbers.

    The folding (a truncated SVD) keeps the classifier dense and small: training on the
    raw n-grams takes ten times longer for the same accuracy.
    """

    def __init__(self, width: int = 300, seed: int = 0) -> None:
        self.width = width
        self.seed = seed
        self._tfidf = self._vectorizer()
        self._fold: Vectors = np.empty((0, width), dtype=np.float32)

    @staticmethod
    def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            sublinear_tf=True,
            min_df=2 if vocabulary is None else 1,
            vocabulary=vocabulary,
            dtype=np.float32,
        )

    def fit(self, texts: Sequence[str]) -> Vectors:
        """Learn the n-grams of ``texts``; returns their vectors, (len(texts), width)."""
        grams = self._tfidf.fit_transform(texts)
        width = min(self.width, grams.shape[1] - 1, grams.shape[0] - 1)
        # Every n-gram is known from all texts; its direction is as well told by a share of them.
        sample = grams[:: max(1, len(texts) // ENOUGH_FOR_FOLDING)]
        svd = TruncatedSVD(min(width, sample.shape[0] - 1), n_iter=2, random_state=self.seed).fit(sample)
        # Half precision halves the model file and moves no score by more than 0.001.
        self._fold = svd.components_.T.astype(np.float16).astype(np.float32)
        return np.asarray(grams @ self._fold, dtype=np.float32)

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), width)."""
        return np.asarray(self._tfidf.transform(texts) @ self._fold, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write ``characters.npz`` and ``characters.json`` into ``folder``."""
        np.savez_compressed(
            folder / "characters.npz", idf=self._tfidf.idf_, fold=self._fold.astype(np.float16)
        )
        grams = sorted(self._tfidf.vocabulary_, key=self._tfidf.vocabulary_.__getitem__)
        (folder / "characters.json").write_text(json.dumps(grams), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> CharacterVectors:
        """Read what ``save`` wrote."""
        grams = json.loads((folder / "characters.json").read_text(encoding="utf-8"))
        with np.load(folder / "characters.npz", allow_pickle=False) as arrays:
            vectors = cls(width=arrays["fold"].shape[1])
            vectors._tfidf = cls._vectorizer({gram: place for place, gram in enumerate(grams)})
            vectors._tfidf.idf_ = arrays["idf"]
            vectors._fold = arrays["fold"].astype(np.float32)
        return vectors
