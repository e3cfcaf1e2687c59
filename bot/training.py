"""Train a Rasa model from the project's files, with progress, in seconds."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

import yaml
from rasa.engine.caching import TrainingCache
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import ResponsesSyncImporter, TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.content.examples import read_blocks
from bot.content.sources import CONFIG, DATA, DOMAIN
from bot.model_file import COMPONENTS, METADATA, pack, unpack
from bot.nlu import components
from bot.rasa_speed import QuickStorage

Say = Callable[[str], None]
Read = TypeVar("Read")


class PlainTrainingData(TrainingData):
    """Training data that Rasa need not copy, compare or hash: it is read once."""

    @staticmethod
    def sanitize_examples(examples: list[Message]) -> list[Message]:
        """The linter reports doubled examples; here they do no harm."""
        return examples

    def fingerprint(self) -> str:
        """A constant: the fingerprint cache it would serve is off."""
        return "read once"


class SubjectFileImporter(RasaFileImporter):
    """Rasa's importer with a fast reader for ``data/nlu``.

    Rasa parses YAML in pure Python and looks for entities in every example: half a
    minute for this project's files. They hold plain examples only.
    """

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Examples with intent and metadata, and the answers beside them."""
        messages: list[Message] = []
        responses: dict[str, Any] = {}
        for path in sorted((DATA / "nlu").glob("*.yml")):
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for block in read_blocks(document):
                messages += [Message.build(e, block.intent, [], block.metadata) for e in block.examples]
            responses.update(document.get("responses") or {})
        return PlainTrainingData(messages, responses=responses)


class ProjectImporter(ResponsesSyncImporter):
    """Adds the retrieval actions to the domain, as Rasa's own chain of importers does.

    Rasa's chain also merges the training data four times, each time copying and hashing
    every example.
    """

    def __init__(self, importer: TrainingDataImporter) -> None:
        super().__init__(importer)
        self._nlu_data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training data, read once."""
        if self._nlu_data is None:
            self._nlu_data = self._importer.get_nlu_data()
        return self._nlu_data


class NoCache(TrainingCache):
    """Rasa's fingerprint cache, switched off: comparing costs more than training here."""

    def cache_output(self, *args: Any, **kwargs: Any) -> None:
        """Keep nothing."""

    def get_cached_output_fingerprint(self, fingerprint_key: str) -> str | None:
        """Nothing is kept."""
        return None

    def get_cached_result(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is kept."""


def project_importer() -> ProjectImporter:
    """The importer over ``config.yml``, ``domain.yml`` and ``data/``; each file is read once."""
    base = SubjectFileImporter(str(CONFIG), str(DOMAIN), [str(DATA)])
    importer = ProjectImporter(base)
    # ResponsesSyncImporter asks its inner importer for the data; let it see the one copy.
    base.get_nlu_data = _once(base.get_nlu_data)  # type: ignore[method-assign]
    base.get_stories = _once(base.get_stories)
    domain = _once(base.get_domain)
    # It changes the domain that it is given.
    base.get_domain = lambda: copy.deepcopy(domain())
    return importer


def _once(read: Callable[..., Read]) -> Callable[..., Read]:
    kept: list[Read] = []

    def reader(*arguments: Any) -> Read:
        if not kept:
            kept.append(read(*arguments))
        return kept[0]

    return reader


def train(target: Path, say: Say) -> None:
    """Train and write the model archive ``target``; ``say`` is told what goes on.

    The archive appears only when it is whole; one with the same name is replaced.
    """
    quiet()
    started = time.perf_counter()
    say("Reading the training files ...")
    importer = project_importer()
    examples = len(importer.get_nlu_data().intent_examples)
    say(f"Training on {examples:,} examples ...")
    config = importer.get_config()
    recipe = Recipe.recipe_for_name(config["recipe"])
    graph = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}")
    with _heard(say), TempDirectoryPath(get_temp_dir_name()) as folder:
        trainer = GraphTrainer(QuickStorage(Path(folder)), NoCache(), DaskGraphRunner)
        with contextlib.redirect_stderr(io.StringIO()):
            trainer.train(graph, importer, part, force_retraining=True)
    part.replace(target)
    say(f"Trained in {time.perf_counter() - started:.0f} seconds: {target}")


def renew_texts(model: Path, target: Path) -> None:
    """Write ``target``: ``model`` with the answers' texts as they stand in the files now.

    It is what training would give where nothing else was changed since ``model`` was trained
    (``bot.content.sources.learned_checksum``), in a fraction of the time.

    Raises:
        ModelUnusable: if ``model`` is damaged.
    """
    quiet()
    domain = project_importer().get_domain()
    with TemporaryDirectory() as name:
        folder = Path(name)
        metadata = unpack(model, folder)
        domain.persist(folder / COMPONENTS / "domain_provider" / "domain.yml")
        metadata |= {
            "domain": domain.as_dict(),
            "trained_at": datetime.now(timezone.utc).replace(tzinfo=None).isoformat(),
            "model_id": uuid.uuid4().hex,
        }
        (folder / METADATA).write_text(json.dumps(metadata), encoding="utf-8")
        pack(folder / COMPONENTS, folder / METADATA, target)


@contextlib.contextmanager
def _heard(say: Say) -> Iterator[None]:
    before, terminal = components.report_progress, sys.stderr

    def report(done: int, total: int) -> None:
        # Rasa's own progress bars are kept off the terminal meanwhile; ours is not.
        with contextlib.redirect_stderr(terminal):
            say(f"  {done:,} of {total:,} examples read")

    components.report_progress = report
    try:
        yield
    finally:
        components.report_progress = before
