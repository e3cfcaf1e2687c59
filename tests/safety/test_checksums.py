"""Fixed texts and thresholds change on purpose only: ``make safety-checksums`` records them anew."""

from __future__ import annotations

from typing import Any

import pytest

from actions import links
from bot.nlu import danger
from bot.safety import checksums as module
from bot.safety.checksums import changes, checksums, recorded


def test_no_fixed_text_or_threshold_was_changed_since_it_was_recorded() -> None:
    changed = changes(recorded(), checksums())
    assert changed == [], "Meant? Then record them anew: make safety-checksums"


def test_every_tier_has_its_texts_and_numbers_recorded() -> None:
    for urgency in links.URGENT_LINKS:
        assert {f"text utter_urgent_{urgency}", f"text utter_careful_{urgency}", f"numbers {urgency}"} <= (
            recorded().keys()
        )


def test_a_changed_constant_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = checksums()
    monkeypatch.setattr(danger, "RULES_TRUST", danger.RULES_TRUST + 0.5)
    assert changes(before, checksums()) == ["threshold RULES_TRUST"]


def test_a_changed_number_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = checksums()
    monkeypatch.setitem(links.URGENT_LINKS, "911", [])
    assert changes(before, checksums()) == ["numbers 911"]


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        (module.DOMAIN, "**Call 911 now.**", "Call 911.", "text utter_urgent_911"),
        (module.CONFIG, "threshold: 0.87", "threshold: 0.99", "threshold threshold"),
    ],
)
def test_a_changed_line_of_a_file_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, file: Any, old: str, new: str, name: str
) -> None:
    before = checksums()
    text = file.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / file.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(module, "DOMAIN" if file == module.DOMAIN else "CONFIG", changed)
    assert changes(before, checksums()) == [name]
