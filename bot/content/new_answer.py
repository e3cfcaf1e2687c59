"""``bot new``: guides through a new question and its answer, shows the edit, and writes it if agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from actions.links import MAKERS
from bot.content.answer_parts import (
    LIMITS,
    about_text,
    answer_id,
    listed,
    must_be_links,
    must_be_title,
    proposed_id,
    subject_name,
    too_much,
)
from bot.content.commented_yaml import EditRefused
from bot.content.draft import DRAFT, Draft, completed, must_be_usable
from bot.content.edit import Edit
from bot.content.overview import Overview
from bot.content.subject_file import SUBJECTS, NewAnswer, answer_text, compared, example, one_line
from bot.content.terminal import BACK, Back, InputEnded, agreed, ask, lines, say

KEPT = "Nothing was written. What you told is kept: run bot new again to go on."


def new_answer(draft: Draft, *, ask_nothing: bool = False, dry_run: bool = False) -> bool:
    """Guide through what ``draft`` lacks, show the edit, write it.

    Returns:
        Whether it was written.

    Raises:
        EditRefused: if it cannot be made, or the input ends before the edit was agreed to.
        KeyboardInterrupt: as it came; what was told is kept for the next time.
    """
    overview = Overview.read()
    must_be_usable(draft, overview)
    if ask_nothing:
        edit = _edit(*completed(draft, overview))
        say(edit.diff())
        return _written(edit, dry_run=dry_run)
    guide = Guide(overview, draft)
    say(f"A new question and answer. {BACK} goes back, Ctrl-C ends; nothing is written before you agree.")
    try:
        guide.go_on_from_last_time()
        guide.ask_all()
        written = guide.agreed_edit(dry_run=dry_run)
    except InputEnded:
        guide.draft.save()
        raise EditRefused(f"The input ended early. {KEPT}") from None
    except KeyboardInterrupt:
        guide.draft.save()
        say(f"\n{KEPT}")
        raise
    if written:
        DRAFT.unlink(missing_ok=True)
    elif not dry_run:
        guide.draft.save()
        say(KEPT)
    return written


class Guide:
    """Asks for each part of an answer that ``draft`` lacks."""

    def __init__(self, overview: Overview, draft: Draft) -> None:
        self.overview = overview
        self.draft = draft
        self._given = {name for name, value in asdict(self.draft).items() if value is not None}
        self._steps: dict[str, Callable[[], None]] = {
            "subject": self._ask_subject,
            "title": self._ask_title,
            "id": self._ask_id,
            "examples": self._ask_examples,
            "text": self._ask_text,
            "facts": self._ask_facts,
            "related": self._ask_related,
            "links": self._ask_links,
        }

    def go_on_from_last_time(self) -> None:
        """Offer what was kept of an answer that was not finished."""
        kept = Draft.kept()
        if self._given or kept is None:
            return
        try:
            if agreed(f'Go on with "{kept.title or kept.subject}" from last time?', proposed=True):
                self.draft = kept
            else:
                DRAFT.unlink(missing_ok=True)
        except Back:
            pass

    def ask_all(self) -> None:
        """Ask for everything not given by options, in order; ``back`` asks the one before again."""
        names = [name for name in self._steps if name not in self._given]
        place = 0
        while place < len(names):
            try:
                self._steps[names[place]]()
                place += 1
            except EditRefused as error:
                say(f"  {error}")
            except Back:
                if place == 0:
                    say("  This is the first question. Ctrl-C ends.")
                place = max(place - 1, 0)

    def agreed_edit(self, *, dry_run: bool) -> bool:
        """Show the edit, mend parts of it, until staff agree and it is written, or give it up."""
        while True:
            try:
                edit = _edit(*completed(self.draft, self.overview))
                say(f"\n{edit.diff()}")
                if dry_run or agreed("Write it?", proposed=True):
                    return _written(edit, dry_run=dry_run)
                return False
            except EditRefused as error:
                say(f"\n{error}")
            except Back:
                pass
            if not self._mend():
                return False

    def _mend(self) -> bool:
        """Ask for one part again; False if there is nothing to change."""
        while True:
            say(f"What do you want to change? {', '.join(self._steps)}; Enter gives up.")
            try:
                part = ask("Part").lower()
                if not part:
                    return False
                if part in self._steps:
                    self._steps[part]()
                    return True
            except EditRefused as error:
                say(f"  {error}")
            except Back:
                return True

    @property
    def _path(self) -> Path:
        return SUBJECTS / f"{self.draft.subject}.yml"

    def _ask_subject(self) -> None:
        files = self.overview.files
        say("\nWhich subject does it belong to? (how many answers it has)")
        for number, path in enumerate(files, 1):
            titles = [answer.title for answer in self.overview.of(path)]
            say(f"  {number}  {path.stem} ({len(titles)}, like: {titles[0]})")
        say("  n  a new subject")
        reply = ask("Number or name", self.draft.subject or "")
        if reply.lower() in ("n", "new"):
            reply = ask('Name of the new subject, like "foot care"')
        elif reply.isdecimal() and 1 <= int(reply) <= len(files):
            reply = files[int(reply) - 1].stem
        self.draft.subject = subject_name(reply, self.overview)
        if "id" not in self._given and not (self.draft.id or "").startswith(f"{self._group}/"):
            self.draft.id = None

    @property
    def _group(self) -> str:
        return self.overview.group_of(self._path)

    def _ask_title(self) -> None:
        say(f"\nTitle: the question in a few words, as on a button ({LIMITS.title} letters at most).")
        title = one_line(ask("Title", self.draft.title or ""))
        must_be_title(title, self.overview)
        if "id" not in self._given and self.draft.title != title:
            self.draft.id = None
        self.draft.title = title

    def _ask_id(self) -> None:
        say("\nId: the short name by which other answers and reports call it.")
        reply = ask("Id", self.draft.id or proposed_id(self.draft.title or "", self._group, self.overview))
        self.draft.id = answer_id(reply, self._group, self.overview)

    def _ask_examples(self) -> None:
        say("\nWhat visitors would type to ask this, one a line: short, long, with slips, in other words.")
        say(f"{LIMITS.examples} or more. undo takes the last one out; an empty line or . ends.")
        kept = self.draft.examples = self.draft.examples or []
        for text in kept:
            say(f"  {text}")
        told_few = False
        for line in lines():
            missing = LIMITS.examples - len(kept)
            if line.strip():
                self._take_example(line, kept)
                told_few = False
            elif not kept:
                say("  At least one is needed.")
            elif missing > 0 and not told_few:
                say(f"  {missing} more would be good: it is hard to understand with fewer. Enter goes on so.")
                told_few = True
            else:
                break
        if not kept:
            raise EditRefused("At least one question is needed.")

    def _take_example(self, line: str, kept: list[str]) -> None:
        if line.strip().lower() == "undo":
            say(f"  Taken out: {kept.pop()}" if kept else "  There is none to take out.")
            return
        try:
            text = example(line)
        except EditRefused as error:
            say(f"  Left out: {error}")
            return
        twin = self.overview.twin(text, str(self.draft.id))
        if compared(text) in map(compared, kept):
            say("  Left out: it is there already.")
        elif twin and twin.is_same:
            say(f"  Left out: it stands under {twin.answer_id} already.")
        else:
            if twin:
                say(f'  Much like "{twin.text}" under {twin.answer_id}. If it asks for that, type undo.')
            kept.append(text)
            missing = LIMITS.examples - len(kept)
            say(f"  {len(kept)} so far, {missing} missing." if missing > 0 else f"  {len(kept)}, enough.")

    def _ask_text(self) -> None:
        say("\nThe answer, in short sentences. A line that begins with - is part of a list.")
        say("An empty line begins a new paragraph. Two empty lines, or a . alone, end.")
        if self.draft.text:
            say("So far (end at once to keep it):")
            say("\n".join(f"  {line}" for line in self.draft.text.splitlines()))
        written: list[str] = []
        try:
            for line in lines():
                written.append(line)
                if len(written) > 1 and not any(each.strip() for each in written[-2:]):
                    break
        finally:
            self.draft.text = answer_text("\n".join(written)) or self.draft.text
        if not self.draft.text:
            raise EditRefused("The answer is empty. Write what a visitor will read.")
        say("\n".join(f"  {told}" for told in about_text(self.draft.text)))
        if too_much(self.draft.text) and agreed("Write it again?", proposed=False):
            self._ask_text()

    def _ask_facts(self) -> None:
        say("\nSources: ids of facts, like C5, SC-1. Enter if there are none yet.")
        say("Without any it says K, general knowledge. Every new answer is marked for the clinic's review.")
        told = listed(ask("Sources", ", ".join(self.draft.facts or ())))
        unknown = [fact for fact in told if fact not in self.overview.facts]
        if unknown:
            say(f"  No other answer names {', '.join(unknown)}. Look for a slip.")
            if not agreed("Keep it?", proposed=False):
                raise EditRefused("Type the sources again.")
        self.draft.facts = told

    def _ask_related(self) -> None:
        say("\nRelated answers, offered as next questions: ids, or words to look for, commas between.")
        told = ask("Related, Enter for none", ", ".join(self.draft.related or ()))
        chosen: list[str] = []
        unsure = False
        for words in filter(None, map(str.strip, told.split(","))):
            found = self.overview.titled(words)
            if found and found[0].id == words:
                chosen.append(words)
                continue
            unsure = True
            say(f'  For "{words}" there is:' if found else f'  There is no answer for "{words}".')
            for answer in found:
                say(f"    {answer.id}  ({answer.title})")
        self.draft.related = chosen
        if unsure:
            raise EditRefused("Type their ids.")

    def _ask_links(self) -> None:
        say(f"\nLinks below the answer: {', '.join(sorted(MAKERS))}.")
        told = listed(ask("Links, Enter for none", ", ".join(self.draft.links or ())))
        must_be_links(told)
        self.draft.links = told


def _edit(new: NewAnswer, path: Path) -> Edit:
    edit = Edit()
    edit.add_answer(new, path)
    mistakes = edit.mistakes()
    if mistakes:
        raise EditRefused("It cannot be written so:\n" + "\n".join(f"  - {each}" for each in mistakes))
    return edit


def _written(edit: Edit, *, dry_run: bool) -> bool:
    if dry_run:
        say("Nothing was written: this was a dry run.")
        return False
    written = ", ".join(str(path) for path in edit.save())
    say(f"Wrote {written}. Next: bot train, then try it with bot ask.")
    return True
