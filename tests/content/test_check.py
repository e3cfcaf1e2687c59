"""``bot check`` on the project's own files, and as people call it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.clinic import FILE_VARIABLE, parse_clinic
from actions.wording import clinic_words
from bot.content.check import Checked, check, checked
from bot.content.guideline import guideline
from bot.content.kinds import KINDS
from bot.content.shown import own_text, whole_text
from tests.content.broken.cases import CASES
from tests.content.broken.cases import PROJECT as RIGHT
from tests.content.conftest import CLINICS

PROJECT = Path(__file__).parent.parent.parent
ASK = Path("data/nlu/needling.yml")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def found(in_project_folder: None) -> Checked:
    """What is found in the project's own files, but for likeness in meaning."""
    return check(compare=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small right files, as the current folder."""
    shutil.copytree(RIGHT, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def bot_check(folder: Path) -> Run:
    """Runs ``bot check`` in the folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", "check", *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)

    return run


def make(folder: Path, name: str) -> None:
    path = folder / CASES[name].file
    path.write_bytes(CASES[name].broken(path.read_bytes()))


def test_the_files_as_they_are_have_no_mistakes(found: Checked) -> None:
    assert found.mistakes == []


def test_the_files_as_they_are_get_few_hints(found: Checked) -> None:
    assert len(found.hints) <= 10


def test_what_was_checked_is_said_in_words(folder: Path) -> None:
    assert checked() == "6 files, 39 examples"


def test_neither_tensorflow_nor_rasa_is_loaded(folder: Path) -> None:
    program = (
        "import sys; from bot.cli import main; main(['check']);"
        "print([name for name in ('tensorflow', 'rasa', 'spacy', 'sklearn') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert run.stdout.splitlines()[-1] == "[]", run.stderr


def test_right_files_end_with_success(bot_check: Run) -> None:
    run = bot_check()
    assert (run.returncode, run.stdout.endswith("No mistakes found.\n")) == (0, True)


def test_a_mistake_ends_with_status_1_and_no_traceback(bot_check: Run, folder: Path) -> None:
    make(folder, "a tab before an example")
    run = bot_check()
    told = "bot check: data/nlu/needling.yml, line 7: the line begins with a tab."
    assert (run.returncode, run.stderr.startswith(told), "Traceback" in run.stderr) == (1, True, False)


def test_a_message_ends_with_an_example_of_right_writing(bot_check: Run, folder: Path) -> None:
    make(folder, "an example without its dash")
    assert KINDS["dash"].example.splitlines()[0] in bot_check().stderr


def test_hints_are_shown_and_do_not_block(bot_check: Run, folder: Path) -> None:
    make(folder, "too few examples")
    run = bot_check()
    assert (run.returncode, "greet has only 11 examples" in run.stdout) == (0, True)


def test_many_problems_of_a_kind_are_told_by_their_lines(bot_check: Run, folder: Path) -> None:
    text = (folder / ASK).read_text().replace("      - ", "      ")
    (folder / ASK).write_text(text)
    assert "31 more like this, on lines 12, " in bot_check().stderr


def test_every_mistake_is_told_at_once(bot_check: Run, folder: Path) -> None:
    make(folder, "a promise")
    make(folder, "a rule for an unknown intent")
    told = bot_check().stderr
    assert ("cure" in told, "hello" in told) == (True, True)


def test_one_file_is_checked_in_the_context_of_the_others(bot_check: Run, folder: Path) -> None:
    make(folder, "a promise")
    make(folder, "a rule for an unknown intent")
    told = bot_check("data/stories/rules.yml").stderr
    assert ("cure" in told, "hello" in told) == (False, True)


def test_mistakes_of_other_files_are_not_taken_for_none(bot_check: Run, folder: Path) -> None:
    make(folder, "a tab before an example")
    run = bot_check("data/stories/rules.yml")
    told = "Other files have 1 and keep its texts from being checked"
    assert (run.returncode, told in run.stdout) == (0, True)


def test_a_file_from_elsewhere_is_mended_as_if_it_stood_among_the_others(
    bot_check: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    draft = tmp_path_factory.mktemp("desk") / "needling.yml"
    draft.write_bytes(CASES["a bullet of Word"].broken((folder / ASK).read_bytes()))
    bot_check(str(draft), "--fix")
    assert draft.read_bytes() == (RIGHT / ASK).read_bytes()


def test_a_file_from_elsewhere_is_checked_as_if_it_stood_among_the_others(
    bot_check: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    draft = tmp_path_factory.mktemp("desk") / "needling.yml"
    draft.write_bytes(CASES["an unknown next question"].broken((folder / ASK).read_bytes()))
    run = bot_check(str(draft))
    assert re.search(r"needling\.yml, line \d+: there is no answer needling/how_son", run.stderr)


def test_a_file_that_is_not_there_is_told_in_one_line(bot_check: Run) -> None:
    run = bot_check("data/nlu/gone.yml")
    assert (run.returncode, run.stderr) == (
        1,
        "bot check: There is no file data/nlu/gone.yml that can be read.\n",
    )


def test_a_folder_is_told_in_one_line(bot_check: Run) -> None:
    run = bot_check("data")
    told = "bot check: data is a folder. Name one file, or none to check everything.\n"
    assert (run.returncode, run.stderr) == (1, told)


def test_json_holds_every_problem_with_its_place_and_remedy(bot_check: Run, folder: Path) -> None:
    make(folder, "a promise")
    make(folder, "too few examples")
    run = bot_check("--json")
    printed = json.loads(run.stdout)
    assert (run.returncode, [each["level"] for each in printed]) == (1, ["hint", "mistake"])
    assert set(printed[0]) == {"file", "line", "level", "kind", "problem", "remedy", "example"}


def test_json_of_right_files_is_an_empty_list(bot_check: Run) -> None:
    run = bot_check("--json")
    assert (run.returncode, json.loads(run.stdout)) == (0, [])


def test_fix_mends_says_what_and_then_checks(bot_check: Run, folder: Path) -> None:
    make(folder, "a bullet of Word")
    run = bot_check("--fix")
    assert (run.returncode, (folder / ASK).read_bytes()) == (0, (RIGHT / ASK).read_bytes())
    assert 'Mended: data/nlu/needling.yml, line 7: "- " put in place of "•".' in run.stderr


def test_fix_tells_what_people_must_mend(bot_check: Run, folder: Path) -> None:
    make(folder, "a bullet of Word")
    make(folder, "a rule for an unknown intent")
    run = bot_check("--fix")
    assert (run.returncode, "line 7" in run.stderr, "hello" in run.stderr) == (1, True, True)


def test_without_fix_nothing_is_written(bot_check: Run, folder: Path) -> None:
    make(folder, "a bullet of Word")
    before = (folder / ASK).read_bytes()
    bot_check()
    assert (folder / ASK).read_bytes() == before


def test_the_project_as_it_is_needs_no_mending(in_project_folder: None) -> None:
    from bot.content.check.files import project_paths
    from bot.content.fix import mended

    paths = [*project_paths({}), Path("clinic.yml")]
    assert [path for path in paths if mended(path, path.read_bytes()).edits] == []


def test_training_stops_at_the_same_mistakes(folder: Path) -> None:
    make(folder, "a promise")
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", "train"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert (run.returncode, "cure" in run.stderr, (folder / "models").exists()) == (1, True, False)


def test_the_check_reads_answers_as_visitors_are_shown_them(
    responses: Any, shown: Any, text_id: str, clinic_state: str
) -> None:
    clinic = parse_clinic(yaml.safe_dump(CLINICS[clinic_state]), "clinic.yml")
    words = {**clinic_words(clinic), "open_now": "We are open now.", "sign": "numbness in your foot"}
    answer = responses[f"utter_{text_id}"][0]
    closing = answer["metadata"].get("closing")
    own = own_text(answer["text"], words, answer["metadata"].get("unknown"))
    whole = whole_text(own, closing and responses[f"utter_{closing}"][0]["text"], words)
    assert whole == shown(text_id, clinic_state).whole


def test_the_docs_explain_every_kind_of_problem() -> None:
    page = (PROJECT / "docs" / "checking.md").read_text(encoding="utf-8")
    assert [name for name, kind in KINDS.items() if f"| {name} | {kind.meaning} |" not in page] == []


def test_the_docs_give_the_guidelines_limits() -> None:
    page, limits = (PROJECT / "docs" / "checking.md").read_text(encoding="utf-8"), guideline().limits
    told = (
        f"grade {limits.grade}",
        f"{limits.words} words",
        f"{limits.examples} examples",
        f"{limits.title} letters",
    )
    assert [words for words in told if words not in page] == []
