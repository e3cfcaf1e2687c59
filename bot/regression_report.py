"""What ``bot test-all`` found: for the terminal, as CSV, and as one HTML page that works offline."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bot.confusions import STYLE, WORDS
from bot.regression import Answered, Regression

MOST_ROWS = 12
MOST_SHOWN = 60
# Spreadsheet programs take a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t")


def terminal_lines(regression: Regression) -> Iterator[str]:
    """The counts, and the answers with the most failures."""
    for learned, name in ((True, "training examples"), (False, "test questions")):
        asked = [each for each in regression.answered if each.question.learned == learned]
        failed = sum(not each.passed for each in asked)
        if asked:
            yield f"{name:<18} {len(asked):>7,}   {failed:>5,} without their own answer"
    rows = [row for row in regression.by_answer() if row[2]]
    if not rows:
        yield "Every question came back with its own answer."
        return
    yield ""
    for own, count, failed_ones in rows[:MOST_ROWS]:
        first = failed_ones[0]
        yield f"{len(failed_ones):>5} of {count:<5} {own:<28} {place(first)}: {_short(first)} -> {first.came}"
    if len(rows) > MOST_ROWS:
        yield f"      and {len(rows) - MOST_ROWS} more answers, on the page"


def place(answered: Answered) -> str:
    """File and line of the question, to edit it."""
    return f"{answered.question.path}:{answered.question.line}"


def _short(answered: Answered) -> str:
    text = answered.question.message.text
    return f'"{text[:MOST_SHOWN]}{"…" if len(text) > MOST_SHOWN else ""}"'


def as_csv(regression: Regression) -> str:
    """Every question that failed, one a row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["file", "line", "learned", "question", "own answer", "came instead", "offered", "what", "score"]
    )
    for each in regression.failed:
        question = each.question
        cells = [
            str(question.path),
            str(question.line),
            "yes" if question.learned else "no",
            question.message.text,
            _wanted(each),
            each.came,
            " | ".join(each.offered),
            WORDS[each.verdict],
            f"{each.score:.2f}",
        ]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue()


def _wanted(answered: Answered) -> str:
    message = answered.question.message
    asked = [accept[0] for accept in message.asks]
    return " + ".join(asked) or " | ".join(message.urgency or message.accept) or answered.question.own


def as_page(regression: Regression, model: str) -> str:
    """The page: a table of all answers, then the failed questions of each in red rows."""
    failed, asked = len(regression.failed), len(regression.answered)
    rows = regression.by_answer()
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Every question and its own answer</title><style>{STYLE}",
            "summary { cursor: pointer; padding: .3rem 0 } td.number { white-space: nowrap }</style>",
            "<h1>Every question and its own answer</h1>",
            f"<p>Model {escape(model)}: {asked:,} questions were asked, {failed:,} did not come back with "
            "their own answer. Red rows show them. Edit the example at the file and line named, "
            "or the examples of the answer that came instead; then train and test again. Test questions only "
            "measure: do not copy them into the training files.</p>",
            *(_group(*row) for row in rows if row[2]),
            f"<h2>All answers</h2><table><tr><th>own answer<th>questions<th>failed{_counts(rows)}</table>",
            "</html>",
        ]
    )


def _counts(rows: list[tuple[str, int, list[Answered]]]) -> str:
    return "".join(
        f'<tr class="{"bad" if failed else ""}"><td>{escape(own)}<td>{count:,}<td>{len(failed):,}'
        for own, count, failed in rows
    )


def _group(own: str, count: int, failed: list[Answered]) -> str:
    lines = [
        f"<details open><summary><strong>{escape(own)}</strong>: {len(failed):,} of {count:,}</summary>",
        "<table><tr><th>question<th>should be<th>came instead<th>score<th>where to edit",
    ]
    for each in sorted(failed, key=lambda each: (not each.question.learned, each.came)):
        offered = f"<br><small>offered: {escape(', '.join(each.offered))}</small>" if each.offered else ""
        kind = "training" if each.question.learned else "test"
        lines.append(
            f'<tr class="bad"><td>{escape(each.question.message.text)}<td>{escape(_wanted(each))}'
            f"<td>{escape(each.came)} <small>({WORDS[each.verdict]})</small>{offered}"
            f'<td class="number">{each.score:.2f}'
            f'<td class="number">{escape(place(each))} <small>{kind}</small>'
        )
    return "\n".join([*lines, "</table></details>"])


def write(regression: Regression, model: str, page: Path, table: Path) -> None:
    """Write the page and the table.

    Raises:
        OSError: if a file cannot be written.
    """
    for path, text in ((page, as_page(regression, model)), (table, as_csv(regression))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
