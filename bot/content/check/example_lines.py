"""Example lines: written so that training reads them, each under one answer, and nobody's data in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.content.check.project import RED_FLAG, Block, Example, Project
from bot.content.guideline import guideline
from bot.content.problem import Problem, hint, mistake
from bot.personal_data import MARK, PATTERNS

BULLET = re.compile(r"[•·▪◦‣*+–—−]\s*(?=\S)")
BRACKET = re.compile(r"[][{}]")
NAMED = {
    "[e-mail]": "an e-mail address",
    "[health number]": "a health number",
    "[phone]": "a phone number",
    "[date]": "a date",
    "[name]": "a name",
    "[postal code]": "a postal code",
    "[address]": "a street address",
}
# Searching every example with every pattern would take two seconds.
MARKS = {"[e-mail]": ("@",), "[name]": ("name",)}
# Kind, pattern, and words of which one stands in every text it fits; None: a digit does.
PERSONAL = (
    *((NAMED[mark], pattern, MARKS.get(mark)) for mark, pattern in PATTERNS),
    ("a birth date", re.compile(r"\b(?:dob|born on)\b", re.IGNORECASE), ("dob", "born on")),
    (
        "a full name",
        re.compile(r"\b(?:I'm|I am|[Tt]his is) [A-Z][a-z]+ [A-Z][a-z]+"),
        ("i'm", "i am", "this is"),
    ),
    ("a web address", re.compile(r"\bhttps?://|\bwww\."), ("http", "www")),
)
DIGIT = re.compile(r"\d")
# Digits in a row that stand for nobody: typed to try the chat out.
NOBODYS = re.compile(r"123[ -]?456[ -]?789|(\d)\1{6,}")
WORDS = re.compile(r"[\w']+")
# A preview checks again after each saved file, of which most lines are as they were.
MOST_REMEMBERED = 200_000


@lru_cache(maxsize=MOST_REMEMBERED)
def normal(text: str) -> str:
    """A question without case, punctuation and doubled blanks: the same for the same question."""
    return " ".join(WORDS.findall(text.lower())) or text


def example_problems(project: Project) -> Iterator[Problem]:
    """Every mistake in example lines, and hints on too few of them."""
    places: dict[str, tuple[Block, Example]] = {}
    for block in project.blocks:
        if not block.examples:
            line = block.part.line_named("examples")
            yield mistake(
                "no examples",
                block.path,
                line,
                f"{block.intent or 'the block'} has no examples.",
                'Write "examples: |" and below it a line "- ..." for each.',
            )
        yield from _personal(block)
        for example in block.examples:
            if not example.text:
                yield _unread(block, example)
                continue
            yield from _written(block, example)
            yield from _placed(block, example, places)
    yield from _few(project)


def shown(text: str) -> str:
    """The beginning of an example, as messages show it."""
    return text.strip()[:40]


def _unread(block: Block, example: Example) -> Problem:
    text = example.written.strip()
    if text == "-":
        return hint(
            "empty example",
            block.path,
            example.line,
            "there is nothing after the dash.",
            "Delete the line; bot check --fix does it.",
        )
    if text.startswith("- "):
        return mistake(
            "dash",
            block.path,
            example.line,
            f'the example "{shown(text)}" stands further in than the others, and would be lost.',
            "Take the blanks before its dash away; bot check --fix does it.",
        )
    if BULLET.match(text):
        return mistake(
            "dash",
            block.path,
            example.line,
            f'the example "{shown(text)}" does not begin with "- " but with {text[0]}.',
            f'Type "- " in place of the {text[0]}; bot check --fix does it.',
        )
    return mistake(
        "dash",
        block.path,
        example.line,
        f'the example "{shown(text)}" does not begin with "- ", and would be lost.',
        "Add it; bot check --fix does it. If the line goes on with the one above, join the two.",
    )


def _written(block: Block, example: Example) -> Iterator[Problem]:
    text = example.text
    if found := BRACKET.search(MARK.sub("", text)):
        yield mistake(
            "bracket",
            block.path,
            example.line,
            f'the example "{shown(text)}" holds a bracket, {found[0]}.',
            "Write it without. Only what stands for a visitor's own data may be so written: [phone], [name].",
        )
    if text.startswith("/"):
        yield mistake(
            "slash",
            block.path,
            example.line,
            f'the example "{shown(text)}" begins with /, like a button.',
            "Take the / away.",
        )
    most = guideline().limits.example_letters
    if len(text) > most:
        yield hint(
            "long example",
            block.path,
            example.line,
            f'the example "{shown(text)}" has {len(text):,} letters.',
            f"Visitors write less than {most}. Is it an answer? Then move it below responses:.",
        )


def _personal(block: Block) -> Iterator[Problem]:
    for place, kind in _held(tuple(example.text for example in block.examples)):
        yield mistake(
            "personal data",
            block.path,
            block.examples[place].line,
            f"the example holds {kind}: somebody's data must not be learned.",
            "Take it out, or write the question without it.",
        )


@lru_cache(maxsize=MOST_REMEMBERED // 50)
def _held(texts: tuple[str, ...]) -> list[tuple[int, str]]:
    """The places of texts that hold personal data, and of what kind."""
    together = "\n".join(texts).lower()
    with_digits = [place for place, text in enumerate(texts) if DIGIT.search(text)]
    held: dict[int, str] = {}
    for kind, pattern, marks in PERSONAL:
        likely: Sequence[int] = with_digits
        if marks is not None:
            here = [mark for mark in marks if mark in together]
            likely = [place for place, text in enumerate(texts) if any(mark in text.lower() for mark in here)]
        for place in likely:
            text = texts[place]
            if place not in held and pattern.search(text) and pattern.search(NOBODYS.sub("", text)):
                held[place] = kind
    return list(held.items())


def _placed(block: Block, example: Example, places: dict[str, tuple[Block, Example]]) -> Iterator[Problem]:
    first, at = places.setdefault(normal(example.text), (block, example))
    if at is example:
        return
    where = f"{first.path}, line {at.line}"
    if first.intent != block.intent:
        yield mistake(
            "example in two places",
            block.path,
            example.line,
            f'the example "{shown(example.text)}" stands under {first.intent} too ({where}).',
            "Keep one of them.",
        )
    elif at.text == example.text:
        yield hint(
            "doubled example",
            block.path,
            example.line,
            f'the example "{shown(example.text)}" stands here twice ({where}).',
            "Keep one; bot check --fix does it.",
        )


def _few(project: Project) -> Iterator[Problem]:
    fewest = guideline().limits.examples
    counts: Counter[str] = Counter()
    for block in project.blocks:
        if block.intent != RED_FLAG and not block.is_near_miss:
            counts[block.intent] += sum(bool(example.text) for example in block.examples)
    for block in project.blocks:
        if 0 < counts.pop(block.intent, 0) < fewest:
            number = sum(bool(example.text) for example in block.examples)
            yield hint(
                "few examples",
                block.path,
                block.line,
                f"{block.intent} has only {number} examples.",
                f"Write {fewest} or more, each in other words: short, long, with spelling mistakes.",
            )
