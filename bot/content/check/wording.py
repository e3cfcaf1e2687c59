"""What answers say: easy to read, short, no promises, no doses, no medicines that may not be named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.content.check.project import Answer, Project
from bot.content.guideline import guideline
from bot.content.lined_yaml import Part
from bot.content.problem import Problem, mistake
from bot.content.reading import grade, word_count
from bot.content.shown import own_text, whole_text

Words = Mapping[str, "str | None"]
# Filled in by actions; and the clinic's name, which nobody can make easier to read.
WORDS_OF_ACTIONS = {
    "open_now": "We are open now.",
    "sign": "numbness in your foot",
    "clinic_name": "Hill Physio",
}
# What lies outside of its knowledge, said in the visitor's language: the grade is one of English.
OTHER_LANGUAGE = re.compile(r"utter_(?:out_of_scope|urgent)_[a-z]{2}")


def wording_problems(project: Project, words: Words) -> Iterator[Problem]:
    """Every answer that says what it may not, or is hard or long; ``words`` as clinic.yml fills them in."""
    for answer in project.answers.values():
        if answer.text.is_blank:
            continue
        for part in (answer.text, answer.metadata.get("title"), answer.metadata.get("unknown")):
            yield from _said(answer, part)
        yield from _read(answer, project, words)


def _said(answer: Answer, part: Part) -> Iterator[Problem]:
    rules = guideline()
    text = part.written.replace("**", "")
    for name, pattern in rules.promises.items():
        if found := pattern.search(text):
            yield mistake(
                "promise",
                answer.path,
                _line(part, text, found),
                f'"{found[0]}" is a promise that answers may not make ({name}).',
                'Say what is known: "some people", "it can", "we can\'t promise".',
            )
    if found := rules.dose.search(text):
        yield mistake(
            "dose",
            answer.path,
            _line(part, text, found),
            f'"{found[0]}" is a dose.',
            "Answers give no doses: send the visitor to a pharmacist, doctor or physiotherapist.",
        )
    if found := rules.drug.search(text):
        yield mistake(
            "drug",
            answer.path,
            _line(part, text, found),
            f'"{found[0]}" is a medicine that answers may not name.',
            "Write of medicine in general, and send the visitor to a pharmacist or doctor.",
        )


def _line(part: Part, text: str, found: re.Match[str]) -> int:
    lines = [line for line, _ in part.text_lines()]
    return lines[min(text.count("\n", 0, found.start()), len(lines) - 1)]


def _read(answer: Answer, project: Project, words: Words) -> Iterator[Problem]:
    limits = guideline().limits
    known = {**words, **WORDS_OF_ACTIONS}
    closing = project.answers.get(f"utter_{answer.metadata.get('closing').written}")
    own = own_text(answer.text.written, known, answer.metadata.get("unknown").written)
    whole = whole_text(own, closing.text.written if closing else None, known)
    if not whole.strip():
        return
    hard, many, many_own = grade(whole), word_count(whole), word_count(own)
    if hard > limits.grade and not OTHER_LANGUAGE.fullmatch(answer.name):
        yield mistake(
            "too hard",
            answer.path,
            answer.text.line,
            f"the answer {answer.name} reads at grade {hard:.1f}; {limits.grade} is the highest allowed.",
            "Make the sentences shorter, and use short words.",
        )
    if many > limits.words or many_own > limits.own_words:
        told = f"{many_own} words, {many} with its closing line" if closing else f"{many_own} words"
        yield mistake(
            "too long",
            answer.path,
            answer.text.line,
            f"the answer {answer.name} has {told}; {limits.own_words} and {limits.words} are the most.",
            "Say the most important things only, or make two answers of it.",
        )
