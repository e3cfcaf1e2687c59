"""Whole dialogues about booking over HTTP: changes of mind, questions in between, yes and no to what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from actions.clinic import FILE_VARIABLE
from actions.link_health import LINK_HEALTH

if TYPE_CHECKING:
    from tests.web.conftest import Chat

DIALOGUES = yaml.safe_load((Path(__file__).parent / "booking_dialogues.yml").read_text(encoding="utf-8"))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLAIN = "name: Hill Physio\ntown: Spruce Grove\nphone: 780-963-4021\n"
URL = "https://hill.janeapp.com/"
PAGE = f"booking:\n  url: {URL}\n"
EXACT = """\
cancellation: Please tell us one day before.
booking:
  url: https://hill.janeapp.com/
  system: jane
  visits:
    first: discipline/1/treatment/3
    follow_up: discipline/1/treatment/4
    needling: discipline/1/treatment/5
  therapists: {Ann Lee: 42, Tom Berg: 43}
  card: It holds your time.
"""
CLINICS = {
    "plain": PLAIN + PAGE,
    "exact": PLAIN + EXACT,
    "closed": PLAIN + PAGE + "hours: {mon: closed}\n",
    "open": PLAIN
    + PAGE
    + "holidays: {all: closed}\nhours:\n"
    + "".join(f'  {day}: "00:00-23:59"\n' for day in DAYS)
    # So that the clinic is open on whatever day the tests run.
    + 'special_days:\n  TODAY: "00:00-23:59"\n',
    "down": PLAIN + PAGE,
    "pending": PLAIN + "booking:\n  url: https://hill.juvonno.com/portal/publicbook.php\n  system: juvonno\n",
}


@pytest.fixture
def clinic(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The clinic of a dialogue, by its name in ``CLINICS``."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    name: str = request.param
    today = datetime.now(ZoneInfo("America/Edmonton")).date()
    path = tmp_path / "clinic.yml"
    path.write_text(CLINICS[name].replace("TODAY", today.isoformat()), encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    LINK_HEALTH.tell(URL, down=name == "down")
    yield name
    LINK_HEALTH.tell(URL, down=False)


def payload_of(replies: list[dict[str, Any]], title: str) -> str:
    (found,) = [b["payload"] for reply in replies for b in reply.get("buttons", []) if b["title"] == title]
    return str(found)


def addresses(replies: list[dict[str, Any]]) -> list[str]:
    found = [link for reply in replies for link in reply["metadata"].get("links", [])]
    return [link["url"] for link in found if link["kind"] == "booking"]


def checked(turn: dict[str, Any], replies: list[dict[str, Any]]) -> list[str]:
    """What is not as the dialogue wants it."""
    answers = [reply["metadata"]["answer"] for reply in replies]
    wanted = turn["answer"] if isinstance(turn["answer"], list) else [turn["answer"]]
    text = "\n\n".join(reply["text"] for reply in replies)
    links = replies[-1]["metadata"].get("links") or [{"kind": None}]
    titles = [button["title"] for reply in replies for button in reply.get("buttons", [])]
    urls = addresses(replies)
    holds = {
        f"answers {answers}, not {wanted}": answers == wanted,
        f"first link is {links[0]['kind']}": turn.get("first") in (None, links[0]["kind"]),
        f"does not say {turn.get('says')!r} but {text!r}": turn.get("says", "") in text,
        f"says {turn.get('no_words')!r}": turn.get("no_words") is None or turn["no_words"] not in text,
        f"links to {urls}": "url" not in turn or any(turn["url"] in url for url in urls),
        f"links to {urls} all the same": not any(turn.get("no_url", " ") in url for url in urls),
        f"offers {titles}": turn.get("no_button") not in titles,
    }
    return [problem for problem, is_so in holds.items() if not is_so]


@pytest.mark.parametrize(
    ("dialogue", "clinic"),
    [pytest.param(each, each.get("clinic", "plain"), id=each["name"]) for each in DIALOGUES],
    indirect=["clinic"],
)
async def test_a_dialogue_goes_as_it_should(dialogue: dict[str, Any], clinic: str, chat: Chat) -> None:
    replies: list[dict[str, Any]] = []
    for turn in dialogue["turns"]:
        if "press" in turn:
            replies = await chat.say(turn["press"], payload=payload_of(replies, turn["press"]))
        else:
            replies = await chat.say(turn["say"])
        said = turn.get("press") or turn["say"]
        assert checked(turn, replies) == [], f"after {said!r}"


def test_there_are_at_least_forty_dialogues() -> None:
    assert len({each["name"] for each in DIALOGUES}) >= 40
