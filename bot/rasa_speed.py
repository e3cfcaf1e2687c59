"""Rasa's own results with less work: what it looks up, builds or schedules anew in every turn."""

from __future__ import annotations

import functools
from typing import Any

import jsonschema
import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event


class DirectGraphRunner(DaskGraphRunner):
    """Runs a model's few nodes one after another, each once.

    Dask's scheduler (rasa/engine/runner/dask.py) spends milliseconds a turn on ordering
    nodes that must wait for each other anyway.
    """

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of ``targets``, and of nodes without followers if none are named."""
        done = {name: (name, value) for name, value in (inputs or {}).items()}

        def outcome(name: str) -> tuple[str, Any]:
            if name not in done:
                needs = self._graph_schema.nodes[name].needs.values()
                done[name] = self._instantiated_nodes[name](*map(outcome, needs))
            return done[name]

        return dict(map(outcome, targets or self._graph_schema.target_names))


_resolve_by_type = Event.resolve_by_type
_result_validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())


@functools.cache
def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found: type[Event] | None = _resolve_by_type(type_name, default)
    return found


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    _result_validator.validate(result)
    return True


def speed_up() -> None:
    """Put the quicker parts in place, for the whole process."""
    rasa.core.processor.DaskGraphRunner = DirectGraphRunner
    # Rasa looks through all subclasses for every stored event (rasa/shared/core/events.py).
    Event.resolve_by_type = staticmethod(_event_class)
    # Rasa builds and checks a constant schema for every custom action, 24 ms each
    # (rasa/core/actions/action.py).
    RemoteAction._validate_action_result = _validate_action_result
