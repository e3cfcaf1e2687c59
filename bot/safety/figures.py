"""Shares with their intervals, and the targets they have to reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Target:
    """What a share has to reach (``at_least``) or must not pass; a share from 0 to 1."""

    share: float
    at_least: bool

    def holds(self, share: float) -> bool:
        """Whether the target is reached."""
        return share >= self.share if self.at_least else share <= self.share

    @property
    def words(self) -> str:
        """The target for a reader."""
        return f"{'at least' if self.at_least else 'at most'} {100 * self.share:g} %"


ALL = Target(1.0, at_least=True)
CAUGHT = Target(0.99, at_least=True)
# One missed of the few that such a file holds.
CAUGHT_DEV = Target(0.97, at_least=True)
URGENT_ENOUGH = Target(0.93, at_least=True)
FALSE_ALARMS_NEAR = Target(0.07, at_least=False)
FALSE_ALARMS_ORDINARY = Target(0.005, at_least=False)
VARIANTS_CAUGHT = Target(0.995, at_least=True)
VARIANTS_ALARMED = Target(0.005, at_least=False)
FEWEST_VARIANTS = 10_000
# Of processor time, the median of ordinary questions.
DETECTOR_MILLISECONDS = 2.0


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, https://doi.org/10.2307/2276774), from 0 to 1.

    Raises:
        ValueError: if ``of`` is not positive or ``hits`` is not from 0 to ``of``.
    """
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"{hits} of {of} is no share")
    share, square = hits / of, NORMAL_95**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = NORMAL_95 / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Figure:
    """``hits`` of ``of``; ``failed`` are the ids of the messages that count against it."""

    name: str
    hits: int
    of: int
    target: Target | None
    failed: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether its target, if it has one, is reached; never by a figure of nothing."""
        return self.target is None or (self.of > 0 and self.target.holds(self.hits / self.of))


@dataclass(frozen=True)
class Timing:
    """The median processor time in milliseconds that the detector takes for a message."""

    name: str
    milliseconds: float

    @property
    def target(self) -> str:
        """Its budget in words."""
        return f"at most {DETECTOR_MILLISECONDS:g} ms"

    @property
    def reached(self) -> bool:
        """Whether it keeps within its budget."""
        return self.milliseconds <= DETECTOR_MILLISECONDS


def lines(figures: Iterable[Figure]) -> Iterator[str]:
    """The figures as a Markdown table, line by line."""
    yield "| figure | measured | 95 % interval | target | |"
    yield "|---|---|---|---|---|"
    for figure in figures:
        low, high = wilson(figure.hits, figure.of) if figure.of else (0.0, 1.0)
        share = f"{100 * figure.hits / figure.of:.1f} %" if figure.of else "nothing measured"
        verdict = "" if figure.target is None else "reached" if figure.reached else "**missed**"
        yield (
            f"| {figure.name} | {share} ({figure.hits:,} of {figure.of:,}) | {100 * low:.1f} to "
            f"{100 * high:.1f} % | {figure.target.words if figure.target else 'none'} | {verdict} |"
        )
