"""``make ablation``: what each part of the NLU brings, on our own test messages and on the public sets.

Each row leaves one part out. Our own messages are those of ``tests/sets/visitors.jsonl`` (and of a
file named with ``--measured``), ranked as in ``bench.accuracy``; the public sets as in ``bench.nlu``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bench.accuracy import all_examples, test_sets
from bench.nlu import BASE_ENCODER, BOTS, DEFAULT_FOLDER, FEW_SHOT, name_of, read, split
from bench.nlu import Ranked as RankedLines
from bench.processes import PROJECT, say
from bot.evaluation import accepted
from bot.labelled import Labelled
from bot.nlu import ranker as ranker_module
from bot.nlu import whitening as whitening_module
from bot.nlu.encoder import WIDTH, SentenceEncoder, Vectors, encoder_folder
from bot.nlu.features import TextFeatures
from bot.nlu.ranker import AnswerRanker, Ranking
from bot.nlu.spelling import SpellingRepair
from bot.nlu.vector_cache import VectorCache

Change = Callable[[Vectors], Vectors]


def _without(columns: slice) -> Change:
    def change(vectors: Vectors) -> Vectors:
        changed = vectors.copy()
        changed[..., columns] = 0
        return changed

    return change


@dataclass(frozen=True)
class Part:
    """A part that is left out: of the vectors, of the ranker's constants, of the training texts."""

    name: str
    change: Change = lambda vectors: vectors
    constants: tuple[tuple[object, str, float], ...] = ()
    repairs: bool = True
    names: bool = True


NEAREST = ((ranker_module, "NEAREST_WEIGHT", 0.0), (ranker_module, "PLAIN_NEAREST_WEIGHT", 0.0))
PARTS = (
    Part("everything"),
    Part("without the fourth layer's mean", _without(slice(0, WIDTH // 2))),
    Part("without character n-grams", _without(slice(WIDTH, None))),
    Part("without the nearest example's meaning", constants=NEAREST),
    Part(
        "without the nearest example's spelling",
        constants=((ranker_module, "NEAREST_SPELLING_WEIGHT", 0.0), (ranker_module, "SPELLING_SHARE", 0.0)),
    ),
    Part("without whitening (own messages)", constants=((whitening_module, "FEWEST", 10**9),)),
    Part("without spelling repair", repairs=False),
    Part("without labels' names as examples (public sets)", names=False),
)


class Corpus:
    """Training and test texts, encoded once."""

    def __init__(self, encoder: SentenceEncoder, examples: Sequence[tuple[str, str]], tests: Sequence[str]):
        self.labels = [label for _, label in examples]
        texts = [text for text, _ in examples]
        spelling = SpellingRepair.fit(texts)
        cache = VectorCache(encoder, encoder_folder())
        features = TextFeatures.fit(encoder, texts)
        repaired = [spelling.repair(text) for text in tests]
        self.same = [one == other for one, other in zip(repaired, tests)]
        self.vectors = features.transform(texts, cache.encode_all(texts))
        self.repaired, self.written = features.transform(repaired), features.transform(tests)

    def rankings(self, part: Part) -> list[Ranking]:
        """Train without ``part`` and rank the tests."""
        with ExitStack() as stack:
            for module, name, value in part.constants:
                stack.enter_context(patch.object(module, name, value))
            ranker = AnswerRanker.fit(part.change(self.vectors), self.labels)
            repaired, written = part.change(self.repaired), part.change(self.written)
            rows = zip(repaired, written, self.same)
            if not part.repairs:
                return [ranker.rank(each) for each in written]
            return [ranker.rank(*([one] if same else [one, other])) for one, other, same in rows]


def own_shares(corpus: Corpus, messages: Sequence[Labelled]) -> Iterator[str]:
    """For each part: the share of messages ranked right."""
    for part in PARTS:
        say(f"own messages: {part.name} ...")
        rankings = corpus.rankings(part)
        hits = [accepted(m.accept, ranking.labels[0]) for m, ranking in zip(messages, rankings)]
        yield f"{100 * sum(hits) / len(hits):.1f}"


def public_figures(encoder: SentenceEncoder, folder: Path) -> Iterator[tuple[str, ...]]:
    """For each part: HINT3's mean in-scope share, AUROC and MCC, and the few-shot mean."""
    for part in PARTS:
        say(f"public sets: {part.name} ...")
        bots = [_lines(encoder, folder, name, "train", part) for name in BOTS]
        shots = [
            _lines(encoder, folder, name, each, part).in_scope
            for name in FEW_SHOT
            for each in ("train_5", "train_10")
        ]
        means = np.mean([(bot.in_scope, bot.auroc, bot.mcc) for bot in bots], axis=0)
        yield (*(f"{mean:.3f}" for mean in means), f"{100 * float(np.mean(shots)):.1f}")


def _lines(encoder: SentenceEncoder, folder: Path, name: str, train: str, part: Part) -> RankedLines:
    lines = read(folder / f"{name}.jsonl")
    known = [(line.text, line.label) for line in split(lines, train) if line.label is not None]
    if part.names:
        known += [(name_of(label), label) for label in sorted({label for _, label in known})]
    test = split(lines, "test")
    rankings = Corpus(encoder, known, [line.text for line in test]).rankings(part)
    scores = np.array([ranking.in_scope for ranking in rankings])
    return RankedLines([r.labels[0] for r in rankings], scores, [line.label for line in test], 0.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.ablation", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--measured", type=Path, help="one more file of labelled messages")
    options = parser.parse_args()
    os.chdir(PROJECT)
    sets = test_sets(options.measured)
    names = ["visitors", *([options.measured.stem] if options.measured else [])]
    messages = [m for name in names for m in sets[name] if m.kind != "out_of_scope"]
    corpus = Corpus(SentenceEncoder(encoder_folder()), all_examples(), [m.text for m in messages])
    own = list(own_shares(corpus, messages))
    public = list(public_figures(SentenceEncoder(BASE_ENCODER), options.folder))
    print(f"| what | ours, {len(messages)} messages | HINT3 inscope | AUROC | MCC | few-shot |")
    print("|---|---|---|---|---|---|")
    for part, share, figures in zip(PARTS, own, public):
        print(f"| {part.name} | {share} | {' | '.join(figures)} |")


if __name__ == "__main__":
    main()
