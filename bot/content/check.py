"""Mistakes in what staff edit, told with file, line, problem and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from actions.clinic import demo_values, load_clinic
from actions.links import MAKERS, URGENT_LINKS
from actions.wording import PLACEHOLDER, clinic_words
from bot.content.lined_yaml import Part, Unreadable, read
from bot.content.sources import CONFIG, DATA, DOMAIN

RED_FLAG = "red_flag"
ANSWER_EXAMPLE = (
    "An answer looks like this:\n"
    "    utter_needling/lung:\n"
    "      - text: |\n"
    "          The answer, in short sentences."
)
RASAS_ACTIONS = {"action_listen", "action_restart", "action_session_start", "action_default_fallback"}
# Filled in by the actions that send these texts, not by clinic.yml.
WORDS_OF_ACTIONS = frozenset({"sign", "open_now"})


class ContentError(ValueError):
    """The files cannot be used; each of ``problems`` says where, what and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Answer:
    """A response as it stands in a file."""

    name: str
    path: Path
    line: int
    part: Part

    @property
    def at(self) -> str:
        """File and line, as every problem begins."""
        return f"{self.path}, line {self.line}"


@dataclass
class Content:
    """What all files together define."""

    answers: dict[str, Answer] = field(default_factory=dict)
    intents: set[str] = field(default_factory=set)
    asked: dict[Path, set[str]] = field(default_factory=dict)
    actions: set[str] = field(default_factory=lambda: set(RASAS_ACTIONS))
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)
    count: int = 0


def checked() -> str:
    """Check all files; returns what was checked, in words.

    Raises:
        ContentError: with every problem found.
        ClinicFileError: for problems of clinic.yml.
    """
    clinic = load_clinic()
    if not clinic.demo and (left := demo_values()):
        raise ContentError(left)
    words = clinic_words(clinic).keys() | WORDS_OF_ACTIONS
    paths = [CONFIG, DOMAIN, *sorted(DATA.rglob("*.yml"))]
    problems: list[str] = []
    files: dict[Path, Part] = {}
    for path in paths:
        try:
            files[path] = _readable(path)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    content = Content()
    subjects = {path: part for path, part in files.items() if path.parent == DATA / "nlu"}
    problems += _domain(files[DOMAIN], content)
    for path, part in subjects.items():
        problems += _answers(path, part, content)
    for path, part in subjects.items():
        problems += _blocks(path, part, content)
    for answer in content.answers.values():
        problems += _answer(answer, content, words)
    for path, part in files.items():
        if path.parent == DATA / "stories":
            problems += _stories(path, part, content)
    if problems:
        raise ContentError(problems)
    return f"{len(paths) + 1} files, {content.count:,} examples"


def _readable(path: Path) -> Part:
    try:
        document = read(path)
    except FileNotFoundError:
        problem = f"{path}: the file is missing. Get it back from the last published version."
        raise ContentError([problem]) from None
    except Unreadable as error:
        raise ContentError([f"{path}, line {error.line}: {error}"]) from None
    if not document.is_mapping:
        problem = f"{path}, line 1: the file holds nothing to read. Start from a copy of another file here."
        raise ContentError([problem])
    return document


def _domain(document: Part, content: Content) -> Iterator[str]:
    for intent in document.get("intents").items():
        names = [name for name, _, _ in intent.named()] or [str(intent.value)]
        content.intents.update(names)
    for action in document.get("actions").items():
        names = [name for name, _, _ in action.named()] or [str(action.value)]
        content.actions.update(names)
    if not document.get("responses").is_mapping:
        yield (
            f'{DOMAIN}, line 1: there is no part "responses:" with the texts of plain intents. '
            "Get it back from the last published version."
        )
    yield from _answers(DOMAIN, document, content)


def _answers(path: Path, document: Part, content: Content) -> Iterator[str]:
    content.asked[path] = {str(block.get("intent").value) for block in document.get("nlu").items()}
    for name, line, part in document.get("responses").named():
        answer = Answer(name, path, line, part)
        if not name.startswith("utter_"):
            yield f"{answer.at}: {name} is no answer's name. It begins with utter_."
        if name in content.answers:
            first = content.answers[name].at
            yield f"{answer.at}: the answer {name} stands at {first} too. Keep one of them."
        content.answers[name] = answer


def _answer(answer: Answer, content: Content, words: Set[str]) -> Iterator[str]:
    first = next(answer.part.items(), answer.part)
    text, metadata = first.get("text").value, first.get("metadata")
    if not isinstance(text, str) or not text.strip():
        yield f"{answer.at}: the answer {answer.name} has no text. {ANSWER_EXAMPLE}"
        return
    if answer.path != DOMAIN and not metadata.get("title").value:
        yield (
            f"{answer.at}: the answer {answer.name} has no title, which its button needs. "
            'Add "metadata:" and below it "title: ...".'
        )
    asked = answer.name[len("utter_") :]
    if "/" in answer.name and asked not in content.asked[answer.path]:
        yield (
            f"{answer.at}: the answer {answer.name} has no examples in this file. "
            f'Add a block "- intent: {asked}", or mend the name.'
        )
    for line, written in (*first.get("text").text_lines(), *metadata.get("unknown").text_lines()):
        for word in PLACEHOLDER.findall(written):
            if word not in words:
                yield (
                    f"{answer.path}, line {line}: {{{word}}} is no fact of clinic.yml. "
                    f"Use one of: {', '.join(sorted(words))}."
                )
    closing = metadata.get("closing")
    if closing.value and f"utter_{closing.value}" not in content.answers:
        yield (
            f"{answer.path}, line {closing.line}: there is no closing line {closing.value}. "
            "Use needling_line or safety_line, or leave the line out."
        )
    for link in metadata.get("links").items():
        if str(link.value) not in MAKERS:
            yield (
                f"{answer.path}, line {link.line}: there is no link of the kind {link.value}. "
                f"Use one of: {', '.join(sorted(MAKERS))}."
            )
    for related in metadata.get("related").items():
        if f"utter_{related.value}" not in content.answers:
            yield (
                f"{answer.path}, line {related.line}: there is no answer {related.value} to offer next. "
                "Mend the name, or take it out of the list."
            )


def _blocks(path: Path, document: Part, content: Content) -> Iterator[str]:
    for place, block in enumerate(document.get("nlu").items(), 1):
        intent = block.get("intent")
        if not intent.value:
            yield f'{path}, line {block.line}: block {place} names no intent. Begin it with "- intent: ...".'
            continue
        name, where = str(intent.value), f"{path}, line {intent.line}"
        if name.split("/")[0] not in content.intents:
            yield f"{where}: the intent {name} is not in {DOMAIN}. Mend the name, or add it there."
        elif "/" in name and f"utter_{name}" not in content.answers:
            yield f"{where}: {name} has examples but no answer. {ANSWER_EXAMPLE}"
        yield from _metadata(path, name, block)
        yield from _examples(path, name, block, content)


def _metadata(path: Path, intent: str, block: Part) -> Iterator[str]:
    metadata = block.get("metadata")
    if metadata.value is not None and not metadata.is_mapping:
        yield (
            f"{path}, line {metadata.line}: the metadata of {intent} is a bare word. "
            'Write a line "name: value" below "metadata:".'
        )
    elif intent == RED_FLAG:
        for needed in ("sign", "urgency", "words"):
            if not metadata.get(needed).value:
                yield (
                    f'{path}, line {block.line}: the danger sign has no {needed}. Add "{needed}: ..." '
                    'below "metadata:".'
                )
        urgency = metadata.get("urgency")
        if urgency.value and str(urgency.value) not in URGENT_LINKS:
            yield (
                f"{path}, line {urgency.line}: there is no urgency {urgency.value}. "
                f"Use one of: {', '.join(URGENT_LINKS)}."
            )


def _examples(path: Path, intent: str, block: Part, content: Content) -> Iterator[str]:
    examples = block.get("examples")
    if not isinstance(examples.value, str) or not examples.value.strip():
        begun = next((line for key, line, _ in block.named() if key == "examples"), block.line)
        yield (
            f"{path}, line {begun}: {intent} has no examples. "
            'Write "examples: |" and a line "- ..." for each.'
        )
        return
    for line, text in examples.text_lines():
        where, shown = f"{path}, line {line}", text.strip()[:40]
        if not text.strip():
            continue
        content.count += 1
        if not text.startswith("- "):
            yield f'{where}: the example "{shown}" does not begin with "- ". Add it.'
        elif re.search(r"[][{}]", text):
            yield f'{where}: the example "{shown}" holds a bracket, [ or {{. Write it without.'
        plain = " ".join(re.findall(r"[\w']+", text.lower())) or text
        before, at = content.examples.setdefault(plain, (intent, where))
        if before != intent:
            yield f'{where}: the example "{shown}" stands under {before} too ({at}). Keep one of them.'


def _stories(path: Path, document: Part, content: Content) -> Iterator[str]:
    retrieval = {name.split("/")[0] for name in content.answers if "/" in name}
    actions = {*content.actions, *content.answers, *retrieval}
    for kind in ("rules", "stories"):
        for story in document.get(kind).items():
            for step in story.get("steps").items():
                for name, line, part in step.named():
                    if name == "intent" and str(part.value).split("/")[0] not in content.intents:
                        yield (
                            f"{path}, line {line}: the intent {part.value} is not in {DOMAIN}. "
                            "Mend the name, or add it there."
                        )
                    elif name == "action" and str(part.value) not in actions:
                        yield (
                            f"{path}, line {line}: there is no answer or action {part.value}. "
                            "Mend the name, or write the answer."
                        )
