"""What is gathered of the visitors for the clinic's report, and written once a minute."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence

from actions.clinic import ClinicFileError, load_clinic
from bot.failures import log_failure
from bot.messages import RED_FLAG, BotMessage
from bot.visitor_store import Count, Question, VisitorStore, hour_of
from bot.web.redaction import redacted_to_keep

SECONDS_BETWEEN_WRITINGS = 60
MOST_WAITING = 5_000
FALLBACK, OUT_OF_SCOPE, CLARIFY, THUMB_DOWN = "nlu_fallback", "out_of_scope", "clarify", "thumb_down"


def keeps_questions() -> bool:
    """Whether clinic.yml lets questions be kept: not while it has a mistake."""
    try:
        return bool(load_clinic().keep_unanswered)
    except ClinicFileError:
        return False


def reason_of(replies: Sequence[BotMessage]) -> str | None:
    """Why the replies are no good answer; None if they are one."""
    for reply in replies:
        answer = reply.metadata["answer"]
        if answer == FALLBACK:
            return CLARIFY if reply.buttons else FALLBACK
        if answer == OUT_OF_SCOPE:
            return OUT_OF_SCOPE
    return None


def is_about_danger(replies: Sequence[BotMessage]) -> bool:
    """Whether the message was, or may have been, about a danger sign, or one was noticed before it."""
    return any(reply.metadata["urgency"] != "none" or reply.danger_unsure for reply in replies)


class Gathered:
    """Counts and questions waiting to be written.

    A visitor's reply never waits for them and never fails with them. What a danger sign was
    told with is counted and never kept.
    """

    def __init__(self, store: VisitorStore) -> None:
        self._store = store
        self._questions: list[Question] = []
        self._counts: Counter[tuple[int, str, str]] = Counter()
        self._disliked: OrderedDict[str, None] = OrderedDict()

    def replied(self, text: str, pressed: bool, replies: Sequence[BotMessage]) -> None:
        """Note one answered message: what was typed, or the title of the button that was ``pressed``."""
        reason = reason_of(replies)
        self._count("message", "all")
        for reply in replies:
            self._count("reply", reply.metadata["answer"])
            for link in reply.metadata.get("links", []):
                self._count("offered", link["kind"])
        urgencies = [reply.metadata["urgency"] for reply in replies if reply.understood == RED_FLAG]
        if urgencies:
            self._count("red_flag", urgencies[0])
        if reason:
            self._count("fallback", reason)
        if reason and not pressed and not is_about_danger(replies):
            self._keep(reason, OUT_OF_SCOPE if reason == OUT_OF_SCOPE else FALLBACK, text)

    def failed(self) -> None:
        """Note one message that got the fail-safe reply."""
        self._count("message", "all")
        self._count("reply", "fail_safe")

    def clicked(self, kind: str) -> None:
        """Note one followed link."""
        self._count("clicked", kind)

    def disliked(self, reply: str, text: str, replies: Sequence[BotMessage], answer: str) -> None:
        """Keep what was typed before a reply that got its first thumb down.

        ``reply`` identifies the reply among all; it is remembered in this process only. ``replies``
        are all replies to the message.
        """
        known = reply in self._disliked
        self._disliked[reply] = None
        if len(self._disliked) > MOST_WAITING:
            self._disliked.popitem(last=False)
        if not known and not is_about_danger(replies):
            self._keep(THUMB_DOWN, answer, text)

    def write(self) -> None:
        """Write what waits; what cannot be written waits on."""
        if not keeps_questions():
            self._questions.clear()
        if not self._questions and not self._counts:
            return
        counts = [Count(hour, what, name, count) for (hour, what, name), count in self._counts.items()]
        try:
            self._store.add(self._questions, counts)
        except Exception as error:
            log_failure("writing of counts", error)
            return
        self._questions.clear()
        self._counts.clear()

    def tidy(self) -> None:
        """Delete what is too old, and every question once clinic.yml no longer lets them be kept."""
        try:
            self._store.expire()
            if not load_clinic().keep_unanswered:
                self._store.remove_questions()
        except Exception as error:
            log_failure("expiry of counts", error)

    def _count(self, what: str, name: str) -> None:
        key = (hour_of(time.time()), what, name)
        if key in self._counts or len(self._counts) < MOST_WAITING:
            self._counts[key] += 1

    def _keep(self, reason: str, answer: str, text: str) -> None:
        if keeps_questions() and text and len(self._questions) < MOST_WAITING:
            kept = redacted_to_keep(" ".join(text.split()))
            self._questions.append(Question(hour_of(time.time()), reason, answer, kept))


async def write_now_and_then(gathered: Gathered) -> None:
    """Write every minute, for ever."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_WRITINGS)
        gathered.write()
