"""Taking a message apart where it may ask one thing after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

JOINERS = frozenset(
    {"and", "also", "plus", "&", "+", ",", "n", "then", "or", "-", "but", "/", "cause", "because", "so"}
)
# With one of these a question or a wish begins.
STARTS = frozenset(
    """
    what whats what's wat wats how hows how's where wheres where's when whens why who whos which whose
    is are am was do does did dose can could will would should shall may must has have any anything
    isnt isn't arent aren't dont don't doesnt doesn't cant can't need needs want wanna wondering if some
    i'd book cancel move tell let put send
    """.split()
)
WISHES = re.compile(
    r"\b(?:i|we|he|she) (?:need|want|would like|wanna|have to|wish)|\b(?:i'd|id|we'd) (?:like|want|love)|"
    r"\b(?:book|cancel|move|reschedule|tell|send|call|put|switch|change|explain|let) "
    r"(?:me|us|my|our|it|the|a|an)\b|"
    r"\b(?:looking|wondering|curious|asking) (?:for|to|if|about|whether|how|what)|\bplease\b|\bpls\b|\bplz\b"
)
FEWEST_LETTERS = 3
# Where a list of things is asked about ("address, parking and hours please").
LIST = re.compile(r",|\band\b|&|\+|\bn\b|\bplus\b", re.IGNORECASE)
LONGEST_LIST = 20
# What begins with one of these tells something.
TELLERS = frozenset(
    "my our his her their i im i'm ive i've we we're he he's she she's they they're it it's".split()
)


@dataclass(frozen=True)
class Part:
    """A stretch of a message; ``asks`` says whether it asks or wishes something rather than tells."""

    text: str
    asks: bool


def asked_parts(doc: Doc) -> list[Part]:
    """The stretches of a message that may each ask something of their own, in order.

    A new one begins with a sentence, and after a comma or an "and" where a question
    begins. What was told just before a question belongs to it. If there is one question at
    most, the message is better looked at whole: then the list is empty.
    """
    parts: list[Part] = []
    for sentence in doc.sents:
        for span in _parts(sentence):
            text = span[: len(span) - _joiners_at_end(span)].text.strip(" ,.-&+/")
            if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
                continue
            if parts and not parts[-1].asks:
                text = f"{parts.pop().text}. {text}"
            parts.append(Part(text, _asks(span.text)))
    return parts if sum(part.asks for part in parts) > 1 else []


def listed(text: str) -> list[str]:
    """The members of a short list of things asked about; empty if it is none.

    What tells a story ("i took a pill, can i come") is no list.
    """
    members = [member.strip(" .?!") for member in LIST.split(text)]
    members = [member for member in members if sum(map(str.isalpha, member)) >= FEWEST_LETTERS]
    if any(member.split()[0].lower() in TELLERS and not _asks(member) for member in members):
        return []
    return members if len(members) > 1 and len(text.split()) <= LONGEST_LIST else []


def _parts(sentence: Span) -> Iterator[Span]:
    doc, start = sentence.doc, sentence.start
    for token in sentence:
        if token.i > start and _begins(token, sentence):
            yield doc[start : token.i]
            start = token.i
    yield doc[start : sentence.end]


def _joiners_at_end(span: Span) -> int:
    count = 0
    while count < len(span) and span[len(span) - 1 - count].lower_ in JOINERS:
        count += 1
    return count


def _begins(token: Token, sentence: Span) -> bool:
    before = token.nbor(-1).lower_ if token.i > sentence.start else ""
    return before in JOINERS and token.lower_ in STARTS


def _asks(part: str) -> bool:
    lowered = part.lower()
    words = lowered.split()
    return "?" in part or bool(words and words[0] in STARTS) or bool(WISHES.search(lowered))
