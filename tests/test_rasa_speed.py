"""What is done quicker gives the same results as Rasa's own way."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered

from bot.engine import Engine
from bot.rasa_speed import DirectGraphRunner, _resolve_by_type

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
