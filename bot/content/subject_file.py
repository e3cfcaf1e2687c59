"""The one place that edits a subject file of ``data/nlu``: questions, answers, what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from bot.content.commented_yaml import (
    CommentedFile,
    EditRefused,
    blank_line,
    block_text,
    flow_list,
    plain,
    scalar,
)
from bot.content.examples import read_blocks
from bot.content.sources import DATA

SUBJECTS = DATA / "nlu"
UTTER = "utter_"
NEEDS_REVIEW = "needs clinic review"
# The id of what nobody has looked up yet: a physiotherapist of the clinic must confirm it.
GENERAL_KNOWLEDGE = "K"
# What a button's payload can carry (bot/messages.py).
ANSWER_ID = re.compile(r"[a-z]+(?:_[a-z]+)*/[a-z]+(?:_[a-z]+)*")
LISTS = ("facts", "related", "links")
METADATA = ("title", "facts", "review", "unknown", "closing", "links", "related")
DEFAULTS = {"facts": (GENERAL_KNOWLEDGE,)}
# Rasa reads these as marks of an entity.
BRACKETS = re.compile(r"[][(){}<>]")
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff\ufeff\ufffe\uffff]"
)
BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class NewAnswer:
    """An answer with its questions, as staff fill it in.

    ``id`` is the full answer id (``needling/lung``). ``facts`` are the ids of its sources, none
    if there are none yet; ``related`` the ids of the answers offered next; ``links`` kinds of
    actions/links.py; ``closing`` the line at its end; ``unknown`` what is said where the clinic
    has not told us a fact; ``review`` its state.
    """

    id: str
    title: str
    text: str
    examples: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    closing: str | None = None
    unknown: str | None = None
    review: str = NEEDS_REVIEW


class SubjectFile(CommentedFile):
    """A file of ``data/nlu``. Edits stay in memory until ``save``; ``diff`` shows them."""

    @classmethod
    def new(cls, path: Path) -> SubjectFile:
        """A subject that has no file yet."""
        if path.exists():
            raise EditRefused(f"{path} is there already. Choose another name.")
        document = CommentedMap(version=scalar("3.1"))
        # The first line break ends the line itself.
        document.ca.items["version"] = blank_line("\n\n")
        return cls(path, None, document)

    @property
    def answers(self) -> list[str]:
        """The ids of the answers in it, in order."""
        return [str(name).removeprefix(UTTER) for name in self.document.get("responses") or {}]

    def answer(self, answer_id: str) -> NewAnswer:
        """An answer as it now stands.

        Raises:
            EditRefused: if the file does not hold it.
        """
        first = plain(self._first(answer_id))
        return written_answer(answer_id, first, self.examples(answer_id))

    def examples(self, answer_id: str) -> tuple[str, ...]:
        """The questions of an answer or a plain intent as they now stand."""
        blocks = read_blocks(plain(self.document))
        return tuple(text for block in blocks if block.question == answer_id for text in block.examples)

    def add_examples(self, answer_id: str, texts: Iterable[str]) -> list[str]:
        """Add questions below those that are there.

        Returns:
            Those really added: what stands there already, in other letters or signs too, is left out.

        Raises:
            EditRefused: if the answer has no questions here, or one of ``texts`` cannot be one.
        """
        block = self._block(answer_id)
        known = {compared(text) for text in self.examples(answer_id)}
        added: list[str] = []
        for text in map(example, texts):
            if compared(text) not in known:
                known.add(compared(text))
                added.append(text)
        if added:
            before = str(block["examples"]).rstrip().splitlines()
            self._write_examples(block, [*before, *(f"- {text}" for text in added)])
        return added

    def set_examples(self, answer_id: str, texts: Iterable[str]) -> None:
        """Have these questions in this order and no others; doubles are left out.

        Raises:
            EditRefused: if the answer has no questions here, or one of ``texts`` cannot be one.
        """
        wanted = _distinct(texts)
        if not wanted:
            raise EditRefused(f"{answer_id} would be left without questions. Give at least one.")
        if wanted == self.examples(answer_id):
            return
        kept, *others = self._blocks(answer_id)
        self._write_examples(kept, [f"- {text}" for text in wanted])
        blocks = self.document["nlu"]
        for block in others:
            place = next(at for at, each in enumerate(blocks) if each is block)
            if place == len(blocks) - 1 and place:
                _hand_on_what_is_behind(blocks, blocks[place - 1])
            del blocks[place]

    def set_text(self, answer_id: str, text: str) -> bool:
        """Change the text of an answer, which then needs the clinic's review again.

        Returns:
            Whether it differs from what stood there.

        Raises:
            EditRefused: if the answer is not in this file, or the text is empty.
        """
        first, wanted = self._first(answer_id), _some_text(answer_id, text)
        if wanted == answer_text(str(first.get("text") or "")):
            return False
        first["text"] = block_text(f"{wanted}\n", first.get("text"))
        self.touched()
        self.set_metadata(answer_id, "review", NEEDS_REVIEW)
        return True

    def set_metadata(self, answer_id: str, name: str, value: str | Sequence[str] | None) -> bool:
        """Change what stands beside an answer: one of ``METADATA``; nothing takes it away.

        Returns:
            Whether it differs from what stood there.

        Raises:
            EditRefused: if the answer is not in this file.
        """
        first = self._first(answer_id)
        wanted = [*map(one_line, value or ())] if name in LISTS else one_line(str(value or ""))
        if not isinstance(first.get("metadata"), CommentedMap):
            first["metadata"] = CommentedMap()
        metadata = first["metadata"]
        if wanted == _told(metadata.get(name), name):
            return False
        if not wanted:
            del metadata[name]
        elif isinstance(metadata.get(name), CommentedSeq):
            _fill(metadata[name], wanted)
        else:
            made = flow_list(wanted) if isinstance(wanted, list) else scalar(wanted)
            if name in metadata:
                metadata[name] = made
            else:
                metadata.insert(_place(metadata, name), name, made)
        self.touched()
        return True

    def add_answer(self, new: NewAnswer) -> None:
        """Add an answer behind the others of this file, and its questions.

        Without sources it rests on general knowledge, which the clinic must confirm.

        Raises:
            EditRefused: if its id cannot be one or is taken here, or a part of it is missing.
        """
        if not ANSWER_ID.fullmatch(new.id):
            raise EditRefused(
                f"{new.id} cannot be an answer's id. Use small letters and _ like needling/does_it_hurt."
            )
        if new.id in self.answers:
            raise EditRefused(f"{self.path} holds an answer {new.id} already. Choose another id.")
        if not one_line(new.title):
            raise EditRefused(f"{new.id} has no title, which its button needs. Give it one.")
        lines = [
            f"- {text}" for text in {compared(each): each for each in map(example, new.examples)}.values()
        ]
        if not lines:
            raise EditRefused(f"{new.id} has no questions. Give at least one.")
        entry = CommentedMap(text=block_text(f"{_some_text(new.id, new.text)}\n"), metadata=CommentedMap())
        self._append_block(CommentedMap(intent=new.id, examples=block_text("\n".join(lines) + "\n")))
        responses = self.document.setdefault("responses", CommentedMap())
        responses[f"{UTTER}{new.id}"] = CommentedSeq([entry])
        for name in METADATA:
            self.set_metadata(new.id, name, getattr(new, name) or DEFAULTS.get(name))
        self.touched()

    def _append_block(self, block: CommentedMap) -> None:
        blocks = self.document.setdefault("nlu", CommentedSeq())
        if blocks:
            _hand_on_what_is_behind(blocks, block)
        else:
            block.ca.items["examples"] = blank_line()
        blocks.append(block)

    def _first(self, answer_id: str) -> CommentedMap:
        variations = (self.document.get("responses") or {}).get(f"{UTTER}{answer_id}")
        if not variations or not isinstance(variations[0], CommentedMap):
            raise EditRefused(f"{self.path} holds no answer {answer_id}. Look for a slip in the id.")
        first: CommentedMap = variations[0]
        return first

    def _block(self, answer_id: str) -> CommentedMap:
        return self._blocks(answer_id)[-1]

    def _blocks(self, answer_id: str) -> list[CommentedMap]:
        found = [block for block in self.document.get("nlu") or () if _question(block) == answer_id]
        if not found:
            raise EditRefused(f"{self.path} holds no questions of {answer_id}. Look for a slip in the id.")
        return found

    def _write_examples(self, block: CommentedMap, lines: list[str]) -> None:
        block["examples"] = block_text("\n".join(lines) + "\n", block["examples"])
        self.touched()


def homes(folder: Path = SUBJECTS) -> dict[str, Path]:
    """The file of every answer, and of the questions of every plain intent.

    Raises:
        EditRefused: if a file cannot be read.
    """
    asked: dict[str, Path] = {}
    held: dict[str, Path] = {}
    for path, document in documents(folder):
        held.update({str(name).removeprefix(UTTER): path for name in document.get("responses") or {}})
        for block in read_blocks(document):
            if block.question:
                asked.setdefault(block.question, path)
    return {**asked, **held}


def documents(folder: Path = SUBJECTS) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(path, parsed file) of every subject, by name.

    Raises:
        EditRefused: if one cannot be read.
    """
    for path in sorted(folder.glob("*.yml")):
        try:
            value = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            raise EditRefused(f"{path} cannot be read. Run: bot check") from None
        if isinstance(value, dict):
            yield path, value


def written_answer(answer_id: str, first: dict[str, Any], examples: Iterable[str]) -> NewAnswer:
    """An answer as it stands in a file; ``first`` is the first of its texts with its metadata."""
    metadata = first.get("metadata")
    told = {name: _told((metadata or {}).get(name), name) for name in METADATA}
    made = NewAnswer(answer_id, "", answer_text(str(first.get("text") or "")), tuple(examples))
    return replace(
        made,
        title=told["title"],
        review=told["review"],
        closing=told["closing"] or None,
        unknown=told["unknown"] or None,
        facts=tuple(told["facts"]),
        related=tuple(told["related"]),
        links=tuple(told["links"]),
    )


def example(text: str) -> str:
    """A question as it stands in a file: on one line, without what no reader can show.

    Raises:
        EditRefused: if it is empty or holds brackets.
    """
    cleaned = re.sub(r"^(?:[-*•]\s+)+", "", one_line(text))
    if cleaned.startswith("/"):
        raise EditRefused(f'The question "{cleaned[:40]}" begins with /. Write it as a visitor would.')
    if not cleaned.strip("-*• "):
        raise EditRefused("An empty question is none. Write what a visitor would type.")
    if BRACKETS.search(cleaned):
        raise EditRefused(f'The question "{cleaned[:40]}" holds a bracket. Write it without.')
    return cleaned


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for text in map(example, texts):
        kept.setdefault(compared(text), text)
    return tuple(kept.values())


def compared(text: str) -> str:
    """What makes two questions the same: their words, without capitals and signs."""
    return " ".join(re.findall(r"[\w']+", text.lower())) or text


def one_line(text: str) -> str:
    """On one line, with single spaces, without what no reader can show."""
    return " ".join(UNPRINTABLE.sub("", BREAKS.sub("\n", text)).split())


def answer_text(text: str) -> str:
    """An answer's text as it stands in a file: no spaces at the ends of lines, one blank line at most."""
    lines = UNPRINTABLE.sub("", BREAKS.sub("\n", text)).replace("\xa0", " ").expandtabs(2).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _hand_on_what_is_behind(blocks: CommentedSeq, new: CommentedMap) -> None:
    """The blank line and comments before ``responses:`` hang on the last block: ``new`` gets them.

    Between the two of them stands a blank line if one stands between the blocks above.
    """
    last_key, new_key = next(reversed(blocks[-1])), next(reversed(new))
    behind_last = blocks[-1].ca.items.pop(last_key, None)
    if behind_last is None:
        return
    new.ca.items[new_key] = behind_last
    between = blocks[-2].ca.items.get(next(reversed(blocks[-2]))) if len(blocks) > 1 else behind_last
    if any(part.value.startswith("\n") for part in between or () if part):
        blocks[-1].ca.items[last_key] = blank_line()


def _fill(there: CommentedSeq, wanted: Sequence[str]) -> None:
    """Make ``there`` hold what is ``wanted``; the comment behind its last part stays behind the last."""
    behind = there.ca.items.pop(len(there) - 1, None)
    del there[len(wanted) :]
    for place, text in enumerate(wanted):
        if place == len(there):
            there.append(scalar(text, in_list=True))
        elif there[place] != text:
            there[place] = scalar(text, in_list=True)
    if behind is not None:
        there.ca.items[len(there) - 1] = behind


def _question(block: CommentedMap) -> str | None:
    if not isinstance(block.get("examples"), str):
        return None
    return next(read_blocks({"nlu": [plain(block)]})).question


def _some_text(answer_id: str, text: str) -> str:
    wanted = answer_text(text)
    if not wanted:
        raise EditRefused(f"The text of {answer_id} is empty. Write what a visitor will read.")
    return wanted


def _told(value: Any, name: str) -> Any:
    if name in LISTS:
        return [str(each) for each in value] if isinstance(value, list) else []
    return " ".join(str(value).split()) if value is not None else ""


def _place(metadata: CommentedMap, name: str) -> int:
    """Where ``name`` belongs among what is there already."""
    later = METADATA[METADATA.index(name) + 1 :]
    return next((place for place, there in enumerate(metadata) if there in later), len(metadata))
