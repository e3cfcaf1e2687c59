"""What the danger detector is given to read, and what it means when it fails."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from spacy.tokens import Doc

from bot.failures import log_failure
from bot.nlu.danger import Danger, DangerDetector, most_urgent
from bot.nlu.denials import without_denials
from bot.nlu.encoder import Vectors
from bot.nlu.language import analysed, long_sentences
from bot.nlu.spelling import SpellingRepair


@dataclass(frozen=True)
class Judgement:
    """The danger a message states, or None; ``unsure`` if a part of the detector failed."""

    danger: Danger | None
    unsure: bool


def _on_every_core(looks: Sequence[Callable[[], Judgement]]) -> list[Judgement]:
    """What each look finds, in order; each one takes longer than the one before it."""
    if len(looks) == 1:
        return [looks[0]()]
    with ThreadPoolExecutor(min(len(looks), os.cpu_count() or 1)) as pool:
        found = [pool.submit(look) for look in reversed(looks)]
        return [each.result() for each in reversed(found)]


def _or_if_it_fails(check: Callable[[], bool]) -> bool:
    """What the check says; if it fails, True: then the message is read in full."""
    try:
        return check()
    except Exception as error:
        log_failure("danger detector", error)
        return True


class DangerWatch:
    """Looks at one message by itself, then together with those just before it.

    ``describe`` turns a text into its feature vector.
    """

    def __init__(
        self, detector: DangerDetector, describe: Callable[[str], Vectors], spelling: SpellingRepair
    ) -> None:
        self._detector = detector
        self._describe = describe
        self._spelling = spelling

    def judge(self, docs: Sequence[Doc], readable: bool, earlier: Sequence[str] = ()) -> Judgement:
        """The judgement on a message; never raises.

        ``docs`` are the message as written and, where that differs, with its spelling
        repaired; ``readable`` says whether the model can read it; ``earlier`` are the
        visitor's last messages, oldest first: a sign may come in pieces.
        """
        looks = [functools.partial(self._of, docs, readable)]
        messages = [*earlier, docs[0].text]
        # Most messages are so harmless that the model need not read them together.
        by_model = bool(earlier) and any(map(self._may_be_a_piece, messages))
        for start in reversed(range(len(earlier))):
            looks.append(functools.partial(self._together, " ".join(messages[start:]), by_model))
        unsure = False
        for judgement in _on_every_core(looks):
            unsure = unsure or judgement.unsure
            if judgement.danger:
                return Judgement(judgement.danger, unsure)
        return Judgement(None, unsure)

    def _may_be_a_piece(self, text: str) -> bool:
        repaired = self._spelling.repair(text)
        if not self._spelling.reads(repaired):
            return True
        return _or_if_it_fails(lambda: not self._detector.is_far_from_danger(self._describe(repaired)))

    def _together(self, text: str, by_model: bool) -> Judgement:
        repaired = self._spelling.repair(text)
        docs = [analysed(text)] if repaired == text else [analysed(text), analysed(repaired)]
        if not by_model and not _or_if_it_fails(lambda: self._detector.is_worded(docs)):
            return Judgement(None, False)
        # Its sentences were looked at with the messages they are in.
        return self._of(docs, self._spelling.reads(repaired), in_sentences=False)

    def _of(self, docs: Sequence[Doc], readable: bool, in_sentences: bool = True) -> Judgement:
        try:
            vectors = self._vectors(docs[-1], readable, in_sentences)
            return Judgement(self._detector.detect(docs, *vectors), False)
        except Exception as error:
            log_failure("danger detector", error)
        # Rules and model each by itself: what broke one of them must not silence the other.
        whole = self._describe(docs[-1].text) if readable else None
        found = [self._by_half(docs, None), self._by_half((), whole)]
        return Judgement(most_urgent(danger for danger in found if danger), True)

    def _vectors(self, doc: Doc, readable: bool, in_sentences: bool) -> tuple[Vectors | None, list[Vectors]]:
        if not readable:
            return None, []
        told = without_denials(doc) or doc.text
        if not in_sentences:
            return self._describe(told), []
        stated = doc if told == doc.text else analysed(told)
        return self._describe(told), [self._describe(sentence) for sentence in long_sentences(stated)]

    def _by_half(self, docs: Sequence[Doc], vector: Vectors | None) -> Danger | None:
        try:
            return self._detector.detect(docs, vector)
        except Exception as error:
            log_failure("half of the danger detector", error)
            return None
