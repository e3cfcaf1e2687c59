"""Questions and answers go by the same name: every question has its answer, every answer its questions."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.content.check.project import Answer, Block, Project
from bot.content.problem import Problem, mistake
from bot.content.sources import DOMAIN

PREFIX = "utter_"


def closest(name: str, names: Iterable[str]) -> str:
    """A sentence that names what was perhaps meant; empty if nothing is near."""
    near = difflib.get_close_matches(name, set(names) - {name}, n=1, cutoff=0.7)
    return f" Was {near[0]} meant?" if near else ""


def ids_meant(project: Project) -> set[str]:
    """Ids of answers, also of those whose text is missing or whose name lacks its prefix: told once."""
    return {
        *(answer.asked for answer in project.answers.values()),
        *(block.intent for block in project.blocks if "/" in block.intent),
    }


def name_problems(project: Project) -> Iterator[Problem]:
    """Every name that stands alone, twice, or for nothing; a misspelt name is told once, where it is."""
    for answer, first in project.doubled:
        told = f"the answer {answer.name} stands at {first.path}, line {first.line} too."
        yield mistake("answer doubled", answer.path, answer.line, told, "Keep one of them.")
    for answer in project.answers.values():
        if not answer.name.startswith(PREFIX):
            told = f"{answer.name} is no answer's name."
            yield mistake(
                "answer name", answer.path, answer.line, told, f"It begins with utter_: utter_{answer.name}."
            )
    ids = {answer.asked for answer in project.answers.values()}
    unanswered = [block for block in project.blocks if "/" in block.intent and block.intent not in ids]
    asked = {(block.path, block.intent) for block in project.blocks}
    unasked = [a for a in project.answers.values() if "/" in a.name and (a.path, a.asked) not in asked]
    pairs = _pairs(unasked, unanswered)
    yield from _misspelt(project, pairs)
    yield from _intents(project)
    told_questions = {block.intent for _, block in pairs}
    for block in unanswered:
        if block.intent not in told_questions and block.intent.split("/")[0] in project.intents:
            remedy = f'Write its text below "responses:", or mend the name.{closest(block.intent, ids)}'
            yield mistake(
                "answer missing",
                block.path,
                block.line,
                f"{block.intent} has examples but no answer.",
                remedy,
            )
    told_answers = {answer.name for answer, _ in pairs}
    for answer in unasked:
        if answer.name not in told_answers and not _begins_subject(answer, project):
            told = f"the answer {answer.name} has no examples in this file: nobody would ever get it."
            near = closest(answer.asked, (intent for path, intent in asked if path == answer.path))
            remedy = f'Add a block "- intent: {answer.asked}" here, or mend the name.{near}'
            yield mistake("answer unasked", answer.path, answer.line, told, remedy)


def _pairs(unasked: list[Answer], unanswered: list[Block]) -> list[tuple[Answer, Block]]:
    """Answers and questions of one file whose names differ by a few letters."""
    pairs = []
    for answer in unasked:
        here = {block.intent: block for block in unanswered if block.path == answer.path}
        if near := difflib.get_close_matches(answer.asked, here, n=1, cutoff=0.7):
            pairs.append((answer, here[near[0]]))
    return pairs


def _misspelt(project: Project, pairs: list[tuple[Answer, Block]]) -> Iterator[Problem]:
    used: Counter[str] = Counter()
    for each in project.answers.values():
        used.update(related.written for related in each.metadata.get("related").items())
    for answer, block in pairs:
        if used[answer.asked] > used[block.intent]:
            there = f"there is an answer {answer.name} (line {answer.line})"
            told = f"{block.intent} has examples but no answer; {there}."
            remedy = f"If the two belong together, write {answer.asked} here."
            yield mistake("answer missing", block.path, block.line, told, remedy)
        else:
            told = (
                f"the answer {answer.name} has no examples in this file; there are examples of "
                f"{block.intent} (line {block.line})."
            )
            remedy = f"If the two belong together, write utter_{block.intent} here."
            yield mistake("answer unasked", answer.path, answer.line, told, remedy)


def _intents(project: Project) -> Iterator[Problem]:
    subjects = {name.removeprefix(PREFIX).split("/")[0] for name in project.answers if "/" in name}
    known = {*project.intents, *(block.intent for block in project.blocks)}
    for block in project.blocks:
        if not block.intent:
            told = "the block names no intent: which answer do its examples ask for?"
            yield mistake("intent", block.path, block.part.line, told, 'Begin it with "- intent: ...".')
        elif block.intent.split("/")[0] not in project.intents:
            told = f"the intent {block.intent} is not in {DOMAIN}."
            remedy = f"Mend the name, or add it there.{closest(block.intent, known)}"
            yield mistake("intent", block.path, block.line, told, remedy)
        elif block.intent in subjects:
            told = f"{block.intent} is a whole subject, not one question."
            remedy = f"Name the question too, like {block.intent}/what_is_it."
            yield mistake("answer missing", block.path, block.line, told, remedy)


def _begins_subject(answer: Answer, project: Project) -> bool:
    """Whether a block of the same file lacks its name, or the second half of it: told there."""
    subject = answer.asked.split("/")[0]
    return any(block.path == answer.path and block.intent in ("", subject) for block in project.blocks)
