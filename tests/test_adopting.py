"""``bot adopt``: a group of visitors' questions becomes examples of an answer, or nothing is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.adopting import AdoptionFailed, Wishes, adopt
from bot.content.check import checked
from bot.content.commented_yaml import EditRefused
from bot.content.examples import learned_examples
from bot.database import tune
from bot.engine import Engine
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.vector_cache import VectorCache
from bot.visitor_store import Question, VisitorStore, hour_of
from tests.test_cli import PROJECT, bot, copied

SHARPENING = ["do you sharpen skates", "can i get my skates sharpened with you", "skate sharpening?"]
CLINIC = Path("data") / "nlu" / "clinic.yml"


@pytest.fixture(scope="module")
def known_vectors() -> VectorCache:
    """The vectors of the training examples, read once."""
    folder = PROJECT / ".cache" / "encoder"
    return VectorCache(SentenceEncoder(folder), folder)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's files, in which commands are run."""
    folder = tmp_path / "project"
    folder.mkdir()
    copied(folder)
    monkeypatch.setenv("CLINIC_ENCODER", str(PROJECT / ".cache" / "encoder"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitorStore]:
    """Three wordings of one question, six messages."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    tune(engine)
    store = VisitorStore(engine)
    store.create()
    ask_in_vain(store, *SHARPENING, *SHARPENING[:2], SHARPENING[0])
    yield store
    store.close()


def ask_in_vain(store: VisitorStore, *texts: str) -> None:
    store.add([Question(hour_of(time.time()), "clarify", "nlu_fallback", text) for text in texts], [])


class Staff:
    """Someone at the terminal, who types what is given, and what that person is shown."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address
        self.shown: list[str] = []

    async def adopts(self, *typed: str, **wishes: Any) -> str:
        """What is printed until the command ends."""
        loop, replies = asyncio.get_running_loop(), iter(typed)

        def understand(texts: Sequence[str]) -> list[dict[str, Any]]:
            asked = [self._engine.understand(text) for text in texts]
            return [asyncio.run_coroutine_threadsafe(each, loop).result() for each in asked]

        def ask(prompt: str) -> str:
            self.shown.append(prompt)
            try:
                return next(replies)
            except StopIteration:
                raise EOFError from None

        await asyncio.to_thread(
            adopt, self._address, 30, Wishes(**wishes), understand, self.shown.append, ask
        )
        assert list(replies) == []
        return "\n".join(self.shown)


@pytest.fixture
def staff(
    engine: Engine,
    folder: Path,
    store: VisitorStore,
    tmp_path: Path,
    known_vectors: VectorCache,
    monkeypatch: pytest.MonkeyPatch,
) -> Staff:
    monkeypatch.setattr("bot.visitor_report.findings.VectorCache", lambda *_: known_vectors)
    return Staff(engine, f"sqlite:///{tmp_path / 'conversations.db'}")


def files() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in [Path("domain.yml"), *Path("data").rglob("*.yml")]}


def added(answer: str) -> list[str]:
    """The examples of an answer that the project does not have."""
    before = learned_examples(PROJECT / "data" / "nlu")[answer]
    return [text for text in learned_examples(Path("data") / "nlu")[answer] if text not in before]


async def test_the_wordings_become_examples_and_come_up_no_more(staff: Staff, store: VisitorStore) -> None:
    before = files()
    printed = await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert sorted(added("clinic/services")) == sorted(SHARPENING)
    assert [path for path, content in files().items() if content != before[path]] == [CLINIC]
    assert "+      - do you sharpen skates" in printed
    assert "6 messages" in printed
    assert store.questions(0) == []
    checked()


async def test_everything_else_in_the_file_stays_as_it_was(staff: Staff) -> None:
    before = CLINIC.read_text(encoding="utf-8").splitlines()
    await staff.adopts(group=1, answer="clinic/services", yes=True)
    after = CLINIC.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line.strip("- ") not in SHARPENING] == before


async def test_group_wordings_answer_and_agreement_are_asked_for(staff: Staff, store: VisitorStore) -> None:
    printed = await staff.adopts("1", "1,3", "clinic/parking", "y")
    assert len(added("clinic/parking")) == 2
    assert "skates" in printed.split("Which group?")[0]
    assert len({question.text for question in store.questions(0)}) == 1


async def test_the_nearest_answer_can_be_picked_by_its_number(staff: Staff) -> None:
    printed = await staff.adopts("", "1", "yes", group=1)
    nearest = printed.split("  1  ")[-1].split("(")[1].split(",")[0]
    assert sorted(added(nearest)) == sorted(SHARPENING)


@pytest.mark.parametrize("typed", ["", "n", "no", "maybe"])
async def test_nothing_is_written_without_agreement(staff: Staff, store: VisitorStore, typed: str) -> None:
    before = files()
    printed = await staff.adopts("all", "clinic/services", typed, group=1)
    assert printed.endswith("Nothing was written.")
    assert files() == before
    assert len(store.questions(0)) == 6


async def test_an_empty_store_has_nothing_to_adopt(staff: Staff, store: VisitorStore) -> None:
    store.remove_questions()
    assert "keep_unanswered" in await staff.adopts()


REFUSED: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({"group": 2}, (), r"There is no group 2\. There are 1, numbered from 1\. .*bot report"),
    ({}, ("",), "No group was chosen"),
    ({}, ("many",), "No group was chosen"),
    ({}, (), "Give the number of a group on the command line"),
    ({"group": 1}, (), "Give --wordings"),
    ({"group": 1, "wordings": "all"}, (), "Give --answer"),
    ({"group": 1, "wordings": "all", "answer": "clinic/services"}, (), "Give --yes"),
    ({"group": 1, "wordings": "7", "answer": "clinic/services"}, (), "There is no wording 7"),
    ({"group": 1, "wordings": "0", "answer": "clinic/services"}, (), "There is no wording 0"),
    ({"group": 1, "wordings": "first", "answer": "clinic/services"}, (), "names no wordings"),
    ({"group": 1, "wordings": "1;2", "answer": "clinic/services"}, (), "names no wordings"),
    ({"group": 1, "wordings": "all", "answer": "clinic/servces"}, (), "Did you mean clinic/services"),
    ({"group": 1, "wordings": "all", "answer": "zzzz"}, (), r'There is no answer "zzzz"\. See the ids'),
    ({"group": 1, "wordings": "all", "answer": ""}, (), "There is no answer"),
    ({"group": 1, "wordings": "all", "answer": "red_flag"}, (), "safety review"),
    ({"group": 1, "answer": "new", "yes": True}, (), "Leave out --yes"),
]


@pytest.mark.parametrize(("wishes", "typed", "told"), REFUSED, ids=[str(each[0]) for each in REFUSED])
async def test_what_cannot_be_done_is_told_and_nothing_is_written(
    staff: Staff, store: VisitorStore, wishes: dict[str, Any], typed: tuple[str, ...], told: str
) -> None:
    before = files()
    with pytest.raises(AdoptionFailed, match=told):
        await staff.adopts(*typed, **wishes)
    assert files() == before
    assert len(store.questions(0)) == 6


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("my name is [name] do you sharpen skates", "personal data"),
        ("this is John Smith, do you sharpen the skates for my kids", "personal data"),
        ("i can't feel my crotch and I can't pee", "safety review"),
        ("?! ...", "Write what a visitor would type"),
    ],
)
async def test_a_wording_that_must_not_become_an_example_is_refused(
    staff: Staff, store: VisitorStore, text: str, why: str
) -> None:
    store.remove_questions()
    ask_in_vain(store, text)
    before = files()
    with pytest.raises(AdoptionFailed, match="None of these wordings"):
        await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert why in "\n".join(staff.shown)
    assert files() == before


async def test_only_what_may_be_taken_is_taken_from_a_group(staff: Staff, store: VisitorStore) -> None:
    marked = "can you sharpen my skates by [date]"
    ask_in_vain(store, marked)
    await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert marked not in added("clinic/services")
    assert [question.text for question in store.questions(0)] == [marked]


async def test_a_refused_wording_cannot_be_picked(staff: Staff, store: VisitorStore) -> None:
    store.remove_questions()
    ask_in_vain(store, "do you sharpen skates by [date]", *["do you sharpen skates"] * 2)
    refused = ["1", "2"]
    told = []
    for number in refused:
        try:
            await staff.adopts("clinic/services", "n", group=1, wordings=number)
        except AdoptionFailed as error:
            told.append(str(error))
    assert len(told) == 1
    assert "personal data" in told[0]


async def test_brackets_are_left_out_of_an_example(staff: Staff, store: VisitorStore) -> None:
    store.remove_questions()
    ask_in_vain(store, "do you sharpen skates (hockey) <now>")
    await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert added("clinic/services") == ["do you sharpen skates hockey now"]


async def test_an_example_of_another_answer_is_not_written_twice(staff: Staff, store: VisitorStore) -> None:
    store.remove_questions()
    ask_in_vain(store, learned_examples(Path("data") / "nlu")["clinic/parking"][0].upper())
    with pytest.raises(AdoptionFailed, match="is an example of clinic/parking already"):
        await staff.adopts(group=1, answer="clinic/services", yes=True)


async def test_an_example_that_stands_there_already_is_not_written_twice(
    staff: Staff, store: VisitorStore
) -> None:
    store.remove_questions()
    ask_in_vain(store, learned_examples(Path("data") / "nlu")["clinic/parking"][0])
    with pytest.raises(AdoptionFailed, match="All of these stand under clinic/parking already"):
        await staff.adopts(group=1, answer="clinic/parking", yes=True)


async def test_a_question_outside_of_all_answers_can_be_adopted_as_such(staff: Staff) -> None:
    await staff.adopts(group=1, answer="out_of_scope", yes=True)
    assert sorted(added("out_of_scope")) == sorted(SHARPENING)


async def test_a_file_changed_by_someone_else_meanwhile_is_left_alone(
    staff: Staff, store: VisitorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changes(*_: object) -> list[str]:
        CLINIC.write_text(CLINIC.read_text(encoding="utf-8") + "# someone's note\n", encoding="utf-8")
        return []

    monkeypatch.setattr("bot.content.edit.Edit.mistakes", changes)
    with pytest.raises(EditRefused, match="changed by someone else"):
        await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert added("clinic/services") == []
    assert len(store.questions(0)) == 6


async def test_a_mistake_that_the_check_would_find_stops_the_writing(
    staff: Staff, store: VisitorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    monkeypatch.setattr("bot.content.edit.Edit.mistakes", lambda _: ["clinic.yml, line 1: wrong."])
    with pytest.raises(AdoptionFailed, match=r"Nothing was written.*\n.*line 1: wrong"):
        await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert files() == before
    assert len(store.questions(0)) == 6


async def test_a_store_that_fails_at_the_end_is_told_and_the_edit_stays(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OperationalError("DELETE", {}, Exception("locked"))

    monkeypatch.setattr("bot.visitor_store.VisitorStore.remove", broken)
    printed = await staff.adopts(group=1, answer="clinic/services", yes=True)
    assert "will come up again" in printed
    assert sorted(added("clinic/services")) == sorted(SHARPENING)


async def test_a_new_answer_begins_with_the_wordings_and_further_ones(
    staff: Staff, store: VisitorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    guide: Callable[[Any], bool] = lambda draft: bool(told.append(draft)) or True  # noqa: E731
    monkeypatch.setattr("bot.adopting.new_answer", guide)
    await staff.adopts("new", "where can I have skates sharpened", "", group=1, wordings="all")
    [draft] = told
    assert sorted(draft.examples) == sorted([*SHARPENING, "where can I have skates sharpened"])
    assert store.questions(0) == []


def test_a_group_is_adopted_from_the_command_line_and_the_check_passes(
    folder: Path, store: VisitorStore, tmp_path: Path
) -> None:
    arguments = [
        "--store",
        f"sqlite:///{tmp_path / 'conversations.db'}",
        "--answer",
        "clinic/services",
        "--yes",
    ]
    places = {"CLINIC_ENCODER": str(PROJECT / ".cache" / "encoder")}
    model = PROJECT / "models" / "clinic.tar.gz"
    run = bot("adopt", "1", *arguments, "--model", model, folder=folder, **places)
    assert run.returncode == 0, run.stderr
    assert f"Wrote {CLINIC}." in run.stdout
    assert bot("check", folder=folder).returncode == 0
    again = bot("adopt", "1", *arguments, "--model", model, folder=folder, **places)
    assert again.stderr.splitlines()[-1].startswith("bot adopt: There is no group 1. There are none.")
