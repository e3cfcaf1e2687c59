"""Every way of saving a file is noticed; what changed nothing is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.preview.watching import Watch


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.yml"
    path.write_text("name: Hill Physio\n", encoding="utf-8")
    return path


@pytest.fixture
def watch(file: Path) -> Watch:
    return Watch(lambda: file.parent.glob("*.yml"))


def test_nothing_saved_is_no_change(watch: Watch) -> None:
    assert watch.changed() == frozenset()


def test_a_file_written_in_place_is_noticed_once(watch: Watch, file: Path) -> None:
    file.write_text("name: Dale Physio\n", encoding="utf-8")
    assert watch.changed() == {file}
    assert watch.changed() == frozenset()


def test_a_file_put_in_the_place_of_another_is_noticed(watch: Watch, file: Path) -> None:
    beside = file.with_suffix(".new")
    beside.write_text("name: Dale Physio\n", encoding="utf-8")
    os.replace(beside, file)
    assert watch.changed() == {file}


def test_a_change_that_keeps_size_and_time_is_noticed_by_its_new_inode(watch: Watch, file: Path) -> None:
    before, beside = file.stat(), file.with_suffix(".new")
    beside.write_text("name: Dale Physio\n", encoding="utf-8")
    os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(beside, file)
    assert watch.changed() == {file}


def test_saving_the_same_text_again_is_no_change(watch: Watch, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert watch.changed() == frozenset()


def test_a_new_file_and_a_lost_one_are_noticed(watch: Watch, file: Path) -> None:
    new = file.with_name("domain.yml")
    new.write_text("intents: []\n", encoding="utf-8")
    file.unlink()
    assert watch.changed() == {file, new}


def test_a_file_that_is_back_as_it_was_is_noticed(watch: Watch, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.unlink()
    watch.changed()
    file.write_text(text, encoding="utf-8")
    assert watch.changed() == {file}
