"""Published models: named, kept, verified, pointed at in one step."""

from __future__ import annotations

import functools
import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.kept_models
from bot.kept_models import MOST_KEPT, KeptModels, ModelsBusy, ModelsFolderUnusable
from bot.model_file import NEEDED_COMPONENT, ModelUnusable, contents_checksum, pack, read_metadata, unpack

Archive = Callable[..., Path]


def made(place: Path, learned: str, rasa: str = "3.6.21", component: str = NEEDED_COMPONENT) -> Path:
    """A small model archive of Rasa's layout."""
    folder = place / f"made-{learned}"
    (folder / "components" / "train_it").mkdir(parents=True)
    (folder / "components" / "train_it" / "learned.txt").write_text(learned, encoding="utf-8")
    metadata = {
        "rasa_open_source_version": rasa,
        "trained_at": datetime.now().isoformat(),
        "predict_schema": {"nodes": {"it": {"uses": component}}},
    }
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    pack(folder / "components", folder / "metadata.json", place / f"{learned}.tar.gz")
    return place / f"{learned}.tar.gz"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Makes small model archives."""
    return functools.partial(made, tmp_path)


@pytest.fixture
def models(tmp_path: Path) -> KeptModels:
    """An empty folder of models."""
    (tmp_path / "models").mkdir()
    return KeptModels(tmp_path / "models")


def published(models: KeptModels, archive: Path) -> str:
    name = models.keep(archive, {}, {}).name
    models.make_live(name)
    return name


def test_a_model_is_named_by_date_and_contents(models: KeptModels, archive: Archive) -> None:
    made = archive("one")
    contents = contents_checksum(made)
    day = datetime.now().strftime("%Y-%m-%d")
    name = published(models, made)
    assert name.startswith(day)
    assert name.endswith(contents[:12])
    assert models.live == name


def test_the_same_contents_have_the_same_checksum_whenever_they_were_packed(
    archive: Archive, tmp_path: Path
) -> None:
    first = contents_checksum(archive("same"))
    os.utime(tmp_path / "made-same" / "components" / "train_it" / "learned.txt", (0, 0))
    again = tmp_path / "again.tar.gz"
    pack(tmp_path / "made-same" / "components", tmp_path / "made-same" / "metadata.json", again)
    assert contents_checksum(again) == first
    assert contents_checksum(archive("other")) != first


def test_going_back_twice_goes_back_two_models(models: KeptModels, archive: Archive) -> None:
    one, two, three = (published(models, archive(each)) for each in ("one", "two", "three"))
    models.make_live(models.order()[1])
    assert models.order() == [two, one]
    models.make_live(models.order()[1])
    assert models.order() == [one]
    models.make_live(three)
    assert models.order() == [three, one]


def test_five_are_kept_and_the_live_one_among_them(models: KeptModels, archive: Archive) -> None:
    first = published(models, archive("0"))
    names = [models.keep(archive(str(number)), {}, {}).name for number in range(1, 8)]
    gone = models.forget_old()
    assert gone == names[2::-1]
    assert [note.name for note in models.notes()] == [*names[:2:-1], first]
    assert models.verified(first).is_file()
    assert not [path for path in models.folder.iterdir() if path.name.startswith(names[0])]


def test_the_order_does_not_depend_on_the_clock(
    models: KeptModels, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        hours = 0

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            cls.hours += 5
            return datetime(2026, 11, 27) - timedelta(hours=cls.hours)

    monkeypatch.setattr(bot.kept_models, "datetime", Clock)
    names = [published(models, archive(each)) for each in ("a", "b", "c")]
    assert names == sorted(names, reverse=True)
    assert [note.name for note in models.notes()] == names[::-1]
    assert models.order() == names[::-1]


def test_a_changed_byte_is_noticed(models: KeptModels, archive: Archive) -> None:
    name = published(models, archive("one"))
    path = models.path(name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelUnusable, match="is damaged: its checksum"):
        models.verified(name)


def test_the_server_starts_with_the_model_before_a_damaged_one(models: KeptModels, archive: Archive) -> None:
    good, bad = published(models, archive("good")), published(models, archive("bad"))
    models.path(bad).write_bytes(b"")
    live, problems = models.best()
    assert live == models.path(good)
    assert len(problems) == 1


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_told(archive: Archive, tmp_path: Path, share: float) -> None:
    whole = archive("one")
    content = whole.read_bytes()
    whole.write_bytes(content[: int(len(content) * share)])
    (tmp_path / "unpacked").mkdir()
    with pytest.raises(ModelUnusable, match=r"damaged or not complete|no model of Rasa"):
        unpack(whole, tmp_path / "unpacked")


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(ModelUnusable, match="damaged or not complete"):
        read_metadata(path)


def test_a_newer_rasas_model_is_told(archive: Archive) -> None:
    with pytest.raises(ModelUnusable, match=r"was trained by Rasa 3\.7\.0, this program has 3\.6\.21"):
        read_metadata(archive("newer", rasa="3.7.0"))


def test_another_bots_model_is_told(archive: Archive) -> None:
    with pytest.raises(ModelUnusable, match="does not look for danger signs"):
        read_metadata(archive("foreign", component="rasa.core.policies.rule_policy.RulePolicy"))


@pytest.mark.parametrize("name", ["../out.txt", "components/../../out.txt"])
def test_nothing_is_unpacked_outside_the_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "model.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))
    (tmp_path / "unpacked").mkdir()
    with pytest.raises(ModelUnusable, match="not one of ours"):
        unpack(path, tmp_path / "unpacked")
    assert not (tmp_path / "out.txt").exists()


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    link = tarfile.TarInfo("components")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(link)
    (tmp_path / "unpacked").mkdir()
    with pytest.raises(ModelUnusable, match="not one of ours"):
        unpack(path, tmp_path / "unpacked")


def test_a_name_that_is_not_there_is_told(models: KeptModels) -> None:
    with pytest.raises(ModelUnusable, match="There is no model nobody"):
        models.verified("nobody")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file", encoding="utf-8")
    publishing = KeptModels(tmp_path / "models").publishing()
    with pytest.raises(ModelsFolderUnusable, match="cannot be written"), publishing:
        pass


def test_when_the_disk_is_full_the_live_model_stays(models: KeptModels, archive: Archive) -> None:
    live, new = published(models, archive("one")), archive("two")

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    code = (
        "import sys; from pathlib import Path; from bot.kept_models import KeptModels\n"
        "KeptModels(Path(sys.argv[1])).keep(Path(sys.argv[2]), {}, {'figures': {}})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(models.folder), str(new)],
        capture_output=True,
        text=True,
        preexec_fn=small_files_only,
    )
    assert "There is no room left" in run.stderr.splitlines()[-1]
    assert models.live == live
    assert [note.name for note in models.notes()] == [live]
    assert models.verified(live).is_file()


def test_the_copy_is_as_old_as_the_model(models: KeptModels, archive: Archive) -> None:
    name = published(models, archive("one"))
    os.utime(models.path(name), (1_000_000_000, 1_000_000_000))
    models.copy_live(models.folder / "clinic.tar.gz")
    assert (models.folder / "clinic.tar.gz").stat().st_mtime == 1_000_000_000
    assert (models.folder / "clinic.tar.gz").read_bytes() == models.path(name).read_bytes()


STEPS = st.lists(
    st.tuples(st.sampled_from(["publish", "back", "named", "tidy"]), st.integers(0, 9)), max_size=25
)


@given(STEPS)
def test_whatever_is_published_and_taken_back_a_live_model_is_there(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as name:
        models = KeptModels(Path(name))
        live: str | None = None
        for place, (step, number) in enumerate(steps):
            kept, order = models.notes(), models.order()
            if step == "publish":
                live = published(models, made(Path(name) / "made", f"{place}"))
            elif step == "back" and len(order) > 1:
                live = order[1]
                models.make_live(live)
            elif step == "named" and kept:
                live = kept[number % len(kept)].name
                models.make_live(live)
            elif step == "tidy":
                models.forget_old()
                models.clean()
                assert len(models.notes()) <= MOST_KEPT
            assert models.live == live
            assert len(set(models.order())) == len(models.order())
            assert live is None or models.verified(live).is_file()


HOLDING = (
    "import sys; from pathlib import Path; from bot.kept_models import KeptModels\n"
    "with KeptModels(Path(sys.argv[1])).publishing():\n"
    "    print('held', flush=True); sys.stdin.read()"
)


def test_a_second_publish_is_refused_until_the_first_is_killed(models: KeptModels) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(models.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(ModelsBusy, match=f"since .*, process {first.pid}"), models.publishing():
            pass
        first.kill()
        first.wait()
    with models.publishing():
        pass


def test_what_a_killed_publish_left_is_deleted(models: KeptModels, archive: Archive) -> None:
    live = published(models, archive("one"))
    (models.folder / ".unfinished-1.tar.gz").write_bytes(b"x")
    (models.folder / "..unfinished-1.tar.gz").write_bytes(b"x")
    (models.folder / "2026-01-01T0000-000000000000.json").write_text("{}", encoding="utf-8")
    models.clean()
    left = {path.name for path in models.folder.iterdir()}
    assert left == {"live", f"{live}.tar.gz", f"{live}.json", f"{live}.measured.json"}


def test_a_pointer_of_nonsense_counts_as_none(models: KeptModels) -> None:
    models.pointer.write_bytes(b"\xff\x00 ../../etc/passwd\n")
    assert models.live is None
    assert models.best() == (None, [])
