"""Answers as parts of the whole: named, asked for, filled in, linked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set

from actions.links import MAKERS
from actions.wording import PLACEHOLDER
from bot.content.check.names import closest, ids_meant
from bot.content.check.project import Answer, Project
from bot.content.guideline import guideline
from bot.content.lined_yaml import Part
from bot.content.problem import Problem, mistake
from bot.content.sources import DOMAIN

# Filled in by the actions that send these texts, not by clinic.yml.
WORDS_OF_ACTIONS = frozenset({"sign", "open_now"})


def answer_problems(project: Project, words: Set[str]) -> Iterator[Problem]:
    """Every mistake in how answers hang together; ``words`` are the placeholders that exist."""
    ids = ids_meant(project)
    for answer in project.answers.values():
        if answer.text.is_blank:
            yield mistake(
                "answer empty",
                answer.path,
                answer.line,
                f"the answer {answer.name} has no text.",
                'Write it below "- text: |".',
            )
        yield from _placeholders(answer, words)
        yield from _references(answer, project, ids)
        yield from _buttons(answer, ids)
    yield from _titles(project)


def _placeholders(answer: Answer, words: Set[str]) -> Iterator[Problem]:
    for line, written in (*answer.text.text_lines(), *answer.metadata.get("unknown").text_lines()):
        for word in PLACEHOLDER.findall(written):
            if word not in words:
                near = closest(word, words)
                yield mistake(
                    "placeholder",
                    answer.path,
                    line,
                    f"{{{word}}} is no fact of clinic.yml.",
                    near.strip() or f"There are: {', '.join(sorted(words))}.",
                )
        if re.search(r"[{}]", PLACEHOLDER.sub("", written)):
            yield mistake(
                "placeholder",
                answer.path,
                line,
                "a { or } stands by itself, or holds more than one word.",
                "Write a fact of clinic.yml like {phone}, with no blanks inside.",
            )


def _references(answer: Answer, project: Project, ids: Set[str]) -> Iterator[Problem]:
    metadata = answer.metadata
    closing = metadata.get("closing")
    if not closing.is_blank and f"utter_{closing.written}" not in project.answers:
        yield mistake(
            "closing",
            answer.path,
            closing.line,
            f"there is no closing line {closing.written}.",
            "Use needling_line or safety_line, or leave the line out.",
        )
    for link in metadata.get("links").items():
        if link.written not in MAKERS:
            yield mistake(
                "link",
                answer.path,
                link.line,
                f"there is no link of the kind {link.written}.",
                f"Use one of: {', '.join(sorted(MAKERS))}.",
            )
    for related in metadata.get("related").items():
        yield from _related(answer, related, ids)


def _related(answer: Answer, related: Part, ids: Set[str]) -> Iterator[Problem]:
    if related.written == answer.asked:
        yield mistake(
            "related",
            answer.path,
            related.line,
            f"the answer offers itself, {related.written}, as the next question.",
            "Take it out of the list.",
        )
    elif related.written not in ids:
        near = closest(related.written, ids)
        yield mistake(
            "related",
            answer.path,
            related.line,
            f"there is no answer {related.written} to offer next.",
            f"Mend the name, or take it out of the list.{near}",
        )


def _buttons(answer: Answer, ids: Set[str]) -> Iterator[Problem]:
    for button in answer.part.get("buttons").items():
        payload = button.get("payload")
        try:
            wanted = json.loads(payload.written.removeprefix("/ask"))["answer"]
        except (ValueError, KeyError, TypeError):
            wanted = None
        if payload.written.startswith("/ask{") and (wanted not in ids):
            yield mistake(
                "button",
                answer.path,
                payload.line,
                f"there is no answer for the button: {payload.written}.",
                "Mend the answer's name in it.",
            )


def _titles(project: Project) -> Iterator[Problem]:
    most = guideline().limits.title
    seen: dict[str, Answer] = {}
    for answer in project.answers.values():
        title = answer.metadata.get("title")
        text = title.written.strip()
        offered = answer.path != DOMAIN or answer.asked in project.intents
        if not text:
            if offered:
                yield mistake(
                    "title",
                    answer.path,
                    answer.line,
                    f"the answer {answer.name} has no title, which its button needs.",
                    'Add "metadata:" and below it "title: ...".',
                )
            continue
        if len(text) > most:
            yield mistake(
                "title",
                answer.path,
                title.line,
                f"the title has {len(text)} letters, and {most} fit on its button.",
                "Make it shorter.",
            )
        first = seen.setdefault(text.lower(), answer) if offered else answer
        if first is not answer:
            yield mistake(
                "title",
                answer.path,
                title.line,
                f'the title "{text}" is that of {first.name} too.',
                "Give each a title of its own: visitors choose by it.",
            )
