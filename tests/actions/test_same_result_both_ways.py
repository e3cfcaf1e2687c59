"""Contract: an action gives the same result in process and over ``rasa run actions``."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Action
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine import InProcessActions

PROJECT = Path(__file__).parents[2]
DOMAIN = yaml.load((PROJECT / "domain.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
CUSTOM_ACTIONS = [next(iter(name)) if isinstance(name, dict) else name for name in DOMAIN["actions"]]
CLINIC = """\
name: Hill Physio
town: Spruce Grove
phone: 780-963-4021
email: desk@hill.ca
booking:
  url: https://hill.janeapp.com/book
hours:
  mon: closed
"""
REFUSING = '''\
"""The project's actions and one that refuses to run."""
from rasa_sdk import Action
from rasa_sdk.interfaces import ActionExecutionRejection


class ActionRefuses(Action):
    def name(self):
        return "action_refuses"

    def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("action_refuses", "not now")
'''
DANGER = {"id": "R2", "words": "trouble with pee", "confidence": 0.98, "because": ["model: 0.98"]}


class ActionRefuses(Action):
    """The same refusing action for the executor in this process."""

    def name(self) -> str:
        return "action_refuses"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ActionExecutionRejection("action_refuses", "not now")


def said(intent: str, text: str = "hello", answer: str | None = None, **more: Any) -> dict[str, Any]:
    """What Rasa understood of a message."""
    understood = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": [], **more}
    if answer:
        understood["response_selector"] = {intent: {"response": {"intent_response_key": answer}}}
    return understood


def call(action: str, *turns: dict[str, Any], urgency: str | None = None) -> dict[str, Any]:
    """The request that Rasa sends for an action after these messages of a visitor."""
    events = [{"event": "user", "text": each["text"], "parse_data": each} for each in turns]
    return {
        "next_action": action,
        "sender_id": "contract",
        "version": "3.6.21",
        "domain": DOMAIN,
        "tracker": {
            "sender_id": "contract",
            "slots": {"urgency": urgency},
            "latest_message": turns[-1] if turns else {},
            "events": events,
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
    }


def pressed(answer: str) -> dict[str, Any]:
    payload = f'/ask{{"answer": "{answer}"}}'
    return said("ask", payload) | {"entities": [{"entity": "answer", "value": answer}]}


UNSURE = said("nlu_fallback", candidates=["needling/lung", "book_appointment"])
CALLS = [
    *(
        call("action_booking_link", said(intent, "Zoë Smith, 780-111-2222 🙂"), urgency=urgency)
        for intent in ("book_appointment", "cancel_appointment")
        for urgency in (None, "today", "911", "emergency", "crisis")
    ),
    call("action_answer", said("needling", answer="needling/lung")),
    call("action_answer", said("needling", answer="needling/lung", asks=["needling/lung", "clinic/hours"])),
    *(call("action_out_of_scope", said("out_of_scope", language=code)) for code in (None, "fr", "other")),
    *(call("action_contact", said(intent)) for intent in ("talk_to_person", "is_anyone_there")),
    *(
        call("action_clinic_facts", said("clinic", answer=f"clinic/{name}"))
        for name in ("hours", "contact", "location", "parking")
    ),
    *(
        call("action_urgent_help", said("red_flag", danger={**DANGER, "urgency": urgency}))
        for urgency in ("911", "emergency", "today", "crisis")
    ),
    call("action_urgent_help", said("red_flag")),
    *(
        call("action_answer_question", pressed(answer))
        for answer in ("needling/lung", "clinic/hours", "book_appointment", "complaint")
    ),
    call("action_answer_question", said("ask")),
    call("action_clarify", UNSURE),
    call("action_clarify", UNSURE, UNSURE),
    call("action_clarify", said("nlu_fallback", candidates=[])),
    call("action_restart", said("restart"), urgency="911"),
    *(call("action_yes_no", said(intent)) for intent in ("affirm", "deny")),
]
FAILING = [
    call("action_nobody_wrote", said("greet")),
    call("action_refuses", said("greet")),
]


@pytest.fixture(scope="module")
def clinic_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("contract") / "clinic.yml"
    path.write_text(CLINIC, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(clinic_file: Path) -> Iterator[EndpointConfig]:
    """``rasa run actions`` on the project's actions, with one more that refuses to run."""
    more = clinic_file.parent / "refusing.py"
    more.write_text(REFUSING, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "CLINIC_FILE": str(clinic_file),
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(more.parent)]),
    }
    command = [sys.executable, "-c", "import refusing, rasa.__main__ as rasa; rasa.main()"]
    log = clinic_file.parent / "actions.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "run", "actions", "--actions", "actions", "--port", str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        if not answers(port, process):
            pytest.fail("rasa run actions did not start:\n" + log.read_text())
        yield EndpointConfig(f"http://127.0.0.1:{port}/webhook")
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int, process: subprocess.Popen[bytes], within: float = 120) -> bool:
    """Wait until a server answers on the port; False if it ends or takes too long."""
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe, contextlib.suppress(subprocess.TimeoutExpired):
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
            process.wait(0.1)
    return False


@pytest.fixture
def in_process(clinic_file: Path, monkeypatch: pytest.MonkeyPatch) -> InProcessActions:
    monkeypatch.setenv("CLINIC_FILE", str(clinic_file))
    return InProcessActions()


def described(request: dict[str, Any]) -> str:
    latest = request["tracker"]["latest_message"]
    return f"{request['next_action']} {latest['intent']['name']} {request['tracker']['slots']['urgency']}"


def test_every_custom_action_of_the_domain_is_held_to_the_contract() -> None:
    assert {request["next_action"] for request in CALLS} == set(CUSTOM_ACTIONS)


@pytest.mark.parametrize("request_json", CALLS, ids=described)
async def test_an_action_gives_the_same_result_both_ways(
    request_json: dict[str, Any], server: EndpointConfig, in_process: InProcessActions
) -> None:
    over_http = await server.request("post", json=request_json)
    assert over_http["responses"] != []
    assert await in_process.request("post", json=request_json) == over_http


@pytest.mark.parametrize("request_json", FAILING, ids=["unknown", "rejected"])
async def test_an_action_that_cannot_run_gives_the_same_error_both_ways(
    request_json: dict[str, Any], server: EndpointConfig, in_process: InProcessActions
) -> None:
    with pytest.raises(ClientResponseError) as over_http:
        await server.request("post", json=request_json)
    with pytest.raises(ClientResponseError) as here:
        await in_process.request("post", json=request_json)
    assert (here.value.status, json.loads(here.value.text)) == (
        over_http.value.status,
        json.loads(over_http.value.text),
    )


@pytest.mark.parametrize(("request_json", "status"), zip(FAILING, (404, 400)), ids=["unknown", "rejected"])
async def test_an_action_that_cannot_run_is_told_by_the_status_rasa_knows(
    request_json: dict[str, Any], status: int, in_process: InProcessActions
) -> None:
    with pytest.raises(ClientResponseError) as caught:
        await in_process.request("post", json=request_json)
    assert caught.value.status == status
