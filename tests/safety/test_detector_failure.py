"""A failure inside the detector counts as unsure: the answer comes with the warning line, the log says so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from bot.engine import Engine
from bot.nlu.danger import DangerDetector
from bot.nlu.danger_rules import DangerRules

QUESTION = "do you have parking xyzzyq"
DANGER = "my chest is tight and i cant breathe"
names: Iterator[str] = (f"failure-{number}" for number in count())


class Broken(Exception):
    """Something that holds what the visitor wrote, as real errors do."""


def broken(*args: Any, **kwargs: Any) -> None:
    raise Broken(f"cannot work on {QUESTION!r}")


def break_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DangerDetector, "detect", broken)


def break_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DangerRules, "findings", broken)


def break_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DangerDetector, "_judged", broken)


def break_denials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nlu.danger_watch.without_denials", broken)


Break = Callable[[pytest.MonkeyPatch], None]
BREAKS = pytest.mark.parametrize("break_part", [break_detector, break_rules, break_model, break_denials])


@BREAKS
async def test_the_answer_carries_the_warning_line(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, break_part: Break
) -> None:
    break_part(monkeypatch)
    *_, reply = await engine.reply(next(names), QUESTION)
    assert reply.metadata["answer"] == "clinic/parking"
    assert reply.text.endswith(engine.text_of("safety_line").strip())


@BREAKS
async def test_the_log_says_so_without_the_visitors_words(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, break_part: Break
) -> None:
    break_part(monkeypatch)
    await engine.reply(next(names), QUESTION)
    assert "danger detector failed: Broken" in caplog.text
    assert "xyzzyq" not in caplog.text
    assert {record.levelno for record in caplog.records if "danger detector" in record.message} == {
        logging.ERROR
    }


@pytest.mark.parametrize("break_part", [break_rules, break_model, break_denials])
async def test_one_broken_half_does_not_silence_the_other(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, break_part: Break
) -> None:
    break_part(monkeypatch)
    (reply,) = await engine.reply(next(names), DANGER)
    assert reply.metadata["urgency"] == "911"


async def test_the_warning_line_is_said_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    break_detector(monkeypatch)
    replies = await engine.reply(next(names), "what causes sciatica and how long does sciatica last")
    line = engine.text_of("safety_line").strip()
    assert len(replies) == 2
    assert sum(reply.text.count(line) for reply in replies) == 1


async def test_a_sound_detector_adds_no_warning_line(engine: Engine) -> None:
    (reply,) = await engine.reply(next(names), QUESTION)
    assert engine.text_of("safety_line").strip() not in reply.text
