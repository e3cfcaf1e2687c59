"""``bot adopt``: a group of visitors' questions becomes examples of an answer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from actions.clinic import load_clinic
from bot.content.commented_yaml import EditRefused
from bot.content.draft import Draft
from bot.content.edit import Edit
from bot.content.new_answer import new_answer
from bot.content.sources import DATA, DOMAIN
from bot.content.subject_file import compared, example
from bot.personal_data import MARK
from bot.visitor_report.findings import Found, Say, found_in
from bot.visitor_report.grouping import Wording
from bot.visitor_report.nearest import Answers
from bot.visitor_report.terminal import group_lines
from bot.visitor_report.wording import NOTHING, OFF
from bot.visitor_store import VisitorStore
from bot.web.redaction import redacted_to_keep

MOST_WORDINGS = 20
MOST_LISTED = 20
RED_FLAG = "red_flag"
NEW = "new"

Ask = Callable[[str], str]
Understand = Callable[[Sequence[str]], list[dict[str, Any]]]


class AdoptionFailed(RuntimeError):
    """Nothing was written; the message says why and what to do."""


@dataclass(frozen=True)
class Wishes:
    """What was said on the command line; None is asked for."""

    group: int | None = None
    answer: str | None = None
    wordings: str | None = None
    yes: bool = False


@dataclass(frozen=True)
class Candidate:
    """A wording that may become an example; ``refusal`` says why it must not, else it is empty."""

    wording: Wording
    text: str
    refusal: str
    known: str | None


def adopt(store: str, days: int, wishes: Wishes, understand: Understand, say: Say, ask: Ask) -> None:
    """Show a group, ask what is missing in ``wishes``, show the edit, write it.

    ``understand`` gives the trained model's parse results of texts; ``say`` prints a line;
    ``ask`` asks a question and returns what was typed.

    Raises:
        StoreUnreachable, AdoptionFailed, EditRefused, EncoderMissing, ModelUnusable: with what to do.
    """
    visitors = VisitorStore.at(store)
    try:
        _Adoption(visitors, wishes, understand, say, ask).run(days)
    finally:
        visitors.close()


class _Adoption:
    def __init__(
        self, store: VisitorStore, wishes: Wishes, understand: Understand, say: Say, ask: Ask
    ) -> None:
        self._store = store
        self._wishes = wishes
        self._understand = understand
        self._say = say
        self._ask = ask
        self._answers = Answers.read(DOMAIN, DATA / "nlu")

    def run(self, days: int) -> None:
        self._store.expire()
        groups, _ = found_in(self._store, days, self._answers, self._say)
        if not groups and self._wishes.group is None:
            self._say(NOTHING if load_clinic().keep_unanswered else OFF)
            return
        found = self._group(groups)
        chosen = self._wordings(self._candidates(found))
        answer = self._answer(found)
        if self._begun(chosen) if answer == NEW else self._added(answer, chosen):
            self._forget(chosen)
            self._say("Visitors get the answer after the next training: bot train")

    def _group(self, groups: Sequence[Found]) -> Found:
        number = self._wishes.group
        if number is None:
            self._say("\n".join(group_lines(groups[:MOST_LISTED])))
            typed = self._asked("Which group? Its number, or Enter to stop: ", "the number of a group")
            if not typed.isdecimal():
                raise AdoptionFailed("No group was chosen. Nothing was written.")
            number = int(typed)
        for found in groups:
            if found.number == number:
                return found
        there = f"There are {len(groups)}, numbered from 1" if groups else "There are none"
        raise AdoptionFailed(f"There is no group {number}. {there}. See them with: bot report")

    def _candidates(self, found: Found) -> list[Candidate]:
        wordings = found.group.wordings[:MOST_WORDINGS]
        known = {compared(text): answer for answer, texts in self._answers.examples.items() for text in texts}
        understood = self._understand([wording.text for wording in wordings])
        candidates = [
            _candidate(wording, parsed, known.get(compared(wording.text)))
            for wording, parsed in zip(wordings, understood)
        ]
        self._say(f"\nGroup {found.number}, asked {found.group.asked:,} times:")
        for place, candidate in enumerate(candidates, 1):
            remark = f"   <- {candidate.refusal}" if candidate.refusal else ""
            self._say(f"  {place:>3}  {len(candidate.wording.ids):>4,} x  {candidate.wording.text}{remark}")
        left = len(found.group.wordings) - len(wordings)
        if left:
            self._say(f"  ... and {left:,} more wordings, which stay in the report.")
        if all(candidate.refusal for candidate in candidates):
            raise AdoptionFailed("None of these wordings can become an example. Nothing was written.")
        return candidates

    def _wordings(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        usable = [candidate for candidate in candidates if not candidate.refusal]
        wished = self._wishes.wordings
        if wished is None:
            wished = (
                "all"
                if self._wishes.yes
                else self._asked(
                    "Which wordings? Numbers like 1,3, or Enter for all that can be taken: ", "--wordings"
                )
            )
        if wished.strip().lower() in ("", "all"):
            return usable
        numbers = [int(number) for number in re.findall(r"\d+", wished)]
        if not numbers or re.search(r"[^\d\s,]", wished):
            raise AdoptionFailed(f'"{wished}" names no wordings. Write their numbers, like 1,3, or all.')
        chosen = []
        for number in dict.fromkeys(numbers):
            if not 1 <= number <= len(candidates):
                raise AdoptionFailed(f"There is no wording {number}: they go from 1 to {len(candidates)}.")
            candidate = candidates[number - 1]
            if candidate.refusal:
                raise AdoptionFailed(f"Wording {number} cannot be taken: {candidate.refusal}.")
            chosen.append(candidate)
        return chosen

    def _answer(self, found: Found) -> str:
        wished = self._wishes.answer
        if wished is None:
            for place, near in enumerate(found.near, 1):
                self._say(f"  {place}  {near.title}  ({near.answer}, {near.score:.2f} alike)")
            wished = self._asked(
                f"Which answer? A number, an answer's id, or {NEW} for a new one: ", "--answer"
            ).strip()
            if wished.isdecimal() and 1 <= int(wished) <= len(found.near):
                return found.near[int(wished) - 1].answer
        if wished == NEW or wished in self._answers.examples:
            return wished
        if wished == RED_FLAG:
            raise AdoptionFailed(
                "Danger signs are not adopted: they belong to the safety review (docs/safety-case.md)."
            )
        alike = difflib.get_close_matches(wished, self._answers.examples, n=3, cutoff=0.5)
        hint = (
            f"Did you mean {' or '.join(alike)}?" if alike else "See the ids in data/nlu, or in bot report."
        )
        raise AdoptionFailed(f'There is no answer "{wished}". {hint}')

    def _added(self, answer: str, chosen: Sequence[Candidate]) -> bool:
        """Whether the wordings were written as examples of an answer that is there."""
        for each in chosen:
            if each.known not in (None, answer):
                raise AdoptionFailed(
                    f'"{each.text}" is an example of {each.known} already. Take it out there first, or leave '
                    "it out with --wordings."
                )
        edit = Edit()
        subject = edit.holding(answer)
        if subject is None:
            raise AdoptionFailed(f"No file in data/nlu holds examples of {answer}. Choose another answer.")
        if not subject.add_examples(answer, [candidate.text for candidate in chosen]):
            raise AdoptionFailed(
                f"All of these stand under {answer} already. If visitors do not get it, train: bot train"
            )
        self._say(edit.diff().rstrip())
        mistakes = edit.mistakes()
        if mistakes:
            raise AdoptionFailed("\n".join(["Nothing was written. The check would say:", *mistakes]))
        if not self._wishes.yes and not _is_yes(self._asked("Write it? [y/N] ", "--yes")):
            self._say("Nothing was written.")
            return False
        edit.save()
        self._say(f"Wrote {subject.path}.")
        return True

    def _begun(self, chosen: Sequence[Candidate]) -> bool:
        """Whether a new answer was written, with the wordings as its first examples."""
        if self._wishes.yes:
            raise AdoptionFailed("A new answer has to be written by someone. Leave out --yes.")
        known = [each for each in chosen if each.known]
        if known:
            raise AdoptionFailed(f'"{known[0].text}" is an example of {known[0].known} already.')
        texts = [candidate.text for candidate in chosen]
        while typed := self._asked("Another way to ask it, or Enter: ", "an answer with --answer").strip():
            texts.append(example(typed))
        return new_answer(Draft(examples=texts))

    def _forget(self, chosen: Sequence[Candidate]) -> None:
        try:
            removed = self._store.remove([id for candidate in chosen for id in candidate.wording.ids])
        except SQLAlchemyError as error:
            self._say(
                f"They could not be taken off the report ({type(error).__name__}) and will come up again. "
                "Nothing else is wrong."
            )
            return
        self._say(f"Taken off the report: {removed:,} messages.")

    def _asked(self, prompt: str, otherwise: str) -> str:
        try:
            return self._ask(prompt)
        except EOFError:
            raise AdoptionFailed(
                f"No one can be asked here. Nothing was written. Give {otherwise} on the command line."
            ) from None


def _candidate(wording: Wording, parsed: dict[str, Any], known: str | None) -> Candidate:
    text = " ".join(re.sub(r"[][(){}<>]", " ", wording.text).split())
    if MARK.search(wording.text) or redacted_to_keep(wording.text) != wording.text:
        refusal = "holds personal data; write it anew in the file without"
    elif parsed["intent"]["name"] == RED_FLAG or parsed.get("danger_unsure"):
        refusal = "looks like a danger sign, which belongs to the safety review (docs/safety-case.md)"
    elif not re.search(r"\w", text):
        refusal = "holds no word. Write what a visitor would type"
    else:
        try:
            refusal, text = "", example(text)
        except EditRefused as error:
            refusal = str(error)
    return Candidate(wording, text, refusal, known)


def _is_yes(typed: str) -> bool:
    return typed.strip().lower() in ("y", "yes")
