"""Whole conversations: what was said before counts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info

from bot.engine import Engine
from bot.messages import BotMessage, asked_answer
from bot.model_file import ModelUnusable

MODEL = Path("models") / "clinic.tar.gz"


async def conversation(engine: Engine, name: str, *texts: str) -> list[list[BotMessage]]:
    return [await engine.reply(name, text) for text in texts]


def answers(replies: list[BotMessage]) -> list[str]:
    return [str(reply.metadata["answer"]) for reply in replies]


async def test_while_messages_are_answered_openblas_keeps_to_one_thread(engine: Engine) -> None:
    await engine.reply("threads", "does dry needling hurt")
    assert {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"} == {1}


async def test_restart_starts_over_with_a_reply(engine: Engine) -> None:
    replies = await engine.reply("restart-1", "start over please")
    assert answers(replies) == ["restart"]


async def test_the_most_urgent_sign_of_a_very_long_message_counts(engine: Engine) -> None:
    story = "I have been sitting at my desk all winter and my back is stiff. " * 14
    last = "I have bad chest pain and cannot breathe."
    text = f"it burns when I pee and my back hurts since monday. {story}{last}"
    (reply, *_) = await engine.reply("two-signs", text)
    assert reply.metadata["urgency"] == "911"


async def test_several_questions_are_answered_in_order_once_each(engine: Engine) -> None:
    replies = await engine.reply(
        "several-1", "does dry needling hurt and where do i park? does needling hurt?"
    )
    assert answers(replies) == ["needling/does_it_hurt", "clinic/parking"]


async def test_what_else_was_meant_is_offered_under_the_last_of_several_answers(engine: Engine) -> None:
    *before, last = await engine.reply(
        "several-3", "how about the kids one and do you do the thing with cups"
    )
    assert before
    assert not any(reply.buttons for reply in before)
    assert last.buttons
    assert not {asked_answer(button["payload"]) for button in last.buttons} & set(answers([*before, last]))


async def test_a_closing_line_of_several_answers_is_said_once(engine: Engine) -> None:
    replies = await engine.reply("several-2", "what causes sciatica and how long does sciatica last")
    assert answers(replies) == ["sciatica/causes", "sciatica/how_long"]
    line = engine.text_of("safety_line").strip()
    assert sum(line in reply.text for reply in replies) == 1


async def test_a_follow_up_is_understood_by_its_topic(engine: Engine) -> None:
    _, needling = await conversation(engine, "topic-1", "what is dry needling", "how much does it cost?")
    _, sciatica = await conversation(engine, "topic-2", "what is sciatica", "and how long does it last?")
    assert answers(needling) == ["needling/cost"]
    assert answers(sciatica) == ["sciatica/how_long"]


async def test_without_a_topic_the_assistant_asks_what_is_meant(engine: Engine) -> None:
    (reply,) = await engine.reply("topic-3", "how long does it take?")
    assert answers([reply]) == ["nlu_fallback"]
    assert 3 <= len(reply.buttons) <= 4
    assert reply.buttons[-1]["title"] == "Something else"


async def test_an_answer_is_not_given_twice_in_a_row(engine: Engine) -> None:
    first, second = await conversation(
        engine, "again-1", "does dry needling hurt?", "but is dry needling painful?"
    )
    assert answers(first) == answers(second) == ["needling/does_it_hurt"]
    assert first[0].text != second[0].text
    assert second[0].buttons
    assert "phone" in [link["kind"] for link in second[0].metadata["links"]]


async def test_twice_not_understood_ends_with_a_person(engine: Engine) -> None:
    _, second = await conversation(engine, "lost-1", "how long does it take?", "why though")
    assert "I'll stop guessing" in second[0].text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Bonjour, je voudrais prendre rendez-vous pour demain", "anglais"),
        ("me duele la pierna desde hace una semana", "inglés"),
        ("masakit po ang binti ko kapag nakaupo", "Ingles"),
        ("ich möchte einen termin am dienstag", "Englisch"),
        ("скільки коштує перший візит", "англійську"),
        ("ਕੀ ਤੁਸੀਂ ਅੱਜ ਖੁੱਲ੍ਹੇ ਹੋ", "ਅੰਗਰੇਜ਼ੀ"),
        ("我的腿很痛", "English"),
    ],
)
async def test_who_writes_in_another_language_is_answered_in_it(engine: Engine, text: str, word: str) -> None:
    (reply,) = await engine.reply(f"language-{word}", text)
    assert word in reply.text
    assert "911" in reply.text
    assert "811" in reply.text
    assert {"phone", "booking"} <= {link["kind"] for link in reply.metadata["links"]}


async def test_a_danger_sign_beside_questions_comes_alone(engine: Engine) -> None:
    text = "what are your hours and can i book tomorrow? since this morning i am numb between my legs"
    replies = await engine.reply("danger-1", text)
    assert [reply.metadata["urgency"] for reply in replies] == ["emergency"]


async def test_a_message_keeps_the_model_it_began_with_and_the_conversation_goes_on(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine.model
    other = tmp_path / "other.tar.gz"
    shutil.copy(MODEL, other)
    understand = engine.understand

    async def swapping(text: str, context: dict[str, Any] | None = None) -> dict[str, Any]:
        monkeypatch.undo()
        await engine.load(other)
        return await understand(text, context)

    monkeypatch.setattr(engine, "understand", swapping)
    (first,) = await engine.reply("kept-1", "does dry needling hurt")
    (second, *_) = await engine.reply("kept-1", "how much does it cost?")
    await engine.load(MODEL)
    assert first.metadata["model"] == before == "clinic"
    assert (second.metadata["model"], second.metadata["answer"]) == ("other", "needling/cost")


async def test_a_model_that_cannot_be_loaded_leaves_the_old_one(engine: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(MODEL.read_bytes()[:-1000])
    with pytest.raises(ModelUnusable, match="damaged or not complete"):
        await engine.load(broken)
    (reply,) = await engine.reply("kept-2", "does dry needling hurt")
    assert reply.metadata["model"] == "clinic"


async def test_a_replaced_text_is_said_from_the_next_reply_on(engine: Engine) -> None:
    responses = engine.agent.domain.responses
    (parking,) = responses["utter_clinic/parking"]
    engine.say({**responses, "utter_clinic/parking": [{**parking, "text": "Behind the red barn."}]})
    try:
        (reply,) = await engine.reply("replaced-1", "where can i park")
        assert reply.text == "Behind the red barn."
        assert engine.text_of("clinic/parking") == "Behind the red barn."
    finally:
        engine.say(responses)
    (reply,) = await engine.reply("replaced-2", "where can i park")
    assert "red barn" not in reply.text


async def test_new_texts_can_be_asked_for_by_their_buttons(engine: Engine) -> None:
    responses = engine.agent.domain.responses
    payload = '/ask{"answer": "needling/brand_new"}'
    assert not engine.sends(payload)
    engine.say({**responses, "utter_needling/brand_new": responses["utter_needling/does_it_hurt"]})
    try:
        assert engine.sends(payload)
        (reply,) = await engine.reply("replaced-3", "Brand new", payload=payload)
        assert reply.metadata["answer"] == "needling/brand_new"
    finally:
        engine.say(responses)
