"""``bot report``: what visitors asked in vain, in the terminal and as one page that opens offline."""

from __future__ import annotations

from pathlib import Path

from bot.visitor_report.findings import Say, report_of
from bot.visitor_report.page import page
from bot.visitor_report.terminal import lines
from bot.visitor_store import VisitorStore


class ReportFailed(RuntimeError):
    """The report cannot be made; the message says why and what to do."""


def write_report(store: str, days: int, out: Path, say: Say) -> list[str]:
    """Write the page and return the lines for the terminal.

    Raises:
        StoreUnreachable, ReportFailed, EncoderMissing, ClinicFileError: with what to do.
    """
    visitors = VisitorStore.at(store)
    try:
        report = report_of(visitors, days, say)
    finally:
        visitors.close()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(report), encoding="utf-8")
    except OSError as error:
        raise ReportFailed(
            f"The page cannot be written to {out} ({error.strerror}). Name another place with --out."
        ) from None
    return [*lines(report), "", f"Wrote {out}. Open it in a browser. It is for the clinic only."]
