"""Blocks of examples: their intent, their answer, and what the danger detector needs of them."""

from __future__ import annotations

from collections.abc import Iterator

from actions.links import URGENT_LINKS
from bot.content.check.answers import closest
from bot.content.check.project import RED_FLAG, Block, Project
from bot.content.problem import Problem, mistake
from bot.content.sources import DOMAIN


def block_problems(project: Project) -> Iterator[Problem]:
    """Every mistake in what a block says about itself."""
    for place, block in enumerate(project.blocks, 1):
        if not block.intent:
            yield mistake(
                "intent",
                block.path,
                block.part.line,
                f"block {place} names no intent.",
                'Begin it with "- intent: ...".',
            )
        elif block.intent.split("/")[0] not in project.intents:
            near = closest(
                block.intent, {*project.intents, *(each.intent for each in project.blocks)} - {block.intent}
            )
            yield mistake(
                "intent",
                block.path,
                block.line,
                f"the intent {block.intent} is not in {DOMAIN}.",
                f"Mend the name, or add it there.{near}",
            )
        elif "/" in block.intent and f"utter_{block.intent}" not in project.answers:
            near = closest(block.intent, (name.removeprefix("utter_") for name in project.answers))
            yield mistake(
                "answer missing",
                block.path,
                block.line,
                f"{block.intent} has examples but no answer.",
                f'Write its text below "responses:", or mend the name.{near}',
            )
        elif _has_answers(block.intent, project):
            yield mistake(
                "answer missing",
                block.path,
                block.line,
                f"{block.intent} is a whole subject, not one question.",
                f"Name the question too, like {block.intent}/what_is_it.",
            )
        if block.intent == RED_FLAG:
            yield from _danger_sign(block)


def _has_answers(intent: str, project: Project) -> bool:
    return any(name.startswith(f"utter_{intent}/") for name in project.answers)


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
