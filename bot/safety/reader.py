"""The trained model's danger detector alone, on many messages at once and on every core."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from actions.urgency import higher
from bot.messages import EARLIER_MESSAGES
from bot.model_file import must_exist
from bot.nlu.components import EARLIER, DangerSignDetector, EnglishTokenizer, SentenceFeaturizer
from bot.rasa_speed import QuickStorage
from bot.workers import on_every_core

MESSAGES_AT_ONCE = 100


@dataclass(frozen=True)
class Reading:
    """``urgency`` is the highest of what a visitor wrote, None without any danger sign.

    ``seconds`` are the detector's processor time for the last message.
    """

    urgency: str | None
    seconds: float


class DangerReader:
    """Those components of a trained model that decide whether a message states a danger."""

    def __init__(self, components: Sequence[GraphComponent]) -> None:
        self._components = components

    @classmethod
    def load(cls, model: Path) -> DangerReader:
        """Read a model archive.

        Raises:
            ModelUnusable: if there is none, or it is damaged.
        """
        must_exist(model)
        quiet()
        with TemporaryDirectory() as folder:
            storage, metadata = QuickStorage.from_model_archive(Path(folder), model)
            context = ExecutionContext(GraphSchema({}))
            nodes = {node.uses: node for node in metadata.predict_schema.nodes.values()}
            tokenizer, *others = (
                nodes[used] for used in (EnglishTokenizer, SentenceFeaturizer, DangerSignDetector)
            )
            config = {**EnglishTokenizer.get_default_config(), **tokenizer.config}
            components: list[GraphComponent] = [EnglishTokenizer(config)]
            components += [node.uses.load(node.config, storage, node.resource, context) for node in others]
        reader = cls(components)
        reader.read(["hello"])
        return reader

    def read(self, messages: Sequence[str]) -> Reading:
        """What a visitor wrote, one message after the other, as ``bot.engine`` has it understood."""
        urgency, earlier, seconds = None, list[str](), 0.0
        for text in messages:
            message = Message({TEXT: text, METADATA: {EARLIER: earlier[-EARLIER_MESSAGES:]}})
            for component in self._components:
                start = time.thread_time()
                component.process([message])
                seconds = time.thread_time() - start
            danger = message.get("danger")
            if danger:
                urgency, earlier = higher(danger["urgency"], urgency), []
            else:
                earlier.append(text)
        return Reading(urgency, seconds)

    def read_all(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """``read`` of each, in order."""
        return list(on_every_core(self.read, conversations, MESSAGES_AT_ONCE))
