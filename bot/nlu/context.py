"""What a message may leave out because it was just talked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

# What to add to a message that leaves its subject out.
SUBJECTS = {"needling": "dry needling", "sciatica": "sciatica"}
LONGEST_WORDS = 10
# Words that name a subject of their own: then nothing is left out.
NAMED = re.compile(
    r"needl|\bims\b|acupunc|sciati|piriformis|clinic|\bbook|appoint|\bpark(?:ing)?\b|insur|\bbill|"
    r"\bhours\b|\bopen\b|referral|physio|\bmri\b|\bdis[ck]s?\b",
    re.IGNORECASE,
)

# Words that ask something but say nothing of what.
EMPTY = frozenset(
    """
    a about after again all also and any anyway are before best better between both but can could dad
    day did do does done else even ever first for good had happen happens has have he her him his hour
    how husband i if in is it its kid last later like long longer many me mom more most much my need
    next normal now of often ok okay on one ones or other she should so still take takes than that the
    them then there these they thing this those though till time times to too twice two up use usual
    usually wait was week weeks what when where which while who whole why wife will with work works
    would yes yet
    """.split()
)
FEWEST_WORDS = 2


@dataclass(frozen=True)
class Context:
    """``topic`` is ``needling`` or ``sciatica`` if one of them was answered last, else None.

    ``begun`` says whether any question was answered before.
    """

    topic: str | None = None
    begun: bool = False

    @classmethod
    def of(cls, metadata: Mapping[str, Any] | None) -> Context:
        """From the metadata that ``bot.engine`` sends with a message."""
        said = metadata or {}
        topic = said.get("topic")
        return cls(topic if topic in SUBJECTS else None, bool(said.get("begun")))

    def completed(self, text: str) -> str | None:
        """``text`` with the subject it leaves out, or None if it names its own or there is none."""
        if self.topic is None or NAMED.search(text) or len(text.split()) > LONGEST_WORDS:
            return None
        return f"{text} {SUBJECTS[self.topic]}"

    def completions(self, text: str) -> list[str]:
        """``text`` with each subject it may mean, if it names none and nothing was talked about."""
        words = re.findall(r"[a-z']+", text.lower())
        if (
            self.topic
            or self.begun
            or not FEWEST_WORDS <= len(words) <= LONGEST_WORDS
            or not EMPTY.issuperset(words)
        ):
            return []
        return [f"{text} {words}" for words in SUBJECTS.values()]

    def after(self, text: str, answer: str | None = None) -> Context:
        """The context for what follows ``text``, answered by ``answer``."""
        if answer and answer.split("/", 1)[0] in SUBJECTS:
            return replace(self, topic=answer.split("/", 1)[0])
        lowered = text.lower()
        named = [topic for topic, words in SUBJECTS.items() if words.split()[-1][:6] in lowered]
        return replace(self, topic=named[-1]) if named else self
