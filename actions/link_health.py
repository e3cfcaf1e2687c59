"""Whether the booking page is known to be down, as the server's link check last found it."""

from __future__ import annotations


class LinkHealth:
    """Addresses that do not work.

    The server tells it (``bot.web.link_check``), the actions in the same process read it.
    Where nobody checks, as under ``rasa run actions``, every page counts as working.
    """

    def __init__(self) -> None:
        self._down: set[str] = set()

    def tell(self, url: str, *, down: bool) -> None:
        """Remember whether the page at ``url`` is down."""
        if down:
            self._down.add(url)
        else:
            self._down.discard(url)

    def is_down(self, url: str | None) -> bool:
        """Whether the page at ``url`` was found to be down."""
        return url in self._down


LINK_HEALTH = LinkHealth()
