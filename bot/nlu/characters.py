"""Spelling as numbers: character n-grams, robust to typos the encoder has never seen."""

from __future__ import annotations

import functools
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer

from bot.nlu.cores import blocks, in_stretches, one_at_a_time

Vectors = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

SHORTEST, LONGEST = 2, 5
# Up to so many texts every n-gram counts; of more, those that stand in three texts.
FEW_TEXTS = 4000
FEWEST_TEXTS = 3
WIDTH, WIDTH_OF_FEW = 300, 1000
TINY = 1e-9
MOST_WORDS = 20_000


@functools.lru_cache(MOST_WORDS)
def grams_of(word: str) -> tuple[str, ...]:
    """The 2- to 5-grams of a word with a blank on either side, as scikit-learn's ``char_wb`` makes them."""
    padded = f" {word} "
    found: list[str] = []
    for length in range(SHORTEST, LONGEST + 1):
        if length >= len(padded):
            found.append(padded)
            break
        found += [padded[i : i + length] for i in range(len(padded) - length + 1)]
    return tuple(found)


def _places_of(places: Mapping[str, int], word: str) -> tuple[int, ...]:
    """The places of those n-grams of a word that have one."""
    return tuple(places[gram] for gram in grams_of(word) if gram in places)


class CharacterVectors:
    """Tf-idf of character 2- to 5-grams inside words, folded to few numbers.

    ``width`` says to how many: by itself 300, and 1000 where there are few texts and each counts.

    Words are taken apart once each, not once a text: visitors use few words often. The
    folding (a truncated SVD) keeps the classifier dense and small: training on the raw
    n-grams takes ten times longer for the same accuracy.
    """

    def __init__(self, width: int | None = None, seed: int = 0) -> None:
        self._width = width
        self.seed = seed
        self._give_places([])
        self._idf: Vectors = np.empty(0, dtype=np.float32)
        self._keep_fold(np.empty((0, 0), dtype=np.float16))

    def _give_places(self, grams: Iterable[str]) -> None:
        """Number the n-grams in the order they come."""
        self._places = {gram: place for place, gram in enumerate(grams)}
        self._places_of = functools.lru_cache(MOST_WORDS)(functools.partial(_places_of, self._places))

    def _keep_fold(self, fold: Halves) -> None:
        # Half precision halves the file, and moves no score by more than 0.001. Turning it over for each
        # text took as long as all else.
        self._fold = fold.astype(np.float32)

    def fit(self, texts: Sequence[str]) -> None:
        """Learn the n-grams of ``texts``."""
        words = {word for text in texts for word in text.lower().split()}
        every = sorted({gram for word in words for gram in grams_of(word)})
        self._give_places(every)
        said, made = self._taken_apart(texts)
        counts = said @ made
        few = len(texts) <= FEW_TEXTS
        kept = np.flatnonzero(np.asarray((counts > 0).sum(axis=0))[0] >= (1 if few else FEWEST_TEXTS))
        self._give_places(every[place] for place in kept)
        counts = counts[:, kept]
        tfidf = TfidfTransformer(sublinear_tf=True).fit(counts)
        self._idf = np.asarray(tfidf.idf_, dtype=np.float32)
        grams = self._weighted(counts)
        # Every n-gram is known from all texts; its direction is as well told by a share of them.
        sample = grams[:: max(1, len(texts) // FEW_TEXTS)]
        width = min(self._width or (WIDTH_OF_FEW if few else WIDTH), min(sample.shape) - 1)
        with one_at_a_time():
            svd = TruncatedSVD(width, n_iter=4 if few else 1, random_state=self.seed).fit(sample)
        self._keep_fold(svd.components_.T.astype(np.float16))

    def transform(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), width)."""
        said, made = self._taken_apart(texts)
        counts = said @ made
        lengths = self._lengths(self._weights(counts), counts)
        folding = self._idf[:, None] * self._fold
        # Most n-grams stand in a text once. So words are folded, which are far fewer than texts, and
        # what n-grams count for that stand there more often is put right.
        words = made @ folding
        corrected = counts.copy()
        corrected.data = 1 + np.log(counts.data) - counts.data
        corrected.eliminate_zeros()
        found = np.empty((len(texts), folding.shape[1]), dtype=np.float32)

        def fold(start: int, end: int) -> None:
            for rows in blocks(start, end):
                folded = said[rows] @ words + corrected[rows] @ folding
                found[rows] = folded / np.maximum(lengths[rows, None], TINY)

        in_stretches(fold, len(texts))
        return found

    def transform_one(self, text: str) -> Vectors:
        """Shape (width,): what ``transform`` gives, without sparse matrices, in a tenth of the time."""
        counts = Counter(itertools.chain.from_iterable(map(self._places_of, text.lower().split())))
        if not counts:
            return np.zeros(self._fold.shape[1], dtype=np.float32)
        places = np.fromiter(counts, dtype=np.intp)
        often = np.fromiter(counts.values(), dtype=np.float32)
        weights = (1 + np.log(often)) * self._idf[places]
        return np.asarray((weights / np.linalg.norm(weights)) @ self._fold[places], dtype=np.float32)

    def _taken_apart(self, texts: Sequence[str]) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        """How often each word stands in each text, and each known n-gram in each word."""
        known: defaultdict[str, int] = defaultdict(itertools.count().__next__)
        columns: list[int] = []
        ends = [0]
        for text in texts:
            columns += map(known.__getitem__, text.lower().split())
            ends.append(len(columns))
        said = sp.csr_matrix(
            (np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(texts), len(known))
        )
        starts, places = [0], list[int]()
        for word in known:
            places += self._places_of(word)
            starts.append(len(places))
        ones = np.ones(len(places), dtype=np.float32)
        return said, sp.csr_matrix((ones, places, starts), shape=(len(known), len(self._places)))

    def _weights(self, counts: sp.csr_matrix) -> Vectors:
        """The sublinear tf-idf of each entry."""
        return np.asarray((1 + np.log(counts.data)) * self._idf[counts.indices])

    @staticmethod
    def _lengths(weights: Vectors, counts: sp.csr_matrix) -> Vectors:
        """The Euclidean length of each row with ``weights`` as its entries."""
        squares = sp.csr_matrix((weights**2, counts.indices, counts.indptr), shape=counts.shape)
        return np.asarray(np.sqrt(np.asarray(squares.sum(axis=1)).ravel()))

    def _weighted(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Sublinear tf-idf, every row of unit length."""
        weights = self._weights(counts)
        weights /= np.repeat(self._lengths(weights, counts), np.diff(counts.indptr))
        return sp.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)

    def save(self, folder: Path) -> None:
        """Write ``characters.npz`` and ``characters.json`` into ``folder``."""
        np.savez(folder / "characters.npz", idf=self._idf, fold=self._fold.astype(np.float16))
        grams = sorted(self._places, key=self._places.__getitem__)
        (folder / "characters.json").write_text(json.dumps(grams), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> CharacterVectors:
        """Read what ``save`` wrote."""
        grams = json.loads((folder / "characters.json").read_text(encoding="utf-8"))
        with np.load(folder / "characters.npz", allow_pickle=False) as arrays:
            vectors = cls()
            vectors._give_places(grams)
            vectors._idf = arrays["idf"].astype(np.float32)
            vectors._keep_fold(arrays["fold"])
        return vectors
