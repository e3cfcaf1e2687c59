"""A visitor at the demo page: what they do and what they see, in words the tests can use."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, Request, Route, expect

WATCH = """
window.__heard = [];
for (const name of ["chat-opened", "chat-closed", "message-sent", "answer-received", "send-failed",
                    "feedback-given", "chat-cleared", "link-followed"]) {
  document.addEventListener(name, ({ detail }) => window.__heard.push({ name, ...detail }));
}
document.addEventListener("securitypolicyviolation",
  (event) => window.__violation(`${event.violatedDirective}: ${event.blockedURI}`));
"""
LISTEN = """
() => {
  window.__said = [];
  window.__when = [];
  const root = document.querySelector("clinic-chat").shadowRoot;
  for (const region of root.querySelectorAll("[role=status], [role=alert]")) {
    const note = () => {
      if (!region.textContent || region.hidden) return;
      window.__said.push(region.textContent);
      window.__when.push(performance.now());
    };
    note();
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  }
}"""
REFUSED = re.compile(r"Content Security Policy|Trusted ?(HTML|Script|Type)|Refused to", re.I)


class Visitor:
    """One browser tab on the demo page."""

    def __init__(self, page: Page, address: str, complaints: list[str]) -> None:
        self.page = page
        self.address = address
        self.requests: list[Request] = []
        self.complaints = complaints
        page.on("request", self._note)
        page.on("pageerror", self._complain)
        page.on("console", self._listen)
        self.launcher = page.locator("clinic-chat .launcher")
        self.panel = page.locator("clinic-chat .panel")
        self.log = page.get_by_role("log")
        self.input = self.panel.get_by_label("Your question")
        self.send = self.panel.get_by_role("button", name="Send")
        self.notice = self.panel.locator(".notice")
        self.help = self.panel.locator(".help")
        self.questions = self.log.locator(".question")
        self.answers = self.log.locator(".answer")

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def leaves(self) -> None:
        """Stop watching the tab."""
        self.page.remove_listener("request", self._note)
        self.page.remove_listener("pageerror", self._complain)
        self.page.remove_listener("console", self._listen)

    def _complain(self, error: Any) -> None:
        self.complaints.append(f"error: {error}")

    def _listen(self, message: Any) -> None:
        if message.type == "error" and REFUSED.search(message.text):
            self.complaints.append(message.text)

    @property
    def asked(self) -> list[str]:
        """What went to the API, as "METHOD /path"."""
        calls = []
        for request in self.requests:
            path = request.url.removeprefix(self.address)
            if path.startswith("/api"):
                calls.append(f"{request.method} {path}")
        return calls

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The messages that went to the server."""
        posts = [request for request in self.requests if request.url.endswith("/messages")]
        return [request.post_data_json for request in posts if request.method == "POST"]

    @property
    def answer(self) -> Locator:
        """The newest answer."""
        return self.answers.last

    async def arrives(self, modules: bool = False) -> None:
        """Load the demo page, with the widget as websites embed it or module by module."""
        await self.page.goto(self.address + ("/?modules" if modules else "/"))
        await expect(self.launcher).to_be_attached()

    async def joins(self) -> None:
        """Load the page in a second tab and wait until it shows the conversation begun in the first."""
        await self.arrives()
        await expect(self.answers).to_have_count(1)

    async def visits(self, address: str) -> None:
        """Load a page of another website that embeds the chat."""
        await self.page.goto(address)
        await expect(self.launcher).to_be_attached()

    async def opens(self, address: str | None = None) -> None:
        """Load the page, or one of another website, open the chat and wait for the greeting."""
        await (self.visits(address) if address else self.arrives())
        await self.launcher.click()
        await expect(self.answers).to_have_count(1)

    async def types_and_sends(self, text: str) -> None:
        """Send a text without waiting for the answer."""
        await self.input.fill(text)
        await self.send.click()

    async def asks(self, text: str, bubbles: int = 1) -> Locator:
        """Send a text and wait for the next answer, the last bubble of which is returned."""
        before = await self.answers.count()
        await self.types_and_sends(text)
        await expect(self.answers).to_have_count(before + bubbles)
        return self.answer

    async def heard(self, name: str) -> list[dict[str, Any]]:
        """What the page was told by events of this name."""
        told: list[dict[str, Any]] = await self.page.evaluate(
            "name => window.__heard.filter((event) => event.name === name)", name
        )
        return told

    async def stored(self) -> dict[str, int]:
        """How much the browser keeps, by kind of storage."""
        amounts: dict[str, int] = await self.page.evaluate(
            """async () => ({ local: localStorage.length, session: sessionStorage.length,
                cookies: document.cookie.length, databases: (await indexedDB.databases()).length })"""
        )
        return amounts

    async def conversation(self) -> str | None:
        """The id of the conversation that the browser keeps."""
        kept: str | None = await self.page.evaluate(
            """() => Object.entries(localStorage).filter(([key]) => key.startsWith("clinic-chat:"))
                .map(([, value]) => JSON.parse(value).id)[0] ?? null"""
        )
        return kept

    async def kept(self) -> dict[str, Any]:
        """What the browser keeps of the conversation."""
        kept: dict[str, Any] = await self.page.evaluate(
            """() => Object.entries(localStorage).filter(([key]) => key.startsWith("clinic-chat:"))
                .map(([, value]) => JSON.parse(value))[0]"""
        )
        return kept

    async def focused(self) -> str:
        """The class of what has the focus, inside the chat or on the page."""
        name: str = await self.page.evaluate(
            """() => { const inner = document.querySelector("clinic-chat").shadowRoot.activeElement;
                return (inner ?? document.activeElement).className; }"""
        )
        return name

    async def answers_with(self, *replies: dict[str, Any]) -> None:
        """Let the server's next answer be these replies."""
        common = {"from": "assistant", "at": 1_700_000_000, "metadata": {}}
        body = {"id": "sent", "messages": [{"id": f"b{i}", **common, **r} for i, r in enumerate(replies)]}
        await self.page.route("**/messages", lambda route: route.fulfill(json=body))

    async def holds(self, pattern: str) -> Callable[[], Awaitable[Route]]:
        """Keep requests to an address waiting; what is returned waits for the next of them."""
        held: asyncio.Queue[Route] = asyncio.Queue()
        await self.page.route(pattern, held.put_nowait)
        return held.get

    async def clears(self) -> None:
        """Clear the chat: two presses."""
        await self.panel.get_by_role("button", name="Clear chat").click()
        await self.panel.get_by_role("button", name="Delete").click()

    async def says_to_screen_readers(self) -> list[str]:
        """What the live regions said since ``listens``, in order."""
        said: list[str] = await self.page.evaluate("window.__said")
        return said

    async def listens(self) -> None:
        """Write down every text that enters a live region of the chat."""
        await self.page.evaluate(LISTEN)

    async def sees_the_fail_safe_line(self) -> None:
        """The clinic's number and the emergency numbers, as links that call."""
        await expect(self.help).to_be_visible()
        for number in ("7805550142", ":911", ":811", ":988"):
            await expect(self.help.locator(f'a[href^="tel:"][href$="{number}"]')).to_be_visible()


async def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Write down what breaks the Content Security Policy in any tab of a browser profile."""
    await context.expose_binding("__violation", lambda _source, text: complaints.append(text))
    await context.add_init_script(WATCH)
    context.set_default_timeout(10_000)
