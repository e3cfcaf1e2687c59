"""The report in the terminal: short and aligned."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from bot.visitor_report import wording as words
from bot.visitor_report.findings import Found, Report

MOST_GROUPS = 12
MOST_ANSWERS = 5
NARROWEST, WIDEST = 72, 120


def lines(report: Report) -> list[str]:
    """The lines, no wider than the terminal where that has 72 columns or more."""
    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    return [
        f"{report.clinic.name}: {words.period(report)}",
        "",
        *_figures(report),
        "",
        *_groups(report, width),
        *_feedback(report),
        *_weeks(report),
    ]


def _figures(report: Report) -> list[str]:
    figures = report.figures
    dangers = ", ".join(f"{name} {count}" for name, count in words.dangers(figures.red_flags))
    rows = [
        ("Messages", f"{figures.all.messages:,}"),
        ("Without a good answer", f"{figures.all.unanswered:,}  ({words.percent(figures.all)})"),
        ("Thumbs", f"{figures.up:,} up, {figures.down:,} down"),
        ("Danger signs", dangers),
        *((f"{name} offered", f"{n:,}, followed {m:,}") for name, n, m in words.hand_offs(report) if n or m),
    ]
    return [f"  {name:<26}{value}" for name, value in rows]


def _groups(report: Report, width: int) -> list[str]:
    if not report.found:
        return [words.NOTHING if report.clinic.keep_unanswered else words.OFF]
    shown = report.found[:MOST_GROUPS]
    answers = max(len("nearest answer"), *(len(found.near[0].answer) for found in shown))
    room = width - answers - 23
    head = f"  {'no.':>4} {'asked':>6}  {'typical wording':<{room}}  {'nearest answer':<{answers}} alike"
    rest = len(report.found) - len(shown) + report.more
    more = [f"  ... and {rest:,} more groups: see the page."] if rest else []
    teach = f"Teach the assistant a group: {words.adopt_command(report, shown[0].number)}"
    return [
        "Asked in vain, by meaning",
        head,
        *(_group(found, room, answers) for found in shown),
        *more,
        "",
        teach,
    ]


def _group(found: Found, room: int, answers: int) -> str:
    near = found.near[0]
    return (
        f"  {found.number:>4} {found.group.asked:>6,}  {_cut(found.group.typical, room):<{room}}  "
        f"{near.answer:<{answers}}  {near.score:.2f}"
    )


def _feedback(report: Report) -> list[str]:
    disliked = [each for each in report.figures.thumbs if each.down][:MOST_ANSWERS]
    if not disliked:
        return []
    rows = [f"  {each.down:>5,} down {each.up:>5,} up   {each.answer}" for each in disliked]
    return ["", "Answers with thumbs down", *rows]


def _weeks(report: Report) -> list[str]:
    if not report.figures.weeks:
        return []
    rows = [
        f"  {words.short_day(week.first):>6} to {words.short_day(week.last):<6} "
        f"{week.of.messages:>7,} messages {week.of.unanswered:>6,} without a good answer "
        f"{words.percent(week.of):>8}"
        for week in report.figures.weeks
    ]
    return ["", "By week, as far as counts are kept", *rows]


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def group_lines(found: Sequence[Found], width: int = NARROWEST) -> list[str]:
    """One line for each group, for choosing."""
    return [
        f"  {each.number:>3}  {each.group.asked:>5,} x  {_cut(each.group.typical, width - 16)}"
        for each in found
    ]
