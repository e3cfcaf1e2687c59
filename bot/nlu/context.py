"""What a message may leave out because it was just talked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Context:
    """``topic`` is ``needling`` or ``sciatica`` if one of them was answered last, else None."""

    topic: str | None = None

    @classmethod
    def of(cls, metadata: Mapping[str, Any] | None) -> Context:
        """From the metadata that ``bot.engine`` sends with a message."""
        topic = (metadata or {}).get("topic")
        return cls(topic if topic in SUBJECTS else None)

    def completed(self, text: str) -> str | None:
        """``text`` with the subject it leaves out, or None if it names its own or there is none."""
        if self.topic is None or NAMED.search(text) or len(text.split()) > LONGEST_WORDS:
            return None
        return f"{text} {SUBJECTS[self.topic]}"

    def after(self, text: str, answer: str | None = None) -> Context:
        """The context for what follows ``text``, answered by ``answer``."""
        if answer and answer.split("/", 1)[0] in SUBJECTS:
            return Context(answer.split("/", 1)[0])
        lowered = text.lower()
        named = [topic for topic, words in SUBJECTS.items() if words.split()[-1][:6] in lowered]
        return Context(named[-1]) if named else self
