"""A text is described once while it is remembered, whoever asks, and what was written is not kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.nlu.descriptions import Descriptions
from bot.nlu.encoder import Vectors


class Describer:
    """Notes what it is asked to describe; describes it once ``go`` is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()

    def __call__(self, text: str) -> Vectors:
        self.asked.append(text)
        self.begun.set()
        assert self.go.wait(10)
        if text == "unreadable":
            raise ValueError(text)
        return np.array([len(text)], dtype=np.float32)


def test_a_text_is_described_once() -> None:
    describer = Describer()
    describe = Descriptions(describer)
    assert describe("hello") is describe("hello")
    assert describe("hello") == [5]
    assert describer.asked == ["hello"]


def test_the_text_not_asked_for_longest_is_forgotten() -> None:
    describer = Describer()
    describe = Descriptions(describer, most=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        describe(text)
    assert describer.asked == ["one", "two", "three", "two"]


def test_two_threads_do_not_describe_the_same_text_twice() -> None:
    describer = Describer()
    describer.go.clear()
    describe = Descriptions(describer)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(describe, "hello")
        assert describer.begun.wait(10)
        second = pool.submit(describe, "hello")
        describer.go.set()
        assert first.result() is second.result()
    assert describer.asked == ["hello"]


def test_a_failure_is_told_and_not_kept() -> None:
    describer = Describer()
    describe = Descriptions(describer)
    for _ in range(2):
        with pytest.raises(ValueError, match="unreadable"):
            describe("unreadable")
    assert describer.asked == ["unreadable", "unreadable"]


@pytest.mark.parametrize("text", ["", "my knee hurts", "\ud83d", "漢字"])
def test_what_was_written_is_not_kept(text: str) -> None:
    describe = Descriptions(Describer())
    describe(text)
    (key,) = describe._kept
    assert len(key) == 16
    assert not text or text.encode(errors="surrogatepass") not in key


def test_what_is_described_ahead_is_not_described_again() -> None:
    describer = Describer()
    describer.go.clear()
    describe = Descriptions(describer)
    describe.ahead(["one", "two"])
    assert describer.begun.wait(10)
    describer.go.set()
    assert [describe(text).tolist() for text in ("two", "one")] == [[3], [3]]
    assert sorted(describer.asked) == ["one", "two"]


def test_what_fails_ahead_fails_when_it_is_asked_for() -> None:
    describe = Descriptions(Describer())
    describe.ahead(["unreadable"])
    with pytest.raises(ValueError, match="unreadable"):
        describe("unreadable")
