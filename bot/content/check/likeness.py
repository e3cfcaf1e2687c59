"""Examples of different answers that mean nearly the same: the assistant cannot tell them apart."""

from __future__ import annotations

from bot.content.alike import Progress, alike
from bot.content.check.example_lines import normal, shown
from bot.content.check.project import RED_FLAG, Block, Example, Project
from bot.content.guideline import guideline
from bot.content.problem import Problem, hint


def likeness_hints(project: Project, progress: Progress | None = None) -> tuple[list[Problem], str]:
    """Hints, and a sentence on what was not compared (empty if all was).

    Harmless look-alikes of danger signs ask for no answer: they count only against danger signs.
    """
    lines = [(block, example) for block in project.blocks for example in block.examples if example.text]
    found = alike([example.text for _, example in lines], guideline().limits.alike, progress)
    hints = []
    for one, two, _ in sorted(found.pairs):
        (first, at), (second, other) = lines[one], lines[two]
        if (
            _answer(first) != _answer(second)
            and normal(at.text) != normal(other.text)
            and _matters(first, second)
        ):
            hints.append(_hint(first, at, second, other))
    left = f"{found.left:,} examples were not compared in meaning: {found.why}." if found.left else ""
    return hints, left


def _answer(block: Block) -> str:
    return "" if block.is_near_miss else block.intent


def _matters(first: Block, second: Block) -> bool:
    harmless = [block.is_near_miss for block in (first, second)]
    return not any(harmless) or RED_FLAG in (first.intent, second.intent)


def _hint(first: Block, at: Example, second: Block, other: Example) -> Problem:
    return hint(
        "nearly the same",
        second.path,
        other.line,
        f'the example "{shown(other.text)}" means nearly the same as "{shown(at.text)}" '
        f"({first.path}, line {at.line}), which asks for {first.intent}.",
        "Keep the one whose answer fits better.",
    )
