"""Counts for operators, without any text: ``/metrics``."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.messages import BotMessage
from bot.web.link_check import LinkCheck

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class BookingPage(Collector):
    """The state of the booking page as the link check last found it."""

    def __init__(self, link_check: LinkCheck) -> None:
        self._link_check = link_check

    def collect(self) -> Iterator[Metric]:
        """One gauge, without a value while nothing was checked, and the findings so far."""
        state = self._link_check.state
        up = GaugeMetricFamily("clinic_booking_page_up", "1 while the booking page is not down.")
        if state != "unchecked":
            up.add_metric([], 0 if state == "down" else 1)
        yield up
        checks = CounterMetricFamily(
            "clinic_booking_page_checks", "Checks of the booking page by finding.", labels=["finding"]
        )
        for finding, count in self._link_check.counts.items():
            checks.add_metric([finding.value], count)
        yield checks


class Metrics:
    """The process's counters."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._clicked = Counter(
            "clinic_links_clicked", "Links followed by kind.", ["kind"], registry=self._registry
        )
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

    def clicked(self, kind: str) -> None:
        """Count one followed link."""
        self._clicked.labels(kind).inc()

    def watch(self, watched: Collector) -> None:
        """Show what another part of the process counts."""
        self._registry.register(watched)

    def text(self) -> bytes:
        """The counters in Prometheus' text format."""
        return generate_latest(self._registry)
