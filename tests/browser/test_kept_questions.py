"""Where the clinic keeps questions, every visitor is told so before writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from actions.clinic import FILE_VARIABLE
from tests.browser.visitor import Visitor


@pytest.fixture
def keeps_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic's file lets questions be kept."""
    path = tmp_path / "clinic.yml"
    path.write_text(
        "name: Hill Physio\ntown: Spruce Grove\nprivacy_contact: Ask for Ann.\nkeep_unanswered: true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv(FILE_VARIABLE, str(path))


async def test_the_notice_says_what_is_kept_and_whom_to_ask(keeps_questions: None, visitor: Visitor) -> None:
    await visitor.opens()
    for words in ("kept for 30 days", "Clear chat does not delete them", "Ask for Ann."):
        await expect(visitor.notice).to_contain_text(words)


async def test_the_french_notice_says_it_too(keeps_questions: None, visitor: Visitor) -> None:
    await visitor.arrives()
    await visitor.page.evaluate("document.querySelector('clinic-chat').lang = 'fr'")
    await visitor.launcher.click()
    await expect(visitor.notice).to_contain_text("gardés 30 jours")


async def test_where_nothing_is_kept_the_notice_says_nothing_of_it(visitor: Visitor) -> None:
    await visitor.opens()
    await expect(visitor.notice).to_contain_text("911")
    await expect(visitor.notice).not_to_contain_text("30 days")
