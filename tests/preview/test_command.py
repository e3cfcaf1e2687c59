"""``bot preview`` says at once what keeps it from starting."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from tests.conftest import MODEL, PROJECT


def preview(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``bot preview`` until it ends."""
    command = [sys.executable, "-m", "bot.cli", "preview", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=os.environ, capture_output=True, text=True, timeout=600)


def test_without_a_model_it_says_how_to_train_one() -> None:
    run = preview("--model", "models/gone.tar.gz")
    assert run.returncode == 1
    assert run.stderr == "bot preview: There is no model at models/gone.tar.gz. Train one: bot train\n"


def test_a_port_that_is_taken_is_told_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = preview("--port", str(port), "--model", str(MODEL))
    assert run.returncode == 1
    assert run.stderr == (
        f"bot preview: port {port} is in use. Stop the other program or choose another: "
        f"bot preview --port {port + 1}\n"
    )
