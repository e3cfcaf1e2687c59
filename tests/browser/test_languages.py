"""Each language used as a visitor uses it, from the launcher to the cleared chat."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.test_source import table
from tests.browser.visitor import Visitor

LANGUAGES = ["en", "fr"]
FRENCH = "document.querySelector('clinic-chat').lang = 'fr'"


async def opens_in(visitor: Visitor, language: str) -> dict[str, str]:
    """Open the chat in a language; its strings are returned."""
    await visitor.arrives()
    await visitor.page.evaluate("lang => { document.querySelector('clinic-chat').lang = lang; }", language)
    await visitor.launcher.click()
    await expect(visitor.answers).to_have_count(1)
    return table(language)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_control_is_named_in_the_language(visitor: Visitor, language: str) -> None:
    words = await opens_in(visitor, language)
    for key in ("close", "send", "hours", "save", "clear"):
        await expect(visitor.panel.get_by_role("button", name=words[key], exact=True)).to_be_visible()
    await expect(visitor.panel.get_by_label(words["input"])).to_have_attribute(
        "placeholder", words["placeholder"]
    )
    await expect(visitor.log).to_have_accessible_name(words["log"])
    heading = words["title"].replace("{clinic}", "Sunrise Physical Therapy")
    await expect(visitor.panel.get_by_role("heading", level=2)).to_have_text(heading)
    await expect(visitor.panel.get_by_text(words["subtitle"], exact=True)).to_be_visible()
    await expect(visitor.notice.get_by_text(words["notice_accept"])).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_conversation_and_its_rating_are_held_in_the_language(
    visitor: Visitor, language: str
) -> None:
    words = await opens_in(visitor, language)
    await visitor.panel.get_by_label(words["input"]).fill("what causes sciatica")
    await visitor.panel.get_by_role("button", name=words["send"]).click()
    await expect(visitor.answers).to_have_count(2)
    shown = visitor.answers.last
    await visitor.listens()
    await shown.get_by_role("button", name=words["not_helpful"]).click()
    why = shown.get_by_role("group", name=words["why"])
    for reason in ("wrong", "unclear", "not_my_question", "other"):
        await expect(why.get_by_role("button", name=words[f"reason_{reason}"])).to_be_visible()
    await visitor.page.wait_for_function("text => window.__said.includes(text)", arg=words["thanks"])
    starts = await visitor.log.locator(".message").evaluate_all(
        "nodes => nodes.map((node) => node.firstElementChild.textContent)"
    )
    names = [words["says"].replace("{speaker}", words[who]) for who in ("assistant", "you", "assistant")]
    assert starts == names


@pytest.mark.parametrize("language", LANGUAGES)
async def test_trouble_is_told_in_the_language(visitor: Visitor, language: str) -> None:
    words = await opens_in(visitor, language)
    await visitor.page.route("**/messages", lambda route: route.abort())
    await visitor.panel.get_by_label(words["input"]).fill("hello")
    await visitor.panel.locator(".send").click()
    await expect(visitor.help).to_contain_text(words["failed"].replace("{text}", "hello"))
    await expect(visitor.help).to_contain_text(words["help"])
    await expect(visitor.help.get_by_role("button", name=words["retry"])).to_be_visible()
    await expect(visitor.help.get_by_role("link", name=words["call_clinic"].split("{")[0])).to_be_visible()
    await expect(visitor.questions.locator(".mark")).to_have_text(words["not_sent"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_clearing_is_asked_and_confirmed_in_the_language(visitor: Visitor, language: str) -> None:
    words = await opens_in(visitor, language)
    await visitor.panel.get_by_role("button", name=words["clear"], exact=True).click()
    confirm = visitor.panel.get_by_role("group", name=words["clear_question"])
    await expect(confirm.get_by_role("button", name=words["clear_no"])).to_be_visible()
    await confirm.get_by_role("button", name=words["clear_yes"]).click()
    await expect(visitor.log.get_by_text(words["cleared"])).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_limit_is_told_in_the_language(visitor: Visitor, language: str) -> None:
    words = await opens_in(visitor, language)
    field = visitor.panel.get_by_label(words["input"])
    count = visitor.panel.locator(".count")
    for length, key, number in ((499, "left_one", 1), (480, "left_other", 20), (502, "over_other", 2)):
        await field.fill("a" * length)
        await expect(count).to_have_text(words[key].replace("{count}", str(number)))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_unread_answers_are_counted_in_the_language(visitor: Visitor, language: str) -> None:
    words = await opens_in(visitor, language)
    await visitor.answers_with({"text": "One."}, {"text": "Two."})
    await visitor.page.evaluate(
        """() => { const chat = document.querySelector("clinic-chat"); chat.send("hello"); chat.close(); }"""
    )
    said = words["said_unread_other"].replace("{count}", "2")
    await expect(visitor.page.get_by_role("status").filter(has_text=said)).to_have_count(1)
    launcher = {"en": "Ask a question", "fr": "Poser une question"}[language]
    name = words["unread_other"].replace("{label}", launcher).replace("{count}", "2")
    await expect(visitor.launcher).to_have_accessible_name(name)


async def test_urgent_words_are_french_around_an_english_answer(visitor: Visitor) -> None:
    words = await opens_in(visitor, "fr")
    await visitor.answers_with({"text": "Go now.", "metadata": {"urgency": "911", "lang": "en"}})
    await visitor.panel.get_by_label(words["input"]).fill("help")
    await visitor.panel.locator(".send").click()
    shown = visitor.answers.last
    await expect(shown.get_by_role("group", name=words["urgent"])).to_be_visible()
    await expect(shown.locator(".text")).to_have_attribute("lang", "en")
    await expect(visitor.panel.get_by_role("alert")).to_contain_text("Assistant : Urgent. Go now.")


async def test_a_french_copy_is_saved_under_a_french_name(visitor: Visitor) -> None:
    words = await opens_in(visitor, "fr")
    async with visitor.page.expect_download() as saving:
        await visitor.panel.get_by_role("button", name=words["save"]).click()
    assert (await saving.value).suggested_filename == "clavardage.txt"
