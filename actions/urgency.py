"""How urgent a danger sign is: the tiers of the safety guideline."""

from __future__ import annotations

# From the least urgent on.
URGENCIES = ("today", "crisis", "emergency", "911")


def higher(urgency: str, other: str | None) -> str:
    """The more urgent of two; ``other`` may be None."""
    return urgency if other is None else max(urgency, other, key=URGENCIES.index)
