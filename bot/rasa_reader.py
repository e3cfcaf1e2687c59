"""How Rasa's own commands read the training files: as ever, but once, with examples that are cheap to copy.

Rasa reads ``data/nlu`` twice and merges what it read four times; each time it copies and hashes every
example. That was more than half of the work of ``rasa data validate``.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Example(Message):
    """A training example. A copy shares with it what nobody changes: its text, intent and metadata."""

    @classmethod
    def of(cls, message: Message) -> Example:
        """The same as ``message``."""
        return cls(message.data, set(message.output_properties), message.time, list(message.features))

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        """A copy with features and output properties of its own."""
        return self.of(self)

    def __hash__(self) -> int:
        """Of text and intent; whether two are equal is decided by Rasa's own digest of everything."""
        return hash((self.get(TEXT), self.get(INTENT)))


class ReadOnceImporter(RasaFileImporter):
    """Rasa's importer, named in ``config.yml``."""

    _nlu_data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All examples and answers, checked and read by Rasa's own reader."""
        if self._nlu_data is None:
            files = [load_data(file, language) for file in self._nlu_files]
            for file in files:
                file.training_examples = [Example.of(message) for message in file.training_examples]
            self._nlu_data = TrainingData().merge(*files)
        return self._nlu_data
