"""The report as one HTML file: no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from bot.visitor_report import wording as words
from bot.visitor_report.charts import Bar, bar_chart
from bot.visitor_report.findings import Found, Report
from bot.visitor_report.nearest import Near
from bot.visitor_report.style import STYLE

MOST_WORDINGS = 8
LEGEND = (
    '<p class="soft"><span class="swatch all"></span>all messages &nbsp; '
    '<span class="swatch part"></span>without a good answer</p>'
)


def page(report: Report) -> str:
    """The page; every text that comes from visitors or from the clinic is escaped."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>What visitors asked: {escape(report.clinic.name)}</title>",
            f"<style>{STYLE}</style></head><body>",
            *_header(report),
            "<main>",
            *_groups(report),
            *_trends(report),
            *_feedback(report),
            *_counts(report),
            "</main>",
            *_footer(report),
            "</body></html>\n",
        ]
    )


def _header(report: Report) -> list[str]:
    figures = report.figures
    dangers = sum(figures.red_flags.values())
    urgent = ", ".join(f"{name} {n}" for name, n in words.dangers(figures.red_flags) if n)
    return [
        "<header>",
        "<h1>What visitors asked</h1>",
        f'<p class="soft">{escape(report.clinic.name)}, {words.period(report)}</p>',
        '<dl class="key">',
        _figure("Messages", f"{figures.all.messages:,}", ""),
        _figure(
            "Without a good answer",
            f"{figures.all.unanswered:,}",
            f"{words.percent(figures.all)} of all messages",
        ),
        _figure("Thumbs down", f"{figures.down:,}", f"{figures.up:,} up"),
        _figure("Danger signs", f"{dangers:,}", urgent),
        _figure(
            "Booking page followed",
            f"{figures.clicked['booking']:,}",
            f"offered {figures.offered['booking']:,} times",
        ),
        "</dl></header>",
    ]


def _figure(name: str, value: str, more: str) -> str:
    small = f"<small>{escape(more)}</small>" if more else ""
    return f"<div><dt>{name}</dt><dd>{value}{small}</dd></div>"


def _groups(report: Report) -> list[str]:
    begin = '<h2 id="groups">Asked in vain</h2>'
    if not report.found:
        text = words.NOTHING if report.clinic.keep_unanswered else words.OFF
        return [begin, f'<p class="note">{escape(text)}</p>']
    more = [f'<p class="soft">And {report.more:,} smaller groups.</p>'] if report.more else []
    return [
        begin,
        '<p class="soft">Questions that got no good answer, grouped by what they mean, the most frequent '
        "first. “How alike” goes up to 1: how near the nearest example of an answer comes.</p>",
        '<ol class="groups">',
        *(_group(found, words.adopt_command(report, found.number)) for found in report.found),
        "</ol>",
        *more,
    ]


def _group(found: Found, command: str) -> str:
    group = found.group
    others = group.wordings[1 : MOST_WORDINGS + 1]
    listed = "".join(f"<li><bdi>{escape(wording.text)}</bdi></li>" for wording in others)
    left = len(group.wordings) - 1 - len(others)
    rest = f"<li>and {left:,} more wordings</li>" if left else ""
    near = "".join(_near(each) for each in found.near)
    disliked = ", ".join(f"<code>{escape(answer)}</code>" for answer, _ in group.disliked.most_common())
    thumbs = f" Thumb down for {disliked}." if disliked else ""
    times = "time" if group.asked == 1 else "times"
    return (
        f'<li><div class="asked">{group.asked:,}<small>{times}</small></div>'
        f"<div><h3><bdi>{escape(group.typical)}</bdi></h3>"
        f"{f'<ul>{listed}{rest}</ul>' if listed else ''}"
        f'<p class="near soft">What happened: {escape(words.reasons(group.reasons))}.{thumbs}</p>'
        f'<p class="near">Nearest answers, and how alike:</p><ul class="near">{near}</ul>'
        f'<p class="near">Teach it: <code class="command">{command}</code></p></div></li>'
    )


def _near(near: Near) -> str:
    score = f'<span class="alike">{near.score:.2f}</span>'
    return f"<li>{score} {escape(near.title)} <code>{escape(near.answer)}</code></li>"


def _trends(report: Report) -> list[str]:
    figures = report.figures
    lines = ["<h2>By week</h2>", LEGEND]
    if not figures.weeks:
        return ["<h2>By week and by hour</h2>", '<p class="note">No messages have been counted yet.</p>']
    bars = [
        Bar(
            words.short_day(week.first),
            f"{words.short_day(week.first)} to {words.short_day(week.last)}",
            week.of.messages,
            week.of.unanswered,
        )
        for week in figures.weeks
    ]
    last = figures.weeks[-1].of
    summary = (
        f"Messages by week from Monday, as far as counts are kept. This week so far: {last.unanswered:,} of "
        f"{last.messages:,} without a good answer ({words.percent(last)})."
    )
    lines.append(bar_chart("weeks", "Messages by week", summary, bars))
    hours = [
        Bar(f"{hour}" if hour % 3 == 0 else "", f"{hour}:00 to {hour}:59", of.messages, of.unanswered)
        for hour, of in enumerate(figures.hours)
    ]
    busiest = max(range(len(hours)), key=lambda hour: (hours[hour].all, -hour))
    summary = (
        f"Messages by hour of the day in {report.clinic.town}, {words.period(report)}. "
        f"Most came from {hours[busiest].name}: {hours[busiest].all:,}."
    )
    chart = bar_chart("hours", "Messages by hour of the day", summary, hours)
    return [*lines, "<h2>By hour of the day</h2>", LEGEND, chart]


def _feedback(report: Report) -> list[str]:
    thumbs = report.figures.thumbs
    if not thumbs:
        return ["<h2>Feedback by answer</h2>", '<p class="note">No thumbs in this time.</p>']
    rows = []
    for each in thumbs:
        said = ", ".join(f"{words.FEEDBACK.get(why, why)} {n}" for why, n in each.reasons.items())
        title = escape(report.answers.title(each.answer))
        rows.append(
            f'<tr><th scope="row">{title} <code>{escape(each.answer)}</code><td>{each.up:,}<td>{each.down:,}'
            f'<td class="text">{escape(said)}'
        )
    return [
        "<h2>Feedback by answer</h2>",
        "<table><caption>Thumbs, most of them down first</caption>",
        '<thead><tr><th scope="col">Answer<th scope="col">Up<th scope="col">Down'
        '<th scope="col" class="text">What was wrong</thead>',
        f"<tbody>{''.join(rows)}</tbody></table>",
    ]


def _counts(report: Report) -> list[str]:
    dangers = "".join(
        f'<tr><th scope="row">{name[0].upper()}{name[1:]}<td>{count:,}'
        for name, count in words.dangers(report.figures.red_flags)
    )
    links = "".join(
        f'<tr><th scope="row">{escape(name)}<td>{offered:,}<td>{followed:,}'
        for name, offered, followed in words.hand_offs(report)
    )
    return [
        "<h2>Danger signs</h2>",
        "<table><caption>Messages with a danger sign by what the visitor was told; their texts are never kept"
        "</caption>",
        f'<thead><tr><th scope="col">Told to<th scope="col">Messages</thead><tbody>{dangers}</tbody></table>',
        "<h2>Hand-offs</h2>",
        "<table><caption>Links to the clinic and to help lines</caption>",
        '<thead><tr><th scope="col">Link<th scope="col">Offered<th scope="col">Followed</thead>',
        f"<tbody>{links}</tbody></table>",
    ]


def _footer(report: Report) -> list[str]:
    return [
        "<footer><p>For the clinic only: delete this file when you have read it. Names, numbers and "
        "addresses are blacked out as far as a program can. If you still see who someone is, delete the file "
        "and tell your privacy officer.</p>",
        "<p>Does a question sound like a danger sign? Then it was missed: tell the person who reviews the "
        "safety of the assistant.</p>",
        "<p>Nothing here says who asked, when, or what else that person asked. Times of day and weeks count "
        "all messages together. The server deletes everything after 30 days.</p></footer>",
    ]
