"""Clients: someone who talks to the assistant over HTTP."""

from __future__ import annotations

import secrets
from typing import Any, Protocol

import aiohttp

Replies = list[dict[str, Any]]


class Visitor(Protocol):
    """One conversation."""

    async def arrive(self) -> None:
        """Begin the conversation."""

    async def ask(self, text: str) -> Replies:
        """Send a message and wait for the replies."""


class VisitorKind(Protocol):
    """Makes a new visitor."""

    def __call__(self, session: aiohttp.ClientSession, url: str) -> Visitor:
        """A visitor of the server at ``url``."""


class RestVisitor:
    """Talks over Rasa's REST channel, which ours and stock Rasa share."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = f"bench-{secrets.token_hex(16)}"

    async def arrive(self) -> None:
        """Nothing to do: the first message begins the conversation."""

    async def ask(self, text: str) -> Replies:
        """Send a message and wait for the replies."""
        async with self._session.post(self._url, json={"sender": self._sender, "message": text}) as response:
            response.raise_for_status()
            replies: Replies = await response.json()
            return replies


class WidgetVisitor:
    """Talks over the routes that the widget uses."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/api/conversations"

    async def arrive(self) -> None:
        """Have the server make a conversation and greet."""
        async with self._session.post(self._url) as response:
            response.raise_for_status()
            self._url += f"/{(await response.json())['id']}/messages"

    async def ask(self, text: str) -> Replies:
        """Send a message and wait for the replies."""
        message = {"id": secrets.token_hex(8), "text": text}
        async with self._session.post(self._url, json=message) as response:
            response.raise_for_status()
            replies: Replies = (await response.json())["messages"]
            return replies
