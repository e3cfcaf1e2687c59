"""The counts of a period, by week and by hour of the clinic's day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.visitor_store import DAY, Count, Thumbs, VisitorStore

HOURS = 24
# As the widget and the safety texts name them, most urgent first.
URGENCIES = ("911", "emergency", "crisis", "today")


@dataclass
class Stretch:
    """Messages of a week or of an hour of the day, and how many of them got no good answer."""

    messages: int = 0
    unanswered: int = 0

    @property
    def share(self) -> float:
        """The share without a good answer, 0 to 1."""
        return self.unanswered / self.messages if self.messages else 0.0


@dataclass(frozen=True)
class Week:
    """A calendar week, from its Monday, as far as counts are kept of it."""

    first: date
    last: date
    of: Stretch


@dataclass(frozen=True)
class Figures:
    """All counts of the ``days`` up to ``last``; ``weeks`` are all that are kept, however long ago."""

    days: int
    first: date
    last: date
    all: Stretch
    reasons: Counter[str]
    replies: Counter[str]
    red_flags: Counter[str]
    offered: Counter[str]
    clicked: Counter[str]
    thumbs: Sequence[Thumbs]
    weeks: Sequence[Week]
    hours: Sequence[Stretch] = field(default_factory=list)

    @property
    def up(self) -> int:
        """All thumbs up."""
        return sum(each.up for each in self.thumbs)

    @property
    def down(self) -> int:
        """All thumbs down."""
        return sum(each.down for each in self.thumbs)


def figures_of(store: VisitorStore, days: int, timezone: str, now: float) -> Figures:
    """The figures of the ``days`` before ``now`` (Unix seconds), in local time."""
    zone, since = ZoneInfo(timezone), now - days * DAY
    kept = store.counts(0)
    recent = [count for count in kept if count.hour >= since]
    today = datetime.fromtimestamp(now, zone).date()
    return Figures(
        days,
        datetime.fromtimestamp(since, zone).date(),
        today,
        _stretch(recent),
        _by_name(recent, "fallback"),
        _by_name(recent, "reply"),
        _by_name(recent, "red_flag"),
        _by_name(recent, "offered"),
        _by_name(recent, "clicked"),
        store.thumbs(since),
        _weeks(kept, zone, today),
        _stretches(recent, HOURS, lambda hour: datetime.fromtimestamp(hour, zone).hour),
    )


def _stretch(counts: Iterable[Count]) -> Stretch:
    return _stretches(counts, 1, lambda hour: 0)[0]


def _stretches(counts: Iterable[Count], many: int, place: Callable[[int], int]) -> list[Stretch]:
    stretches = [Stretch() for _ in range(many)]
    for count in counts:
        if count.what == "message":
            stretches[place(count.hour)].messages += count.count
        elif count.what == "fallback":
            stretches[place(count.hour)].unanswered += count.count
    return stretches


def _by_name(counts: Iterable[Count], what: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for count in counts:
        if count.what == what:
            found[count.name] += count.count
    return found


def _weeks(counts: Sequence[Count], zone: ZoneInfo, today: date) -> list[Week]:
    """Every week from the first with a count to this one, empty ones too."""
    if not counts:
        return []

    def monday(hour: int) -> date:
        day = datetime.fromtimestamp(hour, zone).date()
        return day - timedelta(days=day.weekday())

    first = monday(min(count.hour for count in counts))
    many = max(1, (today - first).days // 7 + 1)
    stretches = _stretches(counts, many, lambda hour: min(max((monday(hour) - first).days // 7, 0), many - 1))
    starts = [first + timedelta(weeks=week) for week in range(many)]
    return [Week(start, min(start + timedelta(days=6), today), of) for start, of in zip(starts, stretches)]
