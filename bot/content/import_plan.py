"""``bot import``: what the rows of a spreadsheet would change, told row by row before it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.answer_parts import LIMITS, answer_id, must_be_links, must_be_title, subject_name
from bot.content.commented_yaml import EditRefused
from bot.content.edit import Edit
from bot.content.overview import Overview
from bot.content.spreadsheet import FIELDS, Row, read_rows
from bot.content.subject_file import NEEDS_REVIEW, SUBJECTS, NewAnswer, compared, one_line

RED_FLAG = "red_flag"
ADDED, CHANGED, SAME, REFUSED = "added", "changed", "left as it is", "refused"
# Each round refuses at least one row more.
MOST_ROUNDS = 50


@dataclass
class Plan:
    """What an import would do: the edit, and of each row what became of it."""

    edit: Edit
    outcomes: dict[int, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows were added, changed, left as they are and refused."""
        return Counter(kind for kind, _ in self.outcomes.values())

    def summary(self) -> str:
        """How many rows became what, in words."""
        return ", ".join(f"{self.counts[kind]:,} {kind}" for kind in (ADDED, CHANGED, SAME, REFUSED))

    def lines(self) -> Iterator[str]:
        """Row by row what became of it; neighbours with the same outcome on one line."""
        begun: int | None = None
        numbers = sorted(self.outcomes)
        for number, following in zip(numbers, [*numbers[1:], None]):
            outcome = self.outcomes[number]
            begun = number if begun is None else begun
            if following is not None and self.outcomes[following] == outcome and outcome[0] == SAME:
                continue
            rows = f"row {number}" if begun == number else f"rows {begun} to {number}"
            kind, words = outcome
            yield f"{rows}: {kind}{f': {words}' if words else ''}"
            begun = None


def planned(path: Path, *, replace: bool = False) -> Plan:
    """What importing a file would do; nothing is written.

    ``replace``: the questions of an answer in the file are all it is to have; else they are added.

    Raises:
        EditRefused: if the file cannot be used at all, or a mistake belongs to no row.
    """
    overview = Overview.read()
    sheet = read_rows(path, overview)
    refused = dict(sheet.refused)
    for _ in range(MOST_ROUNDS):
        plan = _Planner(overview, sheet.rows, dict(refused), replace=replace).plan()
        plan.notes = [*sheet.notes, *plan.notes]
        found = plan.edit.mistakes() if plan.edit.changed else []
        if not found:
            return plan
        _blame(found, plan, sheet.rows, refused)
    raise EditRefused("Too many mistakes. Nothing was written. Mend those told above first.")


class _Planner:
    """Goes through rows and collects what they change; each row counts whole or not at all."""

    def __init__(
        self, overview: Overview, rows: Sequence[Row], refused: dict[int, str], *, replace: bool
    ) -> None:
        self._overview = overview
        self._rows = rows
        self._refused = refused
        self._replace = replace
        self._outcomes: dict[int, tuple[str, str]] = {}
        self._notes: list[str] = []
        # By id: what its rows say; the questions they add, or all of them.
        self._said: dict[str, dict[str, tuple[str | tuple[str, ...], int]]] = {}
        self._examples: dict[str, list[str]] = {}
        # Who asks what, in the sheet.
        self._asked: dict[str, tuple[str, int]] = {}
        self._new = {
            row.answer_id
            for row in rows
            if row.answer_id not in overview.answers and row.answer_id not in overview.intents
        }

    def plan(self) -> Plan:
        self._refuse_new_ones_without_text()
        for row in self._rows:
            if row.number in self._refused:
                continue
            try:
                self._outcomes[row.number] = self._take(row)
            except EditRefused as error:
                self._refused[row.number] = str(error)
        self._refuse_new_ones_left_without_text()
        edit = self._edit()
        for number, why in self._refused.items():
            self._outcomes[number] = (REFUSED, why)
        return Plan(edit, self._outcomes, self._notes)

    def _refuse_new_ones_without_text(self) -> None:
        """A new answer needs a row with title and answer; without one all its rows are refused."""
        for new in sorted(self._new):
            rows = [row for row in self._rows if row.answer_id == new]
            standing = [row for row in rows if row.number not in self._refused]
            whole = [row for row in standing if {"title", "answer"} <= row.told.keys()]
            if any(row.examples for row in standing) and whole:
                try:
                    self._must_fit_as_new(whole[0])
                    continue
                except EditRefused as error:
                    self._refused[whole[0].number] = str(error)
            bad = [row.number for row in rows if row.number in self._refused]
            why = f"There is no answer {new}. A new one needs a title, an answer and at least one example."
            if new == RED_FLAG:
                why = "Danger signs stand in safety.yml and change with a physiotherapist's approval only."
            elif bad:
                why = f"Row {bad[0]} of {new} was refused."
            for row in rows:
                self._refused.setdefault(row.number, why)

    def _refuse_new_ones_left_without_text(self) -> None:
        """The row with title and answer may have been refused since."""
        for new in self._new & self._said.keys():
            if {"title", "answer"} <= self._said[new].keys() and self._examples[new]:
                continue
            del self._said[new]
            numbers = [row.number for row in self._rows if row.answer_id == new]
            bad = next(number for number in numbers if number in self._refused)
            for number in numbers:
                self._refused.setdefault(number, f"Row {bad} of {new} was refused.")

    def _must_fit_as_new(self, row: Row) -> None:
        answer_id(row.answer_id, "", self._overview)
        must_be_title(one_line(row.told["title"]), self._overview)
        self._path_of_new(row.answer_id, row.told.get("subject"))

    def _path_of_new(self, new: str, subject: str | None) -> Path:
        if subject:
            return SUBJECTS / f"{subject_name(subject, self._overview)}.yml"
        group = new.split("/")[0]
        homes = Counter(path for each, path in self._overview.paths.items() if each.split("/")[0] == group)
        if len(homes) > 1:
            names = ", ".join(sorted(path.stem for path in homes))
            raise EditRefused(f"It has no subject. Give it one of: {names}.")
        return next(iter(homes), SUBJECTS / f"{subject_name(group, self._overview)}.yml")

    def _take(self, row: Row) -> tuple[str, str]:
        """Note what a row says; returns its outcome, and what changed in words."""
        for text in row.examples:
            self._must_be_free(text, row)
        changed = [column for column in row.told if self._differs(column, row)]
        added = [text for text in row.examples if not self._is_known(text, row.answer_id)]
        for text in row.examples:
            self._asked.setdefault(compared(text), (row.answer_id, row.number))
        said = self._said.setdefault(row.answer_id, {})
        for column in row.told:
            said.setdefault(column, (row.value(column), row.number))
        self._examples.setdefault(row.answer_id, []).extend(row.examples if self._replace else added)
        count = len({compared(text) for text in added})
        if row.answer_id in self._new and changed:
            changed = ["a new answer"]
        if count:
            changed.append("1 question" if count == 1 else f"{count} questions")
        if not changed:
            return SAME, ""
        kind = ADDED if row.answer_id in self._new or changed[0][0].isdecimal() else CHANGED
        return kind, f"{row.answer_id}: {', '.join(changed)}"

    def _is_known(self, text: str, owner: str) -> bool:
        """Whether a question asks for its answer already, here or in a row above."""
        words = compared(text)
        return any(
            words in asked and asked[words][0] == owner for asked in (self._overview.asked, self._asked)
        )

    def _must_be_free(self, text: str, row: Row) -> None:
        owner, _ = self._overview.asked.get(compared(text), (row.answer_id, ""))
        if owner != row.answer_id:
            raise EditRefused(f'The question "{text}" stands under {owner} already. Keep one of them.')
        owner, number = self._asked.get(compared(text), (row.answer_id, 0))
        if owner != row.answer_id:
            raise EditRefused(f'The question "{text}" asks for {owner} in row {number}. Keep one of them.')

    def _differs(self, column: str, row: Row) -> bool:
        """Whether a cell changes anything.

        Raises:
            EditRefused: if it may not.
        """
        value = row.value(column)
        before, number = self._said.get(row.answer_id, {}).get(column, (value, 0))
        if before != value:
            raise EditRefused(f"Row {number} has another {column} for {row.answer_id}. Keep one of them.")
        if column in ("related", "links"):
            self._must_lead_somewhere(column, row)
        if column == "title":
            self._must_be_nobody_elses(str(value), row)
        if row.answer_id in self._new:
            return True
        there = self._overview.answers.get(row.answer_id)
        if there is None:
            raise EditRefused(f"The {column} of {row.answer_id} stands in domain.yml. Leave the cell empty.")
        if column == "subject":
            home = self._overview.paths[row.answer_id].stem
            if subject_name(str(value), self._overview) != home:
                raise EditRefused(f"{row.answer_id} stands in {home}. An import cannot move it.")
            return False
        if column == "title" and value != there.title:
            must_be_title(str(value), self._overview)
        return bool(getattr(there, FIELDS.get(column, column)) != value)

    def _must_be_nobody_elses(self, title: str, row: Row) -> None:
        for owner, said in self._said.items():
            there, number = said.get("title", ("", 0))
            if owner != row.answer_id and str(there).lower() == title.lower():
                raise EditRefused(f"Row {number} gives this title to {owner}. Choose another one.")

    def _must_lead_somewhere(self, column: str, row: Row) -> None:
        if column == "links":
            must_be_links(row.value(column))
            return
        for related in row.value(column):
            if related not in self._overview.answers and related not in self._new:
                raise EditRefused(f"There is no answer {related} to offer next. Look for a slip in its id.")

    def _edit(self) -> Edit:
        edit = Edit()
        for owner, said in self._said.items():
            values = {FIELDS.get(column, column): value for column, (value, _) in said.items()}
            texts = self._examples[owner]
            if owner in self._new:
                self._add(edit, owner, values, texts)
            else:
                self._change(edit, owner, values, texts)
        return edit

    def _add(
        self, edit: Edit, new: str, values: Mapping[str, str | tuple[str, ...]], texts: Sequence[str]
    ) -> None:
        subject = values.get("subject")
        path = self._path_of_new(new, str(subject) if subject else None)
        told = {name: value for name, value in values.items() if name not in ("subject", "review")}
        told.setdefault("closing", self._overview.closing_of(path) or "")
        edit.add_answer(NewAnswer(new, examples=tuple(texts), **told), path)  # type: ignore[arg-type]
        if values.get("review", NEEDS_REVIEW) != NEEDS_REVIEW:
            self._notes.append(f"{new} is new and needs the clinic's review, whatever its row says.")
        if len(texts) < LIMITS.examples:
            self._notes.append(
                f"{new} has {len(texts)} of the {LIMITS.examples} questions it needs to be understood well."
            )

    def _change(
        self, edit: Edit, owner: str, values: Mapping[str, str | tuple[str, ...]], texts: Sequence[str]
    ) -> None:
        there = self._overview.answers.get(owner)
        changed = {
            name: value
            for name, value in values.items()
            if there is not None and name != "subject" and getattr(there, name) != value
        }
        replaced = self._replace and texts and there and tuple(texts) != there.examples
        if not changed and not (replaced if self._replace else texts):
            return
        path = self._overview.paths.get(owner) or self._overview.intents[owner]
        file = edit.subject(path)
        if replaced and there:
            self._replace_examples(edit, owner, there, texts)
        elif texts and not self._replace:
            file.add_examples(owner, texts)
        for name, value in changed.items():
            if name == "text":
                file.set_text(owner, str(value))
            elif name != "review":
                file.set_metadata(owner, name, value)
        if "review" in changed:
            file.set_metadata(owner, "review", changed["review"])
        elif there and "text" in changed and there.review != NEEDS_REVIEW:
            self._notes.append(f"{owner} has a new text and needs the clinic's review again.")

    def _replace_examples(self, edit: Edit, owner: str, there: NewAnswer, texts: Sequence[str]) -> None:
        bad = [row.number for row in self._rows if row.answer_id == owner and row.number in self._refused]
        kept = {compared(text) for text in texts}
        gone = [text for text in there.examples if compared(text) not in kept]
        file = edit.subject(self._overview.paths[owner])
        if bad:
            file.add_examples(owner, texts)
            self._notes.append(f"No question of {owner} is taken out, because row {bad[0]} was refused.")
            return
        file.set_examples(owner, texts)
        if gone:
            self._notes.append(f"Taken out of {owner}: {'; '.join(gone)}")


def _blame(found: Iterable[str], plan: Plan, rows: Sequence[Row], refused: dict[int, str]) -> None:
    """Find the rows that made mistakes the check told, and refuse them.

    Raises:
        EditRefused: with all mistakes, if one belongs to no row.
    """
    texts = {str(file.path): file.text.splitlines() for file in plan.edit.changed}
    homeless = []
    for mistake in found:
        place = re.match(r"(.+?), line (\d+): (.*)", mistake, re.DOTALL)
        lines = texts.get(place[1], [])[: int(place[2])] if place else []
        row = _row_of(lines, rows, plan, refused)
        if row is None or place is None:
            homeless.append(mistake)
        else:
            refused[row.number] = place[3]
    if homeless:
        raise EditRefused("Nothing was written:\n" + "\n".join(f"  - {each}" for each in homeless))


def _row_of(lines: Sequence[str], rows: Sequence[Row], plan: Plan, refused: Mapping[int, str]) -> Row | None:
    """The row that brought the last of ``lines``: its question, else the answer it belongs to."""
    if not lines:
        return None
    names = (re.match(r" +- intent: (\S+)| +utter_(\S+):", line) for line in reversed(lines))
    owner = next((name[1] or name[2] for name in names if name), None)
    own = [row for row in rows if row.answer_id == owner and row.number not in refused]
    written = lines[-1].strip().removeprefix("- ")
    asking = [row for row in own if written in row.examples]
    telling = [row for row in own if row.told and plan.outcomes[row.number][0] != SAME]
    return next(iter([*asking, *telling]), None)
