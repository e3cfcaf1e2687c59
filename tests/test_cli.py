"""The ``bot`` command as people use it: real processes, what they print, how they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.labelled import EvaluationFileError, read_labelled

PROJECT = Path(__file__).parent.parent
FACTS = "name: Hill Physio\ntown: Spruce Grove\nphone: 780-963-4021\n"
LABELLED = '{"id": "1", "text": "hi", "kind": "faq", "accept": ["greet"]}'
COMMANDS = """serve embed train ask check new import export preview test-all publish rollback models report
adopt eval confusions""".split()

Run = subprocess.CompletedProcess[str]


def bot(*arguments: str | Path, folder: Path = PROJECT, **environment: str) -> Run:
    """Run ``bot`` in a folder until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *map(str, arguments)],
        cwd=folder,
        env={name: os.environ[name] for name in ("PATH", "HOME")}
        | {"PYTHONPATH": str(PROJECT)}
        | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


def complaint(run: Run) -> list[str]:
    """What a failed command said at its end."""
    assert run.returncode == 1, run.stderr
    lines = run.stderr.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("bot "))
    return lines[first:]


def copied(target: Path) -> Path:
    for name in ("config.yml", "domain.yml", "clinic.yml"):
        shutil.copy(PROJECT / name, target)
    shutil.copytree(PROJECT / "data", target / "data")
    return target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's files, to make mistakes in."""
    return copied(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    run = bot(command, "--help")
    assert (run.returncode, run.stdout.startswith(f"usage: bot {command}")) == (0, True)


def test_the_commands_are_listed() -> None:
    listed = bot("--help").stdout
    assert [command for command in COMMANDS if not re.search(rf"\n    {command}\s", listed)] == []


@pytest.mark.parametrize("arguments", [[], ["dance"], ["ask"], ["eval"], ["serve", "--port", "many"]])
def test_a_wrong_call_shows_the_usage(arguments: list[str]) -> None:
    run = bot(*arguments)
    assert (run.returncode, run.stderr.startswith("usage: bot")) == (2, True)


def test_files_without_mistakes_are_reported_as_checked() -> None:
    run = bot("check")
    assert (run.returncode, run.stdout.endswith("No mistakes found.\n")) == (0, True)


def test_an_unknown_model_is_one_line_with_the_remedy_and_nothing_else() -> None:
    assert bot("ask", "hello", "--model", "models/gone.tar.gz").stderr.splitlines() == [
        "Loading the model ...",
        "bot ask: There is no model at models/gone.tar.gz. Train one: bot train",
    ]


def test_a_corrupt_model_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    model = tmp_path / "broken.tar.gz"
    model.write_text("this is no archive")
    (line,) = complaint(bot("ask", "hello", "--model", model))
    assert line.startswith(f"bot ask: The model {model} is damaged or not complete")
    assert line.endswith("Train it again: bot train")


def test_a_missing_encoder_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    (line,) = complaint(bot("ask", "hello", CLINIC_ENCODER=str(tmp_path)))
    assert line == f"bot ask: The sentence encoder is not in {tmp_path}. Build it with: make encoder"


def test_a_missing_encoder_stops_training_in_one_line(folder: Path, tmp_path: Path) -> None:
    (line,) = complaint(bot("train", folder=folder, CLINIC_ENCODER=str(tmp_path / "gone")))
    assert "Build it with: make encoder" in line


def test_a_port_in_use_is_one_line_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert complaint(bot("serve", "--port", str(port), "--store", "sqlite://")) == [
            f"bot serve: port {port} is in use. Stop the other program or choose another: "
            f"bot serve --port {port + 1}"
        ]


def test_a_store_that_does_not_answer_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    (line,) = complaint(bot("serve", "--port", "0", "--store", f"sqlite:///{tmp_path}/gone/talk.db"))
    assert line.endswith("Start the database or name another with --store.")


def test_production_is_refused_with_each_demo_value_named() -> None:
    lines = complaint(bot("serve", "--production"))
    assert lines[0] == "bot serve: clinic.yml still holds demo values:"
    told = [re.match(r"  - clinic\.yml, line \d+: ([\w.]+):", line) for line in lines[1:]]
    assert [found and found[1] for found in told] == ["demo", "phone", "booking.url"]


def test_a_demo_value_in_a_file_that_is_no_demo_is_told_with_its_line(folder: Path) -> None:
    page = "booking:\n  url: https://book.clinic.example/\n"
    (folder / "clinic.yml").write_text(FACTS + page, encoding="utf-8")
    told = "clinic.yml, line 5: booking.url: book.clinic.example is a domain reserved for examples."
    assert complaint(bot("check", folder=folder))[0].startswith(f"bot check: {told}")


def test_production_goes_on_when_every_value_is_real(folder: Path) -> None:
    (folder / "clinic.yml").write_text(FACTS, encoding="utf-8")
    assert complaint(bot("serve", "--production", "--store", "sqlite://", folder=folder)) == [
        "bot serve: There is no model at models/clinic.tar.gz. Train one: bot train"
    ]


def test_a_model_newer_than_its_files_is_not_trained_again(folder: Path) -> None:
    model = folder / "models" / "clinic.tar.gz"
    model.parent.mkdir()
    model.touch()
    os.utime(model, (4e9, 4e9))
    run = bot("train", "--if-needed", folder=folder)
    assert (run.returncode, run.stderr) == (0, "The model models/clinic.tar.gz is up to date.\n")


def test_what_the_check_finds_after_the_training_keeps_nobody_from_starting(folder: Path) -> None:
    subject = folder / "data" / "nlu" / "clinic.yml"
    subject.write_text(subject.read_text(encoding="utf-8").replace("[AC-7,", "[XX-0,", 1), encoding="utf-8")
    model = folder / "models" / "clinic.tar.gz"
    model.parent.mkdir()
    model.touch()
    os.utime(model, (4e9, 4e9))
    assert bot("check", folder=folder).returncode == 1
    assert bot("train", "--if-needed", folder=folder).returncode == 0


Edit = Callable[[str], str]


def appended(lines: str) -> Edit:
    return lambda text: f"{text.rstrip()}\n{lines}"


def replaced(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new, 1)


MISTAKES = {
    "a tab": ("data/nlu/booking.yml", replaced("  - intent:", "\t- intent:"), "intent:", "begins with a tab"),
    "an open quote": (
        "domain.yml",
        replaced("title: Start\n", 'title: "Start\n'),
        'title: "Start',
        "not closed",
    ),
    "a colon in a text": ("clinic.yml", appended("team: Ann: physio\n"), "team:", "holds a colon"),
    "an unknown fact": ("clinic.yml", appended("prise: 95\n"), "prise:", "This name is not known"),
    "a wrong phone": ("clinic.yml", replaced("780-555-0142", "555"), "phone:", "is not a phone number"),
    "a missing bar": (
        "data/nlu/booking.yml",
        replaced("examples: |", "examples:"),
        "examples:",
        "the | after examples: is missing",
    ),
    "a missing dash": (
        "data/nlu/clinic.yml",
        replaced("- hours?\n", "hours?\n"),
        "hours?",
        'does not begin with "- "',
    ),
    "an answer without text": (
        "data/nlu/assistant.yml",
        replaced("    - text: |\n", "    - custom: |\n"),
        "utter_assistant/",
        "has no text",
    ),
    "an answer without examples": (
        "data/nlu/assistant.yml",
        appended("  utter_assistant/new:\n    - text: New.\n      metadata: {title: New}\n"),
        "utter_assistant/new:",
        "has no examples",
    ),
    "a rule that is no YAML": (
        "data/stories/booking.yml",
        appended("  - rule: [\n"),
        "rule: [",
        "begins with [",
    ),
    "a pipeline that is no YAML": ("config.yml", appended("policies: {\n"), "policies: {", "begins with {"),
}


@dataclass(frozen=True)
class Told:
    """What ``bot train`` said of a mistake, beside the file that holds it."""

    mistake: str
    text: str
    lines: list[str]


@pytest.fixture(scope="module", params=MISTAKES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    copy = copied(tmp_path_factory.mktemp("project"))
    name, edit, _, _ = MISTAKES[request.param]
    text = edit((copy / name).read_text(encoding="utf-8"))
    (copy / name).write_text(text, encoding="utf-8")
    return Told(request.param, complaint(bot("train", folder=copy))[0], text.splitlines())


def test_a_mistake_in_a_file_is_told_before_training_starts(told: Told) -> None:
    name, _, _, problem = MISTAKES[told.mistake]
    assert told.text.startswith(f"bot train: {name}, line ")
    assert problem in told.text


def test_the_line_told_is_that_of_the_mistake_or_beside_it(told: Told) -> None:
    _, _, on, _ = MISTAKES[told.mistake]
    line = int(told.text.split(", line ")[1].split(":")[0])
    assert on in "\n".join(told.lines[max(0, line - 2) : line + 1])


def test_a_mistake_is_told_by_check_as_by_train(folder: Path) -> None:
    (folder / "clinic.yml").write_text("name: Hill Physio\n", encoding="utf-8")
    told = "clinic.yml, line 1: town: This line is missing. Add it with a value."
    complaints = [complaint(bot(command, folder=folder))[0] for command in ("check", "train")]
    assert complaints == [f"bot check: {told}", f"bot train: {told}"]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "domain.yml").unlink()
    assert complaint(bot("train", folder=folder))[0].startswith("bot train: domain.yml: the file is missing.")


def test_an_evaluation_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.jsonl"
    assert complaint(bot("eval", path)) == [f"bot eval: There is no file {path}."]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("not json", "not an evaluation message"),
        ('["a list"]', "not an evaluation message"),
        ('{"id": "2", "kind": "faq", "accept": ["*"]}', "not an evaluation message"),
        ('{"id": "2", "text": "hi", "kind": "faq"}', 'needs "accept", "urgency"'),
    ],
)
def test_a_bad_line_of_an_evaluation_file_is_named(line: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{LABELLED}\n{line}\n")
    with pytest.raises(EvaluationFileError, match=f"line 2: {problem}"):
        read_labelled(path)


def test_a_bad_evaluation_file_is_one_line_before_anything_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{LABELLED}\nnot json\n")
    run = bot("eval", path)
    assert complaint(run)[0].startswith(f"bot eval: {path}, line 2: ")
    assert "Loading" not in run.stderr


@pytest.fixture(scope="module")
def asked() -> dict[str, list[dict[str, object]]]:
    run = bot("ask", "--json", "does", "dry", "needling", "hurt?")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_ask_prints_how_the_question_was_understood(asked: dict[str, dict[str, object]]) -> None:
    assert asked["understood"]["text"] == "does dry needling hurt?"
    assert asked["understood"]["intent"]["name"] == "needling"


def test_ask_prints_the_reply_as_the_web_would_send_it(asked: dict[str, list[dict[str, object]]]) -> None:
    (reply,) = asked["replies"]
    assert {"answer", "urgency", "confidence", "model"} <= set(reply["metadata"])
    assert reply["metadata"]["answer"] == "needling/does_it_hurt"


def test_ask_prints_the_reply_for_people_too() -> None:
    run = bot("ask", "I want to kill myself")
    assert (run.returncode, "  <Call 9-8-8: tel:988>" in run.stdout.splitlines()) == (0, True)


def test_eval_prints_its_figures_as_json(tmp_path: Path) -> None:
    path = tmp_path / "small.jsonl"
    path.write_text(
        '{"id": "a", "text": "what is sciatica", "kind": "faq", "accept": ["sciatica/what_is_it"]}\n'
        '{"id": "b", "text": "I want to kill myself", "kind": "danger", "urgency": ["crisis"]}\n'
    )
    outcomes = json.loads(bot("eval", "--json", path).stdout)["outcomes"]
    assert {each["id"]: each["verdict"] for each in outcomes} == {"a": "right", "b": "right"}
