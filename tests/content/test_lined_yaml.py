"""Parts of a YAML file know their lines; a file that is none is refused with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.lined_yaml import Unreadable, parsed, read

TEXT = 'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hi\n      - hello\n'


def test_every_part_knows_its_line() -> None:
    block = next(parsed(TEXT).get("nlu").items())
    assert (block.line, block.line_named("examples")) == (3, 4)


def test_every_line_of_a_text_knows_its_place() -> None:
    block = next(parsed(TEXT).get("nlu").items())
    assert [line for line, text in block.get("examples").text_lines() if text] == [5, 6]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_a_mark_at_the_beginning_change_no_line(
    tmp_path: Path, mark: bytes, end: bytes
) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(mark + TEXT.encode().replace(b"\n", end))
    assert next(read(path).get("nlu").items()).line == 3


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a: 1\nb: caf\xe9\n", 2), (b"a: 1\n\tb: 2\n", 2), (b'a: 1\nb: "open\n', 2), (b"a: [" * 9000, 1)],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.line == line


@pytest.mark.parametrize("written", ["2027-02-31", "=", "Yes, please"])
def test_a_value_that_cannot_be_is_read_as_it_is_written(written: str) -> None:
    assert parsed(f"a: {written}").get("a").value == written
