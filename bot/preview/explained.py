"""An engine that tells, beside each reply, why it was given."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.engine import Engine  # isort: skip  (before rasa: it silences TensorFlow)

from rasa.shared.core.events import BotUttered, UserUttered

from bot.failures import log_failure
from bot.messages import BotMessage
from bot.preview.contents import Place
from bot.preview.why import Explainer, Why


@dataclass
class Turn:
    """What is noted while a message is answered: why, and the names of the texts that were said."""

    whys: list[Why] = field(default_factory=list)
    uttered: list[str] = field(default_factory=list)


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


class ExplainedEngine(Engine):
    """Passes each reply to ``told`` with why it was given and where its text stands."""

    def __init__(self, store: Any, told: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(store)
        self._told = told
        self.explainer: Explainer | None = None
        self.places: dict[str, Place] = {}

    async def understand(self, text: str, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """As ``Engine.understand``; while a message is being answered also notes why."""
        parsed = await super().understand(text, context)
        turn = _turn.get()
        if turn and self.explainer and not text.startswith("/"):
            explain = partial(self.explainer.explain, text, context or {}, parsed)
            try:
                turn.whys.append(await self.between_messages(explain))
            except Exception as error:
                log_failure("explanation", error)
        return parsed

    async def reply(
        self, conversation: str, text: str, message_id: str | None = None, payload: str | None = None
    ) -> list[BotMessage]:
        """As ``Engine.reply``, and tells why."""
        turn = Turn()
        token = _turn.set(turn)
        try:
            replies = await super().reply(conversation, text, message_id, payload)
        finally:
            _turn.reset(token)
        self._told(
            {
                "said": self.cleaned(text),
                "answers": [self._answer(*each) for each in zip(replies, turn.uttered)],
                # Of a message over the limit the part that was answered was read last.
                "why": turn.whys[-1] if turn.whys else None,
            }
        )
        return replies

    def _messages(self, said: UserUttered | None, replies: list[BotUttered]) -> list[BotMessage]:
        turn = _turn.get()
        if turn:
            turn.uttered = [str(event.metadata.get("utter_action")) for event in replies]
        return super()._messages(said, replies)

    def _answer(self, reply: BotMessage, uttered: str) -> dict[str, Any]:
        place = self.places.get(uttered)
        return {
            "answer": uttered.removeprefix("utter_"),
            "urgency": reply.metadata["urgency"],
            "begins": reply.text.split("\n", 1)[0].replace("**", ""),
            "place": place.as_dict() if place else None,
        }
