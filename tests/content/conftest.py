"""The written content as visitors see it: every answer filled in, every training example with its place."""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
import yaml
from rasa.shared.core.trackers import DialogueStateTracker

from actions.clinic import FILE_VARIABLE
from bot.nlg import ClinicResponseGenerator
from bot.training import project_importer
from tests.small_project import shortened

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
Responses = dict[str, list[dict[str, Any]]]
CONTRACT: dict[str, list[str]] = yaml.safe_load((HERE / "answer_ids.yml").read_text(encoding="utf-8"))
INTENTS = CONTRACT.pop("intents")
ANSWER_IDS = [f"{group}/{key}" for group, keys in CONTRACT.items() for key in keys]
# The intent red_flag has one text for each urgency.
URGENT = [f"urgent_{urgency}" for urgency in ("911", "emergency", "today", "crisis")]
TEXTS = [*ANSWER_IDS, *(intent for intent in INTENTS if intent != "red_flag"), *URGENT]

TOLD = {
    "address": "We are at 12 Main Street.",
    "directions": "Turn left at the bank.",
    "parking": "You can park by the door.",
    "prices": "A visit costs 90 dollars.",
    "needling_price": "There is no extra charge.",
    "visit_length": "A visit takes 40 minutes.",
    "payment": "You can pay by card or cash.",
    "direct_billing": "We can bill most plans for you.",
    "wcb": "We see people under WCB.",
    "car_accident": "We can help with your claim.",
    "public_coverage": "We have no funded visits here.",
    "first_visit": "Please come 10 minutes early.",
    "cancellation": "Please tell us one day before.",
    "access": "There are no stairs.",
    "languages": "We speak English.",
    "team": "We are three women and one man.",
    "services": "We also offer home visits.",
    "receipts": "You get a receipt each time.",
    "companion": "You may bring a friend.",
    "wait_list": "We can put you on a list.",
    "privacy_contact": "Ask for Ann at the front desk.",
}
NAMED: dict[str, Any] = {
    "name": "Green Hill",
    "town": "Spruce Grove",
    "phone": "780-555-0142",
    "booking": {"url": "https://booking.clinic.example/"},
}
CLINICS = {
    "told": {
        **NAMED,
        **TOLD,
        "keep_unanswered": True,
        "email": "desk@clinic.example",
        "hours": {"mon": "08:00-18:00"},
    },
    "untold": NAMED,
}


@dataclass(frozen=True)
class Text:
    """What a visitor is shown for one id: the whole, the part without the closing line, and its metadata."""

    whole: str
    own: str
    metadata: dict[str, Any]


class Shown(Protocol):
    """Gives the text of an id, for a clinic that has told all or (``untold``) next to nothing."""

    def __call__(self, answer: str, state: str = "told") -> Text: ...


@dataclass(frozen=True)
class Example:
    """A training example and where it stands."""

    intent: str
    text: str
    place: str


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    groups = {
        "any_id": [*ANSWER_IDS, *INTENTS],
        "text_id": TEXTS,
        "answer_id": ANSWER_IDS,
        "needling_id": [answer for answer in ANSWER_IDS if answer.startswith("needling/")],
        "sciatica_id": [answer for answer in ANSWER_IDS if answer.startswith("sciatica/")],
        "clinic_state": list(CLINICS),
    }
    for name, values in groups.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values)


@pytest.fixture(scope="session")
def responses(in_project_folder: None) -> Responses:
    """All responses with Rasa's names, as a model is trained with them."""
    return dict(project_importer().get_domain().responses)


@pytest.fixture(scope="session")
def text_ids() -> list[str]:
    """The ids of all texts that the contract asks for."""
    return TEXTS


@pytest_asyncio.fixture(scope="session")
async def shown(responses: Responses, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """What visitors see for an id, when the clinic has told all (``told``) or next to nothing."""
    texts: dict[tuple[str, str], Text] = {}
    for state, values in CLINICS.items():
        clinic = tmp_path_factory.mktemp("clinic") / "clinic.yml"
        clinic.write_text(yaml.safe_dump(values), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(FILE_VARIABLE, str(clinic))
            for name in responses:
                texts[name, state] = await _text(responses, name)
    return lambda answer, state="told": texts[f"utter_{answer}", state]


async def _text(responses: Responses, name: str) -> Text:
    open_ended = copy.deepcopy(responses)
    for variation in open_ended[name]:
        variation["metadata"].pop("closing", None)
    whole, own = await _utter(responses, name), await _utter(open_ended, name)
    return Text(whole, own, dict(responses[name][0]["metadata"]))


async def _utter(responses: Responses, name: str) -> str:
    generator = ClinicResponseGenerator()
    generator.responses = responses
    words = {"open_now": "We are open now.", "sign": "numbness in your foot"}
    response = await generator.generate(name, DialogueStateTracker("reader", []), "web", **words)
    assert response is not None
    return str(response["text"])


@pytest.fixture(scope="session")
def examples(in_project_folder: None) -> list[Example]:
    """Every training example with file and line."""
    found = []
    for path in sorted((PROJECT / "data" / "nlu").glob("*.yml")):
        intent = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if begun := re.match(r"  - intent: (\S+)", line):
                intent = begun[1]
            elif intent and line.startswith("      - ") and line[8:].strip():
                found.append(Example(intent, line[8:].strip(), f"{path.name}:{number}"))
            elif line.startswith("responses:"):
                break
    return found


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that staff edit, with every answer and twelve examples of each, few look-alikes: fast to read."""
    folder = tmp_path_factory.mktemp("small")
    for name in ("config.yml", "domain.yml", "clinic.yml"):
        shutil.copy(PROJECT / name, folder)
    shutil.copytree(PROJECT / "data", folder / "data")
    for path in (folder / "data" / "nlu").glob("*.yml"):
        path.write_text(shortened(path.read_text(encoding="utf-8"), 12), encoding="utf-8")
    return folder


@pytest.fixture
def staff_folder(small_content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of ``small_content`` of the test's own, as the current folder."""
    folder = tmp_path / "clinic"
    shutil.copytree(small_content, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return folder
