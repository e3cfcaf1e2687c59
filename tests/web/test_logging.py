from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Chat

SECRET = "xyzzyq"
ORDINARY_TURNS = [
    "{} does dry needling hurt",
    "can i book for my {}",
    "my {} crotch is numb and I can't pee",
    "{} asdf qwer",
    "/{}",
    '/ask{{"answer": "{}"}}',
    "{} " * 200,
    "my name is {}, zeb@{}.example",
    "{}",
    "please start over {}",
    "\u202e{}\x00",
]


@pytest.fixture(params=ORDINARY_TURNS, ids=lambda text: ascii(text)[:40])
def message(request: pytest.FixtureRequest) -> str:
    return str(request.param).replace("{{", "{").replace("}}", "}").replace("{}", SECRET)


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("", "bot", "actions", "aiohttp"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


async def test_no_record_holds_what_a_visitor_wrote(
    chat: Chat, message: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    await chat.say(message)
    found = [record.name for record in everything_logged.records if SECRET in str(record.__dict__)]
    assert found == []


async def test_nothing_a_visitor_wrote_is_printed(
    chat: Chat, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await chat.say(message)
    printed = capfd.readouterr()
    assert SECRET not in printed.out + printed.err


@pytest.mark.parametrize(
    "body", [b'{"id": "m", "text": xyzzyq}', b'{"id": "m", "text": ["xyzzyq"]}', b"xyzzyq" * 9000]
)
async def test_a_refused_message_is_not_logged(
    chat: Chat, body: bytes, everything_logged: pytest.LogCaptureFixture
) -> None:
    assert (await chat.client.post(f"{chat.path}/messages", data=body)).status in (400, 413)
    assert SECRET not in everything_logged.text


@pytest.mark.parametrize("body", [b'{"id": "m", "text": xyzzyq}', b'{"id": "m", "text": 7, "x": "xyzzyq"}'])
async def test_a_refusal_does_not_repeat_what_was_sent(chat: Chat, body: bytes) -> None:
    response = await chat.client.post(f"{chat.path}/messages", data=body)
    assert SECRET not in await response.text()


async def test_conversation_ids_are_not_logged(
    chat: Chat, everything_logged: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    await chat.say("what causes sciatica")
    await chat.client.get(chat.path)
    await chat.client.delete(chat.path)
    printed = capfd.readouterr()
    assert chat.id not in everything_logged.text + printed.out + printed.err
