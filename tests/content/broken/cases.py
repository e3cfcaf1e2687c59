"""One mistake each that people make, put into the right files of ``project/``, and what must be told.

``told`` are words of the message; the line is that of ``old`` plus ``below``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent / "project"
ASK, SAFETY = "data/nlu/needling.yml", "data/nlu/safety.yml"
RULES, DOMAIN, CLINIC, CONFIG = "data/stories/rules.yml", "domain.yml", "clinic.yml", "config.yml"
HURT = "      - does it hurt\n"
TITLE = "        title: Does needling hurt?\n"
TEXT = "        It is short. You can ask to stop at any time.\n"
ANSWER = "  utter_needling/does_it_hurt:\n"
ENTRY = f"{ANSWER}    - text: |\n"
SOON = "  - intent: needling/how_soon\n"


@dataclass(frozen=True)
class Case:
    """``old`` replaced by ``new``, at its first place, or ``change`` applied to the whole file."""

    file: str
    old: str
    new: str
    kind: str
    told: str
    below: int = 0
    level: str = "mistake"
    change: Callable[[bytes], bytes] | None = None

    @property
    def line(self) -> int:
        """Where the problem must be told."""
        text = (PROJECT / self.file).read_text(encoding="utf-8")
        assert self.old in text, f"{self.file} no longer holds {self.old!r}"
        return text.count("\n", 0, text.index(self.old)) + 1 + self.below

    def broken(self, content: bytes) -> bytes:
        """The file with the mistake in it."""
        if self.change:
            return self.change(content)
        return content.decode().replace(self.old, self.new, 1).encode()


def whole(
    file: str, change: Callable[[bytes], bytes], kind: str, told: str, line: int = 1, level: str = "mistake"
) -> Case:
    """A mistake of the whole file, told on ``line``."""
    return Case(file, "", "", kind, told, line - 1, level, change)


def hinted(file: str, old: str, new: str, kind: str, told: str, below: int = 0) -> Case:
    """A mistake that does not block."""
    return Case(file, old, new, kind, told, below, "hint")


def shout(times: int) -> str:
    """A long sentence with hard words, ``times`` over."""
    return (
        "        Neuromuscular rehabilitation necessitates individualized multidisciplinary evaluation.\n"
        * times
    )


CASES: dict[str, Case] = {
    # Encodings and characters
    "an empty file": whole(ASK, lambda _: b"", "file empty", "holds nothing"),
    "a file of blanks": whole(ASK, lambda _: b"  \n\n \n", "file empty", "holds nothing"),
    "a file of remarks": whole(ASK, lambda _: b"# nothing\n# at all\n", "file empty", "remarks"),
    "UTF-16 from Notepad": whole(ASK, lambda c: c.decode().encode("utf-16"), "encoding", "UTF-16"),
    "UTF-16 without its mark": whole(ASK, lambda c: c.decode().encode("utf-16-le"), "encoding", "UTF-16"),
    "Latin-1": whole(ASK, lambda c: c.replace(b"ouch or", b"caf\xe9 or"), "encoding", "letter é", 12),
    "a Word file": whole(ASK, lambda _: b"PK\x03\x04word/document.xml", "encoding", "Word"),
    "a PDF file": whole(ASK, lambda _: b"%PDF-1.7 ...", "encoding", "PDF"),
    "a picture": whole(ASK, lambda _: b"\x89PNG\r\n\x1a\n", "encoding", "picture"),
    "rich text": whole(ASK, lambda _: b"{\\rtf1\\ansi hello}", "encoding", "rich text"),
    "a huge file": whole(ASK, lambda c: c + b"#" * 6_000_000, "file huge", "huge"),
    "zero bytes in the file": whole(
        ASK, lambda c: c.replace(b"ouch", b"o\x00uch"), "control character", "control", 12
    ),
    "a bell character": whole(
        ASK, lambda c: c.replace(b"ouch", b"o\x07uch"), "control character", "control", 12
    ),
    "a line break of Word": whole(
        ASK, lambda c: c.replace(b"ouch", b"o\x0buch"), "control character", "control", 12
    ),
    "a line separator of a web page": Case(ASK, "ouch", "o\u2028uch", "control character", "control"),
    "letters broken by a wrong encoding": Case(
        ASK, "ouch", "can\u00e2\u20ac\u2122t", "broken letters", "broken"
    ),
    "an accent broken by a wrong encoding": Case(ASK, "ouch", "caf\u00c3\u00a9", "broken letters", "broken"),
    "a byte order mark": whole(ASK, lambda c: b"\xef\xbb\xbf" + c, "encoding mark", "mark", level="hint"),
    "Windows line ends": whole(
        ASK, lambda c: c.replace(b"\n", b"\r\n"), "line ends", "Windows", level="hint"
    ),
    "old Mac line ends": whole(
        ASK, lambda c: c.replace(b"\n", b"\r"), "line ends", "line ends", level="hint"
    ),
    "a hard blank from Word": hinted(ASK, "ouch or", "ouch\u00a0or", "invisible character", "word processor"),
    "a zero-width blank": hinted(ASK, "ouch or", "ouch\u200b or", "invisible character", "word processor"),
    "a hard blank at the left": Case(
        ASK, HURT, "     \u00a0- does it hurt\n", "invisible character", "begins with"
    ),
    "blanks at the end of a line": hinted(
        ASK, HURT, "      - does it hurt  \n", "blanks at the end", "at the end"
    ),
    "marks of a merge": Case(ASK, HURT, "<<<<<<< HEAD\n" + HURT, "merge mark", "two people"),
    "the middle mark of a merge": Case(ASK, HURT, "=======\n" + HURT, "merge mark", "two people"),
    "a merge mark at the end": Case(ASK, SOON, ">>>>>>> a1b2c3\n" + SOON, "merge mark", "two people"),
    # How it is written
    "a tab before an example": Case(ASK, HURT, "\t- does it hurt\n", "tab", "Use spaces"),
    "a tab before a name": Case(ASK, TITLE, "\t\ttitle: Does needling hurt?\n", "tab", "Use spaces"),
    "blanks and a tab": Case(ASK, HURT, "    \t- does it hurt\n", "tab", "Use spaces"),
    "no bar after examples": Case(ASK, "    examples: |\n", "    examples:\n", "bar", 'Write "examples: |"'),
    "no bar after text": Case(ASK, ENTRY, f"{ANSWER}    - text:\n", "bar", 'Write "text: |"', 1),
    "an arrow in place of the bar": Case(ASK, "examples: |", "examples: >", "bar", 'Write "examples: |"'),
    "an arrow in an answer": Case(ASK, ENTRY, f"{ANSWER}    - text: >\n", "bar", "run together", 1),
    "the text on the line of its bar": Case(
        ASK, ENTRY, f"{ANSWER}    - text: | Now.\n", "bar", "next line", 1
    ),
    "the text begun behind its name": Case(
        ASK, ENTRY, f"{ANSWER}    - text: You may feel it.\n", "bar", 'Write "text: |"', 1
    ),
    "a colon in a title": Case(
        ASK, TITLE, "        title: Needling: it hurts?\n", "colon in a text", "quotes"
    ),
    "a colon in the text for what is unknown": Case(
        ASK, "unknown: I", "unknown: Sorry: I", "colon in a text", "quotes"
    ),
    "a quote that is never closed": Case(
        ASK, TITLE, '        title: "Does it hurt?\n', "open quote", "not closed"
    ),
    "a quote closed too early": Case(
        ASK, TITLE, '        title: "Does" it hurt?\n', "open quote", "before the text"
    ),
    "an apostrophe inside single quotes": Case(
        ASK, TITLE, "        title: 'Doesn't it hurt?'\n", "open quote", "apostrophe"
    ),
    "curly quotes": Case(ASK, TITLE, "        title: “Does it hurt?”\n", "curly quote", "word processor"),
    "curly quotes around a colon": Case(
        ASK, TITLE, "        title: “Needling: bad?”\n", "curly quote", "straight"
    ),
    "a text that begins with a placeholder": Case(
        ASK, "unknown: I don't", "unknown: {reach_us}, I don't", "first sign", "begins with {"
    ),
    "a text that is only a placeholder": Case(
        ASK,
        "unknown: I don't have our prices yet. Please ask.",
        "unknown: {reach_us}",
        "first sign",
        "begins with {",
    ),
    "a title with a star": Case(
        ASK, TITLE, "        title: *Does* it hurt?\n", "first sign", "begins with *"
    ),
    "a title with an at sign": Case(
        ASK, TITLE, "        title: @home needling\n", "first sign", "begins with @"
    ),
    "a title in brackets": Case(
        ASK, TITLE, "        title: [Does it hurt?]\n", "first sign", "begins with ["
    ),
    "a list that is not closed": Case(ASK, "facts: [FE-2]", "facts: [FE-2", "first sign", "Put ]"),
    "a copied part": Case(ASK, TITLE, "        title: &hurt Does it hurt?\n", "reused part", "&"),
    "a title with an exclamation first": Case(ASK, TITLE, "        title: !Ouch\n", "reused part", "!"),
    "a number sign in a title": Case(ASK, TITLE, "        title: Is it # 1?\n", "cut text", "lost"),
    "a name without its colon": Case(ASK, "    examples: |", "    examples |", "colon missing", "examples:"),
    "a subject name without its colon": Case(
        ASK, "responses:\n", "responses\n", "colon missing", "responses:"
    ),
    "no blank after a colon": Case(
        ASK, "- intent: needling", "- intent:needling", "colon missing", "no blank"
    ),
    "an example too far left": Case(
        ASK, HURT + "      - is dry", HURT + "    - is dry", "indentation", "blanks in", 1
    ),
    "an example at the margin": Case(
        ASK, HURT + "      - is dry", HURT + "- is dry", "indentation", "blanks in", 1
    ),
    "a sentence too far left": Case(ASK, TEXT, "    It is short.\n", "indentation", "blanks in"),
    "a name one blank too far left": Case(
        ASK, TITLE, "       title: Does it hurt?\n", "indentation", "blanks", 1
    ),
    "a name one blank too far right": Case(
        ASK, TITLE, "         title: Does it hurt?\n", "indentation", "blanks", 1
    ),
    "an answer one blank too far right": Case(
        ASK, ANSWER, "   utter_needling/does_it_hurt:\n", "indentation", "level with", 12
    ),
    "a block too far right": Case(ASK, SOON, "   - intent: needling/how_soon\n", "indentation", "blanks"),
    "text pasted at the margin": Case(ASK, TEXT, "It is short.\n", "indentation", "outside"),
    "three dashes between two blocks": Case(
        ASK, "responses:\n", "---\nresponses:\n", "not understood", "---"
    ),
    "brackets without end": whole(ASK, lambda c: c + b"x: " + b"[" * 90_000 + b"\n", "nesting", "deep", 76),
    "dashes without end": whole(
        ASK, lambda c: c + b"x:\n  " + b"- " * 90_000 + b"x\n", "nesting", "deep", 77
    ),
    # What each part must be
    "a list in place of names": whole(ASK, lambda _: b"- a\n- b\n", "shape", "a list"),
    "a letter in place of names": whole(ASK, lambda _: b"Dear all, here it is\n", "shape", "a text"),
    "questions without dashes": whole(
        ASK,
        lambda _: b'version: "3.1"\nnlu:\n  intent: greet\n  examples: |\n    - hi\n',
        "shape",
        "a list",
        3,
    ),
    "answers in a list": Case(
        ASK, ANSWER + "    - text: |\n", ANSWER + "      text: |\n", "shape", "a list must stand", 1
    ),
    "an answer that is one word": Case(
        ASK, "responses:\n", "responses:\n  utter_needling/lung: Soon.\n", "shape", "a list must stand", 1
    ),
    "an answer with nothing below it": Case(
        ASK, "responses:\n", "responses:\n  utter_needling/lung:\n", "shape", "nothing", 1
    ),
    "metadata of one word": Case(
        SAFETY, "      near_miss: question\n", "      question\n", "shape", "named lines"
    ),
    "related in one word": Case(
        ASK, "related: [needling/how_soon]", "related: needling/how_soon", "shape", "a list"
    ),
    "facts in one word": Case(ASK, "facts: [FE-2]", "facts: FE-2", "shape", "a list"),
    "a misspelt examples": Case(
        ASK, "    examples: |", "    exampels: |", "unknown name", "Write examples: |"
    ),
    "a misspelt text": Case(ASK, ENTRY, f"{ANSWER}    - txt: |\n", "unknown name", "Write text: |", 1),
    "a misspelt title": Case(ASK, TITLE, "        titel: Does it hurt?\n", "unknown name", "Write title:"),
    "a misspelt responses": Case(ASK, "responses:\n", "resposnes:\n", "unknown name", "Write responses:"),
    "a misspelt intent": Case(ASK, SOON, "  - intend: needling/how_soon\n", "unknown name", "Write intent:"),
    "a capital in a name": Case(
        ASK, SOON, "  - Intent: needling/how_soon\n", "unknown name", "Write intent:"
    ),
    "a misspelt steps": Case(RULES, "    steps:\n", "    step:\n", "unknown name", "Write steps:"),
    "a title that is only Yes": Case(ASK, TITLE, "        title: Yes\n", "read as", '"Yes"'),
    "a title that is only a number": Case(ASK, TITLE, "        title: 911\n", "read as", '"911"'),
    "a title that is only a date": Case(ASK, TITLE, "        title: 2027-01-01\n", "read as", "quotes"),
    "a day that does not exist": Case(ASK, TITLE, "        title: 2027-02-31\n", "read as", "quotes"),
    "examples twice in a block": Case(
        ASK, "\n" + SOON, "    examples: |\n      - ow\n\n" + SOON, "doubled name", "second time"
    ),
    "nlu twice in a file": Case(
        ASK,
        "responses:\n",
        "nlu:\n  - intent: greet\n    examples: |\n      - hej\nresponses:\n",
        "doubled name",
        "nlu",
    ),
    "responses twice in a file": whole(
        ASK, lambda c: c + b"responses:\n  utter_x:\n    - text: X.\n", "doubled name", "responses", 76
    ),
    "an answer twice in a file": Case(
        ASK,
        ANSWER,
        "  utter_needling/how_soon:\n    - text: Soon.\n" + ANSWER,
        "doubled name",
        "second time",
        14,
    ),
    "two titles": Case(ASK, TITLE, TITLE + TITLE, "doubled name", "title", 1),
    "a version without quotes": Case(ASK, 'version: "3.1"', "version: 3.1", "version", '"3.1"'),
    "no version": Case(ASK, 'version: "3.1"\n', "", "version", "first line"),
    "another version": Case(RULES, 'version: "3.1"', 'version: "4.0"', "version", '"3.1"'),
    "questions in the folder of rules": Case(
        RULES,
        "rules:\n",
        "nlu:\n  - intent: greet\n    examples: |\n      - hi\nrules:\n",
        "file place",
        "data/nlu",
    ),
    "rules in the folder of questions": Case(
        ASK, "responses:\n", "rules:\n  - rule: x\nresponses:\n", "file place", "data/stories"
    ),
    "a forgotten colon in the settings": Case(CONFIG, "pipeline:", "pipeline", "colon missing", "pipeline:"),
    "settings without a pipeline": Case(CONFIG, "pipeline:\n", "pipelines:\n", "shape", "pipeline:", -4),
    # Answers
    "an answer without the prefix": Case(ASK, ANSWER, "  needling/does_it_hurt:\n", "answer name", "utter_"),
    "a misspelt answer": Case(
        ASK, ANSWER, "  utter_needling/does_it_hrut:\n", "answer unasked", "no examples"
    ),
    "a misspelt question": Case(ASK, SOON, "  - intent: needling/how_son\n", "answer missing", "no answer"),
    "a block for a whole subject": Case(
        ASK, SOON, "  - intent: needling\n", "answer missing", "whole subject"
    ),
    "an answer without a text": Case(
        ASK,
        ENTRY,
        f"{ANSWER}    - metadata:\n        title: Pain?\n      image: x\n    - text: |\n",
        "answer empty",
        "no text",
    ),
    "an answer of blanks": Case(
        DOMAIN, "        Please ask in other words.\n", "\n", "answer empty", "no text", -2
    ),
    "an answer in two files": Case(
        SAFETY,
        "nlu:\n",
        "responses:\n  utter_greet:\n    - text: Hi.\n\nnlu:\n",
        "answer doubled",
        "domain.yml",
        1,
    ),
    "an answer without a title": Case(ASK, TITLE, "", "title", "no title", -6),
    "a title too long for a button": Case(
        ASK, TITLE, f"        title: {'Does needling hurt ' * 3}?\n", "title", "fit on its button"
    ),
    "the same title twice": Case(
        ASK, "title: How soon does needling work?", "title: Does needling hurt?", "title", "too"
    ),
    "an unknown placeholder": Case(ASK, "{prices}", "{price}", "placeholder", "Was prices meant?"),
    "a placeholder of two words": Case(ASK, "{prices}", "{our prices}", "placeholder", "by itself"),
    "a brace that is not closed": Case(ASK, "{prices}", "{prices", "placeholder", "by itself"),
    "an unknown closing line": Case(
        ASK, "closing: needling_line", "closing: needl_line", "closing", "needl_line"
    ),
    "an unknown kind of link": Case(DOMAIN, "[phone, booking]", "[fone, booking]", "link", "fone"),
    "an unknown next question": Case(
        ASK, "related: [needling/how_soon]", "related: [needling/how_son]", "related", "how_soon meant"
    ),
    "itself as the next question": Case(
        ASK, "related: [needling/how_soon]", "related: [needling/does_it_hurt]", "related", "itself"
    ),
    "a button for no answer": Case(
        DOMAIN, '{"answer": "needling/does_it_hurt"}', '{"answer": "needling/hurts"}', "button", "no answer"
    ),
    "a broken button": Case(
        DOMAIN, '{"answer": "needling/does_it_hurt"}', '{"answer: needling}', "button", "no answer"
    ),
    "an answer that is hard to read": Case(ASK, TEXT, shout(2), "too hard", "grade", -3),
    "an answer that is too long": Case(ASK, TEXT, TEXT * 10, "too long", "words", -3),
    "a promise": Case(ASK, "It is short.", "It will cure you.", "promise", '"cure"'),
    "a promise in a title": Case(ASK, TITLE, "        title: Is it painless?\n", "promise", '"painless"'),
    "a promise over bold words": Case(
        ASK, "It is short.", "It has **no** side effects.", "promise", "side effects"
    ),
    "a dose": Case(ASK, "It is short.", "Take 400 mg of it.", "dose", '"400 mg"'),
    "a dose of exercise": Case(ASK, "It is short.", "Do 10 reps of it.", "dose", '"10 reps"'),
    "a medicine": Case(ASK, "It is short.", "Ibuprofen may help.", "drug", '"Ibuprofen"'),
    # Facts and reviews
    "an unknown fact": Case(ASK, "facts: [FE-2]", "facts: [FE-22]", "fact", "no fact FE-22"),
    "no facts": Case(ASK, "        facts: [FE-2]\n", "", "fact", "no fact", -7),
    "an expired fact": Case(
        ASK, "facts: [FE-2]", "facts: [AC-6]", "expired fact", "January 1, 2027", level="hint"
    ),
    "a review that cannot be read": Case(
        ASK, "reviewed by Ann Lee, 2026-09-01", "Ann looked at it", "review", "cannot be read"
    ),
    "a review on no day": Case(
        ASK, "reviewed by Ann Lee, 2026-09-01", "reviewed by Ann Lee, 2026-13-02", "review", "cannot be read"
    ),
    "a review in the future": Case(
        ASK, "Ann Lee, 2026-09-01", "Ann Lee, 2027-11-02", "review", "yet to come"
    ),
    "no review": Case(
        ASK, "        review: reviewed by Ann Lee, 2026-09-01\n", "", "review", "no review line", -8
    ),
    "an overdue review": hinted(ASK, "Ann Lee, 2026-09-01", "Ann Lee, 2025-11-02", "review due", "due again"),
    "an answer that waits for its review": hinted(
        ASK, "reviewed by Ann Lee, 2026-09-01", "needs clinic review", "review due", "wait"
    ),
    "a next review on no day": Case(ASK, TITLE, TITLE + "        next_review: soon\n", "review", "no day", 1),
    # Examples
    "a block without examples": Case(
        SAFETY, "      - can a needle make my foot numb for a minute\n", "", "no examples", "no examples", -1
    ),
    "an example without its dash": Case(ASK, HURT, "      does it hurt\n", "dash", 'begin with "- "'),
    "no blank after the dash": Case(ASK, HURT, "      -does it hurt\n", "dash", 'begin with "- "'),
    "a bullet of Word": Case(ASK, HURT, "      • does it hurt\n", "dash", "but with •"),
    "a long dash of Word": Case(ASK, HURT, "      – does it hurt\n", "dash", "but with –"),
    "a star for a dash": Case(ASK, HURT, "      * does it hurt\n", "dash", "but with *"),
    "an example too far right": Case(
        ASK, HURT + "      - is", HURT + "        - is", "dash", "further in", 1
    ),
    "an empty example": hinted(ASK, HURT, HURT + "      -\n", "empty example", "nothing after", 1),
    "a bracket in an example": Case(ASK, HURT, "      - does [it](thing) hurt\n", "bracket", "["),
    "a placeholder in an example": Case(ASK, HURT, "      - is {phone} your number\n", "bracket", "{"),
    "an example like a button": Case(ASK, HURT, "      - /greet\n", "slash", "/"),
    "an answer among the examples": hinted(
        ASK, HURT, f"      - {'you may feel a prick ' * 40}.\n", "long example", "letters"
    ),
    "the same example twice": hinted(ASK, HURT, HURT + HURT, "doubled example", "twice", 1),
    "the same question under two answers": Case(
        ASK, "      - hiya\n", "      - Does it hurt?\n", "example in two places", "needling/does_it_hurt too"
    ),
    "the same question as a danger sign": Case(
        SAFETY,
        "      - numb between",
        "      - Does it hurt?\n      - numb between",
        "example in two places",
        "needling.yml",
    ),
    "too few examples": hinted(ASK, "      - hiya\n", "", "few examples", "only 11", -6),
    "a phone number": Case(ASK, HURT, "      - call me at 780-555-0199\n", "personal data", "phone"),
    "an e-mail address": Case(ASK, HURT, "      - write to ann@mail.ca\n", "personal data", "e-mail"),
    "a health number": Case(ASK, HURT, "      - my number is 51234-6789\n", "personal data", "health number"),
    "a birth date": Case(ASK, HURT, "      - i was born 1970-05-17\n", "personal data", "date"),
    "a name": Case(ASK, HURT, "      - hi, my name is Jonathan\n", "personal data", "name"),
    "a postal code": Case(ASK, HURT, "      - do you go to T7X 2S5\n", "personal data", "postal code"),
    "a web address": Case(ASK, HURT, "      - see www.clinic.example\n", "personal data", "web address"),
    "an intent the domain does not know": Case(
        ASK, "  - intent: greet", "  - intent: gret", "intent", "Was greet meant?"
    ),
    "a block without an intent": Case(
        ASK, SOON, "  - metadata: {near_miss: x}\n", "intent", "names no intent"
    ),
    "a danger sign without urgency": Case(
        SAFETY, "      urgency: emergency\n", "", "danger sign", "urgency", -3
    ),
    "an unknown urgency": Case(SAFETY, "urgency: emergency", "urgency: soonish", "danger sign", "soonish"),
    # Rules
    "a rule for an unknown answer": Case(
        RULES, "action: utter_greet", "action: utter_gret", "rule", "utter_greet meant"
    ),
    "a rule for an unknown intent": Case(RULES, "intent: greet", "intent: hello", "rule", "hello"),
    "a rule without steps": Case(
        RULES, "    steps:\n      - intent: greet\n      - action: utter_greet\n", "", "rule", "no steps", -1
    ),
    "two rules that disagree": Case(RULES, "intent: nlu_fallback", "intent: greet", "rule", "Keep one", -2),
    # The clinic's file
    "an unknown name of a fact": Case(CLINIC, "town:", "twon:", "clinic file", "not known"),
    "a phone number too short": Case(CLINIC, "780-555-0142", "555-0142", "clinic file", "ten digits"),
    "a tab in the clinic's hours": Case(CLINIC, "  mon:", "\tmon:", "tab", "Use spaces"),
    "a colon in a fact": Case(CLINIC, "parking: You", "parking: Note: you", "colon in a text", "quotes"),
    "an open quote in the hours": Case(CLINIC, '"08:00-18:00"', '"08:00-18:00', "open quote", "not closed"),
    "a fact twice": Case(
        CLINIC, "prices: A visit", "parking: None.\nprices: A visit", "clinic file", "twice"
    ),
    "a clinic file in Latin-1": whole(
        CLINIC, lambda c: c.replace(b"the door", b"the caf\xe9"), "encoding", "é", 13
    ),
    "an empty clinic file": whole(CLINIC, lambda _: b"", "file empty", "holds nothing"),
}
