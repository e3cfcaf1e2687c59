"""A danger sign gets its fixed text, the sign in plain words and the numbers; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.urgent_help import LANGUAGES, ActionUrgentHelp
from bot.engine import Engine
from bot.nlu import foreign

Utter = Callable[..., list[dict[str, Any]]]

URGENCIES = ["911", "emergency", "today", "crisis"]
NUMBERS = {
    "911": ["tel:911"],
    "emergency": ["tel:911", "tel:811"],
    "today": ["tel:811", "tel:911"],
    "crisis": ["tel:988", "sms:988", "tel:911"],
}
SAID = {
    "911": "chest pain right now and I can't breathe",
    "emergency": "I am numb between my legs since this morning",
    "today": "it burns when I pee and my back hurts since monday",
    "crisis": "I want to kill myself",
}
FIXED = {
    "911": (
        "This could be an emergency. **Call 911 now.** Do not drive yourself. "
        "I'm an automated assistant and no one here is watching this chat."
    ),
    "emergency": (
        "What you describe can be a sign of a serious nerve or spine problem that needs care right away. "
        "**Go to the nearest emergency department now. Do not wait for the clinic.** If you can't get there "
        "safely, call 911. Tell them: back or leg pain with "
    ),
    "today": (
        "Please talk to a nurse or doctor **today**. Call **Health Link 811**. It is free, day or night, in "
        "Alberta. Call 911 or go to emergency if you get: numbness between the legs. Trouble with pee or "
        "poop. New weakness. Fever. Chest pain. Trouble breathing."
    ),
    "crisis": (
        "I'm really sorry you're hurting this much. You don't have to face this alone. **Call or text "
        "9-8-8** any time, free, in Canada. If you are in danger now or have hurt yourself, **call 911** "
        "or go to emergency."
    ),
}


def danger(urgency: str, words: str = "numbness between the legs") -> dict[str, Any]:
    return {"id": "R1", "urgency": urgency, "words": words, "confidence": 1.0, "because": ["rule: x"]}


@pytest.mark.parametrize("urgency", URGENCIES)
def test_each_urgency_has_its_own_fixed_text(urgency: str, utter: Utter) -> None:
    (message,) = utter(ActionUrgentHelp(), intent="red_flag", danger=danger(urgency))
    assert message["response"] == f"utter_urgent_{urgency}"


@pytest.mark.parametrize("urgency", URGENCIES)
def test_only_emergency_numbers_are_linked(urgency: str, utter: Utter, reachable_clinic: Path) -> None:
    (message,) = utter(ActionUrgentHelp(), intent="red_flag", danger=danger(urgency))
    assert [link["url"] for link in message["links"]] == NUMBERS[urgency]


def test_the_sign_is_named_in_plain_words(utter: Utter) -> None:
    (message,) = utter(ActionUrgentHelp(), intent="red_flag", danger=danger("emergency", "a weak foot"))
    assert message["sign"] == "a weak foot"


def test_a_danger_without_details_is_an_emergency(utter: Utter) -> None:
    (message,) = utter(ActionUrgentHelp(), intent="red_flag")
    assert (message["urgency"], message["sign"]) == ("emergency", "a new and worrying sign")


@pytest.mark.parametrize("urgency", URGENCIES)
def test_the_conversation_remembers_the_urgency(urgency: str) -> None:
    message = {"intent": {"name": "red_flag"}, "danger": danger(urgency)}
    tracker = Tracker("someone", {}, message, [], False, None, {}, None)
    (event,) = ActionUrgentHelp().run(CollectingDispatcher(), tracker, {})
    assert (event["name"], event["value"]) == ("urgency", urgency)


@pytest.mark.parametrize("urgency", URGENCIES)
async def test_the_visitor_reads_the_approved_text_word_for_word(engine: Engine, urgency: str) -> None:
    (reply,) = await engine.reply(f"fixed-{urgency}", SAID[urgency])
    assert reply.text.startswith(FIXED[urgency])


async def test_the_emergency_text_ends_with_the_sign(engine: Engine) -> None:
    (reply,) = await engine.reply("sign", SAID["emergency"])
    understood = await engine.understand(SAID["emergency"])
    assert reply.text.endswith(f"with {understood['danger']['words']}.")


@pytest.mark.parametrize("urgency", URGENCIES)
async def test_the_reply_says_how_urgent_it_is(engine: Engine, urgency: str) -> None:
    (reply,) = await engine.reply(f"urgency-{urgency}", SAID[urgency])
    assert (reply.metadata["urgency"], reply.metadata["answer"]) == (urgency, "red_flag")


@pytest.mark.parametrize("urgency", URGENCIES)
async def test_the_visitor_gets_numbers_and_no_way_to_book(engine: Engine, urgency: str) -> None:
    (reply,) = await engine.reply(f"numbers-{urgency}", SAID[urgency])
    assert [link["url"] for link in reply.metadata["links"]] == NUMBERS[urgency]


@pytest.mark.parametrize("urgency", URGENCIES)
async def test_the_visitor_is_led_nowhere_else(engine: Engine, urgency: str) -> None:
    (reply,) = await engine.reply(f"nowhere-{urgency}", SAID[urgency])
    assert (reply.buttons, reply.metadata.get("related", [])) == ([], [])


async def test_the_same_danger_named_again_gets_the_same_instruction(engine: Engine) -> None:
    first = await engine.reply("again", SAID["911"])
    second = await engine.reply("again", SAID["911"])
    assert [reply.text for reply in first] == [reply.text for reply in second]


IN_FRENCH = "Je suis engourdi entre les jambes depuis hier soir et j'ai mal au dos"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_who_writes_in_another_language_reads_the_numbers_in_it_before_the_fixed_text(
    language: str, utter: Utter
) -> None:
    own, fixed = utter(ActionUrgentHelp(), intent="red_flag", danger=danger("emergency"), language=language)
    assert (own["response"], fixed["response"]) == (f"utter_urgent_{language}", "utter_urgent_emergency")
    assert own["links"] == fixed["links"]


async def test_a_danger_in_french_is_as_urgent_as_in_english(engine: Engine) -> None:
    own, fixed = await engine.reply("french", IN_FRENCH)
    assert ("**911**" in own.text, fixed.text.startswith(FIXED["emergency"])) == (True, True)
    assert [reply.metadata["urgency"] for reply in (own, fixed)] == ["emergency"] * 2
    assert all(link["url"].startswith("tel:") for reply in (own, fixed) for link in reply.metadata["links"])


def test_the_languages_that_are_recognised_are_those_with_numbers_of_their_own() -> None:
    assert set(foreign.LANGUAGES) == LANGUAGES


def test_an_unknown_language_gets_the_fixed_text_alone(utter: Utter) -> None:
    (message,) = utter(ActionUrgentHelp(), intent="red_flag", danger=danger("911"), language="other")
    assert message["response"] == "utter_urgent_911"


def test_somebody_hurt_by_another_gets_help_to_be_safe(utter: Utter) -> None:
    hurt = {**danger("today", "being hurt or feeling unsafe"), "id": "R24"}
    (message,) = utter(ActionUrgentHelp(), intent="red_flag", danger=hurt)
    assert message["response"] == "utter_urgent_unsafe"
    assert [link["url"] for link in message["links"]] == ["tel:911", "tel:211", "tel:811"]
