"""Whether every part of a file is what it must be: a list, a text or named lines, and no name unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bot.content.lined_yaml import Part
from bot.content.problem import Problem, mistake
from bot.content.sources import DATA
from bot.content.yaml_mistakes import CURLY, Fault, barless, curly_quote, first_sign, run_together

VERSION = "3.1"
MAY_BE_BLANK = ("nlu", "responses", "actions", "facts", "related", "links")


@dataclass(frozen=True)
class Text:
    """A text; ``bar``: one of several lines, below ``|``."""

    bar: bool = False


@dataclass(frozen=True)
class Word:
    """A name or a single value."""


@dataclass(frozen=True)
class Anything:
    """Left to others to check."""


@dataclass(frozen=True)
class ListOf:
    """A list; ``example`` tells how to begin an entry."""

    each: Schema
    example: str


@dataclass(frozen=True)
class Named:
    """Named lines: those of ``names`` only, or any if ``each`` is given."""

    names: Mapping[str, Schema] = field(default_factory=dict)
    each: Schema | None = None
    others: bool = False


Schema: TypeAlias = "Text | Word | Anything | ListOf | Named"

IDS = ListOf(Word(), "[first, second]")
ANSWERS = Named(
    each=ListOf(
        Named(
            {
                "text": Text(bar=True),
                "metadata": Named(
                    {
                        "title": Text(),
                        "facts": IDS,
                        "review": Text(),
                        "next_review": Word(),
                        "closing": Word(),
                        "links": IDS,
                        "related": IDS,
                        "unknown": Text(),
                    }
                ),
                "buttons": ListOf(Named({"title": Text(), "payload": Text()}), "- title: ..."),
                "image": Text(),
                "custom": Anything(),
                "channel": Word(),
                "condition": Anything(),
            }
        ),
        "- text: |",
    )
)
SUBJECT = Named(
    {
        "version": Anything(),
        "nlu": ListOf(
            Named(
                {
                    "intent": Text(),
                    "metadata": Named(
                        {"near_miss": Word(), "sign": Word(), "urgency": Word(), "words": Text()},
                    ),
                    "examples": Text(bar=True),
                }
            ),
            "- intent: ...",
        ),
        "responses": ANSWERS,
    }
)
STEPS = ListOf(
    Named(
        {
            name: Anything()
            for name in (
                "intent",
                "action",
                "or",
                "slot_was_set",
                "active_loop",
                "checkpoint",
                "user",
                "bot",
                "entities",
            )
        }
    ),
    "- intent: ...",
)
STORIES = Named(
    {
        "version": Anything(),
        "rules": ListOf(
            Named(
                {
                    "rule": Text(),
                    "steps": STEPS,
                    "condition": Anything(),
                    "conversation_start": Word(),
                    "wait_for_user_input": Word(),
                    "metadata": Anything(),
                }
            ),
            "- rule: ...",
        ),
        "stories": ListOf(Named({"story": Text(), "steps": STEPS, "metadata": Anything()}), "- story: ..."),
    }
)
DOMAIN = Named(
    {
        "intents": ListOf(Anything(), "- greet"),
        "actions": ListOf(Anything(), "- action_answer"),
        "responses": ANSWERS,
        **{
            name: Anything()
            for name in ("version", "entities", "slots", "session_config", "forms", "e2e_actions", "config")
        },
    }
)
CONFIG = Named(
    {
        "recipe": Word(),
        "assistant_id": Word(),
        "language": Word(),
        "pipeline": ListOf(Named({"name": Word()}, others=True), "- name: ..."),
        "policies": ListOf(Named({"name": Word()}, others=True), "- name: ..."),
    },
    others=True,
)
ELSEWHERE = {
    "rules": "Rules belong in a file of data/stories.",
    "stories": "Stories belong in a file of data/stories.",
    "nlu": "Questions belong in a file of data/nlu.",
    "responses": "Answers belong in a file of data/nlu or in domain.yml.",
}


def schema_of(path: Path) -> Schema:
    """What the file at ``path`` must look like."""
    if path.parent == DATA / "nlu":
        return SUBJECT
    if DATA in path.parents:
        return STORIES
    return {"domain.yml": DOMAIN, "config.yml": CONFIG}[path.name]


def shape_problems(path: Path, document: Part) -> Iterator[Problem]:
    """Every part that is not what it must be."""
    schema = schema_of(path)
    yield from _Walk(path).problems(document, schema, "", 1)
    if schema is CONFIG:
        for needed in ("recipe", "pipeline", "policies"):
            if document.get(needed).is_blank:
                yield mistake(
                    "shape",
                    path,
                    document.line_named(needed),
                    f'there is no part "{needed}:".',
                    "Get the file back from the last published version.",
                )
        return
    version = document.get("version")
    if not version.is_text or version.written != VERSION:
        yield mistake(
            "version",
            path,
            document.line_named("version") if version.node else 1,
            f'the version is not "{VERSION}", in quotes.',
            f'Make version: "{VERSION}" the first line.',
        )


@dataclass(frozen=True)
class _Walk:
    """Goes through a file; ``name`` and ``line`` are those of the name that a part stands behind."""

    path: Path

    def problems(self, part: Part, schema: Schema, name: str, line: int) -> Iterator[Problem]:
        if isinstance(schema, Named):
            yield from self._named(part, schema, name)
        elif isinstance(schema, ListOf):
            yield from self._list(part, schema, name)
        elif isinstance(schema, Text):
            yield from self._text(part, schema, name, line)
        elif isinstance(schema, Word) and (part.is_list or part.is_mapping):
            yield self._shape(part, name, "one word", f"Write {name}: and the word behind it.")

    def _shape(self, part: Part, name: str, wanted: str, remedy: str) -> Problem:
        what = "a list" if part.is_list else "named lines" if part.is_mapping else "a bare word"
        told = f"below {name} stands {'nothing' if part.is_blank else what}, where {wanted} must stand."
        return mistake("shape", self.path, part.line, told, remedy)

    def _named(self, part: Part, schema: Named, name: str) -> Iterator[Problem]:
        if not part.is_mapping:
            if name == "metadata" or not part.is_blank:
                example = next(iter(schema.names), "name")
                yield self._shape(part, name, "named lines", f'Write a line "{example}: ..." below it.')
            return
        seen: dict[str, int] = {}
        for key, line, value in part.named():
            if key in seen:
                told = f"{key} stands here a second time (first on line {seen[key]}): only one can count."
                remedy = "Keep one of them, and move what belongs together below it."
                yield mistake("doubled name", self.path, line, told, remedy)
            seen.setdefault(key, line)
            below = schema.names.get(key, schema.each)
            if below is not None:
                yield from self.problems(value, below, key, line)
            elif not schema.others:
                yield self._unknown(key, line, schema)

    def _unknown(self, key: str, line: int, schema: Named) -> Problem:
        if key in ELSEWHERE:
            return mistake("file place", self.path, line, f"{key}: is not read in this file.", ELSEWHERE[key])
        near = difflib.get_close_matches(key.lower(), schema.names, n=1, cutoff=0.6)
        bar = ": |" if near and schema.names[near[0]] == Text(bar=True) else ":"
        remedy = f"Write {near[0]}{bar} instead." if near else f"Use one of: {', '.join(schema.names)}."
        told = f"the name {key}: is not known here." if key else "a name is not known here."
        return mistake("unknown name", self.path, line, told, remedy)

    def _list(self, part: Part, schema: ListOf, name: str) -> Iterator[Problem]:
        if part.is_list:
            for item in part.items():
                entry = "the dash" if isinstance(schema.each, Named) else name
                yield from self.problems(item, schema.each, entry, item.line)
        elif not (part.is_blank and name in MAY_BE_BLANK):
            remedy = f"Write a list: {schema.example}."
            if schema.example.startswith("-"):
                remedy = f"Begin each entry with a dash: {schema.example}"
            yield self._shape(part, name, "a list", remedy)

    def _text(self, part: Part, schema: Text, name: str, line: int) -> Iterator[Problem]:
        fault: Fault | None = None
        if part.is_list and schema.bar:
            fault = barless(line, name)
        elif part.is_flow:
            fault = first_sign(part.line, "{" if part.is_mapping else "[")
        elif part.is_list or part.is_mapping:
            yield self._shape(
                part, f"{name}:", "a text", f'Write the text behind {name}: or below "{name}: |".'
            )
        elif not part.is_blank and not part.is_text:
            told = f"{part.written} is not read as a text here."
            yield mistake(
                "read as", self.path, part.line, told, f'Put quotes around it: {name}: "{part.written}".'
            )
        elif part.style == ">" or (schema.bar and not part.style and part.is_long):
            fault = run_together(line, name)
        elif not part.style and part.written[:1] in CURLY and part.written:
            fault = curly_quote(part.line, name)
        if fault:
            yield mistake(fault.kind, self.path, fault.line, fault.problem, fault.remedy)
