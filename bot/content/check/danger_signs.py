"""Danger signs: what the alarm needs to know of each block."""

from __future__ import annotations

from collections.abc import Iterator

from actions.links import URGENT_LINKS
from bot.content.check.project import RED_FLAG, Block, Project
from bot.content.problem import Problem, mistake


def danger_sign_problems(project: Project) -> Iterator[Problem]:
    """Every danger sign without sign, urgency or words, or of an urgency that does not exist."""
    for block in project.blocks:
        if block.intent == RED_FLAG:
            yield from _danger_sign(block)


def _danger_sign(block: Block) -> Iterator[Problem]:
    metadata = block.part.get("metadata")
    for needed in ("sign", "urgency", "words"):
        if metadata.get(needed).is_blank:
            yield mistake(
                "danger sign",
                block.path,
                block.line,
                f"the danger sign has no {needed}.",
                f'Add "{needed}: ..." below "metadata:".',
            )
    urgency = metadata.get("urgency")
    if not urgency.is_blank and urgency.written not in URGENT_LINKS:
        yield mistake(
            "danger sign",
            block.path,
            urgency.line,
            f"there is no urgency {urgency.written}.",
            f"Use one of: {', '.join(URGENT_LINKS)}.",
        )
