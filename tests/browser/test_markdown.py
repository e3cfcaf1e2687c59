"""The Markdown grammar in Chromium: nothing is lost, nothing becomes live that should not."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from tests.browser.visitor import Visitor

STRINGS = 10_000
PIECES = [
    "*", "**", "***", "_", "__", "`", "``", "[", "]", "(", ")", "](", "\n", "\n\n", "\r\n", "- ", "* ",
    "1. ", "10) ",
    " ", "  ", "\t", "a", "b c", "call_me_now", "snake_case", "5*3*2", "<b>", "</", ">", "&amp;", "\\",
    "\\*", "#", "~",
    "https://a.example/b_c_d", "http://", "tel:911", "mailto:a@b.example", "[x](https://a.example/)",
    "[y](tel:811)",
    "[z](javascript:alert(1))", "**b**", "*i*", "_i_", "`c`", "é", "漢字", "🙂", "\u202e", "\u200b", "\u0000",
    "\ufeff",
    "!", ".", ",", ":", "'", '"', "|", "+", "+ ", "=", "(a)", "[a]", "911", "9-8-8",
]  # fmt: skip
MARKERS = set("*_`[]()-+.\n\r\t 0123456789\ufeff")
PARSE = """async (texts) => {
  const { parse, plainText } = await import("/widget/markdown.js");
  const links = (tokens) => tokens.flatMap((token) =>
    [...(token.type === "link" ? [[token.href, plainText([{ type: "paragraph", children:
    token.children }])]] : []),
     ...links(token.children ?? [])]);
  return texts.map((text) => {
    const blocks = parse(text);
    return [plainText(blocks),
      blocks.flatMap(({ children, items }) => (items ?? [children]).flatMap((tokens) => links(tokens)))];
  });
}"""


def texts() -> list[str]:
    chosen = random.Random(31)
    return ["".join(chosen.choices(PIECES, k=chosen.randint(1, 14))) for _ in range(STRINGS)]


def is_inside(part: str, whole: str) -> bool:
    """Whether ``part`` is what remains when characters are taken out of ``whole``."""
    rest = iter(whole)
    return all(character in rest for character in part)


async def parsed(visitor: Visitor, written: list[str]) -> list[Any]:
    await visitor.arrives()
    found: list[Any] = await visitor.page.evaluate(PARSE, written)
    return found


async def test_of_10_000_texts_nothing_but_markers_is_lost(visitor: Visitor) -> None:
    written = texts()
    for text, (shown, links) in zip(written, await parsed(visitor, written), strict=True):
        # plainText writes its own "- " before items and line breaks between blocks.
        kept = shown.replace("\n", "").replace("- ", "").replace("-", "")
        assert is_inside(kept, text), text
        lost = Counter(text) - Counter(kept)
        for href, label in links:
            if label != href:
                lost -= Counter(href)
        assert set(lost) <= MARKERS, (text, shown, set(lost) - MARKERS)


async def test_of_10_000_texts_no_link_has_an_unsafe_address(visitor: Visitor) -> None:
    seen = 0
    for _, links in await parsed(visitor, texts()):
        for href, _ in links:
            seen += 1
            assert href.startswith(("https://", "http://", "mailto:", "tel:", "/", "#")), href
    assert seen > 1000


async def test_words_with_underscores_and_sums_with_stars_stay_as_they_are(visitor: Visitor) -> None:
    same = [
        "call_me_now snake_case_name",
        "5*3*2 is 30",
        "a < b > c [d] e",
        "https://example.com/a_b_c",
        "2 ** 3",
    ]
    found = await parsed(visitor, same)
    assert [shown for shown, _ in found] == same
    assert found[3][1] == [["https://example.com/a_b_c", "https://example.com/a_b_c"]]


async def test_a_text_of_100_kilobytes_is_parsed_without_a_pause(visitor: Visitor) -> None:
    await visitor.arrives()
    for piece in ("**", "[", "`a", "*a ", "_a", "- x\n", "https://", "](", "[a](b"):
        took = await visitor.page.evaluate(
            """async (piece) => { const { parse } = await import("/widget/markdown.js");
                const text = piece.repeat(100_000 / piece.length);
                const start = performance.now(); parse(text); return performance.now() - start; }""",
            piece,
        )
        assert took < 2_000, piece
