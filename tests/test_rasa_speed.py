"""What is done quicker gives the same results as Rasa's own way."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered

from bot.engine import Engine
from bot.rasa_speed import DirectGraphRunner, QuickStorage, _resolve_by_type

MODEL = Path("models") / "clinic.tar.gz"

TEXTS = [
    "does dry needling hurt",
    "what causes sciatica and what does it cost",
    "my crotch is numb",
    "",
    "qwzx",
]


def outputs(engine: Engine, run: Any, text: str) -> list[dict[str, Any]]:
    target = engine.agent.processor.model_metadata.nlu_target
    [message] = run(inputs={PLACEHOLDER_MESSAGE: [UserMessage(text)]}, targets=[target])[target]
    return [message.as_dict(only_output_properties=True)]


@pytest.mark.parametrize("text", TEXTS)
def test_the_direct_runner_understands_as_dasks_does(engine: Engine, text: str) -> None:
    runner = engine.agent.processor.graph_runner
    assert type(runner) is DirectGraphRunner
    assert outputs(engine, runner.run, text) == outputs(engine, super(DirectGraphRunner, runner).run, text)


def test_a_node_that_is_not_asked_for_is_not_run(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(RulePolicy, "predict_action_probabilities", lambda *args, **named: ran.append("x"))
    outputs(engine, engine.agent.processor.graph_runner.run, "hello")
    assert ran == []


@pytest.mark.parametrize("event", [UserUttered, SlotSet, ActionExecuted])
def test_an_events_class_is_found_as_rasa_finds_it(engine: Engine, event: type[Event]) -> None:
    assert Event.resolve_by_type(event.type_name) is _resolve_by_type(event.type_name) is event


def test_the_domain_of_the_metadata_is_the_one_that_rasa_reads_from_the_archive(tmp_path: Path) -> None:
    storage, metadata = QuickStorage.from_model_archive(tmp_path, MODEL)
    with storage.read_from(Resource("domain_provider")) as folder:
        read = Domain.from_path(folder)
    assert metadata.domain.as_dict() == read.as_dict()
    provider = DomainProvider.load(
        {}, storage, Resource("domain_provider"), ExecutionContext(GraphSchema({}))
    )
    assert provider.provide_inference() is metadata.domain


def test_rasas_own_storage_reads_the_same_archive(tmp_path: Path) -> None:
    _, metadata = LocalModelStorage.from_model_archive(tmp_path, MODEL)
    assert "bot.nlu.components.DangerSignDetector3" in " ".join(metadata.predict_schema.nodes)


async def test_a_replaced_model_is_freed_at_once(engine: Engine) -> None:
    runner = weakref.ref(engine.agent.processor.graph_runner)
    gc.collect()
    gc.disable()
    try:
        await engine.load(MODEL)
        assert runner() is None
    finally:
        gc.enable()
