"""Every kind of problem that the check tells, with an example of right writing.

``docs/checking.md`` explains each to staff; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """``meaning`` is one line for the docs; ``example`` is right writing, as it stands in a file."""

    meaning: str
    example: str


BLOCK = """\
- intent: needling/lung
  examples: |
    - can a needle reach my lung
    - is my lung in danger"""
ANSWER = """\
utter_needling/lung:
  - text: |
      The answer, in short sentences.
    metadata:
      title: Can a needle reach my lung?"""
METADATA = """\
metadata:
  title: Can a needle reach my lung?
  facts: [SF-2, SF-3]
  review: needs clinic review
  related: [needling/is_it_safe, needling/side_effects]"""
RULE = """\
- rule: A greeting is returned
  steps:
    - intent: greet
    - action: utter_greet"""
SAVED = "File > Save as > Encoding: UTF-8, line ends: LF"
EXAMPLES = "- can a needle reach my lung\n- is my lung in danger"
QUOTED = 'title: "Needling: is it safe?"'
MESSAGE = "It can be sore for a day or two. We can't promise that it will help you."

KINDS: dict[str, Kind] = {
    # Files
    "file missing": Kind("A file the assistant needs is not there.", "config.yml  domain.yml  clinic.yml"),
    "file place": Kind(
        "The file stands where it is not read, or its name does not end in .yml.", "data/nlu/parking.yml"
    ),
    "file unreadable": Kind("The file cannot be opened.", "data/nlu/parking.yml"),
    "file empty": Kind("The file holds nothing.", 'version: "3.1"\n\nnlu:\n' + BLOCK),
    "file huge": Kind(
        "The file is far too big to be a text written by people.", 'version: "3.1"\n\nnlu:\n' + BLOCK
    ),
    "encoding": Kind("The file was saved in another encoding than UTF-8, or is no text at all.", SAVED),
    "broken letters": Kind(
        "Letters were broken by a wrong encoding, like Ã© for é.", "- is the café next door still open"
    ),
    "encoding mark": Kind("The file begins with an invisible mark (BOM). It does no harm.", SAVED),
    "line ends": Kind("The file has Windows line ends. They do no harm.", SAVED),
    "control character": Kind("An invisible character that is no text.", EXAMPLES),
    "invisible character": Kind("A blank or mark of a word processor that looks like nothing.", EXAMPLES),
    "merge mark": Kind("Two people changed the same lines; marks of the merge are left.", EXAMPLES),
    "blanks at the end": Kind("Blanks at the end of lines. They do no harm.", EXAMPLES),
    # How the file is written
    "tab": Kind("A line begins with a tab.", BLOCK),
    "bar": Kind("The upright bar after examples: or text: is missing or is another sign.", BLOCK),
    "colon in a text": Kind("A text that holds a colon needs quotes.", QUOTED),
    "open quote": Kind("A quote is opened and never closed, or closed too early.", QUOTED),
    "curly quote": Kind("Quotes of a word processor stand where straight ones belong.", QUOTED),
    "first sign": Kind(
        "A text begins with a sign that has a meaning of its own.", 'unknown: "{reach_us} to ask."'
    ),
    "cut text": Kind("A blank and # begin a remark: the rest of the text is lost.", 'title: "Are you # 1?"'),
    "colon missing": Kind("A name has no colon, or no blank after it.", "intent: needling/lung"),
    "indentation": Kind("A line stands too far left or right.", BLOCK),
    "doubled name": Kind("The same name stands twice in one place: only the last would count.", METADATA),
    "reused part": Kind(
        "A text begins with & or * or !, which here copy other parts.", 'title: "*Important*"'
    ),
    "nesting": Kind("Parts stand inside parts, far deeper than any file here.", METADATA),
    "not understood": Kind("The line cannot be read.", BLOCK),
    "unknown name": Kind("A name that is not known here, most often misspelt.", METADATA),
    "shape": Kind("Something else stands where a list, a text or named lines belong.", BLOCK),
    "read as": Kind("A bare Yes, No, number or date is not read as a text.", 'title: "Yes"'),
    "version": Kind("The first line is not the version line.", 'version: "3.1"'),
    # Answers
    "answer name": Kind("An answer's name does not begin with utter_.", ANSWER),
    "answer missing": Kind("Questions have no answer: a visitor would get nothing.", ANSWER),
    "answer empty": Kind("An answer has no text: a visitor would get nothing.", ANSWER),
    "answer unasked": Kind("An answer has no examples: no visitor would ever get it.", BLOCK),
    "answer doubled": Kind("The same answer stands in two places: one would be lost.", ANSWER),
    "title": Kind(
        "The title is missing, too long for a button, or used twice.", "title: Can a needle reach my lung?"
    ),
    "placeholder": Kind(
        "A word in { } that clinic.yml does not have, or a { or } by itself.", "Please {reach_us}."
    ),
    "closing": Kind("The closing line does not exist.", "closing: needling_line"),
    "link": Kind("The kind of link does not exist.", "links: [phone, booking]"),
    "related": Kind(
        "A next question that does not exist, or leads back to the same answer.",
        "related: [needling/is_it_safe]",
    ),
    "button": Kind(
        "A button asks for an answer that does not exist.", 'payload: \'/ask{"answer": "needling/lung"}\''
    ),
    "too hard": Kind(
        "The answer reads above grade 8.", "The nerve is sore. Moving helps. Walk a little each day."
    ),
    "too long": Kind(
        "The answer is too long to be read on a phone.",
        "The nerve is sore. Moving helps. Walk a little each day.",
    ),
    "promise": Kind("Words that promise a result or safety. The College does not allow them.", MESSAGE),
    "dose": Kind("A dose or a number of exercises.", "Ask a pharmacist how much is right for you."),
    "drug": Kind(
        "The name of a medicine that answers may not name.", "Ask a pharmacist which medicine fits you."
    ),
    # Where answers come from
    "fact": Kind("An answer names no fact, or one that does not exist.", "facts: [SC-1, CO-9]"),
    "expired fact": Kind("A fact that is out of date, or will be soon.", "facts: [AC-7]"),
    "review": Kind("The review line cannot be read.", "review: reviewed by Ann Lee, 2026-11-20"),
    "review due": Kind(
        "The answer waits for its review, or the review is too old.",
        "review: reviewed by Ann Lee, 2026-11-20",
    ),
    # Examples
    "no examples": Kind("A block without examples.", BLOCK),
    "few examples": Kind("Fewer than 12 examples: the question will often not be understood.", EXAMPLES),
    "dash": Kind('An example does not begin with "- ": it would be lost.', EXAMPLES),
    "empty example": Kind("A dash with nothing after it.", EXAMPLES),
    "bracket": Kind("Brackets in an example have a meaning of their own.", EXAMPLES),
    "slash": Kind("An example that begins with / is taken for a button.", EXAMPLES),
    "long example": Kind("An example much longer than what visitors write; perhaps an answer.", EXAMPLES),
    "doubled example": Kind("The same example twice under one answer. It does no harm.", EXAMPLES),
    "example in two places": Kind("The same question under two answers: only one can be given.", EXAMPLES),
    "nearly the same": Kind("Two examples of different answers mean the same.", EXAMPLES),
    "personal data": Kind(
        "A phone number, e-mail, health number, date, name or address.", "- my number changed, who do i tell"
    ),
    "intent": Kind("The intent is missing or not in domain.yml.", BLOCK),
    "danger sign": Kind(
        "A danger sign without what the alarm needs.",
        "metadata:\n  sign: R3\n  urgency: emergency\n  words: numbness between the legs",
    ),
    # Rules
    "rule": Kind("A rule names something that does not exist, or two rules disagree.", RULE),
    # Facts of the clinic
    "clinic file": Kind("A line of clinic.yml that cannot be used.", "phone: 780-963-4021"),
}
