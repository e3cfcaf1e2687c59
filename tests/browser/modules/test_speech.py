"""Words: what is read out, counted and written down, in each language."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.modules.conftest import Run

LANGUAGES = ["en", "fr"]
MAKE = """
const [{ spokenTurn, noticeText, isUrgent, failureText }, { fill, counted }, { transcript }, numbers] =
  await Promise.all(["speech", "words", "transcript", "numbers"].map((name) => import(`/widget/${name}.js`)));
const tables = Object.fromEntries(await Promise.all(["en", "fr"].map(async (name) =>
  [name, (await import(`/widget/strings/${name}.js`)).default])));
const { en, fr } = tables;
"""


async def said(run: Run, expression: str, arg: Any = None) -> Any:
    return await run(f"async (arg) => {{ {MAKE} return {expression}; }}", arg)


@pytest.mark.parametrize(
    ("messages", "heard"),
    [
        ([{"text": "Hello."}], "Assistant: Hello."),
        ([{"text": "One."}, {"text": "Two."}], "Assistant: One. Two."),
        ([{"text": "**Bold** and [us](https://a.example/)"}], "Assistant: Bold and us"),
        ([{"text": "For:\n\n- heat\n- ice\n\nBoth."}], "Assistant: For: heat ice Both."),
        ([{"text": "Go.", "metadata": {"urgency": "911"}}], "Assistant: Urgent. Go."),
        ([{"text": "Go.", "metadata": {"urgency": "today"}}], "Assistant: See someone today. Go."),
        ([{"text": "Go.", "metadata": {"urgency": "none"}}], "Assistant: Go."),
        (
            [{"text": "Go.", "metadata": {"links": [{"title": "Call 911"}, {"title": "Map"}]}}],
            "Assistant: Go. Call 911. Map.",
        ),
        ([{"text": "Go.", "buttons": [{}, {}]}], "Assistant: Go. 2 suggested replies follow."),
        (
            [{"text": "Go.", "buttons": [{}], "metadata": {"related": [{}, {}]}}],
            "Assistant: Go. 3 suggested replies follow.",
        ),
        ([{"text": "Go.", "metadata": {"related": [{}]}}], "Assistant: Go. 1 suggested reply follows."),
    ],
)
async def test_a_turn_is_read_out_with_its_weight_its_links_and_its_choices(
    run: Run, messages: Any, heard: str
) -> None:
    assert await said(run, "spokenTurn(arg, en)", messages) == heard


async def test_a_french_turn_is_read_out_in_french_words(run: Run) -> None:
    message = {
        "text": "Go.",
        "buttons": [{}],
        "metadata": {"urgency": "crisis", "links": [{"title": "9-8-8"}]},
    }
    heard = await said(run, "spokenTurn([arg], fr)", message)
    assert heard == "Assistant : Urgent. Go. 9-8-8. 1 réponse proposée suit."


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 0, "0 characters left"),
        ("en", 1, "1 character left"),
        ("en", 2, "2 characters left"),
        ("fr", 0, "0 caractère restant"),
        ("fr", 1, "1 caractère restant"),
        ("fr", 2, "2 caractères restants"),
        ("fr", 1_000_000, "1000000 caractères restants"),
    ],
)
async def test_counts_follow_the_rules_of_the_language(
    run: Run, language: str, count: int, text: str
) -> None:
    assert await said(run, f'counted(tables.{language}, "left", {count})') == text


async def test_blanks_are_filled_with_the_words_as_they_are(run: Run) -> None:
    values = {"text": "$& {phone} <b>", "n": 0}
    assert await said(run, 'fill("“{text}” {n} {missing}.", arg)', values) == "“$& {phone} <b>” 0 ."


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_string_of_a_language_is_text_without_markup_or_stray_blanks(
    run: Run, language: str
) -> None:
    table = await said(run, f"tables.{language}")
    assert len(table) > 65
    for key, text in table.items():
        if key == "dir":
            continue
        assert text == text.strip() != "", key
        assert not {"<", ">"} & set(text), key
        assert "  " not in text, key
        assert "{}" not in text, key


async def test_french_is_no_copy_of_english(run: Run) -> None:
    same = await said(run, "Object.keys(en).filter((key) => en[key] === fr[key])")
    assert sorted(same) == ["assistant", "call_811", "log", "urgent"]


async def test_french_signs_stand_apart_as_french_does_it(run: Run) -> None:
    table = await said(run, "fr")
    for key, text in table.items():
        for sign in ":;?!»":
            before = text[: text.find(sign)] if sign in text.replace("(tel:", "") else " "
            assert before.endswith((" ", "\u00a0", "\u202f")) or "(tel:" in text, (key, sign)


@pytest.mark.parametrize(
    ("clinic", "language", "text"),
    [
        ("null", "en", "en.notice"),
        ("null", "fr", "fr.notice"),
        ('{ notice: { text: "Mind." } }', "en", '"Mind."'),
        ('{ notice: { text: "Mind." } }', "fr", "fr.notice"),
        ('{ notice: { text: "Mind.", keeps_questions: true } }', "en", '"Mind."'),
        (
            '{ notice: { text: "Mind.", keeps_questions: true } }',
            "fr",
            "`${fr.notice}\\n\\n${fr.notice_kept}`",
        ),
    ],
)
async def test_the_notice_is_the_servers_in_english_and_the_tables_otherwise(
    run: Run, clinic: str, language: str, text: str
) -> None:
    assert await said(run, f"noticeText({clinic}, {language}) === {text}") is True


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("too_long", "Your message “Hi” is too long"),
        ("busy", "We have too many messages"),
        ("server", "Your message “Hi” was not sent."),
        ("constructor", "Your message “Hi” was not sent."),
    ],
)
async def test_a_failure_is_named_with_the_words_it_is_about(run: Run, kind: str, start: str) -> None:
    text = await said(run, 'failureText({ kind: arg }, { text: "Hi" }, en)', kind)
    assert text.startswith(start)


async def test_of_a_long_message_its_beginning_names_the_failure(run: Run) -> None:
    text = await said(
        run, 'failureText({ kind: "server" }, { text: `${"a".repeat(59)} ${"b".repeat(400)}` }, en)'
    )
    assert text == f"Your message “{'a' * 59}…” was not sent."


@pytest.mark.parametrize(
    ("urgencies", "urgent"),
    [
        ([], False),
        ([None], False),
        (["none"], False),
        (["today"], False),
        (["none", "911"], True),
        (["x"], True),
    ],
)
async def test_one_urgent_message_makes_the_turn_urgent(run: Run, urgencies: Any, urgent: bool) -> None:
    messages = [{"metadata": {"urgency": urgency}} for urgency in urgencies]
    assert await said(run, "isUrgent(arg)", messages) is urgent
    assert await said(run, "isUrgent([{}])") is False


async def test_without_a_server_the_numbers_of_the_table_are_there(run: Run) -> None:
    for language, first in (("en", "Call 911"), ("fr", "Appeler le 911")):
        found = await said(run, f"numbers.emergencyNumbers(null, {language})")
        assert [each["url"] for each in found] == ["tel:911", "tel:811", "tel:988"]
        assert found[0] == {"kind": "emergency", "title": first, "url": "tel:911"}


async def test_the_numbers_of_the_server_come_before_those_of_the_table(run: Run) -> None:
    clinic = {"emergency": [{"title": "Dial 112", "url": "tel:112"}]}
    found = await said(run, "numbers.emergencyNumbers(arg, en)", clinic)
    assert found == [{"kind": "emergency", "title": "Dial 112", "url": "tel:112"}]


@pytest.mark.parametrize(
    ("clinic", "fallback", "number"),
    [
        (None, "", None),
        (None, "780-1", {"phone": "780-1", "url": "tel:7801"}),
        ({"phone": "780-2"}, "780-1", {"phone": "780-2", "url": "tel:7802"}),
        ({"phone": "780-2", "phone_url": "tel:+12"}, "780-1", {"phone": "780-2", "url": "tel:+12"}),
        ({"phone": ""}, "780-1", {"phone": "780-1", "url": "tel:7801"}),
    ],
)
async def test_the_number_of_the_clinic_is_the_servers_or_the_pages(
    run: Run, clinic: Any, fallback: str, number: Any
) -> None:
    facts = {"clinic": clinic} if clinic is not None else None
    assert await said(run, "numbers.clinicPhone(...arg)", [facts, fallback]) == number


async def test_a_transcript_tells_what_was_not_sent_and_where_links_lead(run: Run) -> None:
    messages = [
        {"from": "visitor", "at": 0, "text": "**as** [typed](x)"},
        {
            "from": "assistant",
            "at": 60,
            "text": "**Bold**\n\n- one\n- two",
            "metadata": {"links": [{"title": "Book", "url": "https://a.example/"}, {"title": "Clear"}]},
        },
        {"from": "visitor", "at": 120, "text": "late", "delivery": "failed"},
    ]
    text = await said(run, 'transcript(arg, en, "Hill").replace(/\\[.*?M\\]/g, "[time]")', messages)
    assert text == (
        "Hill – chat with the automated assistant\n\n"
        "[time] You:\n**as** [typed](x)\n\n"
        "[time] Assistant:\nBold\n- one\n- two\nBook: https://a.example/\n\n"
        "[time] You (Not sent):\nlate\n"
    )


async def test_a_french_transcript_names_time_and_speakers_in_french(run: Run) -> None:
    messages = [{"from": "visitor", "at": 1_800_000_000, "text": "Bonjour"}]
    text = await said(run, 'transcript(arg, fr, "Colline")', messages)
    assert text.startswith("Colline – clavardage avec l’assistant automatisé\n\n[")
    assert "janv. 2027" in text
    assert "] Vous:\nBonjour\n" in text
