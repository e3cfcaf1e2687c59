"""One message in, the replies out: limits, redaction, the engine, the fail-safe."""

from __future__ import annotations

import secrets
import time

from bot.engine import Engine
from bot.failures import log_failure
from bot.messages import BotMessage
from bot.web.errors import ApiError, fail_safe, no_conversation, too_many
from bot.web.gathered import Gathered
from bot.web.limits import RateLimit
from bot.web.metrics import Metrics
from bot.web.redaction import redacted

ADDRESS_SHARE = 4
ID_BYTES = 16


class Allowance:
    """So many requests a minute of one conversation, and ``ADDRESS_SHARE`` times as many of one address."""

    def __init__(self, per_minute: int) -> None:
        self._by_conversation = RateLimit(per_minute)
        self._by_address = RateLimit(per_minute * ADDRESS_SHARE)

    def use(self, address: str, conversation: str | None = None) -> None:
        """Count a request.

        Raises:
            ApiError: 429 when there are too many.
        """
        seconds = self._by_conversation.wait(conversation) if conversation else 0
        seconds = seconds or self._by_address.wait(address)
        if seconds:
            raise too_many(seconds)


class Talk:
    """What the routes share: the engine behind its limits."""

    def __init__(self, engine: Engine, metrics: Metrics, messages_per_minute: int) -> None:
        self.engine = engine
        self.metrics = metrics
        self.gathered = Gathered(engine.store.visitors)
        self._messages = Allowance(messages_per_minute)
        # Thumbs and followed links: who gives many may still write.
        self._marks = Allowance(messages_per_minute)

    async def start(self, address: str) -> tuple[str, list[BotMessage]]:
        """A new conversation: its id, 128 random bits in hexadecimal, and the greeting.

        Raises:
            ApiError: 429 when the address asks too often.
        """
        self._messages.use(address)
        conversation = secrets.token_hex(ID_BYTES)
        try:
            return conversation, await self.engine.start(conversation)
        except Exception as error:
            log_failure("greeting", error)
            self.metrics.failed()
            return conversation, [fail_safe()]

    async def reply(
        self,
        conversation: str,
        text: str,
        address: str,
        message_id: str | None = None,
        payload: str | None = None,
        known: bool = False,
    ) -> list[BotMessage]:
        """The replies to a message; the fail-safe reply when anything fails.

        Raises:
            ApiError: 429 when the conversation or the address asks too often; 404 when the
                conversation must be ``known`` and is not.
        """
        self._messages.use(address, conversation)
        started, now, shown = time.perf_counter(), time.time(), redacted(text)
        try:
            if known:
                self.must_exist(conversation)
            replies = await self.engine.reply(conversation, shown, message_id, payload)
        except ApiError:
            raise
        # Rasa's SQL store ends the process on some errors: a visitor must not be able to.
        except (Exception, SystemExit) as error:
            log_failure("reply", error)
            self.metrics.failed()
            self.gathered.failed()
            return [fail_safe()]
        self.metrics.replied(replies, time.perf_counter() - started)
        # A message that was sent again gets the replies of the first time.
        if replies[-1].at >= now:
            pressed = bool(payload and self.engine.sends(payload))
            self.gathered.replied(self.engine.cleaned(shown), pressed, replies)
        return replies

    def clicked(self, conversation: str, address: str, kind: str) -> None:
        """Count a link that was followed.

        Raises:
            ApiError: as ``may_mark``.
        """
        self.may_mark(conversation, address)
        self.metrics.clicked(kind)
        self.gathered.clicked(kind)

    def may_mark(self, conversation: str, address: str) -> None:
        """Count a thumb or a followed link towards their limit, which is none of the messages'.

        Raises:
            ApiError: 404 for an unknown conversation; 429 when too often.
        """
        self._marks.use(address, conversation)
        self.must_exist(conversation)

    def must_exist(self, conversation: str) -> None:
        """Raise a 404 for an unknown conversation."""
        if not self.engine.store.has(conversation):
            raise no_conversation()
