"""Staff keep answers in a spreadsheet: what goes out comes back in, and no row is dropped in silence."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.content.check import checked
from bot.content.commented_yaml import EditRefused
from bot.content.import_plan import ADDED, CHANGED, REFUSED, SAME, Plan, planned
from bot.content.spreadsheet import COLUMNS, export
from bot.content.subject_file import SubjectFile
from bot.content.table_file import read_table, with_guard, without_guard, write_table

CLINIC = Path("data/nlu/clinic.yml")
TEXT = "By the door, on the left."
COAT = {"id": "clinic/coat_rack", "subject": "clinic", "title": "Is there a coat rack?", "answer": TEXT}
ASKED = "where does my coat go\nis there a coat rack\ncloakroom"
Rows = Sequence[dict[str, str]]


def written(rows: Rows, path: str = "sheet.csv", columns: Sequence[str] = COLUMNS) -> Path:
    write_table(Path(path), columns, [[row.get(name, "") for name in columns] for row in rows])
    return Path(path)


def imported(rows: Rows, *, replace: bool = False) -> Plan:
    plan = planned(written(rows), replace=replace)
    plan.edit.save()
    return plan


def outcomes(plan: Plan) -> dict[int, str]:
    return {number: kind for number, (kind, _) in sorted(plan.outcomes.items())}


def clinic() -> SubjectFile:
    return SubjectFile.read(CLINIC)


def contents() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path(".").rglob("*.yml")}


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx"])
@pytest.mark.parametrize("replace", [False, True])
def test_what_was_exported_changes_nothing_when_imported(
    staff_folder: Path, name: str, replace: bool
) -> None:
    before = contents()
    rows = export(Path(name))
    plan = imported_from(Path(name), replace=replace)
    assert (plan.counts, contents()) == ({SAME: rows}, before)


def imported_from(path: Path, *, replace: bool = False) -> Plan:
    plan = planned(path, replace=replace)
    plan.edit.save()
    return plan


def test_the_real_files_come_back_unchanged(in_project_folder: None, tmp_path: Path) -> None:
    export(tmp_path / "all.csv")
    plan = planned(tmp_path / "all.csv")
    assert (set(plan.counts), plan.edit.changed) == ({SAME}, [])


def test_an_export_of_some_subjects_holds_these_only(staff_folder: Path) -> None:
    export(Path("some.csv"), ["clinic", "assistant"])
    _, *rows = csv.reader(io.StringIO(Path("some.csv").read_text(encoding="utf-8-sig")))
    assert {row[0].split("/")[0] for row in rows} == {"clinic", "assistant"}


def test_an_export_of_an_unknown_subject_names_those_there_are(staff_folder: Path) -> None:
    with pytest.raises(EditRefused, match=r"no subject feet\. There are: .*clinic"):
        export(Path("some.csv"), ["feet"])


def test_a_new_answer_is_added_and_passes_the_check(staff_folder: Path) -> None:
    plan = imported(
        [{**COAT, "example": ASKED, "sources": "C5; C12", "related": "clinic/parking, clinic/hours"}]
    )
    new = clinic().answer("clinic/coat_rack")
    assert outcomes(plan) == {2: ADDED}
    assert (new.text, new.facts, new.related) == (TEXT, ("C5", "C12"), ("clinic/parking", "clinic/hours"))
    assert new.examples == tuple(ASKED.splitlines())
    assert checked()


def test_examples_may_stand_one_a_row_with_or_without_the_id(staff_folder: Path) -> None:
    one, two, three = ASKED.splitlines()
    plan = imported([{**COAT, "example": one}, {"id": COAT["id"], "example": two}, {"example": three}])
    assert clinic().examples(COAT["id"]) == (one, two, three)
    assert outcomes(plan) == {2: ADDED, 3: ADDED, 4: ADDED}


def test_the_id_of_a_new_answer_may_be_left_out(staff_folder: Path) -> None:
    imported([{**COAT, "id": "", "example": ASKED}])
    assert clinic().answers[-1] == "clinic/coat_rack"


def test_a_new_subject_gets_a_file_and_is_told_to_rasa(staff_folder: Path) -> None:
    imported([{**COAT, "id": "coats/rack", "subject": "coats", "example": ASKED}])
    assert SubjectFile.read(Path("data/nlu/coats.yml")).answers == ["coats/rack"]
    assert "  - coats\n" in Path("domain.yml").read_text(encoding="utf-8")
    assert "intent: coats\n" in Path("data/stories/questions.yml").read_text(encoding="utf-8")
    assert checked()


def test_a_changed_cell_changes_just_that(staff_folder: Path) -> None:
    before = CLINIC.read_text(encoding="utf-8")
    old = clinic().answer("clinic/hours").title
    plan = imported([{"id": "clinic/hours", "title": "When can I come?"}])
    assert outcomes(plan) == {2: CHANGED}
    assert CLINIC.read_text(encoding="utf-8") == before.replace(old, "When can I come?", 1)


def test_an_empty_cell_leaves_what_is_there(staff_folder: Path) -> None:
    before = contents()
    plan = imported([{"id": "clinic/hours", "title": "", "answer": " \n "}])
    assert (outcomes(plan), contents()) == ({2: SAME}, before)


def test_a_new_text_needs_review_again_even_if_the_sheet_still_holds_the_old_review(
    staff_folder: Path,
) -> None:
    file = clinic()
    file.set_metadata("clinic/hours", "review", "reviewed by Ann, 2026-11-01")
    file.save()
    plan = imported(
        [{"id": "clinic/hours", "answer": "We open at eight.", "review": "reviewed by Ann, 2026-11-01"}]
    )
    assert clinic().answer("clinic/hours").review == "needs clinic review"
    assert any("review again" in note for note in plan.notes)


def test_examples_are_added_to_those_there(staff_folder: Path) -> None:
    before = clinic().examples("clinic/hours")
    imported([{"id": "clinic/hours", "example": f"{before[0]}\nopen on boxing day or what"}])
    assert clinic().examples("clinic/hours") == (*before, "open on boxing day or what")


def test_examples_replace_those_there_only_when_asked(staff_folder: Path) -> None:
    before = clinic().examples("clinic/hours")
    plan = imported([{"id": "clinic/hours", "example": before[0]}], replace=True)
    assert clinic().examples("clinic/hours") == before[:1]
    assert any(before[1] in note for note in plan.notes)


def test_no_example_is_taken_out_when_a_row_of_its_answer_was_refused(staff_folder: Path) -> None:
    before = clinic().examples("clinic/hours")
    rows = [{"id": "clinic/hours", "example": before[0]}, {"example": "open [now](when)"}]
    plan = imported(rows, replace=True)
    assert (outcomes(plan), clinic().examples("clinic/hours")) == ({2: SAME, 3: REFUSED}, before)


def test_examples_of_a_plain_intent_are_added(staff_folder: Path) -> None:
    imported([{"id": "greet", "example": "ahoy there matey"}])
    assert "ahoy there matey" in SubjectFile.read(Path("data/nlu/assistant.yml")).examples("greet")


REFUSALS: dict[str, tuple[dict[str, str], str]] = {
    "a title without a text": (
        {"id": "clinic/new", "title": "New?", "example": "new"},
        "needs a title, an answer",
    ),
    "an answer without an example": ({**COAT}, "at least one example"),
    "an id in capitals": ({**COAT, "id": "clinic/Coat", "example": ASKED}, "small letters"),
    "an id with a digit": ({**COAT, "id": "clinic/coat2", "example": ASKED}, "small letters"),
    "an id that is a word": ({**COAT, "id": "coat", "example": ASKED}, "small letters"),
    "a title of another answer": ({**COAT, "title": "When are you open?", "example": ASKED}, "clinic/hours"),
    "a title too long": ({"id": "clinic/hours", "title": "x" * 41}, "41 letters"),
    "an example of another answer": ({"id": "clinic/hours", "example": "parking"}, "clinic/parking"),
    "an example in brackets": ({"id": "clinic/hours", "example": "open (now)"}, "bracket"),
    "an unknown next question": ({"id": "clinic/hours", "related": "clinic/gone"}, "clinic/gone"),
    "an unknown link": ({"id": "clinic/hours", "links": "fax"}, "no link fax"),
    "an unknown closing line": ({"id": "clinic/hours", "closing": "good_line"}, "closing line"),
    "an unknown placeholder": ({"id": "clinic/hours", "answer": "Call {fone}."}, "fone"),
    "another subject": ({"id": "clinic/hours", "subject": "assistant"}, "cannot move"),
    "a subject of danger signs": ({**COAT, "subject": "safety", "example": ASKED}, "no answers of its own"),
    "a danger sign": ({"id": "red_flag", "example": "my leg is on fire"}, "physiotherapist"),
    "the text of a plain intent": ({"id": "greet", "answer": "Hi."}, "domain.yml"),
    "broken letters": ({"id": "clinic/hours", "example": "le cafÃ© est ouvert"}, "letters are broken"),
    "neither id nor subject": (
        {"title": "New?", "answer": "Yes.", "example": "new"},
        "neither id nor subject",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_row_that_cannot_be_used_is_refused_whole_with_its_number_and_why(
    staff_folder: Path, name: str
) -> None:
    row, why = REFUSALS[name]
    before = contents()
    plan = imported([{"id": "clinic/parking"}, {**row, "sources": "C5"}])
    kind, told = plan.outcomes[3]
    assert (kind, why in told, contents()) == (REFUSED, True, before), told


def test_rows_beside_a_refused_one_are_written(staff_folder: Path) -> None:
    plan = imported(
        [REFUSALS["an unknown placeholder"][0], {"id": "clinic/parking", "example": "where do trucks go"}]
    )
    assert outcomes(plan) == {2: REFUSED, 3: ADDED}
    assert "where do trucks go" in clinic().examples("clinic/parking")
    assert checked()


def test_rows_that_contradict_each_other_are_told(staff_folder: Path) -> None:
    plan = imported([{"id": "clinic/hours", "title": "One?"}, {"id": "clinic/hours", "title": "Two?"}])
    assert (outcomes(plan), "Row 2" in plan.outcomes[3][1]) == ({2: CHANGED, 3: REFUSED}, True)


def test_the_same_question_under_two_new_answers_is_refused_once(staff_folder: Path) -> None:
    hat = {**COAT, "id": "clinic/hats", "title": "Hats?"}
    plan = imported(
        [{**COAT, "example": "coat or hat"}, {**hat, "example": "hat"}, {"example": "Coat or hat?"}]
    )
    assert outcomes(plan) == {2: ADDED, 3: ADDED, 4: REFUSED}


def test_rows_of_a_new_answer_whose_first_row_was_refused_are_refused_too(staff_folder: Path) -> None:
    plan = imported([{**COAT, "title": "x" * 50, "example": "coat"}, {"example": "rack"}])
    assert [plan.outcomes[3], outcomes(plan)[2]] == [
        (REFUSED, "Row 2 of clinic/coat_rack was refused."),
        REFUSED,
    ]


@pytest.mark.parametrize("wrong", [{"links": "fax"}, {"related": "clinic/gone"}, {"answer": "Call {fone}."}])
def test_a_new_answer_is_refused_whole_whatever_is_wrong_with_its_first_row(
    staff_folder: Path, wrong: dict[str, str]
) -> None:
    before = contents()
    plan = imported([{**COAT, "example": "coat", **wrong}, {"example": "rack"}])
    assert (outcomes(plan), contents()) == ({2: REFUSED, 3: REFUSED}, before)


def test_a_new_answer_needs_review_whatever_its_row_says(staff_folder: Path) -> None:
    plan = imported([{**COAT, "example": ASKED, "review": "reviewed by Ann, 2026-11-01"}])
    assert clinic().answer("clinic/coat_rack").review == "needs clinic review"
    assert any("whatever its row says" in note for note in plan.notes)


def test_neighbours_left_as_they_are_share_a_line(staff_folder: Path) -> None:
    export(Path("all.csv"), ["clinic"])
    assert len([*planned(Path("all.csv")).lines()]) == 1


SEPARATED = {
    "UTF-8": (",", "utf-8"),
    "UTF-8 with a mark": (",", "utf-8-sig"),
    "UTF-16": ("\t", "utf-16"),
    "UTF-16 without a mark": (",", "utf-16-le"),
    "Windows-1252": (",", "cp1252"),
    "semicolons": (";", "utf-8"),
    "semicolons in Windows-1252": (";", "cp1252"),
}


@pytest.mark.parametrize("name", SEPARATED)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_csv_is_read_as_any_program_writes_it(tmp_path: Path, name: str, ends: str) -> None:
    separator, encoding = SEPARATED[name]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows(
        [["id", "answer"], ["clinic/café", 'He said "no", then; yes\nand left'], [], ["clinic/b", "=1+1"]]
    )
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.getvalue().replace("\n", ends).encode(encoding))
    table = read_table(path, COLUMNS.__contains__)
    assert table.rows == (
        (2, ("clinic/café", 'He said "no", then; yes\nand left')),
        (4, ("clinic/b", "=1+1")),
    )


def test_the_line_that_names_the_separator_for_excel_counts_as_no_row(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("sep=;\nid;answer\nclinic/a;b, c\n", encoding="utf-8")
    assert read_table(path, COLUMNS.__contains__).rows == ((2, ("clinic/a", "b, c")),)


def test_cells_of_a_workbook_are_read_as_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["id", "answer"],
        [],
        ["clinic/a", 911],
        ["clinic/b", "=A1"],
        ["clinic/c", 0.5],
        ["clinic/d", True],
    ):
        sheet.append(row)
    book.create_sheet("notes").append(["not read"])
    book.save(tmp_path / "sheet.xlsx")
    table = read_table(tmp_path / "sheet.xlsx", COLUMNS.__contains__)
    assert [(number, cells[1]) for number, cells in table.rows] == [
        (3, "911"),
        (4, "=A1"),
        (5, "0.5"),
        (6, "TRUE"),
    ]
    assert '"notes"' in table.notes[0]


@given(st.text(max_size=30))
def test_a_guard_against_formulas_is_undone(text: str) -> None:
    guarded = with_guard(text)
    assert without_guard(guarded) == text
    assert guarded[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_no_exported_cell_is_a_formula(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_table(path, ["id", "answer"], [["a", '=HYPERLINK("http://x")'], ["b", "- a list"], ["c", "'=x"]])
    if name.endswith("xlsx"):
        cells: list[Any] = [cell for row in load_workbook(path).active.iter_rows() for cell in row]  # type: ignore[union-attr]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        assert "\nb,'- a list\r\n" in path.read_bytes().decode("utf-8-sig")
    read = [cells[1] for _, cells in read_table(path, COLUMNS.__contains__).rows]
    assert read == ['=HYPERLINK("http://x")', "- a list", "'=x"]


def packed(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, content)
    return archive.getvalue()


HEAD = b"id,title,answer,example\n"
FILES: dict[str, tuple[str, bytes | None, str]] = {
    "a missing file": ("gone.csv", None, "not there"),
    "another ending": ("sheet.ods", b"x", "must end in .csv or .xlsx"),
    "an empty file": ("sheet.csv", b"", "is empty"),
    "a file of blanks": ("sheet.csv", b" \n\n", "is empty"),
    "empty cells": ("sheet.csv", b",,,\n,,,\n", "is empty"),
    "a workbook called csv": ("sheet.csv", packed("x", b""), "Excel workbook"),
    "a text called xlsx": ("sheet.xlsx", HEAD, "no Excel workbook"),
    "an old workbook": ("sheet.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "old kind"),
    "another archive": ("sheet.xlsx", packed("a.txt", b"hello"), "damaged"),
    "half a workbook": ("sheet.xlsx", packed("xl/workbook.xml", b"<work")[:60], "damaged"),
    "an unknown column": ("sheet.csv", b"id,titel,answer\n", '"titel"'),
    "a column twice": ("sheet.csv", b"id,answer,text\n", "twice"),
    "no column names": ("sheet.csv", b"clinic/hours,When?\n", "does not name the columns"),
    "no id": ("sheet.csv", b"answer,example\n", "column id is missing"),
    "an open quote": ("sheet.csv", HEAD + b'clinic/a,"open\nclinic/b,x,y,z\n', "row 2: a quote"),
    "broken letters": ("sheet.csv", HEAD + b"clinic/a,\x81\x8d\xff,,\n", "letters are broken"),
    "bytes that are no text": ("sheet.csv", b"\0\1\2\3" * 100, "letters are broken|does not name"),
    "too many columns": ("sheet.csv", b"id," + b"x," * 100 + b"x\n", "too big"),
    "a huge file": ("sheet.csv", b"x" * 30_000_001, "too big"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used_is_told_with_the_next_step(staff_folder: Path, name: str) -> None:
    file, content, told = FILES[name]
    if content is not None:
        Path(file).write_bytes(content)
    before = contents()
    with pytest.raises(EditRefused, match=told) as caught:
        planned(Path(file))
    assert str(caught.value).count(". ") >= 1
    assert contents() == before


def test_a_first_row_without_an_id_is_refused(staff_folder: Path) -> None:
    assert "no id" in planned(written([{"example": "new"}])).outcomes[2][1]


@given(content=st.binary(max_size=200) | st.text(alphabet='id,;"\n\r\t=\0é', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for path, whole in (("a.csv", content), ("a.xlsx", content), ("b.xlsx", packed("xl/a.xml", content))):
        (folder / path).write_bytes(whole)
        with contextlib.suppress(EditRefused):
            read_table(folder / path, COLUMNS.__contains__)


def test_a_folder_is_no_file(staff_folder: Path) -> None:
    Path("sheet.csv").mkdir()
    with pytest.raises(EditRefused, match="cannot be read"):
        planned(Path("sheet.csv"))


def test_a_row_with_more_cells_than_columns_is_refused(staff_folder: Path) -> None:
    Path("sheet.csv").write_text("id,answer\nclinic/hours,We open at 8, and close at 6\n", encoding="utf-8")
    assert "comma out of place" in planned(Path("sheet.csv")).outcomes[2][1]


def test_a_column_behind_a_hash_is_left_out(staff_folder: Path) -> None:
    Path("sheet.csv").write_text(
        "id,# to do,Examples\nclinic/hours,ask Ann,open at dawn or so\n", encoding="utf-8"
    )
    assert outcomes(planned(Path("sheet.csv"))) == {2: ADDED}


def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, input=said, capture_output=True, text=True, timeout=120)


def test_the_command_shows_the_edit_and_writes_it_only_when_agreed(staff_folder: Path) -> None:
    path, before = str(written([{**COAT, "example": ASKED}])), contents()
    refused, dry = run("import", path, said="n\n"), run("import", path, "--dry-run")
    assert (refused.returncode, dry.returncode, contents()) == (1, 0, before)
    assert "row 2: added" in dry.stdout
    assert "+  utter_clinic/coat_rack:" in dry.stdout
    done = run("import", path, said="y\n")
    assert (done.returncode, "clinic/coat_rack" in clinic().answers) == (0, True), done


def test_the_command_fails_when_a_row_was_refused_and_writes_the_others(staff_folder: Path) -> None:
    path = written([{**COAT, "example": ASKED}, {"id": "clinic/hours", "links": "fax"}])
    done = run("import", str(path), "--yes")
    assert (done.returncode, "1 row was refused" in done.stderr) == (1, True)
    assert "row 3: refused: There is no link fax" in done.stdout
    assert "clinic/coat_rack" in clinic().answers


def test_the_command_exports_what_it_imports(staff_folder: Path) -> None:
    out, back = run("export", "all.xlsx", "--subject", "clinic"), run("import", "all.xlsx")
    assert (out.returncode, back.returncode, "Nothing is to be changed" in back.stdout) == (0, 0, True)
