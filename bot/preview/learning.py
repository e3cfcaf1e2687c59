"""Changed examples taken into the loaded model in seconds, without a whole training.

Only new texts are encoded; n-grams and whitening stay as they were trained, and the regressions go
on from the loaded model's weights for a few steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.engine import Engine
from bot.nlu.components import AnswerClassifier, DangerSignDetector, SentenceFeaturizer, sign_of
from bot.nlu.danger import DangerDetector
from bot.nlu.encoder import Vectors, encoder_folder, load_encoder
from bot.nlu.ranker import AnswerRanker
from bot.nlu.spelling import SpellingRepair
from bot.nlu.vector_cache import VectorCache
from bot.preview.contents import Example

Say = Callable[[str], None]


@dataclass(frozen=True)
class Learned:
    """What was learned anew; the rest of the model stays."""

    ranker: AnswerRanker
    detector: DangerDetector
    spelling: SpellingRepair


class Learner:
    """Holds the vectors of the examples that the model in ``engine`` was trained on."""

    def __init__(self, engine: Engine, examples: Sequence[Example]) -> None:
        self._featurizer = engine.part(SentenceFeaturizer)
        self._classifier = engine.part(AnswerClassifier)
        self._detector = engine.part(DangerSignDetector)
        self._cache = VectorCache(load_encoder(), encoder_folder())
        self._rows: dict[str, int] = {}
        self._vectors = np.empty((0, 0), dtype=np.float32)
        self._examples = examples
        self._hold([example.text for example in examples])

    def learn(self, examples: Sequence[Example], say: Say) -> Learned:
        """What the model is with ``examples`` in the place of those before; takes seconds.

        It is not in use before ``use``.
        """
        texts = [example.text for example in examples]
        say("new examples are read")
        self._hold(texts)
        ranker, detector = self._classifier.ranker, self._detector.detector
        if ranker is None or detector is None:
            raise RuntimeError("Examples are learned before a model is loaded.")
        # What asks for no answer teaches the detector alone; of the rest one more hardly changes it.
        asked_before, asked = _asked(self._examples), _asked(examples)
        if asked != asked_before:
            say("answers are learned")
            vectors = self._vectors_of([text for text, _ in asked])
            ranker = AnswerRanker.fit(vectors, [label for _, label in asked], ranker)
        if _others(examples) != _others(self._examples):
            say("danger signs are learned")
            signs = [sign_of(each.metadata) if each.label == "red_flag" else None for each in examples]
            detector = self._detector.fit(self._vectors_of(texts), signs, texts, detector)
        say("spelling is learned")
        learned = Learned(ranker, detector, SpellingRepair.fit(texts))
        self._examples = examples
        return learned

    def use(self, learned: Learned) -> None:
        """Put what was learned into the engine; to be called while no message is being understood."""
        self._classifier.ranker = learned.ranker
        self._detector.detector = learned.detector
        self._featurizer.spelling = learned.spelling

    def _vectors_of(self, texts: Sequence[str]) -> Vectors:
        return self._vectors[[self._rows[text] for text in texts]]

    def _hold(self, texts: Sequence[str]) -> None:
        """Have the feature vectors of all texts at hand."""
        new = list(dict.fromkeys(text for text in texts if text not in self._rows))
        if not new:
            return
        features = self._featurizer.features
        if features is None:
            raise RuntimeError("Examples are learned before a model is loaded.")
        vectors: Vectors = features.transform(new, self._cache.encode_all(new))
        start = len(self._rows)
        self._rows.update((text, start + place) for place, text in enumerate(new))
        self._vectors = np.vstack([self._vectors, vectors]) if start else vectors


def _asked(examples: Sequence[Example]) -> list[tuple[str, str]]:
    return [(example.text, example.label) for example in examples if example.is_question]


def _others(examples: Sequence[Example]) -> list[tuple[str, str, str]]:
    return [
        (each.text, each.label, str(sorted(each.metadata.items())))
        for each in examples
        if not each.is_question
    ]
