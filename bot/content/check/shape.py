"""Whether every part of a file is what it must be: a list, a text or named lines, and no name unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Union

from bot.content.lined_yaml import Part
from bot.content.problem import Problem, mistake
from bot.content.sources import DATA
from bot.content.yaml_mistakes import CURLY, curly_quote

VERSION = "3.1"


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


Schema = Union[Text, Word, Anything, ListOf, Named]

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
    yield from _Walk(path).problems(document, schema, "")
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
            version.line,
            f'the version is not "{VERSION}", in quotes.',
            f'Make version: "{VERSION}" the first line.',
        )


@dataclass(frozen=True)
class _Walk:
    path: Path

    def problems(self, part: Part, schema: Schema, name: str) -> Iterator[Problem]:
        if isinstance(schema, Named):
            yield from self._named(part, schema, name)
        elif isinstance(schema, ListOf):
            yield from self._list(part, schema, name)
        elif isinstance(schema, Text):
            yield from self._text(part, schema, name)
        elif isinstance(schema, Word) and (part.is_list or part.is_mapping):
            yield self._shape(part.line, name, part, "one word", f"Write {name}: and the word behind it.")

    def _shape(self, line: int, name: str, part: Part, wanted: str, remedy: str) -> Problem:
        what = "a list" if part.is_list else "named lines" if part.is_mapping else "a bare word"
        if part.is_blank:
            what = "nothing"
        return mistake(
            "shape",
            self.path,
            line,
            f"below {name or 'this line'} stands {what}, where {wanted} must stand.",
            remedy,
        )

    def _named(self, part: Part, schema: Named, name: str) -> Iterator[Problem]:
        if not part.is_mapping:
            if name == "metadata" or not part.is_blank:
                example = next(iter(schema.names), "name")
                yield self._shape(
                    part.line, name, part, "named lines", f'Write a line "{example}: ..." below it.'
                )
            return
        seen: dict[str, int] = {}
        for key, line, value in part.named():
            if key in seen:
                yield mistake(
                    "doubled name",
                    self.path,
                    line,
                    f"{key or 'the name'} stands here a second time (first on line {seen[key]}): only one can count.",
                    "Keep one of them, and move what belongs together below it.",
                )
            seen.setdefault(key, line)
            below = schema.names.get(key, schema.each)
            if below is not None:
                yield from self.problems(value, below, key)
            elif not schema.others:
                yield self._unknown(key, line, schema)

    def _unknown(self, key: str, line: int, schema: Named) -> Problem:
        if key in ELSEWHERE and not name_fits(key, schema):
            return mistake("file place", self.path, line, f"{key}: is not read in this file.", ELSEWHERE[key])
        near = difflib.get_close_matches(key.lower(), schema.names, n=1, cutoff=0.6)
        bar = ": |" if near and schema.names[near[0]] == Text(bar=True) else ":"
        remedy = f"Write {near[0]}{bar} instead." if near else f"Use one of: {', '.join(schema.names)}."
        shown = f"the name {key}: is not known here." if key else "a name is not known here."
        return mistake("unknown name", self.path, line, shown, remedy)

    def _list(self, part: Part, schema: ListOf, name: str) -> Iterator[Problem]:
        if part.is_list:
            for item in part.items():
                yield from self.problems(
                    item, schema.each, "the dash" if isinstance(schema.each, Named) else name
                )
        elif not (part.is_blank and name in ("nlu", "responses", "actions", "facts", "related", "links")):
            yield self._shape(
                part.line,
                name,
                part,
                "a list",
                f"Begin each entry with a dash, or use brackets: {schema.example}",
            )

    def _text(self, part: Part, schema: Text, name: str) -> Iterator[Problem]:
        where = f"{name}:"
        if part.is_blank:
            return
        if part.is_list and schema.bar:
            yield mistake(
                "bar", self.path, part.line - 1, f"the | after {where} is missing.", f'Write "{name}: |".'
            )
        elif part.is_list or part.is_mapping:
            if part.node is not None and getattr(part.node, "flow_style", False):
                sign = "{" if part.is_mapping else "["
                yield mistake(
                    "first sign",
                    self.path,
                    part.line,
                    f"the text after {where} begins with {sign}, which has a meaning of its own here.",
                    "Put straight quotes around the text.",
                )
            else:
                yield self._shape(
                    part.line, where, part, "a text", f'Write the text behind {where} or below "{name}: |".'
                )
        elif not part.is_text:
            yield mistake(
                "read as",
                self.path,
                part.line,
                f"{part.written} is not read as a text here.",
                f'Put quotes around it: {name}: "{part.written}".',
            )
        elif part.style == ">" or (schema.bar and not part.style and "\n" in self._source(part)):
            yield mistake(
                "bar",
                self.path,
                part.line,
                f"the text after {where} is not begun with |, so its lines would run together.",
                f'Write "{name}: |".',
            )
        elif not part.style and part.written[:1] in CURLY:
            fault = curly_quote(part.line, name)
            yield mistake(fault.kind, self.path, fault.line, fault.problem, fault.remedy)

    @staticmethod
    def _source(part: Part) -> str:
        assert part.node is not None
        return "\n" if part.node.end_mark.line > part.node.start_mark.line else ""


def name_fits(key: str, schema: Named) -> bool:
    """Whether ``key`` is a name of this schema."""
    return key in schema.names
