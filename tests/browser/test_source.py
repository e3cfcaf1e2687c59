"""The widget's source: what it may not contain, how it is divided, what its words are."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

WIDGET = Path("widget")
TESTS = Path("tests/browser")
# Pages for staff, which are no part of the widget.
STAFF_PAGES = ("test_preview.py", "test_visitor_report.py")
IN_CHROMIUM = {"visitor", "new_visitor", "second", "page", "run"}
SCRIPTS = sorted(path for path in WIDGET.rglob("*.js") if "node_modules" not in path.parts)
# Logic that must run without a document.
LOGIC = ["address", "announcer", "conversation", "markdown", "numbers", "outbox", "protocol", "shapes",
"speech",
         "store", "transcript", "words"]  # fmt: skip
LANGUAGES = ("en", "fr")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
# A capital and a small letter, or several words: what a person would read.
WORDS = re.compile(r'^"(?:[A-Z][a-z]+(?:[ ,.!?].*)?|[a-z]+(?: [a-z]+){2,})"$')
# Keys, fonts, a scheme.
NOT_FOR_PEOPLE = {
    '"Enter"',
    '"Escape"',
    '"Bearer"',
    '"Segoe UI"',
    '"Helvetica Neue"',
}


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def lines(paths: list[Path]) -> list[int]:
    return [len(source(path).splitlines()) for path in paths]


def test_the_widget_never_writes_html() -> None:
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|cssText|\.style\b")
    assert [path.name for path in SCRIPTS if markup.search(source(path))] == []


def test_no_file_is_long_and_the_median_is_short() -> None:
    assert max(lines(SCRIPTS)) <= 250
    assert statistics.median(lines(SCRIPTS)) <= 80


def test_protocol_store_announcer_markdown_and_views_are_files_of_their_own() -> None:
    for name in ("protocol.js", "store.js", "announcer.js", "markdown.js", "views"):
        assert (WIDGET / name).exists(), name


@pytest.mark.parametrize("name", LOGIC)
def test_logic_knows_no_document(name: str) -> None:
    text = COMMENT.sub("", source(WIDGET / f"{name}.js"))
    assert not re.search(
        r"\bdocument\b|createElement|querySelector|addEventListener|shadowRoot|HTMLElement", text
    )
    imported = re.findall(r'from "\./([\w/]+)\.js"', text)
    assert set(imported) <= set(LOGIC)


def test_the_widget_imports_only_its_own_files() -> None:
    for path in SCRIPTS:
        for imported in re.findall(r'(?:from|(?<!#)import\()\s*["`]([^"`]+)', source(path)):
            assert imported.startswith("."), (path.name, imported)


def test_no_address_of_another_host_stands_in_the_widget() -> None:
    for path in SCRIPTS:
        found = re.findall(r"https?://[^\s\"'`<>]+\w", source(path))
        assert set(found) <= {"http://www.w3.org/2000/svg"}, (path.name, found)


def test_every_word_for_people_stands_in_a_table_of_strings() -> None:
    for path in SCRIPTS:
        if path.parent.name in ("strings", "styles"):
            continue
        found = [text for text in TEXT.findall(COMMENT.sub("", source(path))) if WORDS.match(text)]
        assert set(found) - NOT_FOR_PEOPLE <= {text for text in found if "/" in text or "-" in text}, (
            path.name
        )


# The server tells it in English, where it is part of the notice.
FROM_THE_SERVER = {"notice_kept"}


def table(language: str) -> dict[str, str]:
    """The strings of a language, as they stand in its file."""
    text = source(WIDGET / "strings" / f"{language}.js")
    return dict(re.findall(r'^  (\w+):\s*\n?\s*"((?:[^"\\]|\\.)*)",$', text, re.M))


def test_each_language_has_every_string_with_the_same_blanks() -> None:
    english, french = (table(language) for language in LANGUAGES)
    assert len(english) > 60
    assert english.keys() == french.keys() - FROM_THE_SERVER
    for key in english:
        blanks = [sorted(re.findall(r"\{\w+\}", words[key])) for words in (english, french)]
        assert blanks[0] == blanks[1], key


def test_every_string_is_used_and_every_used_string_exists() -> None:
    rest = "".join(source(path) for path in SCRIPTS if path.parent.name != "strings")
    named = set(re.findall(r"strings\.(\w+)", rest)) - {"lang", "dir", "launcher", "not_loaded"}
    assert named - FROM_THE_SERVER <= table("en").keys()
    for key in table("en"):
        stem = re.sub(r"_(?:one|other)$", "", key)
        built = key.startswith(("failed_", "reason_")) or key in ("urgent", "today")
        assert built or re.search(rf'strings\.{key}\b|"{stem}"', rest), key


def test_no_comment_is_code_that_was_switched_off() -> None:
    for path in SCRIPTS:
        for comment in re.findall(r"^\s*//\s?(.*)$", source(path), re.M):
            assert not re.search(r"[;{}]\s*$|^(?:const|let|if|return|import)\b.*[=({]", comment), (
                path.name,
                comment,
            )
            assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", comment)


def test_the_browser_tests_never_sleep() -> None:
    for path in TESTS.rglob("*.py"):
        # The faulty network delays what it passes on: that is the fault.
        if path.name in ("faults.py", "test_source.py"):
            continue
        assert not re.search(r"\bsleep\(|wait_for_timeout\(", path.read_text(encoding="utf-8")), path.name


def browser_tests() -> list[tuple[str, set[str]]]:
    """The titles of the widget's tests, each with the names of its fixtures."""
    found = []
    for path in TESTS.rglob("test_*.py"):
        if path.name in STAFF_PAGES:
            continue
        for node in ast.parse(source(path)).body:
            if isinstance(node, (ast.AsyncFunctionDef, ast.FunctionDef)) and node.name.startswith("test_"):
                found.append((node.name, {argument.arg for argument in node.args.args}))
    return found


def test_the_tests_of_the_widget_have_at_least_twice_its_lines() -> None:
    def written(paths: list[Path]) -> int:
        return sum(bool(line.strip()) for path in paths for line in source(path).splitlines())

    tests = [path for path in TESTS.rglob("*.py") if path.name not in STAFF_PAGES]
    assert written(tests) >= 2 * written(SCRIPTS)


def test_at_least_120_tests_run_in_chromium_and_each_is_named_by_a_sentence_of_its_own() -> None:
    titles = [title for title, fixtures in browser_tests() if fixtures & IN_CHROMIUM]
    assert len(titles) >= 120
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    assert [title for title in titles if len(title.split("_")) < 3] == []


def test_the_accessibility_statement_says_what_was_tested_and_what_was_not() -> None:
    statement = source(WIDGET / "ACCESSIBILITY.md")
    tested, untested = statement.split("## What was not tested")
    for words in ("WCAG 2.2, level AA", "Chromium", "axe-core", "keyboard", "focus", "contrast"):
        assert words in tested, words
    for words in ("NVDA", "JAWS", "VoiceOver", "TalkBack", "iOS", "Safari", "Firefox"):
        assert words in untested, words
    vendored = re.search(
        r"axe v([\d.]+)", (TESTS / "vendor" / "axe.min.js").read_text(encoding="utf-8")[:200]
    )
    assert vendored
    assert f"axe-core {vendored[1]}" in tested


def test_the_48_checks_name_tests_that_exist() -> None:
    rows = re.findall(r"^\| (\d+) \|[^|]*\|([^|]*)\|", source(Path("docs/widget.md")), re.M)
    assert [int(number) for number, _ in rows] == list(range(1, 49))
    for number, tests in rows:
        for file, names in re.findall(r"`(\w+)`: ([^;]+)", tests):
            path = next(TESTS.rglob(f"test_{file}*.py"), TESTS / "conftest.py")
            titles = re.findall(r"def (test_\w+)", source(path))
            for name in re.split(r",\s*", re.sub(r"\([^)]*\)", "", names).strip()):
                known = name.strip() in ("all", "every visitor's tab")
                assert known or any(name.strip() in title for title in titles), (number, file, name)
