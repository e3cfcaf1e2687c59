"""What goes out: bot messages in the shape of the HTTP contract."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

UTTER = "utter_"
RED_FLAG = "red_flag"
TOPICS = ("needling", "sciatica")
TOPIC_LASTS = 3
# With the latest one: a danger sign may come in pieces, "i cant", "feel my", "crotch".
EARLIER_MESSAGES = 2
UNANSWERED = frozenset({"nlu_fallback", "out_of_scope", "greet", "goodbye", "thanks"})
ASK = re.compile(r'^/ask\{"answer": "([a-z_]+(?:/[a-z_]+)?)"\}$')


@dataclass(frozen=True)
class BotMessage:
    """One bubble: text (Markdown), buttons and the metadata of design section 4.

    Not sent: ``understood``, the intent of the message it replies to, and ``danger_unsure``,
    set where a part of the danger detector failed on it.
    """

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0
    understood: str = ""
    danger_unsure: bool = False

    @classmethod
    def of(cls, event: BotUttered, understood: UserUttered | None, model: str) -> BotMessage:
        """From Rasa's event; ``understood`` is the visitor's message it replies to."""
        extra = event.metadata
        intent = understood.intent if understood else {}
        described = extra.get("metadata") or {}
        metadata: dict[str, Any] = {
            "answer": extra.get("answer") or _answer(extra.get("utter_action")),
            "urgency": extra.get("urgency") or "none",
            "confidence": round(float(intent.get("confidence") or 0.0), 4),
            "model": model,
        }
        for name in ("links", "related"):
            if extra.get(name):
                metadata[name] = extra[name]
        if described.get("facts"):
            metadata["sources"] = [str(fact) for fact in described["facts"]]
        buttons = list(event.data.get("buttons") or [])
        unsure = bool(understood and (understood.parse_data or {}).get("danger_unsure"))
        return cls(
            event.text or "", buttons, metadata, event.timestamp, str(intent.get("name") or ""), unsure
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON without empty parts."""
        document: dict[str, Any] = {"text": self.text, "metadata": self.metadata}
        if self.buttons:
            document["buttons"] = self.buttons
        return document


def _answer(utter_action: str | None) -> str:
    name = utter_action or ""
    return name[len(UTTER) :] if name.startswith(UTTER) else name


def asked_answer(payload: str) -> str | None:
    """The answer id that a button's payload asks for, or None."""
    match = ASK.match(payload)
    return match.group(1) if match else None


def turns(events: Iterable[Event]) -> Iterable[tuple[UserUttered | None, list[BotUttered]]]:
    """The conversation as pairs of a visitor's message and the replies to it.

    What the assistant said before the first message comes with None.
    """
    said: UserUttered | None = None
    replies: list[BotUttered] = []
    for event in events:
        if isinstance(event, UserUttered):
            if said or replies:
                yield said, replies
            said, replies = event, []
        elif isinstance(event, BotUttered):
            replies.append(event)
        elif isinstance(event, ActionExecuted):
            continue
    if said or replies:
        yield said, replies


def _written_before(tracker: DialogueStateTracker) -> list[str]:
    """The visitor's last typed messages since the last danger sign, oldest first."""
    written: list[str] = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if event.intent_name == RED_FLAG:
                written = []
            elif event.text and not event.text.startswith("/"):
                written.append(event.text)
    return written[-EARLIER_MESSAGES:]


def context_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What NLU is told of the conversation so far (``bot.nlu.context``).

    ``topic`` is that of the last answer on one; it fades when nothing was said about it
    for ``TOPIC_LASTS`` turns. ``begun`` is set once a question was answered. ``earlier`` are
    the messages that the danger detector looks at together with the next one.
    """
    answered = [
        replies for said, replies in turns(tracker.events) if said and said.intent_name not in UNANSWERED
    ]
    recent = [reply for replies in answered[-TOPIC_LASTS:] for reply in replies]
    topics = [_answer(reply.metadata.get("utter_action")).split("/", 1)[0] for reply in recent]
    on_topic = [topic for topic in topics if topic in TOPICS]
    context: dict[str, Any] = {"begun": bool(answered), "earlier": _written_before(tracker)}
    return {**context, "topic": on_topic[-1]} if on_topic else context
