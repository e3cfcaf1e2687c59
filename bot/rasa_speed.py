"""Rasa's own results with less work: what it looks up, builds or schedules anew in every turn."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphModelConfiguration
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

from bot.model_file import COMPONENTS, METADATA, pack, unpack


class DirectGraphRunner(DaskGraphRunner):
    """Runs a model's few nodes one after another, each once.

    Dask's scheduler (rasa/engine/runner/dask.py) spends milliseconds a turn on ordering
    nodes that must wait for each other anyway.
    """

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of ``targets``, and of nodes without followers if none are named."""
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        return dict(self._outcome(name, done) for name in targets or self._graph_schema.target_names)

    # No function inside run: it would refer to itself and keep a model that was replaced.
    def _outcome(self, name: str, done: dict[str, tuple[str, Any]]) -> tuple[str, Any]:
        if name not in done:
            needs = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(self._outcome(need, done) for need in needs))
        return done[name]


class QuickStorage(LocalModelStorage):
    """Model archives that are read once and not compressed.

    Rasa reads an archive twice and copies it (rasa/engine/storage/local_model_storage.py).
    """

    domain: Domain | None = None

    @classmethod
    def from_model_archive(
        cls, storage_path: Path, model_archive_path: str | Path
    ) -> tuple[QuickStorage, ModelMetadata]:
        """The unpacked archive and its metadata.

        Raises:
            ModelUnusable: if it is damaged or not a model that this program can run.
        """
        metadata = ModelMetadata.from_dict(unpack(Path(model_archive_path), storage_path))
        storage = cls(storage_path / COMPONENTS)
        storage.domain = metadata.domain
        return storage, metadata

    def create_model_package(
        self, model_archive_path: str | Path, model_configuration: GraphModelConfiguration, domain: Domain
    ) -> ModelMetadata:
        """Write the archive; returns its metadata."""
        metadata = self._create_model_metadata(domain, model_configuration)
        with TemporaryDirectory() as folder:
            self._persist_metadata(metadata, Path(folder))
            pack(self._storage_path, Path(folder) / METADATA, Path(model_archive_path))
        return metadata


_load_domain = DomainProvider.load


def _provide_domain(
    config: dict[str, Any],
    model_storage: ModelStorage,
    resource: Resource,
    execution_context: ExecutionContext,
    **kwargs: Any,
) -> DomainProvider:
    if isinstance(model_storage, QuickStorage) and model_storage.domain:
        return DomainProvider(model_storage, resource, model_storage.domain)
    return _load_domain(config, model_storage, resource, execution_context, **kwargs)


_resolve_by_type = Event.resolve_by_type
_result_validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())


@functools.cache
def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found: type[Event] | None = _resolve_by_type(type_name, default)
    return found


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    _result_validator.validate(result)
    return True


_recall = MemoizationPolicy.predict_action_probabilities
_find_action_from_rules = RulePolicy._find_action_from_rules


def _recall_if_anything(
    self: MemoizationPolicy, tracker: DialogueStateTracker, domain: Domain, *others: Any, **named: Any
) -> PolicyPrediction:
    if self.lookup:
        return _recall(self, tracker, domain, *others, **named)
    return self._prediction(self._default_predictions(domain))


@functools.lru_cache(maxsize=1000)
def _reads_intent(rule: str) -> bool:
    """Whether a rule applies right after a message only to an intent, never to its words."""
    last = json.loads(rule)[-1]
    after_message = (last.get(PREVIOUS_ACTION) or {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
    return bool((last.get(USER) or {}).get(INTENT)) or not after_message


def _find_action(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> tuple[str | None, str | None, bool]:
    in_vain = use_text_for_last_user_input and not tracker.active_loop_name
    if in_vain and all(map(_reads_intent, self.lookup[RULES])):
        return None, None, False
    found: tuple[str | None, str | None, bool] = _find_action_from_rules(
        self, tracker, domain, use_text_for_last_user_input
    )
    return found


def speed_up() -> None:
    """Put the quicker parts in place, for the whole process."""
    rasa.core.processor.DaskGraphRunner = DirectGraphRunner
    rasa.core.processor.LocalModelStorage = QuickStorage
    # Rasa reads and checks the domain three times, in pure Python, though it stands in the metadata.
    DomainProvider.load = staticmethod(_provide_domain)
    # Rasa looks through all subclasses for every stored event (rasa/shared/core/events.py).
    Event.resolve_by_type = staticmethod(_event_class)
    # Rasa builds and checks a constant schema for every custom action, 24 ms each
    # (rasa/core/actions/action.py).
    RemoteAction._validate_action_result = _validate_action_result
    # Rasa goes through the whole conversation for each policy's prediction: here three times for nothing,
    # as no story is memorized and no rule reads a message's words instead of its intent.
    MemoizationPolicy.predict_action_probabilities = _recall_if_anything
    RulePolicy._find_action_from_rules = _find_action
