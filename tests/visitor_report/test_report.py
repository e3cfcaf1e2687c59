"""``bot report`` as staff use it: a real process, a real store, the page it writes."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.visitor_report.charts import Bar, bar_chart
from bot.visitor_report.findings import report_of
from bot.visitor_report.page import page
from bot.visitor_report.terminal import lines
from bot.visitor_store import DAY, FEEDBACK, Count, Question, VisitorStore, hour_of
from tests.test_cli import bot, complaint

HOSTILE = "<script>alert(1)</script> & <img src=https://elsewhere.example/x.png onerror=alert(2)>"


def fill(store: VisitorStore) -> None:
    """Three groups of questions, counts, and thumbs, of yesterday."""
    hour = hour_of(time.time() - DAY)
    texts = ["do you sell gift cards", "Do you sell gift cards?", "can i buy a gift card", HOSTILE]
    questions = [Question(hour, "clarify", "nlu_fallback", text) for text in texts]
    questions.append(Question(hour, "thumb_down", "clinic/parking", "is there a bus stop in front"))
    counts = {"message": "all", "fallback": "clarify", "red_flag": "911", "offered": "booking"}
    store.add(questions, [Count(hour, what, name, 4) for what, name in counts.items()])
    engine = store._engine
    with engine.begin() as connection:
        row = {"at": hour, "answer": "clinic/parking", "model": "m", "value": "down", "reason": "unclear"}
        connection.execute(sa.insert(FEEDBACK), row)


def silent(_: str) -> None:
    """Say nothing."""


class Page(HTMLParser):
    """What a page holds, as a browser would read it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(each == tag for each, _ in self.tags)


def test_the_report_is_printed_and_written(store: VisitorStore, address: str, clinic_file: Path) -> None:
    fill(store)
    out = clinic_file.parent / "new" / "visitors.html"
    run = bot("report", "--store", address, "--out", out, CLINIC_FILE=str(clinic_file))
    assert run.returncode == 0, run.stderr
    assert re.search(r"\n +1 +3  Do you sell gift cards\? +clinic/payment +0\.\d\d\n", run.stdout)
    assert "bot adopt 1\n" in run.stdout
    assert "gift cards" in out.read_text(encoding="utf-8")


def test_every_line_fits_a_terminal(store: VisitorStore, clinic_file: Path) -> None:
    fill(store)
    store.add([Question(hour_of(time.time()), "clarify", "nlu_fallback", "long " * 180)], [])
    printed = lines(report_of(store, 30, silent))
    assert [line for line in printed if len(line) > 100] == []


def test_a_report_on_seven_days_leaves_out_what_is_older_and_says_so_in_its_commands(
    store: VisitorStore, clinic_file: Path
) -> None:
    for days, text in ((2, "do you rent crutches"), (9, "do you sell gift cards")):
        store.add([Question(hour_of(time.time() - days * DAY), "clarify", "nlu_fallback", text)], [])
    text = page(report_of(store, 7, silent))
    assert "crutches" in text
    assert "gift cards" not in text
    assert "bot adopt 1 --days 7" in text


def test_an_empty_store_gives_a_report_that_says_so(
    store: VisitorStore, address: str, clinic_file: Path
) -> None:
    out = clinic_file.parent / "visitors.html"
    run = bot("report", "--store", address, "--out", out, CLINIC_FILE=str(clinic_file))
    assert run.returncode == 0, run.stderr
    assert "No questions without a good answer in this time." in run.stdout
    assert "No messages have been counted yet." in out.read_text(encoding="utf-8")


def test_where_it_is_switched_off_the_report_says_so_and_shows_the_counts(
    store: VisitorStore, clinic_file: Path
) -> None:
    fill(store)
    switched_off = clinic_file.read_text(encoding="utf-8").replace("keep_unanswered: true", "")
    clinic_file.write_text(switched_off, encoding="utf-8")
    report = report_of(store, 30, silent)
    assert "keep_unanswered" in "\n".join(lines(report))
    assert report.figures.all.messages == 4
    assert store.questions(0) == []


def test_what_is_too_old_is_deleted_before_the_report(store: VisitorStore, clinic_file: Path) -> None:
    old = hour_of(time.time() - 31 * DAY)
    store.add([Question(old, "clarify", "nlu_fallback", "very old")], [Count(old, "message", "all", 1)])
    report_of(store, 30, silent)
    assert (store.questions(0), store.counts(0)) == ([], [])


def test_nothing_of_a_visitor_is_markup_on_the_page(store: VisitorStore, clinic_file: Path) -> None:
    fill(store)
    read = Page(page(report_of(store, 30, silent)))
    assert {tag for tag, _ in read.tags}.isdisjoint({"script", "img", "b", "link", "iframe", "form", "a"})


def test_the_page_names_no_other_place_and_no_style_of_an_element(
    store: VisitorStore, clinic_file: Path
) -> None:
    fill(store)
    text = page(report_of(store, 30, silent))
    read = Page(text)
    assert not [tag for tag, named in read.tags if {"style", "src", "href", "onload"} & named.keys()]
    assert "url(" not in text
    assert "@import" not in text


def test_tables_have_captions_and_charts_are_described(store: VisitorStore, clinic_file: Path) -> None:
    fill(store)
    read = Page(page(report_of(store, 30, silent)))
    assert read.count("table") == read.count("caption") >= 4
    charts = [named for tag, named in read.tags if tag == "svg"]
    ids = {named.get("id") for _, named in read.tags}
    assert len(charts) == 2
    assert all(named["role"] == "img" for named in charts)
    assert all(set((named["aria-labelledby"] or "").split()) <= ids for named in charts)


def test_no_time_of_a_question_is_shown(store: VisitorStore, clinic_file: Path) -> None:
    fill(store)
    groups = page(report_of(store, 30, silent)).split('<ol class="groups">')[1].split("</ol>")[0]
    text = re.sub(r"<[^>]+>", " ", groups)
    assert not re.search(r"\b20\d\d\b|\d:\d\d|\b[A-Z][a-z]{2} \d", text)


@pytest.mark.parametrize("values", [[0], [1], [4, 0], [0, 17], [999, 1000], [1001], [123_456]])
def test_every_bar_stays_inside_its_chart(values: list[int]) -> None:
    chart = bar_chart("key", "Title", "Summary", [Bar("a", "a", value, value // 2) for value in values])
    for y, height in re.findall(r'<rect [^>]*y="([\d.]+)"[^>]*height="([\d.]+)"', chart):
        assert float(y) >= 0
        assert float(y) + float(height) <= 220


def test_a_store_that_is_not_there_is_one_line_with_the_next_step(tmp_path: Path) -> None:
    [line] = complaint(bot("report", "--store", f"sqlite:///{tmp_path / 'gone.db'}"))
    assert "Start the server once (bot serve)" in line


def test_a_store_of_an_earlier_version_is_one_line_with_the_next_step(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY)")
    [line] = complaint(bot("report", "--store", f"sqlite:///{path}"))
    assert "earlier version" in line
    assert "bot serve" in line


def test_a_place_that_cannot_be_written_is_one_line_with_the_next_step(
    store: VisitorStore, address: str, clinic_file: Path
) -> None:
    out = clinic_file / "visitors.html"
    [line] = complaint(bot("report", "--store", address, "--out", out, CLINIC_FILE=str(clinic_file)))
    assert line.startswith(f"bot report: The page cannot be written to {out} (")
    assert line.endswith("Name another place with --out.")


@pytest.mark.parametrize("arguments", [["--days", "8"], ["--days", "many"]])
def test_a_wrong_call_shows_the_usage(arguments: list[str]) -> None:
    run = bot("report", *arguments)
    assert (run.returncode, run.stderr.startswith("usage: bot report")) == (2, True)


def test_what_visitors_wrote_goes_into_no_cache(
    store: VisitorStore, clinic_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "encoder"
    shutil.copytree(Path(".cache") / "encoder", cache, copy_function=os.link)
    monkeypatch.setenv("CLINIC_ENCODER", str(cache))
    fill(store)
    report_of(store, 30, silent)
    before = {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}
    store.add([Question(hour_of(time.time()), "clarify", "nlu_fallback", "an entirely new question")], [])
    report_of(store, 30, silent)
    assert {path.name: path.stat().st_mtime_ns for path in cache.iterdir()} == before
