"""Side by side: the NLU of this project, of stock Rasa and BM25, on the same data and messages.

Every system learns which of all answers and intents a message asks for, as one flat list: stock
Rasa's classifiers see no difference between the answers of a retrieval intent. Stock Rasa's default
pipeline takes hours on all examples, so each system is also trained on a share of them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import CountVectorizer

from bench.peer import DIET, FALLBACK, WORDS
from bench.processes import PROJECT, run, say
from bench.stock_nlu import stock_nlu
from bot.content.examples import read_subjects
from bot.evaluation import accepted
from bot.labelled import Labelled, read_labelled
from bot.nlu.encoder import encoder_folder, load_encoder
from bot.nlu.features import TextFeatures
from bot.nlu.ranker import OUT_OF_SCOPE, AnswerRanker
from bot.nlu.spelling import SpellingRepair
from bot.nlu.vector_cache import VectorCache

SETS = (
    "plain",
    "visitors",
    "handoff",
    "long_stories",
    "statements",
    "second_language",
    "heavy_typos",
    "out_of_scope",
)
OUTSIDE = (OUT_OF_SCOPE, "nlu_fallback")
# https://rasa.com/docs/rasa/components#logisticregressionclassifier
REGRESSION = "  - name: LogisticRegressionClassifier\n"
CONFIG = "recipe: default.v1\nassistant_id: bench-accuracy\nlanguage: en\npipeline:\n{pipeline}policies: []\n"
# Rasa's names may hold no slash outside retrieval intents.
SLASH = "__"

Examples = Sequence[tuple[str, str]]
Predict = Callable[[str], str]


@dataclass(frozen=True)
class Measured:
    """One system on all sets: ``right`` and ``outside`` map a set to a share of its messages."""

    name: str
    examples: int
    training: float
    milliseconds: float
    right: dict[str, float]


def all_examples() -> list[tuple[str, str]]:
    """Every training example that asks for an answer, with that answer."""
    return [
        (text, block.question)
        for block in read_subjects(PROJECT / "data" / "nlu")
        if block.question
        for text in block.examples
    ]


def share_of(examples: Examples, one_in: int) -> list[tuple[str, str]]:
    """Every ``one_in``-th example of each answer."""
    seen: dict[str, int] = {}
    kept = []
    for text, label in examples:
        if seen.setdefault(label, 0) % one_in == 0:
            kept.append((text, label))
        seen[label] += 1
    return kept


def test_sets(measured: Path | None) -> dict[str, list[Labelled]]:
    """The labelled messages by set; those about danger signs are for another measurement."""
    sets = {name: read_labelled(PROJECT / "tests" / "sets" / f"{name}.jsonl") for name in SETS}
    if measured is not None and measured.is_file():
        sets[measured.stem] = read_labelled(measured)
    return {name: [message for message in found if message.accept] for name, found in sets.items()}


def measure(
    name: str, examples: Examples, training: float, predict: Predict, sets: dict[str, list[Labelled]]
) -> Measured:
    """Let a trained system answer all sets."""
    right: dict[str, float] = {}
    started, count = time.perf_counter(), 0
    for title, messages in sets.items():
        hits = [_is_right(message, predict(message.text)) for message in messages]
        count += len(hits)
        right[title] = sum(hits) / len(hits)
    return Measured(name, len(examples), training, 1000 * (time.perf_counter() - started) / count, right)


def _is_right(message: Labelled, label: str) -> bool:
    return label in OUTSIDE if set(message.accept) & set(OUTSIDE) else accepted(message.accept, label)


class Bm25:
    """The label of the example that BM25 (Robertson et al. 1994, k1 = 1.2, b = 0.75) finds nearest."""

    def __init__(self, examples: Examples) -> None:
        self._labels = [label for _, label in examples]
        self._reader = CountVectorizer(token_pattern=r"[a-z0-9']+")
        counts = self._reader.fit_transform([text for text, _ in examples]).astype(np.float32).tocsc()
        documents = counts.shape[0]
        standing_in = np.diff(counts.indptr)
        idf = np.log(1 + (documents - standing_in + 0.5) / (standing_in + 0.5))
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        damping = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        counts.data = counts.data * 2.2 / (counts.data + damping[counts.indices])
        self._weights = counts.multiply(idf[None]).tocsr()

    def predict(self, text: str) -> str:
        """The label; the fallback if no word is known."""
        scores = (self._weights @ self._reader.transform([text]).T).toarray().ravel()
        return self._labels[int(scores.argmax())] if scores.any() else "nlu_fallback"


def bm25(examples: Examples) -> tuple[float, Predict]:
    """Training seconds and the trained system."""
    started = time.perf_counter()
    system = Bm25(examples)
    return time.perf_counter() - started, system.predict


def ours(examples: Examples) -> tuple[float, Predict]:
    """This project's features and ranker alone, without context, parts of messages or thresholds."""
    started = time.perf_counter()
    texts = [text for text, _ in examples]
    encoded = VectorCache(load_encoder(), encoder_folder()).encode_all(texts)
    features, spelling = TextFeatures.fit(load_encoder(), texts), SpellingRepair.fit(texts)
    ranker = AnswerRanker.fit(features.transform(texts, encoded), [label for _, label in examples])

    def predict(text: str) -> str:
        repaired = spelling.repair(text)
        readings = [features.transform_one(each) for each in dict.fromkeys((repaired, text))]
        return ranker.rank(*readings).labels[0]

    return time.perf_counter() - started, predict


def stock_rasa(pipeline: str, examples: Examples, folder: Path, running: ExitStack) -> tuple[float, Predict]:
    """A Rasa pipeline trained by ``rasa train nlu`` in a project of its own.

    The process that understands with it is one of those ``running``.
    """
    folder.mkdir()
    by_label: dict[str, list[str]] = {}
    for text, label in examples:
        by_label.setdefault(label.replace("/", SLASH), []).append(re.sub(r"[\[\]{}]", " ", text))
    blocks = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in sorted(by_label.items())
    ]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))
    (folder / "domain.yml").write_text(yaml.safe_dump({"version": "3.1", "intents": sorted(by_label)}))
    (folder / "config.yml").write_text(CONFIG.format(pipeline=pipeline))
    command = ("rasa", "train", "nlu", "--nlu", "nlu.yml", "--fixed-model-name", "nlu")
    training = run(command, folder / "train.log", folder)
    understood = running.enter_context(stock_nlu(folder / "models" / "nlu.tar.gz"))
    return training, lambda text: understood(text).replace(SLASH, "/")


def compare(folder: Path, one_in: int, epochs: int, measured: Path | None) -> Iterator[Measured]:
    """Train and measure one system after the other."""
    everything, sets, running = all_examples(), test_sets(measured), ExitStack()
    few = share_of(everything, one_in)
    systems: list[tuple[str, Examples, Callable[[Examples], tuple[float, Predict]]]] = [
        ("BM25, nearest example", everything, bm25),
        ("ours", everything, ours),
        ("BM25, nearest example", few, bm25),
        (
            "Rasa, LogisticRegressionClassifier",
            few,
            lambda examples: stock_rasa(
                WORDS + REGRESSION + FALLBACK, examples, folder / "regression", running
            ),
        ),
        (
            f"Rasa, default pipeline, {epochs} epochs",
            few,
            lambda examples: stock_rasa(
                WORDS + DIET.format(epochs=epochs) + FALLBACK, examples, folder / "diet", running
            ),
        ),
        ("ours", few, ours),
    ]
    for name, examples, train in systems:
        say(f"{name}, {len(examples):,} examples ...")
        with running:
            training, predict = train(examples)
            yield measure(name, examples, training, predict, sets)


def table(results: Sequence[Measured]) -> str:
    """The results in Markdown; shares in percent."""
    names = list(results[0].right)
    lines = [
        f"| system | examples | training | a message | {' | '.join(names)} |",
        "|---|---|---|---|" + "---|" * len(names),
    ]
    for each in results:
        shares = " | ".join(f"{100 * each.right[name]:.1f}" for name in names)
        taken = f"{each.training:.0f} s | {each.milliseconds:.1f} ms"
        lines.append(f"| {each.name} | {each.examples:,} | {taken} | {shares} |")
    return "\n".join(lines)
