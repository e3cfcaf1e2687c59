from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import Engine
from bot.store import ConversationStore
from bot.web.pages import SESSION_HOURS
from bot.web.server import ServerSettings, make_app

if TYPE_CHECKING:
    from tests.web.conftest import Chat

UNKNOWN = "/api/conversations/" + "0" * 32
FEEDBACK = {"message": "m", "value": "up"}
REQUESTS_TO_ONE = [
    ("GET", "", None),
    ("DELETE", "", None),
    ("POST", "/messages", {"id": "m1", "text": "hello"}),
    ("POST", "/feedback", FEEDBACK),
]


async def test_a_new_conversation_greets_and_offers_questions(chat: Chat) -> None:
    assert chat.greeting[0]["metadata"]["answer"] == "start"
    assert chat.greeting[0]["buttons"]


async def test_conversation_ids_are_128_random_bits(chat: Chat, other_chat: Chat) -> None:
    assert len(bytes.fromhex(chat.id)) == 16
    assert chat.id != other_chat.id


async def test_a_question_gets_its_answer(chat: Chat) -> None:
    assert await chat.answers_to("does dry needling hurt?") == ["needling/does_it_hurt"]


async def test_a_reply_names_the_message_it_answers(chat: Chat) -> None:
    response = await chat.post(id="mine-7", text="what causes sciatica")
    assert (await response.json())["id"] == "mine-7"


async def test_a_pressed_button_asks_its_question(chat: Chat) -> None:
    button = chat.greeting[0]["buttons"][1]
    assert await chat.answers_to(button["title"], payload=button["payload"]) == ["needling/does_it_hurt"]


async def test_the_title_of_a_pressed_button_is_kept_and_not_its_payload(chat: Chat) -> None:
    button = chat.greeting[0]["buttons"][1]
    await chat.say(button["title"], payload=button["payload"])
    assert await chat.said() == [button["title"]]


async def test_the_same_message_id_again_gets_the_same_replies(chat: Chat) -> None:
    first = await chat.say("does dry needling hurt?", id="once")
    assert await chat.say("does dry needling hurt?", id="once") == first


async def test_the_same_message_id_again_is_one_turn(chat: Chat) -> None:
    await chat.say("does dry needling hurt?", id="once")
    await chat.say("does dry needling hurt?", id="once")
    assert await chat.said() == ["does dry needling hurt?"]


async def test_the_same_message_id_twice_at_once_is_one_turn(chat: Chat) -> None:
    first, second = await asyncio.gather(*(chat.say("what causes sciatica", id="once") for _ in range(2)))
    assert first == second
    assert await chat.said() == ["what causes sciatica"]


async def test_an_earlier_message_id_gets_its_own_replies_after_later_messages(chat: Chat) -> None:
    first = await chat.say("does dry needling hurt?", id="first")
    await chat.say("what causes sciatica", id="second")
    assert await chat.say("does dry needling hurt?", id="first") == first


async def test_the_same_message_id_in_another_conversation_is_another_message(
    chat: Chat, other_chat: Chat
) -> None:
    await chat.say("does dry needling hurt?", id="m")
    assert await other_chat.answers_to("what causes sciatica", id="m") == ["sciatica/causes"]


async def test_messages_sent_at_once_are_answered_in_order(engine: Engine) -> None:
    asked = ["does dry needling hurt?", "what causes sciatica", "thanks", "hello"] * 2
    await asyncio.gather(*(engine.reply("at-once", text, f"m{i}") for i, text in enumerate(asked)))
    turns = await engine.history("at-once")
    assert [said.text for said, _ in turns if said] == asked
    answers = [reply.metadata["answer"] for _, replies in turns for reply in replies]
    assert answers == ["needling/does_it_hurt", "sciatica/causes", "thanks", "greet"] * 2


async def test_messages_sent_at_once_get_the_replies_to_their_own_text(chat: Chat) -> None:
    asked = {
        "does dry needling hurt?": ["needling/does_it_hurt"],
        "what causes sciatica": ["sciatica/causes"],
    }
    answers = await asyncio.gather(*(chat.answers_to(text) for text in asked))
    assert answers == list(asked.values())


async def test_the_history_is_what_was_sent_in_order(chat: Chat) -> None:
    sent = list(chat.greeting)
    for text in ("does dry needling hurt?", "<b>¿qué?</b> 🙂", "my leg hurts and I can't pee"):
        replies = await chat.say(text, id=text[:5])
        sent += [{"id": text[:5], "from": "visitor", "text": text}, *replies]
    kept = await chat.history()
    assert [{k: v for k, v in m.items() if m["from"] == "assistant" or k != "at"} for m in kept] == sent


async def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    model = Path("models") / "clinic.tar.gz"

    async def visit(chat_id: str | None) -> tuple[str, list[Any], list[Any]]:
        engine = Engine(ConversationStore(f"sqlite:///{tmp_path / 'kept.db'}"))
        await engine.load(model)
        async with TestClient(TestServer(make_app(engine, ServerSettings()))) as client:
            chat_id = chat_id or (await (await client.post("/api/conversations")).json())["id"]
            path = f"/api/conversations/{chat_id}"
            body = {"id": "m1", "text": "what causes sciatica"}
            replies = (await (await client.post(f"{path}/messages", json=body)).json())["messages"]
            kept = (await (await client.get(path)).json())["messages"]
        engine.close()
        return chat_id, replies, kept

    before = await visit(None)
    assert len(before[2]) == 3
    assert await visit(before[0]) == before


async def test_a_deleted_conversation_is_gone(chat: Chat) -> None:
    response = await chat.client.delete(chat.path)
    assert response.status == 204
    assert (await chat.client.get(chat.path)).status == 404


async def test_deleting_leaves_nothing_in_the_database(chat: Chat, engine: Engine) -> None:
    await chat.say("what causes sciatica")
    await chat.client.delete(chat.path)
    assert await engine.history(chat.id) == []


async def test_deleting_leaves_other_conversations_alone(chat: Chat, other_chat: Chat) -> None:
    await other_chat.say("hello")
    await chat.client.delete(chat.path)
    assert await other_chat.said() == ["hello"]


async def test_deleting_while_a_message_is_being_read_leaves_nothing(
    chat: Chat, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand, deleting = engine.understand, []

    async def understand_while_deleting(text: str, context: Any = None) -> dict[str, Any]:
        deleting.append(asyncio.create_task(chat.client.delete(chat.path)))
        await asyncio.wait(deleting, timeout=0.3)
        return await understand(text, context)

    monkeypatch.setattr(engine, "understand", understand_while_deleting)
    await chat.post(id="m1", text="what causes sciatica")
    await asyncio.gather(*deleting)
    assert (await chat.client.get(chat.path)).status == 404


@pytest.mark.parametrize(("method", "rest", "body"), REQUESTS_TO_ONE)
async def test_an_unknown_conversation_is_a_404_that_helps(
    client: TestClient, method: str, rest: str, body: Any
) -> None:
    response = await client.request(method, UNKNOWN + rest, json=body)
    error = (await response.json())["error"]
    assert (response.status, error["code"]) == (404, "conversation_not_found")
    assert "POST /api/conversations" in error["help"]


@pytest.mark.parametrize(("method", "rest", "body"), REQUESTS_TO_ONE)
async def test_a_deleted_conversation_is_unknown_to_every_route(
    chat: Chat, method: str, rest: str, body: Any
) -> None:
    await chat.client.delete(chat.path)
    assert (await chat.client.request(method, chat.path + rest, json=body)).status == 404


@pytest.mark.parametrize(("hours", "status"), [(SESSION_HOURS + 1, 404), (SESSION_HOURS - 1, 200)])
async def test_a_conversation_expires_after_its_hours(engine: Engine, hours: int, status: int) -> None:
    conversation = f"{hours:032x}"
    last_word = UserUttered("hello", timestamp=time.time() - hours * 3600)
    await engine.store.save(DialogueStateTracker.from_events(conversation, [last_word]))
    async with TestClient(TestServer(make_app(engine, ServerSettings()))) as client:
        assert (await client.get(f"/api/conversations/{conversation}")).status == status


@pytest.mark.parametrize("danger", ["my crotch is numb and I can't pee", "i want to kill myself"])
async def test_booking_after_a_danger_sign_repeats_the_instruction_first(chat: Chat, danger: str) -> None:
    await chat.say(danger)
    assert await chat.answers_to("can i book for tuesday") == ["red_flag", "book_appointment"]


async def test_a_danger_sign_is_remembered_in_its_own_conversation_only(chat: Chat, other_chat: Chat) -> None:
    await chat.say("my crotch is numb and I can't pee")
    assert await other_chat.answers_to("can i book for tuesday") == ["book_appointment"]


@pytest.mark.parametrize(("value", "reason"), [("up", None), ("down", None), ("down", "unclear")])
async def test_feedback_is_kept_with_answer_and_model(
    chat: Chat, engine: Engine, value: str, reason: str | None
) -> None:
    [reply] = await chat.say("what causes sciatica")
    body = {"message": reply["id"], "value": value, "reason": reason}
    response = await chat.client.post(f"{chat.path}/feedback", json=body)
    assert response.status == 204
    with engine.store.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM feedback ORDER BY id DESC").mappings().first()
    assert row is not None
    assert {name: row[name] for name in row if name not in ("id", "at")} == {
        "answer": "sciatica/causes",
        "model": "clinic",
        "value": value,
        "reason": reason,
    }


async def test_feedback_can_be_given_for_the_greeting(chat: Chat) -> None:
    body = {"message": chat.greeting[0]["id"], "value": "up"}
    assert (await chat.client.post(f"{chat.path}/feedback", json=body)).status == 204


async def test_feedback_outlives_the_deleted_conversation(chat: Chat, engine: Engine) -> None:
    count = "SELECT count(*) FROM feedback"
    await chat.client.post(f"{chat.path}/feedback", json={"message": chat.greeting[0]["id"], "value": "up"})
    with engine.store.engine.connect() as connection:
        before = connection.exec_driver_sql(count).scalar()
    await chat.client.delete(chat.path)
    with engine.store.engine.connect() as connection:
        assert connection.exec_driver_sql(count).scalar() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "sideways"},
        {"value": None},
        {"value": {}},
        {"reason": "i hate it"},
        {"reason": ["wrong"]},
        {"message": "x"},
    ],
)
async def test_wrong_feedback_is_refused_with_help(chat: Chat, wrong: dict[str, Any]) -> None:
    body = {"message": chat.greeting[0]["id"], "value": "up", **wrong}
    response = await chat.client.post(f"{chat.path}/feedback", json=body)
    assert response.status == 400
    assert (await response.json())["error"]["help"]


async def test_feedback_for_a_reply_of_another_conversation_is_refused(chat: Chat, other_chat: Chat) -> None:
    body = {"message": other_chat.greeting[0]["id"], "value": "up"}
    assert (await chat.client.post(f"{chat.path}/feedback", json=body)).status == 400
