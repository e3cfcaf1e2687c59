"""``make bench-nlu``: the project's own features and ranker on public intent benchmarks.

Protocol as in those benchmarks: trained on the train split alone, one fixed configuration
for all sets. A label's name is one of its examples, as an answer's title is in ``data/nlu``
(``--no-names`` leaves it out). The encoder is the one that came: its adapter knows this clinic's
field, not theirs. The folder holds JSON Lines files ``hint3_*.jsonl`` (HINT3, Arora et al. 2020),
``fewshot_*.jsonl`` (Few-Shot-Intent-Detection) and ``clinc150_oos.jsonl`` (Larson et al.
2019), each line ``{"split", "label", "text"}`` with ``label: null`` for out of scope.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from bench.processes import BenchFailed
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.features import TextFeatures
from bot.nlu.ranker import AnswerRanker, Ranking
from bot.nlu.spelling import SpellingRepair

DEFAULT_FOLDER = Path("..") / "shared" / "bench"
BASE_ENCODER = Path(".cache") / "encoder-base"
BOTS = ("hint3_sofmattress", "hint3_curekart", "hint3_powerplay11")
FEW_SHOT = ("fewshot_banking77", "fewshot_clinc150", "fewshot_hwu64")
FOREIGN = "(out of scope)"
THRESHOLDS_TRIED = 200

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One message; ``label`` is None out of scope."""

    split: str
    label: str | None
    text: str


@dataclass(frozen=True)
class Ranked:
    """What the ranker made of a test split: labels given, in-scope scores, true labels."""

    given: list[str]
    scores: Numbers
    true: list[str | None]
    seconds: float

    @property
    def in_scope(self) -> float:
        """Share of in-scope messages given their label, whatever the score."""
        pairs = [(given, true) for given, true in zip(self.given, self.true) if true is not None]
        return sum(given == true for given, true in pairs) / len(pairs)

    @property
    def auroc(self) -> float:
        """Area under the ROC curve of the in-scope score."""
        return float(roc_auc_score([true is not None for true in self.true], self.scores))

    @property
    def fpr95(self) -> float:
        """Share of out-of-scope messages let through where 95 % of the in-scope ones pass."""
        known = np.array([true is not None for true in self.true])
        threshold = np.quantile(self.scores[known], 0.05)
        return float((self.scores[~known] >= threshold).mean())

    @property
    def mcc(self) -> float:
        """Matthews correlation over all labels at the best threshold, out of scope being one."""
        true = [label or FOREIGN for label in self.true]
        best = 0.0
        for threshold in np.quantile(self.scores, np.linspace(0, 1, THRESHOLDS_TRIED)):
            given = [g if s >= threshold else FOREIGN for g, s in zip(self.given, self.scores)]
            best = max(best, float(matthews_corrcoef(true, given)))
        return best


def read(path: Path) -> list[Line]:
    """The lines of one file.

    Raises:
        BenchFailed: if it is missing.
    """
    if not path.is_file():
        raise BenchFailed(f"There is no {path}. Name the folder: make bench-nlu DATA=path/to/folder")
    return [Line(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def name_of(label: str) -> str:
    """A label's name in words: ``card arrival`` of ``card_arrival``."""
    return re.sub(r"[_/]+", " ", label).replace("?", "").strip().lower()


@dataclass(frozen=True)
class Trained:
    """Features, spelling repair and ranker, trained on the known lines of a split."""

    features: TextFeatures
    spelling: SpellingRepair
    ranker: AnswerRanker

    @classmethod
    def on(cls, encoder: SentenceEncoder, lines: Sequence[Line], with_names: bool) -> Trained:
        """Train; lines out of scope are left out."""
        known = [(line.text, line.label) for line in lines if line.label is not None]
        if with_names:
            known += [(name_of(label), label) for label in sorted({label for _, label in known})]
        texts, labels = [text for text, _ in known], [label for _, label in known]
        features = TextFeatures.fit(encoder, texts)
        ranker = AnswerRanker.fit(features.transform(texts), labels)
        return cls(features, SpellingRepair.fit(texts), ranker)

    def rank(self, texts: Sequence[str]) -> list[Ranking]:
        """Rank each text as the assistant does: as repaired and as written."""
        repaired = [self.spelling.repair(text) for text in texts]
        both = zip(self.features.transform(repaired), self.features.transform(texts), repaired, texts)
        return [self.ranker.rank(*([one] if r == t else [one, other])) for one, other, r, t in both]


def ranked(encoder: SentenceEncoder, train: Sequence[Line], test: Sequence[Line], with_names: bool) -> Ranked:
    """Train on ``train`` and rank ``test``."""
    started = time.perf_counter()
    rankings = Trained.on(encoder, train, with_names).rank([line.text for line in test])
    return Ranked(
        [ranking.labels[0] for ranking in rankings],
        np.array([ranking.in_scope for ranking in rankings]),
        [line.label for line in test],
        time.perf_counter() - started,
    )


def split(lines: Sequence[Line], name: str) -> list[Line]:
    """The lines of one split."""
    return [line for line in lines if line.split == name]


def rows(encoder: SentenceEncoder, folder: Path, with_names: bool) -> Iterator[str]:
    """The tables, a line at a time."""
    yield "| HINT3 | inscope | AUROC | FPR95 | MCC | seconds |\n|---|---|---|---|---|---|"
    bots = []
    for name in BOTS:
        lines = read(folder / f"{name}.jsonl")
        result = ranked(encoder, split(lines, "train"), split(lines, "test"), with_names)
        bots.append((result.in_scope, result.auroc, result.fpr95, result.mcc, result.seconds))
        yield _row(name, bots[-1])
    yield _row("mean of the three", tuple(np.mean(bots, axis=0)))
    yield "\n| few-shot | accuracy % | seconds |\n|---|---|---|"
    accuracies = []
    for name in FEW_SHOT:
        lines = read(folder / f"{name}.jsonl")
        for shots in ("train_5", "train_10"):
            result = ranked(encoder, split(lines, shots), split(lines, "test"), with_names)
            accuracies.append(100 * result.in_scope)
            yield f"| {name} {shots} | {accuracies[-1]:.1f} | {result.seconds:.0f} |"
    yield f"| mean of six | {np.mean(accuracies):.1f} | |"
    lines = read(folder / "clinc150_oos.jsonl")
    result = ranked(encoder, split(lines, "train"), split(lines, "test"), with_names)
    yield "\n| CLINC150 out of scope | inscope | AUROC | FPR95 | seconds |\n|---|---|---|---|---|"
    yield _row("clinc150_oos", (result.in_scope, result.auroc, result.fpr95, result.seconds))


def _row(name: str, figures: Sequence[float]) -> str:
    *shares, seconds = figures
    return f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + f" | {seconds:.0f} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.nlu", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--encoder", type=Path, default=BASE_ENCODER, help="folder of another encoder")
    parser.add_argument("--no-names", action="store_true", help="labels' names are no examples")
    options = parser.parse_args()
    try:
        for row in rows(SentenceEncoder(options.encoder), options.folder, not options.no_names):
            print(row, flush=True)
    except BenchFailed as failure:
        parser.exit(1, f"bench: {failure}\n")


if __name__ == "__main__":
    main()
