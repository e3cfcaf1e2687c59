"""``bot publish`` and ``bot rollback`` on a small project, with everything real."""

from __future__ import annotations

import signal
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.kept_models import KeptModels
from bot.model_file import ModelUnusable
from bot.publish_report import GATES
from bot.rollback import rollback
from tests.small_project import SmallProject, published

# Rasa writes the members of its sets in whatever order.
IN_ANY_ORDER = {
    "metadata.json",
    "components/domain_provider/domain.yml",
    "components/train_RulePolicy1/rule_policy.json",
    "components/finetuning_validator/fingerprints-for-validation.json",
}
ANSWER = "data/nlu/needling_basics.yml"
HARMLESS_TEXT = "Am I talking to a human right now?"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """A project with one published model."""
    return published(tmp_path_factory)


@pytest.fixture
def models(project: SmallProject) -> Iterator[KeptModels]:
    """Its models; files that a test edits are put back."""
    kept = {path: path.read_bytes() for path in (project.folder / "data").rglob("*.yml")}
    kept[project.folder / "domain.yml"] = (project.folder / "domain.yml").read_bytes()
    yield KeptModels(project.models)
    for path, content in kept.items():
        path.write_bytes(content)


def files_of(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        opened = [(member.name, tar.extractfile(member)) for member in tar]
        return {name: file.read() for name, file in opened if file}


def domain_of(files: dict[str, bytes]) -> dict[str, Any]:
    domain: dict[str, Any] = yaml.safe_load(files["components/domain_provider/domain.yml"])
    return {**domain, "actions": sorted(domain["actions"], key=str)}


def report_of(project: SmallProject) -> str:
    return (project.folder / "reports" / "publish.txt").read_text(encoding="utf-8")


def test_the_first_publish_passes_every_gate_and_says_so(project: SmallProject, models: KeptModels) -> None:
    live = models.live
    assert live
    report = report_of(project)
    assert f"Published: {live} is live. No server is running: the next bot serve starts with it." in report
    assert [line.split()[0] for line in report.splitlines() if any(gate in line for gate in GATES)] == [
        "passed"
    ] * len(GATES)
    assert (project.models / "clinic.tar.gz").read_bytes() == models.path(live).read_bytes()
    assert models.measured(live)["figures"]["must-catch list, caught"]["hits"] > 0


def test_publishing_what_is_live_already_changes_nothing(project: SmallProject, models: KeptModels) -> None:
    order = models.order()
    run = project.bot("publish")
    assert run.returncode == 0
    assert f"Nothing to publish: {order[0]} is live and made of the same files." in run.stderr
    assert models.order() == order


def test_an_edited_text_needs_no_training_and_gives_what_training_would(
    project: SmallProject, models: KeptModels, tmp_path: Path
) -> None:
    project.edit(ANSWER, "Dry needling is a treatment", "Dry needling, edited, is a treatment")
    run = project.bot("publish")
    assert run.returncode == 0, run.stderr
    assert "only texts were changed: nothing to learn" in run.stderr
    assert models.live
    trained = project.bot("train", "--model", tmp_path / "trained.tar.gz")
    assert trained.returncode == 0, trained.stderr
    renewed, learned = files_of(models.path(models.live)), files_of(tmp_path / "trained.tar.gz")
    assert {name for name in learned if renewed[name] != learned[name]} <= IN_ANY_ORDER
    assert domain_of(renewed) == domain_of(learned)
    asked = project.bot("ask", "what is dry needling")
    assert "Dry needling, edited, is a treatment" in asked.stdout


def test_a_mistake_in_a_file_is_told_with_its_line(project: SmallProject, models: KeptModels) -> None:
    live = models.live
    project.edit(ANSWER, "examples: |", "examples:")
    run = project.bot("publish")
    assert run.returncode == 1
    assert f"NOT PUBLISHED. The live model stays what it was: {live}." in run.stderr
    assert f"{ANSWER}, line " in report_of(project)
    assert "What to do now: Mend the files at the lines named" in report_of(project)
    assert models.live == live


def test_a_changed_safety_text_is_not_published(project: SmallProject, models: KeptModels) -> None:
    live = models.live
    project.edit("domain.yml", "This could be an emergency.", "This could be something.")
    run = project.bot("publish")
    assert run.returncode == 1
    assert "FAILED  fixed safety texts" in report_of(project)
    assert "was changed." in report_of(project)
    assert models.live == live


def test_an_example_under_the_wrong_answer_closes_the_gate_of_the_questions(
    project: SmallProject, models: KeptModels
) -> None:
    live = models.live
    path = project.folder / "data" / "nlu" / "assistant.yml"
    text = path.read_text(encoding="utf-8")
    first, second = "intent: assistant/are_you_a_bot", "intent: assistant/what_can_you_do"
    assert first in text
    assert second in text
    swapped = text.replace(first, "intent: here").replace(second, first).replace("intent: here", second)
    path.write_text(swapped, encoding="utf-8")
    run = project.bot("publish")
    assert run.returncode == 1, run.stderr
    report = report_of(project)
    assert "passed  danger signs" in report
    assert "FAILED  questions" in report
    assert "questions that were answered right fail now" in report
    assert models.live == live


def test_a_must_catch_message_that_is_missed_closes_the_gate_of_danger_signs(
    project: SmallProject, models: KeptModels
) -> None:
    live = models.live
    path = project.folder / "tests" / "sets" / "must_catch.jsonl"
    kept = path.read_text(encoding="utf-8")
    line = f'{{"id": "x1", "text": "{HARMLESS_TEXT}", "kind": "made", "urgency": ["911"]}}\n'
    path.write_text(kept + line, encoding="utf-8")
    project.edit(ANSWER, "examples: |", "examples: |\n      - what is this needling all about then")
    run = project.bot("publish")
    path.write_text(kept, encoding="utf-8")
    assert run.returncode == 1, run.stderr
    assert "The must-catch list is not caught whole" in report_of(project)
    assert "x1" in report_of(project)
    assert models.live == live


@pytest.mark.parametrize("gate", [gate for gate in GATES if gate != "fixed safety texts"])
def test_a_publish_killed_at_any_gate_leaves_a_live_model_and_no_lock(
    project: SmallProject, models: KeptModels, gate: str
) -> None:
    live = models.live
    project.edit(ANSWER, "examples: |", f"examples: |\n      - what is needling in the hands of {gate}")
    process = project.start("publish")
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if line.strip().endswith(f"] {gate} ..."):
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert said[-1].strip().endswith(f"] {gate} ..."), "".join(said)
    assert models.live
    assert models.verified(models.live).is_file()
    if gate != GATES[-1]:
        assert models.live == live
    with models.publishing():
        models.clean()
    assert [path for path in project.models.iterdir() if "unfinished" in path.name] == []


def test_a_second_publish_at_once_is_refused(project: SmallProject, models: KeptModels) -> None:
    with models.publishing():
        run = project.bot("publish")
    assert run.returncode == 1
    assert run.stderr.startswith("bot publish: Another bot publish is under way (since ")


def test_a_dry_run_passes_the_gates_and_publishes_nothing_and_a_publish_and_rollback_follow(
    project: SmallProject, models: KeptModels
) -> None:
    before = models.live
    assert before
    project.edit(ANSWER, "examples: |", "examples: |\n      - what is all this needling people talk about")
    dry = project.bot("publish", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "All gates passed. Nothing was published, as asked (--dry-run)." in dry.stderr
    assert models.live == before

    run = project.bot("publish")
    assert run.returncode == 0, run.stderr
    assert models.order()[:2][1] == before
    now = models.live
    listed = project.bot("models").stdout
    assert f"live    {now}" in listed
    assert f"before  {before}" in listed

    back = project.bot("rollback")
    assert back.returncode == 0, back.stderr
    assert models.live == before
    assert (project.models / "clinic.tar.gz").read_bytes() == models.path(before).read_bytes()

    assert now
    again = project.bot("rollback", now)
    assert again.returncode == 0, again.stderr
    assert models.live == now


def test_a_rollback_to_a_damaged_model_is_refused_and_the_live_one_stays(
    project: SmallProject, models: KeptModels
) -> None:
    live = models.live
    note = models.notes()[-1]
    assert note.name != live
    content = models.path(note.name).read_bytes()
    models.path(note.name).write_bytes(content[:-1000])
    run = project.bot("rollback", note.name)
    models.path(note.name).write_bytes(content)
    assert run.returncode == 1
    assert f"bot rollback: The model {note.name} is damaged" in run.stderr
    assert models.live == live


def test_without_a_model_before_there_is_no_way_back(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="There is no model before the live one"):
        rollback(tmp_path / "models" / "clinic.tar.gz", None, print)
