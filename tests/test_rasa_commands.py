"""Rasa's own commands work on the project, without the program around it.

``rasa train`` is left out: it takes minutes. It is run by hand before a release.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parent.parent
MODEL = PROJECT / "models" / "clinic.tar.gz"
RASA = [sys.executable, "-m", "rasa"]
ENVIRONMENT = {
    **os.environ,
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_HOST": "127.0.0.1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "PYTHONPATH": str(PROJECT),
}


def rasa(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a Rasa command until it ends."""
    return subprocess.run(
        [*RASA, *map(str, arguments)],
        cwd=PROJECT,
        env=ENVIRONMENT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=900,
    )


def test_rasa_data_validate_finds_the_files_sound() -> None:
    run = rasa("data", "validate")
    assert run.returncode == 0, run.stderr[-3000:]


def test_rasa_test_core_walks_every_conversation_without_an_error(tmp_path: Path) -> None:
    stories = PROJECT / "tests" / "conversations"
    run = rasa(
        *("test", "core", "--stories", stories, "--model", MODEL),
        *("--fail-on-prediction-errors", "--out", tmp_path),
    )
    failed = tmp_path / "failed_test_stories.yml"
    assert run.returncode == 0, failed.read_text() if failed.is_file() else run.stderr[-3000:]


def test_rasa_shell_nlu_prints_how_a_line_is_understood() -> None:
    printed = rasa("shell", "nlu", "--model", MODEL, typed="does dry needling hurt\n/stop\n").stdout
    start = printed.index('{\n  "text"')
    understood, _ = json.JSONDecoder().raw_decode(printed[start:])
    assert (understood["text"], understood["intent"]["name"]) == ("does dry needling hurt", "needling")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def running(log: Path, port: int, *arguments: str | Path) -> Iterator[None]:
    """A Rasa server that answers on ``port`` until the block ends."""
    command = [*RASA, *map(str, arguments), "--port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=ENVIRONMENT, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 600
        while not listening(port):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{' '.join(command)} did not start:\n{log.read_text()[-3000:]}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``rasa run`` beside ``rasa run actions``, as endpoints.yml and credentials.yml have it."""
    folder = tmp_path_factory.mktemp("rasa")
    actions_port, port = free_port(), free_port()
    endpoints = yaml.safe_load((PROJECT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions_port}/webhook"
    changed = folder / "endpoints.yml"
    changed.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    host = ("run", "--model", MODEL, "--endpoints", changed, "--interface", "127.0.0.1")
    with (
        running(folder / "actions.log", actions_port, "run", "actions", "--actions", "actions"),
        running(folder / "rasa.log", port, *host),
    ):
        yield f"http://127.0.0.1:{port}/webhooks/rest/webhook"


def replies(server: str, sender: str, message: str) -> list[dict[str, Any]]:
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(server, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as response:
        answered: list[dict[str, Any]] = json.load(response)
    return answered


def test_rasa_run_answers_a_question_with_the_reviewed_text(server: str) -> None:
    reply, *_ = replies(server, "question", "does dry needling hurt")
    documents = yaml.load(
        (PROJECT / "data" / "nlu" / "needling_basics.yml").read_text(encoding="utf-8"),
        Loader=yaml.CSafeLoader,
    )
    reviewed = documents["responses"]["utter_needling/does_it_hurt"][0]["text"]
    assert reply["text"].startswith(reviewed.splitlines()[0])


def test_rasa_run_answers_a_booking_message_through_the_action_server(server: str) -> None:
    reply, *_ = replies(server, "booking", "I would like to book an appointment")
    assert reply["text"].startswith("You can pick a time on our booking page.")


def test_rasa_run_leaves_no_placeholder_in_a_text(server: str) -> None:
    reply, *_ = replies(server, "number", "what is your phone number")
    assert "{" not in reply["text"]
