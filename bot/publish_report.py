"""What became of each gate of a publish, for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

GATES = ("check", "fixed safety texts", "training", "danger signs", "questions", "going live")
NEXT_STEPS = {
    "check": "Mend the files at the lines named, then publish again. bot check shows the same list.",
    "fixed safety texts": "Get the old texts back. To change one on purpose, a maintainer runs make "
    "safety-checksums after a physiotherapist has signed it (docs/safety-case.md).",
    "training": "Mend what is named, then publish again.",
    "danger signs": "Look at the examples that were changed last: words of a danger sign may stand among "
    "harmless examples, or the other way round. Take them out, then publish again.",
    "questions": "Look at the examples that were changed last: bot test-all shows on a page which question "
    "got which answer. Mend the examples, then publish again.",
    "going live": "Mend what is named, then publish again.",
}


@dataclass
class PublishReport:
    """What became of each gate: (name, seconds, what was found)."""

    started: datetime = field(default_factory=datetime.now)
    passed: list[tuple[str, float, str]] = field(default_factory=list)
    closed: tuple[str, float, list[str]] | None = None
    result: str = "Not finished: the program was stopped. The live model stays what it was."

    def lines(self) -> Iterator[str]:
        """The report, for people."""
        yield f"bot publish on {self.started:%-d %B %Y, %H:%M}"
        yield ""
        yield self.result
        yield ""
        for name, seconds, found in self.passed:
            yield f"passed  {name:<20} {seconds:5.0f} s  {found}".rstrip()
        if self.closed:
            name, seconds, problems = self.closed
            yield f"FAILED  {name:<20} {seconds:5.0f} s"
            yield from (f"        - {line}" for problem in problems for line in problem.splitlines())
        done = {name for name, *_ in self.passed} | ({self.closed[0]} if self.closed else set())
        yield from (f"-       {name:<20} not begun" for name in GATES if name not in done)
        if self.closed:
            yield ""
            yield f"What to do now: {NEXT_STEPS[self.closed[0]]}"
