"""Counts for operators, without any text: ``/metrics``."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from bot.messages import BotMessage

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The process's counters."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._replies = Counter(
            "clinic_replies", "Replies by answer and urgency.", ["answer", "urgency"], registry=self._registry
        )
        self._failures = Counter(
            "clinic_failures", "Messages answered by the fail-safe reply.", registry=self._registry
        )
        self._feedback = Counter("clinic_feedback", "Thumbs by value.", ["value"], registry=self._registry)
        self._offered = Counter(
            "clinic_links_offered", "Links offered by kind.", ["kind"], registry=self._registry
        )
        self._seconds = Histogram(
            "clinic_reply_seconds", "Time to answer.", buckets=BUCKETS, registry=self._registry
        )

    def replied(self, messages: list[BotMessage], seconds: float) -> None:
        """Count one answered message."""
        self._seconds.observe(seconds)
        for message in messages:
            self._replies.labels(message.metadata["answer"], message.metadata["urgency"]).inc()
            for link in message.metadata.get("links", []):
                self._offered.labels(link["kind"]).inc()

    def failed(self) -> None:
        """Count one fail-safe reply."""
        self._failures.inc()

    def thumb(self, value: str) -> None:
        """Count one thumb."""
        self._feedback.labels(value).inc()

    def text(self) -> bytes:
        """The counters in Prometheus' text format."""
        return generate_latest(self._registry)
