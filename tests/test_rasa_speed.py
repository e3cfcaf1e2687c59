"""What is done quicker gives the same results as Rasa's own way."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rasa_speed
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


def predictions(engine: Engine, events: list[Event]) -> list[dict[str, Any]]:
    """What is predicted after each event of a conversation."""
    found = []
    for length in range(1, len(events) + 1):
        tracker = DialogueStateTracker.from_events("so far", events[:length], engine.agent.domain.slots)
        found.append(vars(engine.agent.processor._predict_next_with_tracker(tracker)))
    return found


@pytest.mark.parametrize("text", TEXTS)
async def test_the_next_action_is_the_one_rasas_policies_choose(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    conversation = f"policies-{text}"
    await engine.reply(conversation, "what is sciatica")
    await engine.reply(conversation, text)
    tracker = await engine.store.retrieve(conversation)
    events = list(tracker.events)
    ours = predictions(engine, events)
    with monkeypatch.context() as rasas:
        rasas.setattr(MemoizationPolicy, "predict_action_probabilities", rasa_speed._recall)
        rasas.setattr(RulePolicy, "_find_action_from_rules", rasa_speed._find_action_from_rules)
        assert ours == predictions(engine, events)


@pytest.mark.parametrize(
    ("state", "reads_intent"),
    [
        ({"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}, True),
        ({"prev_action": {"action_name": "utter_greet"}, "user": {"text": "hello"}}, True),
        ({"prev_action": {"action_name": "action_listen"}, "user": {"text": "hello"}}, False),
        ({"prev_action": {"action_name": "action_listen"}}, False),
    ],
)
def test_a_rule_on_the_words_of_a_message_is_not_passed_over(
    state: dict[str, Any], reads_intent: bool
) -> None:
    assert rasa_speed._reads_intent(json.dumps([{}, state])) is reads_intent


def test_a_memorized_story_is_recalled(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = next(
        node._component
        for node in engine.agent.processor.graph_runner._instantiated_nodes.values()
        if isinstance(node._component, MemoizationPolicy)
    )
    domain = engine.agent.domain
    tracker = DialogueStateTracker.from_events(
        "story", [ActionExecuted("action_listen"), UserUttered("hi", {"name": "greet"})], domain.slots
    )
    key = policy._create_feature_key(policy._prediction_states(tracker, domain))
    monkeypatch.setattr(policy, "lookup", {key: "utter_greet"})
    chosen = policy.predict_action_probabilities(tracker, domain).max_confidence_index
    assert domain.action_names_or_texts[chosen] == "utter_greet"
