"""The counts of a period in the clinic's own time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.visitor_report.figures import figures_of
from bot.visitor_store import Count, VisitorStore

EDMONTON = "America/Edmonton"
# A Friday.
NOW = datetime(2026, 11, 27, 9, 30, tzinfo=ZoneInfo(EDMONTON)).timestamp()


def at(*when: int, zone: str = EDMONTON) -> int:
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp())  # type: ignore[arg-type, misc]


def messages(hour: int, many: int, unanswered: int = 0) -> list[Count]:
    fallback = [Count(hour, "fallback", "clarify", unanswered)] if unanswered else []
    return [Count(hour, "message", "all", many), *fallback]


def test_an_empty_store_has_no_figures_and_no_weeks(store: VisitorStore) -> None:
    figures = figures_of(store, 7, EDMONTON, NOW)
    assert (figures.all.messages, figures.all.share, list(figures.weeks)) == (0, 0.0, [])


def test_messages_of_the_days_asked_for_are_added_up(store: VisitorStore) -> None:
    store.add([], [*messages(at(2026, 11, 26, 10), 10, 2), *messages(at(2026, 11, 10, 10), 5, 1)])
    week, month = (figures_of(store, days, EDMONTON, NOW).all for days in (7, 30))
    assert (week.messages, week.unanswered, month.messages, month.unanswered) == (10, 2, 15, 3)


def test_hours_of_the_day_are_those_of_the_clinics_clock(store: VisitorStore) -> None:
    store.add([], [*messages(at(2026, 11, 26, 23), 4, 1), *messages(at(2026, 11, 26, 16, zone="UTC"), 3)])
    hours = figures_of(store, 7, EDMONTON, NOW).hours
    assert {hour: of.messages for hour, of in enumerate(hours) if of.messages} == {23: 4, 9: 3}
    assert hours[23].unanswered == 1


def test_an_hour_that_comes_twice_when_clocks_change_is_one_hour_of_the_day(store: VisitorStore) -> None:
    first = at(2026, 11, 1, 7, zone="UTC")
    store.add([], [*messages(first, 2), *messages(first + 3600, 3)])
    assert figures_of(store, 30, EDMONTON, NOW).hours[1].messages == 5


def test_weeks_begin_on_monday_and_empty_ones_are_shown(store: VisitorStore) -> None:
    store.add([], [*messages(at(2026, 11, 8, 23), 4, 2), *messages(at(2026, 11, 23, 0), 6, 3)])
    weeks = figures_of(store, 7, EDMONTON, NOW).weeks
    assert [(week.first, week.of.messages, week.of.unanswered) for week in weeks] == [
        (date(2026, 11, 2), 4, 2),
        (date(2026, 11, 9), 0, 0),
        (date(2026, 11, 16), 0, 0),
        (date(2026, 11, 23), 6, 3),
    ]
    assert weeks[-1].last == date(2026, 11, 27)


def test_other_counts_are_added_up_by_name(store: VisitorStore) -> None:
    hour = at(2026, 11, 26, 10)
    counts = [Count(hour, "red_flag", "911", 1), Count(hour + 3600, "red_flag", "911", 2)]
    counts += [Count(hour, "offered", "booking", 5), Count(hour, "clicked", "booking", 2)]
    store.add([], counts)
    figures = figures_of(store, 7, EDMONTON, NOW)
    assert (figures.red_flags["911"], figures.offered["booking"], figures.clicked["booking"]) == (3, 5, 2)
