"""Danger signs by readable rules on spaCy tokens (``danger_rules.yml``)."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.nlu.denials import list_goes_on
from bot.nlu.language import english

NEGATION_REACH = 4
FIRST_PERSON = frozenset("i im i'm ive i've me my mine myself".split())
OPINIONS = frozenset("guess think know believe suppose hope swear".split())
IT = frozenset("he she it they his her poor".split())


@dataclass(frozen=True)
class Alternative:
    """One way for a sign to show: all ``groups`` in a sentence.

    ``near`` is the most tokens between the first and the last; ``apart`` allows the
    groups to stand anywhere in the message.
    """

    sign: str
    groups: tuple[str, ...]
    near: int | None
    apart: bool


@dataclass(frozen=True)
class Finding:
    """A sign and the wordings that fired it; ``always`` if nothing makes them harmless."""

    sign: str
    because: tuple[str, ...]
    always: bool = False


class DangerRules:
    """Finds danger signs that are stated as present, not denied, asked about or long past."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self._matcher = PhraseMatcher(english().vocab, attr="LOWER")
        for group, wordings in rules["words"].items():
            self._matcher.add(f"words:{group}", [english().make_doc(str(w)) for w in wordings])
        harmless = dict(rules["harmless"])
        self._always = frozenset(harmless.pop("always"))
        self._question_starts = frozenset(harmless.pop("question_starts"))
        self._persons = frozenset(harmless.pop("persons"))
        for kind, wordings in harmless.items():
            self._matcher.add(f"harmless:{kind}", [english().make_doc(str(w)) for w in wordings])
        self._alternatives = [
            Alternative(sign, tuple(each["all"]), each.get("near"), each.get("apart", False))
            for sign, alternatives in rules["signs"].items()
            for each in alternatives
        ]

    @classmethod
    @functools.cache
    def load(cls) -> DangerRules:
        """The rules that ship with the program, read once: every model uses the same."""
        text = resources.files("bot.nlu").joinpath("danger_rules.yml").read_text(encoding="utf-8")
        return cls(yaml.load(text, Loader=yaml.CSafeLoader))

    def findings(self, doc: Doc) -> list[Finding]:
        """Every sign the message states, in the order of the rules, each once."""
        matches = self._matches(doc)
        found: dict[str, Finding] = {}
        for alternative in self._alternatives:
            spans = [matches.get(f"words:{group}", []) for group in alternative.groups]
            if alternative.sign in found or not all(spans):
                continue
            for chosen in self._choices(spans, alternative):
                if self._stated(doc, chosen, alternative, matches):
                    always = bool(self._always.intersection(alternative.groups))
                    found[alternative.sign] = Finding(alternative.sign, tuple(s.text for s in chosen), always)
                    break
        return list(found.values())

    def _matches(self, doc: Doc) -> dict[str, list[Span]]:
        matches: dict[str, list[Span]] = {}
        for key, start, end in self._matcher(doc):
            matches.setdefault(doc.vocab.strings[key], []).append(doc[start:end])
        return matches

    @staticmethod
    def _choices(spans: list[list[Span]], alternative: Alternative) -> Iterator[list[Span]]:
        """Ways to pick one wording a group, close enough to each other."""
        for first in spans[0]:
            chosen = [first, *(min(group, key=lambda s: abs(s.start - first.start)) for group in spans[1:])]
            if alternative.apart:
                yield chosen
                continue
            left, right = min(s.start for s in chosen), max(s.end for s in chosen)
            inside = right - left - sum(len(s) for s in chosen)
            if alternative.near is not None and inside > alternative.near:
                continue
            if all(s.sent == first.sent for s in chosen):
                yield chosen

    def _stated(
        self, doc: Doc, chosen: list[Span], alternative: Alternative, matches: dict[str, list[Span]]
    ) -> bool:
        if self._always.intersection(alternative.groups):
            return True
        if any(self._negated(doc, span, matches) for span in chosen):
            return False
        if all(self._asked_in_general(span.sent) for span in chosen):
            return False
        clauses = [self._clause(doc, span, matches) for span in chosen]
        if any(self._of_an_animal(doc, clause, matches) for clause in clauses):
            return False
        parts = [self._between_commas(doc, span) for span in chosen]
        return not (
            any(
                self._holds(clause, matches.get(f"harmless:{kind}", []))
                for kind in ("hypothetical", "past", "figurative")
                for clause in clauses
            )
            or any(self._holds(part, matches.get("harmless:long_ago", [])) for part in parts)
        )

    @staticmethod
    def _holds(clause: Span, spans: list[Span]) -> bool:
        return any(clause.start <= span.start < clause.end for span in spans)

    @staticmethod
    def _clause(doc: Doc, span: Span, matches: dict[str, list[Span]]) -> Span:
        """The part of the sentence around ``span`` up to the next "but", "and now" ..."""
        sentence = span.sent
        starts = [s.start for s in matches.get("harmless:clause_starts", [])]
        start = max((s for s in starts if sentence.start < s <= span.start), default=sentence.start)
        end = min((s for s in starts if span.end <= s < sentence.end), default=sentence.end)
        return doc[start:end]

    @staticmethod
    def _between_commas(doc: Doc, span: Span) -> Span:
        sentence = span.sent
        commas = [token.i for token in sentence if token.text == ","]
        start = max((i + 1 for i in commas if i < span.start), default=sentence.start)
        end = min((i for i in commas if i >= span.end), default=sentence.end)
        return doc[start:end]

    def _of_an_animal(self, doc: Doc, clause: Span, matches: dict[str, list[Span]]) -> bool:
        """Whether the clause speaks of an animal's trouble and not of the visitor's."""
        animals = matches.get("harmless:animals", [])
        if self._holds(clause, animals):
            return not self._speaks_of_oneself(doc, clause, animals)
        sentence = clause.sent
        if sentence.start == 0 or sentence[0].lower_ not in IT:
            return False
        before = doc[sentence.start - 1].sent
        return self._holds(before, animals) and not self._speaks_of_oneself(doc, before, animals)

    @staticmethod
    def _speaks_of_oneself(doc: Doc, clause: Span, animals: list[Span]) -> bool:
        owned = {i for span in animals for i in range(span.start - 3, span.start)}
        return any(
            token.lower_ in FIRST_PERSON
            and token.i not in owned
            and not (token.i + 1 < len(doc) and doc[token.i + 1].lower_ in OPINIONS)
            for token in clause
        )

    def _asked_in_general(self, sentence: Span) -> bool:
        """A question that speaks of nobody: "does foot drop need surgery"."""
        words = [token.lower_ for token in sentence if not token.is_punct]
        return bool(words) and words[0] in self._question_starts and not self._persons.intersection(words)

    @staticmethod
    def _negated(doc: Doc, span: Span, matches: dict[str, list[Span]]) -> bool:
        ends = [s.start for s in matches.get("harmless:negation_ends", [])]
        for negator in matches.get("harmless:negators", []):
            before = negator.end <= span.start <= negator.end + NEGATION_REACH
            if not before or negator.sent != span.sent:
                continue
            if any(negator.end <= end < span.start for end in ends):
                continue
            commas = [token.i for token in doc[negator.end : span.start] if token.text == ","]
            if all(list_goes_on(doc, comma + 1) for comma in commas):
                return True
        return False
