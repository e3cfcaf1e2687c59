"""What is confused with what, as one HTML page for people who are no programmers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from bot.evaluation import Outcome, Report

WORDS = {
    "right": "right",
    "offered": "only offered as a button",
    "wrong": "wrong answer",
    "fallback": "not understood",
    "missed": "danger missed",
    "caught": "danger, other urgency",
    "false_alarm": "false alarm",
    "incomplete": "not everything answered",
    "unasked": "more answered than asked",
}
MOST_EXAMPLES = 12
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d5dde0 }
.bad { background: #fdeceb } .some { background: #fff6e0 } small { color: #55666e }
@media (prefers-color-scheme: dark) { body { background: #12191c; color: #e6edf0 }
  th, td { border-color: #33434a } .bad { background: #4a2020 } .some { background: #443611 }
  small { color: #9fb0b7 } }
"""


def page(report: Report, learned: Mapping[str, Sequence[str]]) -> str:
    """The page: a table by kind of message, then each confusion with its messages.

    ``learned`` holds the training examples of each answer: a few are shown for the answer
    that was given wrongly.
    """
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>What the assistant confuses</title>',
            f"<style>{STYLE}</style><h1>What the assistant confuses</h1>",
            "<h2>By kind of message</h2>",
            *_kinds(report),
            "<h2>Confusions, most frequent first</h2>",
            *_confusions(report, learned),
            "</html>",
        ]
    )


def _kinds(report: Report) -> list[str]:
    lines = ["<table><tr><th>kind<th>messages<th>right<th>the others"]
    for kind, counts in report.by_kind().items():
        total, right = sum(counts.values()), counts["right"]
        others = ", ".join(f"{WORDS[v]} {n}" for v, n in counts.most_common() if v != "right")
        tone = "bad" if right < 0.85 * total else "some" if right < total else ""
        lines.append(
            f'<tr class="{tone}"><td>{escape(kind)}<td>{total}'
            f"<td>{100 * right / total:.0f} %<td>{escape(others)}"
        )
    return [*lines, "</table>"]


def _confusions(report: Report, learned: Mapping[str, Sequence[str]]) -> list[str]:
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in report.outcomes:
        if outcome.verdict != "right":
            asked = [accept[0] for accept in outcome.message.asks]
            expected = asked or outcome.message.accept or outcome.message.urgency or ("every turn",)
            groups[" + ".join(expected[:3]), outcome.answer].append(outcome)
    if not groups:
        return ["<p>None.</p>"]
    lines = ["<table><tr><th>should be<th>was<th>messages<th>what was learned for the wrong one"]
    for (right, given), outcomes in sorted(groups.items(), key=lambda item: -len(item[1])):
        said = "<br>".join(
            f"{escape(o.message.text)} <small>({WORDS[o.verdict]})</small>" for o in outcomes[:MOST_EXAMPLES]
        )
        examples = "<br>".join(escape(text) for text in learned.get(given, ())[:3])
        lines.append(
            f'<tr class="bad"><td>{escape(right)}<td>{escape(given)}<td>{said}<td><small>{examples}</small>'
        )
    return [*lines, "</table>"]
