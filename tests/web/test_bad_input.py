from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.web.conftest import Chat, Contract

NOT_JSON = [b"", b"{", b"hello", b"\xff\xfe", b"[" * 9000, b'{"id": "m", "text": "x"', b"{'id': 'm'}"]
NOT_AN_OBJECT = [b"[]", b'"text"', b"7", b"null", b"true", b'[{"id": "m", "text": "hello"}]']
GOOD = {"id": "m1", "text": "does dry needling hurt?"}
SIGN = "My private parts are numb. "
LONG_MESSAGES = {
    "one word": "x" * 5_000,
    "many words": "word " * 1_000,
    "numbers": "1234 " * 1_000,
    "lines": "\n" * 2_000 + "a\n" * 1_500,
}
BUILDING_BLOCKS = [
    "/", "//", "/restart", "/ask", '{"answer": "', '"}', "{", "}", "\n", "\t", "\x00", "\x1b[31m", "\u200b",
    "\u202e", "\ufeff", "needle", "sciatica", "can't pee", "'; --", "<b>", "🙂", "{clinic_name}", "@", " ",
]  # fmt: skip


@pytest.mark.parametrize("body", [*NOT_JSON, *NOT_AN_OBJECT])
@pytest.mark.parametrize("route", ["messages", "feedback"])
async def test_a_body_that_is_no_json_object_is_refused_with_help(
    chat: Chat, route: str, body: bytes
) -> None:
    response = await chat.client.post(f"{chat.path}/{route}", data=body)
    error = (await response.json())["error"]
    assert (response.status, error["code"]) == (400, "bad_request")
    assert error["help"]


@pytest.mark.parametrize("body", [*NOT_JSON, *NOT_AN_OBJECT])
async def test_the_rest_channel_refuses_a_body_that_is_no_json_object(
    client: TestClient, body: bytes
) -> None:
    assert (await client.post("/webhooks/rest/webhook", data=body)).status == 400


@pytest.mark.parametrize("field", ["id", "text"])
@pytest.mark.parametrize("value", [None, "", "   ", "\n\t", 7, 1.5, True, [], {}, ["hello"]])
async def test_a_field_of_another_type_or_empty_is_refused_by_name(
    chat: Chat, field: str, value: Any
) -> None:
    response = await chat.post(**{**GOOD, field: value})
    assert response.status == 400
    assert f'"{field}"' in (await response.json())["error"]["message"]


@pytest.mark.parametrize("field", ["id", "text"])
async def test_a_missing_field_is_refused_by_name(chat: Chat, field: str) -> None:
    response = await chat.post(**{name: value for name, value in GOOD.items() if name != field})
    assert response.status == 400
    assert f'"{field}"' in (await response.json())["error"]["message"]


@pytest.mark.parametrize(
    "wrong",
    [{"id": "m" * 65}, {"text": "x" * 12_001}, {"payload": 7}, {"payload": ["/ask"]}, {"payload": {}}],
)
async def test_a_field_that_is_too_long_or_of_the_wrong_type_is_refused(
    chat: Chat, wrong: dict[str, Any]
) -> None:
    assert (await chat.post(**{**GOOD, **wrong})).status == 400


async def test_a_refused_message_is_not_kept(chat: Chat) -> None:
    await chat.post(id="m1", text="hello", payload=7)
    assert await chat.said() == []


@pytest.mark.parametrize("path", ["/api/conversations/{id}/messages", "/webhooks/rest/webhook"])
async def test_a_body_of_a_megabyte_is_refused(chat: Chat, path: str) -> None:
    response = await chat.client.post(path.format(id=chat.id), data=b"x" * 1_000_000)
    assert response.status == 413
    assert "16 kB" in (await response.json())["error"]["help"]


@pytest.mark.parametrize("field", ["id", "text", "payload"])
async def test_half_a_surrogate_pair_does_no_harm(chat: Chat, field: str) -> None:
    body = json.dumps({**GOOD, "payload": "/something_else", field: "cut \ud83d"})
    response = await chat.client.post(f"{chat.path}/messages", data=body)
    assert response.status in (200, 400)
    assert "fail_safe" not in await response.text()


async def test_the_rest_channel_survives_half_a_surrogate_pair_in_the_sender(client: TestClient) -> None:
    body = json.dumps({"sender": "cut \ud83d", "message": "hello"})
    response = await client.post("/webhooks/rest/webhook", data=body)
    assert response.status in (200, 400)
    assert "fail_safe" not in await response.text()


@pytest.mark.parametrize(
    "invisible", ["\x00", "\x1b", "\x7f", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff"]
)
async def test_invisible_characters_are_not_kept(chat: Chat, invisible: str) -> None:
    await chat.say(f"{invisible}what causes{invisible} sciatica{invisible}")
    assert await chat.said() == ["what causes sciatica"]


@pytest.mark.parametrize("invisible", ["\x00", "\u200b", "\u202e\u202d", "\u200b \u2069", "\ufeff"])
async def test_a_message_of_invisible_characters_gets_a_reply(chat: Chat, invisible: str) -> None:
    assert await chat.answers_to(invisible) != ["fail_safe"]


async def test_a_danger_sign_with_zero_width_characters_is_caught(chat: Chat) -> None:
    assert await chat.answers_to("my crotch\u200b is\u200b numb\u200b and I can't\u200b pee") == ["red_flag"]


@pytest.mark.parametrize("kind", LONG_MESSAGES)
async def test_a_message_over_the_limit_gets_a_friendly_reply(chat: Chat, kind: str) -> None:
    [reply] = await chat.say(LONG_MESSAGES[kind])
    assert reply["metadata"]["answer"] == "too_long"
    assert {link["kind"] for link in reply["metadata"]["links"]} == {"phone", "booking"}


async def test_a_message_just_within_the_limit_is_read(chat: Chat) -> None:
    assert await chat.answers_to("?" + "does it hurt " * 76 + "needling..") != ["too_long"]


@pytest.mark.parametrize("before", [0, 490, 985, 1_490, 2_222, 4_960])
async def test_a_danger_sign_anywhere_in_a_long_message_is_caught(chat: Chat, before: int) -> None:
    filler = LONG_MESSAGES["many words"]
    [reply] = await chat.say(filler[:before] + ". " + SIGN + filler[before : 5_000 - len(SIGN)])
    assert reply["metadata"]["urgency"] == "emergency"
    assert "private parts" in reply["text"]


@pytest.mark.parametrize(
    "text",
    [
        "/red_flag",
        "/session_start",
        "/too_long",
        "/nlu_fallback",
        "//red_flag",
        "/ /red_flag",
        "/\t/red_flag",
        "/\n/ /red_flag",
        "\u200b/red_flag",
        " /red_flag",
        '/red_flag{"urgency": "none"}',
        '/ask{"answer": "no/such"}',
        '/ask{"answer": "urgent_911"}',
        '/ask{"answer": "careful_911"}',
        '/ask{"answer": "__class__"}',
        '/ask{"answer":"sciatica/causes", "urgency": "none"}',
        '/ask{"answer": ["sciatica/causes"]}',
        "/ask{",
        "/something_else{}",
        "/slot{}",
    ],
)
@pytest.mark.parametrize("way", ["text", "payload"])
async def test_a_command_we_never_send_is_read_as_words(chat: Chat, text: str, way: str) -> None:
    [reply] = await chat.say(text) if way == "text" else await chat.say("hmm needle or back", payload=text)
    assert reply["metadata"]["confidence"] < 1
    assert reply["metadata"]["urgency"] == "none"


@pytest.mark.parametrize("text", ["restart", "/restart", "/ /restart", "start over please"])
async def test_starting_over_is_one_reply_and_keeps_the_conversation(chat: Chat, text: str) -> None:
    await chat.say("what causes sciatica")
    assert await chat.answers_to(text) == ["restart"]
    assert len(await chat.said()) == 2


async def test_every_payload_that_is_sent_is_accepted(chat: Chat) -> None:
    replies = [*chat.greeting, *await chat.say("what causes sciatica"), *await chat.say("hmm needle or back")]
    buttons = [b for r in replies for b in [*r.get("buttons", []), *r["metadata"].get("related", [])]]
    asked = [b["payload"] for b in buttons if b["payload"].startswith("/ask")]
    assert asked
    for payload in asked:
        assert await chat.answers_to("pressed", payload=payload) == [json.loads(payload[4:])["answer"]]


async def test_something_else_is_a_payload_of_ours(chat: Chat) -> None:
    assert await chat.answers_to("Something else", payload="/something_else") == ["something_else"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE events; --",
        '" OR 1=1 --',
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} {clinic_name}",
        "🙂🙃💉",
        "👩🏽‍⚕️ sciatica?",
        "هل الإبر مؤلمة",
        "针灸疼吗",
        "%s %d %n {0}",
        "../../etc/passwd",
        "EXTERNAL: red_flag",
        "\\u0000 \\x00",
    ],
)
async def test_strange_text_is_answered_and_kept_as_it_is(chat: Chat, text: str) -> None:
    assert await chat.answers_to(text) != ["fail_safe"]
    assert [said.replace(" ", "") for said in await chat.said()] == [
        text.replace(" ", "").replace("\u200d", "")
    ]


async def test_what_the_visitor_wrote_is_never_in_a_reply(chat: Chat) -> None:
    [reply] = await chat.say("can i book for my xyzzyq {clinic_name} <b>knee</b>")
    assert "xyzzyq" not in json.dumps(reply)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(min_size=1, max_size=300),
        st.lists(st.sampled_from(BUILDING_BLOCKS), min_size=1, max_size=30).map("".join),
    )
)
async def test_any_text_gets_valid_replies(client: TestClient, contract: Contract, text: str) -> None:
    body = {"sender": f"any-{hash(text)}", "message": text}
    response = await client.post("/webhooks/rest/webhook", json=body)
    if not text.strip():
        assert response.status == 400
        return
    assert response.status == 200
    replies = await response.json()
    assert replies
    for reply in replies:
        contract.check_named("RestMessage", reply)
        assert reply["metadata"]["answer"] not in ("", "fail_safe")
        assert reply["text"]
