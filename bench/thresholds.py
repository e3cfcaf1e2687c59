"""``make thresholds``: the curves from which the thresholds in config.yml were chosen.

Five-fold cross-validation over the training examples: each fold is ranked and judged by
models that did not see it. The encoder's adapter did see it, so the curves are a little
too good; the lines "second hand" show the same on tests/sets, which nothing saw.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.processes import PROJECT, say
from bot.content.examples import read_subjects
from bot.evaluation import accepted
from bot.labelled import read_labelled
from bot.nlu.danger import DangerDetector, DangerThresholds, Sign
from bot.nlu.encoder import encoder_folder, load_encoder
from bot.nlu.features import TextFeatures
from bot.nlu.ranker import OUT_OF_SCOPE, AnswerRanker
from bot.nlu.spelling import SpellingRepair
from bot.nlu.vector_cache import VectorCache

FOLDS = 5
IN_SCOPE = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 0.85)
DANGER = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.82, 0.9, 0.95)
QUESTION_SETS = ("plain", "long_stories", "statements", "second_language", "heavy_typos", "out_of_scope")
DANGER_SETS = ("must_catch", "danger", "near_misses", "plain", "statements", "second_language")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """``question`` is None for danger signs and their look-alikes; ``sign`` None for harmless ones."""

    text: str
    question: str | None
    sign: Sign | None


@dataclass(frozen=True)
class Judged:
    """A ranked message: was it in scope, was its label right, how much in scope it scored."""

    in_scope: bool
    right: bool
    outside: bool
    score: float


def examples() -> list[Example]:
    """All training examples."""
    found = []
    for block in read_subjects(PROJECT / "data" / "nlu"):
        described = block.metadata or {}
        named = ("sign", "urgency", "words")
        sign = Sign(*(str(described[key]) for key in named)) if block.is_danger else None
        found += [Example(text, block.question, sign) for text in block.examples]
    return found


def in_scope_curve(judged: Sequence[Judged]) -> Iterator[str]:
    """For each threshold: in-scope messages turned away, answered wrongly; out of scope handled."""
    yield "threshold   in scope turned away   answered, wrong   out of scope handled"
    inside = [each for each in judged if each.in_scope]
    outside = [each for each in judged if not each.in_scope]
    for threshold in IN_SCOPE:
        away = sum(each.outside or each.score < threshold for each in inside)
        wrong = sum(not each.right and not each.outside and each.score >= threshold for each in inside)
        handled = sum(each.outside or each.score < threshold for each in outside)
        yield (
            f"{threshold:9.2f}   {100 * away / len(inside):19.1f} % {100 * wrong / len(inside):16.1f} %"
            f" {100 * handled / max(1, len(outside)):20.1f} %"
        )


def danger_curve(danger: Numbers, harmless: Numbers) -> Iterator[str]:
    """For each threshold: dangers caught by the model alone, harmless messages alarmed."""
    yield "threshold   caught   harmless alarmed"
    for threshold in DANGER:
        caught, alarmed = (danger >= threshold).mean(), (harmless >= threshold).mean()
        yield f"{threshold:9.2f} {100 * caught:7.1f} % {100 * alarmed:16.2f} %"


def judge(ranker: AnswerRanker, vector: npt.NDArray[np.float32], accept: Sequence[str]) -> Judged:
    """Rank one message and compare with what is right."""
    ranking = ranker.rank(vector)
    label = ranking.labels[0]
    return Judged(
        OUT_OF_SCOPE not in accept, accepted(accept, label), label == OUT_OF_SCOPE, ranking.in_scope
    )


def main() -> None:
    """Print both curves, cross-validated and on the sets of a second hand."""
    os.chdir(PROJECT)
    everything = examples()
    texts = [example.text for example in everything]
    encoded = VectorCache(load_encoder(), encoder_folder()).encode_all(texts, lambda done, total: None)
    features = TextFeatures.fit(load_encoder(), [e.text for e in everything if e.question])
    vectors = features.transform(texts, encoded)
    signs = [example.sign for example in everything]
    asks = np.array([example.question is not None for example in everything])
    fold = np.random.default_rng(0).integers(0, FOLDS, len(everything))
    judged: list[Judged] = []
    probability = np.zeros(len(everything))
    thresholds = DangerThresholds(0.5, 0.5)
    for number in range(FOLDS):
        say(f"fold {number + 1} of {FOLDS} ...")
        out = fold == number
        seen, unseen = np.flatnonzero(~out & asks), np.flatnonzero(out & asks)
        ranker = AnswerRanker.fit(vectors[seen], [str(everything[i].question) for i in seen])
        judged += [judge(ranker, vectors[i], [str(everything[i].question)]) for i in unseen]
        kept = np.flatnonzero(~out)
        detector = DangerDetector.fit(
            vectors[kept], [signs[i] for i in kept], thresholds, 10.0, [texts[i] for i in kept]
        )
        for i in np.flatnonzero(out):
            probability[i] = detector.probability(vectors[i])
    danger = np.array([sign is not None for sign in signs])
    print("In scope, cross-validated", *in_scope_curve(judged), sep="\n")
    print(
        "\nDanger model alone, cross-validated",
        *danger_curve(probability[danger], probability[~danger]),
        sep="\n",
    )

    say("second hand ...")
    spelling = SpellingRepair.fit(texts)
    questions = np.flatnonzero(asks)
    ranker = AnswerRanker.fit(vectors[questions], [str(everything[i].question) for i in questions])
    detector = DangerDetector.fit(vectors, signs, thresholds, 10.0, texts)
    judged, dangerous, harmless = [], [], []
    for name in sorted({*QUESTION_SETS, *DANGER_SETS}):
        for message in read_labelled(PROJECT / "tests" / "sets" / f"{name}.jsonl"):
            vector = features.transform_one(spelling.repair(message.text))
            if name in QUESTION_SETS:
                judged.append(judge(ranker, vector, message.accept))
            if name in DANGER_SETS:
                urgent = message.urgency and "none" not in message.urgency
                (dangerous if urgent else harmless).append(detector.probability(vector))
    print("\nIn scope, second hand", *in_scope_curve(judged), sep="\n")
    print(
        "\nDanger model alone, second hand", *danger_curve(np.array(dangerous), np.array(harmless)), sep="\n"
    )


if __name__ == "__main__":
    main()
