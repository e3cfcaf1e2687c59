"""The shapes: what a visitor must see is there or the reply is refused; malformed extras are left out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.modules.conftest import NOW, Run

READ = """async ([name, raw]) => {
  const shapes = await import("/widget/shapes.js");
  try { return shapes[name](raw); } catch (error) { return `${error.name}: ${error.message}`; }
}"""
ANSWER = {"id": "m", "text": "Hello"}
CLINIC = {"clinic": {"name": "Hill"}, "notice": {"version": 3, "text": "Mind."}}


async def read(run: Run, name: str, raw: Any) -> Any:
    return await run(READ, [name, raw])


async def test_an_answer_without_extras_is_complete(run: Run) -> None:
    read_answer = await read(run, "readAnswer", ANSWER)
    assert abs(read_answer.pop("at") - NOW) < 10_000_000
    assert read_answer == {
        "id": "m",
        "from": "assistant",
        "text": "Hello",
        "lang": "en",
        "buttons": [],
        "metadata": {"answer": None, "urgency": "none", "links": [], "related": []},
    }


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "text",
        [],
        {},
        {"id": "m"},
        {"id": "", "text": "Hello"},
        {"id": 7, "text": "Hello"},
        {"id": "m", "text": ""},
        {"id": "m", "text": " \n\t"},
        {"id": "m", "text": 7},
        {"id": "m", "text": ["Hello"]},
        {"id": "m", "text": {"trim": "x"}},
    ],
)
async def test_an_answer_without_words_or_id_is_refused(run: Run, raw: Any) -> None:
    assert str(await read(run, "readAnswer", raw)).startswith("TypeError: ")


@pytest.mark.parametrize("at", [None, 0, -5, "yesterday", [], 1e300])
async def test_an_answer_without_a_possible_time_came_now(run: Run, at: Any) -> None:
    assert (await read(run, "readAnswer", {**ANSWER, "at": at}))["at"] >= NOW


async def test_who_speaks_is_not_for_the_server_to_say(run: Run) -> None:
    assert (await read(run, "readAnswer", {**ANSWER, "from": "visitor"}))["from"] == "assistant"


@pytest.mark.parametrize(
    ("metadata", "urgency", "lang"),
    [
        ({"urgency": "911", "lang": "fr"}, "911", "fr"),
        ({"urgency": 911, "lang": 5}, "none", "en"),
        ({"urgency": None, "lang": ""}, "none", "en"),
        ({"urgency": "strange"}, "strange", "en"),
        (None, "none", "en"),
    ],
)
async def test_urgency_and_language_are_words_or_the_usual_ones(
    run: Run, metadata: Any, urgency: str, lang: str
) -> None:
    answer = await read(run, "readAnswer", {**ANSWER, "metadata": metadata})
    assert (answer["metadata"]["urgency"], answer["lang"]) == (urgency, lang)


async def test_only_buttons_that_can_be_read_and_pressed_are_kept(run: Run) -> None:
    good = {"title": "Yes", "payload": "/yes"}
    bad: list[Any] = [None, 3, "Yes", {"title": "Yes"}, {"payload": "/yes"}, {"title": "", "payload": "/y"}]
    for place in ("buttons", "related"):
        raw = {**ANSWER, "buttons": [*bad, good], "metadata": {"related": [*bad, good]}}
        answer = await read(run, "readAnswer", raw)
        assert {"buttons": answer["buttons"], "related": answer["metadata"]["related"]}[place] == [good]


@pytest.mark.parametrize("buttons", [None, {}, "text", 7, {"length": 1}])
async def test_buttons_that_are_no_list_are_none(run: Run, buttons: Any) -> None:
    assert (await read(run, "readAnswer", {**ANSWER, "buttons": buttons}))["buttons"] == []


async def test_a_link_may_lack_an_address_but_neither_kind_nor_title(run: Run) -> None:
    good = [{"kind": "clear_chat", "title": "Clear", "url": None}, {"kind": "a", "title": "A", "url": "/a"}]
    bad = [{"kind": "a", "title": "A", "url": 7}, {"kind": "a", "url": "/a"}, {"title": "A", "url": "/a"}, 0]
    answer = await read(run, "readAnswer", {**ANSWER, "metadata": {"links": [*bad, *good]}})
    assert answer["metadata"]["links"] == good


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"messages": [ANSWER]},
        {"id": "c"},
        {"id": "c", "messages": []},
        {"id": "c", "messages": {"0": ANSWER}},
        {"id": "c", "messages": [ANSWER, None]},
        {"id": 5, "messages": [ANSWER]},
    ],
)
async def test_a_reply_in_which_anything_to_be_seen_is_missing_is_refused_whole(run: Run, raw: Any) -> None:
    assert str(await read(run, "readReply", raw)).startswith("TypeError: ")


async def test_a_reply_keeps_the_order_of_its_messages(run: Run) -> None:
    raw = {"id": "c", "messages": [{"id": name, "text": name} for name in "cab"]}
    assert [each["id"] for each in (await read(run, "readReply", raw))["messages"]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    "raw",
    [None, {}, {"clinic": {"name": "Hill"}}, {"notice": {"text": "x"}}, {**CLINIC, "clinic": {"name": ""}}],
)
async def test_facts_without_a_name_or_a_notice_are_refused(run: Run, raw: Any) -> None:
    assert await read(run, "readClinic", raw) == "TypeError: shape"


async def test_facts_without_extras_have_the_usual_limits(run: Run) -> None:
    assert await read(run, "readClinic", CLINIC) == {
        "clinic": {"name": "Hill"},
        "emergency": [],
        "limits": {"message_characters": 500},
        "notice": {"version": "3", "text": "Mind.", "keeps_questions": False},
        "session_hours": 24,
    }


@pytest.mark.parametrize(
    ("hours", "kept"), [(0, 0), (2, 2), (-1, 24), (None, 0), ("soon", 24), ([], 0), ({}, 24)]
)
async def test_hours_that_make_no_sense_are_never_more_than_the_usual(
    run: Run, hours: Any, kept: Any
) -> None:
    found = (await read(run, "readClinic", {**CLINIC, "session_hours": hours}))["session_hours"]
    assert found == kept


@pytest.mark.parametrize(("limit", "kept"), [(20, 20), (0, 500), (-1, 500), ("x", 500), (None, 500)])
async def test_a_limit_that_makes_no_sense_is_the_usual_one(run: Run, limit: Any, kept: int) -> None:
    found = await read(run, "readClinic", {**CLINIC, "limits": {"message_characters": limit}})
    assert found["limits"]["message_characters"] == kept


@pytest.mark.parametrize("keeps", ["yes", 1, None, "true"])
async def test_that_questions_are_kept_is_said_only_where_it_is_certain(run: Run, keeps: Any) -> None:
    raw = {**CLINIC, "notice": {**CLINIC["notice"], "keeps_questions": keeps}}
    assert (await read(run, "readClinic", raw))["notice"]["keeps_questions"] is False


async def test_emergency_numbers_that_cannot_be_called_are_left_out(run: Run) -> None:
    good = {"title": "Call 911", "url": "tel:911"}
    raw = {**CLINIC, "emergency": [{"title": "Call"}, {"url": "tel:1"}, None, good]}
    assert (await read(run, "readClinic", raw))["emergency"] == [good]
