"""Bar charts as inline SVG: no script, no style of their own, readable without seeing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 44, 28, 16
WIDEST_BAR = 64
ROUND = 3


@dataclass(frozen=True)
class Bar:
    """All messages of a stretch of time, and those among them without a good answer.

    ``label`` stands under the bar (it may be empty), ``name`` in the table.
    """

    label: str
    name: str
    all: int
    part: int


def bar_chart(key: str, title: str, summary: str, bars: Sequence[Bar]) -> str:
    """The chart, and the same as a table that can be opened. ``key`` is unique on the page."""
    top = _round_up(max((bar.all for bar in bars), default=0))
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-title {key}-text">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-text">{escape(summary)}</desc>'
        f"{_grid(top)}{''.join(_bar(bar, place, len(bars), top) for place, bar in enumerate(bars))}</svg>"
        f"<figcaption>{escape(summary)}</figcaption>{_table(title, bars)}</figure>"
    )


def _round_up(most: int) -> int:
    """The end of the scale, whose half is a whole number too: 4, 10, 20, 40, 100, 200 ..."""
    power = 1
    while power * 10 < most:
        power *= 10
    return next(step * power for step in (4, 10, 20) if step * power >= most and step * power >= 4)


def _grid(top: int) -> str:
    lines = []
    for value in (0, top // 2, top):
        y = _y(value, top)
        lines.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'
        )
    return f'<g aria-hidden="true">{"".join(lines)}</g>'


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP)


def _bar(bar: Bar, place: int, many: int, top: int) -> str:
    room = (WIDTH - LEFT) / many
    width = min(room * 0.72, WIDEST_BAR)
    x = LEFT + room * place + (room - width) / 2
    return (
        f'<g aria-hidden="true"><title>{escape(bar.name)}: {bar.part:,} of {bar.all:,}</title>'
        f"{_rectangle('all', x, width, bar.all, top)}{_rectangle('part', x, width, bar.part, top)}"
        f'<text class="tick" x="{x + width / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(bar.label)}</text></g>"
    )


def _rectangle(kind: str, x: float, width: float, value: int, top: int) -> str:
    if not value:
        return ""
    y = _y(value, top)
    size = f'width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}" rx="{ROUND}"'
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" {size}/>'


def _table(title: str, bars: Sequence[Bar]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(bar.name)}<td>{bar.all:,}<td>{bar.part:,}'
        f"<td>{f'{100 * bar.part / bar.all:.0f} %' if bar.all else '–'}"
        for bar in bars
    )
    return (
        f"<details><summary>The same as a table</summary><table><caption>{escape(title)}</caption>"
        '<thead><tr><th scope="col">When<th scope="col">Messages<th scope="col">Without a good answer'
        f'<th scope="col">Share</thead><tbody>{rows}</tbody></table></details>'
    )
