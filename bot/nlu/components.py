"""The pipeline of ``config.yml``: Rasa graph components around the plain classes beside.

Class names are unique among Rasa's own, because its registry knows components by their
bare name only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    METADATA,
    METADATA_INTENT,
    TEXT,
)
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answering import AnswerFinder
from bot.nlu.context import Context
from bot.nlu.danger import Danger, DangerDetector, DangerThresholds, Sign
from bot.nlu.danger_watch import DangerWatch
from bot.nlu.decision import Decision, Thresholds, parse_result
from bot.nlu.descriptions import Descriptions
from bot.nlu.encoder import Vectors, encoder_folder, load_encoder
from bot.nlu.features import TextFeatures
from bot.nlu.foreign import foreign_language
from bot.nlu.language import analysed, long_sentences
from bot.nlu.ranker import AnswerRanker
from bot.nlu.spelling import SpellingRepair
from bot.nlu.vector_cache import VectorCache

DOC, REPAIRED_DOC = "spacy_doc", "repaired_doc"
WRITTEN = "features_as_written"
DESCRIBE, SPELLING, LANGUAGE, READABLE = "describe", "spelling", "language", "readable"
# In a message's metadata: the visitor's messages just before it.
EARLIER = "earlier"
RED_FLAG = "red_flag"
Kind = DefaultV1Recipe.ComponentType
Part = TypeVar("Part")


def _say_nothing(done: int, total: int) -> None:
    pass


# Told (done, all) while training examples are encoded; bot.training puts its own here.
report_progress: Callable[[int, int], None] = _say_nothing


def features_of(message: Message) -> Vectors:
    """The message's feature vector, (width,), as ``SentenceFeaturizer`` set it."""
    # Rasa's own getter deep-copies them, which takes seconds over all training messages.
    (found,) = [f for f in message.features if f.origin == SentenceFeaturizer.__name__]
    return np.asarray(found.features[0], dtype=np.float32)


def labelled_examples(training_data: TrainingData) -> list[Message]:
    """The training messages that have a text and a label, in file order."""
    return [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]


def sign_of(described: Mapping[str, Any]) -> Sign:
    """The danger sign that the metadata of a block of examples describes."""
    return Sign(str(described["sign"]), str(described["urgency"]), str(described["words"]))


def is_question(message: Message) -> bool:
    """Whether an example teaches which answer to give."""
    described = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return message.get(INTENT) != RED_FLAG and "near_miss" not in described


@DefaultV1Recipe.register(Kind.MESSAGE_TOKENIZER, is_trainable=False)
class EnglishTokenizer(Tokenizer):
    """Tokens by spaCy's blank English pipeline; keeps the analysed doc for the rules."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options for tokenizers."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EnglishTokenizer:
        """Rasa's constructor."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with their places in the text."""
        doc = analysed(message.get(attribute))
        if attribute == TEXT:
            message.set(DOC, doc)
        return [Token(token.text, token.idx) for token in doc if not token.is_space]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training needs no tokens: the encoder and the n-grams read the text itself."""
        return training_data


@DefaultV1Recipe.register(Kind.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeaturizer(GraphComponent):
    """One dense vector a message: meaning and spelling, after its misspelt words are repaired."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self.features: TextFeatures | None = None
        self._descriptions: Descriptions | None = None
        self.spelling = SpellingRepair({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Rasa's constructor."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeaturizer:
        """Rasa's constructor for a trained component."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.features = TextFeatures.load(load_encoder(), folder)
            component._descriptions = Descriptions(component.features.transform_one)
            component.spelling = SpellingRepair.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams and the words to repair towards."""
        messages = labelled_examples(training_data)
        # Danger signs and their look-alikes would crowd the questions out of the folded n-grams.
        questions = [message.get(TEXT) for message in messages if is_question(message)]
        features = TextFeatures.fit(load_encoder(), questions)
        texts = [message.get(TEXT) for message in messages]
        with self._model_storage.write_to(self._resource) as folder:
            features.save(folder)
            SpellingRepair.fit(texts).save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set the features of every training message."""
        messages = labelled_examples(training_data)
        texts = [message.get(TEXT) for message in messages]
        vectors = self._trained(self.features).transform(texts, self._encoded(texts))
        for message, vector in zip(messages, vectors):
            self._set(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the features of incoming messages and of their parts."""
        for message in messages:
            self._describe(message, self._trained(self._descriptions))
        return messages

    def _describe(self, message: Message, describe: Descriptions) -> None:
        written = message.get(TEXT) or ""
        text = self.spelling.repair(written)
        message.set(DESCRIBE, describe)
        message.set(SPELLING, self.spelling)
        message.set(LANGUAGE, foreign_language(written, self.spelling), add_to_output=True)
        message.set(READABLE, not message.get(LANGUAGE) and self.spelling.reads(text))
        if text != written:
            message.set(REPAIRED_DOC, analysed(text))
        if message.get(READABLE):
            # The danger detector will read them.
            describe.ahead(long_sentences(message.get(REPAIRED_DOC) or message.get(DOC)))
        if text != written:
            message.set(WRITTEN, describe(written))
        self._set(message, describe(text))

    @staticmethod
    def _encoded(texts: list[str]) -> Vectors:
        cache = VectorCache(load_encoder(), encoder_folder())
        return cache.encode_all(texts, lambda done, total: report_progress(done, total))

    @staticmethod
    def _trained(part: Part | None) -> Part:
        if part is None:
            raise RuntimeError("SentenceFeaturizer is used before it was trained or loaded.")
        return part

    @staticmethod
    def _set(message: Message, vector: Vectors) -> None:
        message.add_features(Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, SentenceFeaturizer.__name__))


@DefaultV1Recipe.register(Kind.INTENT_CLASSIFIER, is_trainable=True)
class AnswerClassifier(GraphComponent):
    """Ranks all answers and intents together and writes Rasa's parse result.

    Options: the in-scope scores ``certain``, ``likely``, ``possible`` and ``ask``
    (``bot.nlu.decision.Thresholds`` says what each lets happen).
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.thresholds = Thresholds(
            float(config["certain"]),
            float(config["likely"]),
            float(config["possible"]),
            float(config["ask"]),
        )
        self._model_storage = model_storage
        self._resource = resource
        self.ranker: AnswerRanker | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The thresholds used when config.yml names none."""
        return {"certain": 0.6, "likely": 0.25, "possible": 0.15, "ask": 0.25}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerClassifier:
        """Rasa's constructor."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerClassifier:
        """Rasa's constructor for a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.ranker = AnswerRanker.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the questions; danger signs and their look-alikes are for the detector."""
        messages = [m for m in labelled_examples(training_data) if is_question(m)]
        vectors = np.array([features_of(message) for message in messages])
        ranker = AnswerRanker.fit(vectors, [message.get_full_intent() for message in messages])
        with self._model_storage.write_to(self._resource) as folder:
            ranker.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add intent, ranking and response selection to each message."""
        if self.ranker is None:
            raise RuntimeError("AnswerClassifier is used before it was trained or loaded.")
        for message in messages:
            decision = self.decision(message, AnswerFinder(self.ranker, self.thresholds))
            for key, value in parse_result(decision, self.ranker.labels).items():
                message.set(key, value, add_to_output=True)
        return messages

    @staticmethod
    def decision(message: Message, finder: AnswerFinder) -> Decision:
        """What ``finder`` decides on a message with features."""
        readings = [vector for vector in (features_of(message), message.get(WRITTEN)) if vector is not None]
        if message.get(LANGUAGE):
            return finder.foreign(readings)
        doc = message.get(REPAIRED_DOC) or message.get(DOC)
        context = Context.of(message.get(METADATA))
        return finder.decide(doc, readings, message.get(DESCRIBE), context)


@DefaultV1Recipe.register(Kind.INTENT_CLASSIFIER, is_trainable=True)
class DangerSignDetector(GraphComponent):
    """Looks at every message after the classifier; a danger sign overrules all intents.

    Options: ``threshold``, the model's probability for a whole message from which it
    fires; ``sentence_threshold``, the same for one sentence of a longer message; and
    ``harmless_boost``, how much more the harmless examples weigh in training.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.detector: DangerDetector | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The values used when config.yml names none."""
        return {"threshold": 0.87, "sentence_threshold": 0.9996, "harmless_boost": 10.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerSignDetector:
        """Rasa's constructor."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerSignDetector:
        """Rasa's constructor for a trained component."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.detector = DangerDetector.load(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every example: danger signs against everything else."""
        messages = labelled_examples(training_data)
        vectors = np.array([features_of(message) for message in messages])
        detector = self.fit(
            vectors,
            [self._sign(message) for message in messages],
            [message.get(TEXT) for message in messages],
        )
        with self._model_storage.write_to(self._resource) as folder:
            detector.save(folder)
        return self._resource

    def fit(
        self,
        vectors: Vectors,
        signs: Sequence[Sign | None],
        texts: Sequence[str],
        start: DangerDetector | None = None,
    ) -> DangerDetector:
        """``DangerDetector.fit`` with the options of config.yml."""
        thresholds = DangerThresholds(
            float(self._config["threshold"]), float(self._config["sentence_threshold"])
        )
        boost = float(self._config["harmless_boost"])
        return DangerDetector.fit(vectors, signs, thresholds, boost, texts, start)

    @staticmethod
    def _sign(message: Message) -> Sign | None:
        if message.get(INTENT) != RED_FLAG:
            return None
        return sign_of((message.get(METADATA) or {}).get(METADATA_INTENT) or {})

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent ``red_flag`` and a ``danger`` entry where a sign shows.

        Where a part of the detector failed and none showed, ``danger_unsure`` is set.
        """
        if self.detector is None:
            raise RuntimeError("DangerSignDetector is used before it was trained or loaded.")
        for message in messages:
            docs = [doc for doc in (message.get(DOC), message.get(REPAIRED_DOC)) if doc is not None]
            watch = DangerWatch(self.detector, message.get(DESCRIBE), message.get(SPELLING))
            earlier = (message.get(METADATA) or {}).get(EARLIER) or ()
            judgement = watch.judge(docs, bool(message.get(READABLE)), earlier)
            if judgement.danger:
                self._overrule(message, judgement.danger)
            elif judgement.unsure:
                message.set("danger_unsure", True, add_to_output=True)
        return messages

    @staticmethod
    def _overrule(message: Message, danger: Danger) -> None:
        intent = {"name": RED_FLAG, "confidence": danger.confidence}
        ranking = [intent, *(message.get("intent_ranking") or [])]
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("danger", danger.as_dict(), add_to_output=True)
