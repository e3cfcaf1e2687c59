"""What each part of a new answer must be, told in words for staff."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.links import MAKERS
from bot.content.commented_yaml import EditRefused
from bot.content.edit import SUBJECT_NAME
from bot.content.guideline import guideline
from bot.content.overview import Overview
from bot.content.reading import grade, word_count
from bot.content.subject_file import ANSWER_ID, SUBJECTS

LIMITS = guideline().limits
# Words that say nothing in an id.
LITTLE_WORDS = frozenset(
    """
    a an and are can could do does for i in is it may me my of on or our should the there to we you
    your
    """.split()
)
LONGEST_ID_WORDS = 4


def subject_name(reply: str, overview: Overview) -> str:
    """The name of the file of a subject, there already or new.

    Raises:
        EditRefused: if it cannot be one.
    """
    name = re.sub(r"[^a-z]+", "_", reply.lower().removesuffix(".yml")).strip("_")
    if not SUBJECT_NAME.fullmatch(name):
        raise EditRefused(f'"{reply}" cannot be a subject. Choose one of the list, or a name of letters.')
    path = SUBJECTS / f"{name}.yml"
    if path.exists() and path not in overview.files:
        raise EditRefused(f"{path} holds no answers of its own. Choose another subject.")
    return name


def must_be_title(title: str, overview: Overview) -> None:
    """Look whether a title can be one.

    Raises:
        EditRefused: if it is empty, too long for a button, or another answer's.
    """
    if not title:
        raise EditRefused("The title is empty. Write the question in a few words.")
    if len(title) > LIMITS.title:
        raise EditRefused(f"The title has {len(title)} letters. A button has room for {LIMITS.title}.")
    same = [answer.id for answer in overview.answers.values() if answer.title.lower() == title.lower()]
    if same:
        raise EditRefused(f"{same[0]} has this title already. Choose another one.")


def must_be_links(links: Sequence[str]) -> None:
    """Look whether all kinds of links exist.

    Raises:
        EditRefused: naming one that does not.
    """
    for link in links:
        if link not in MAKERS:
            raise EditRefused(f"There is no link {link}. Use some of: {', '.join(sorted(MAKERS))}.")


def proposed_id(title: str, group: str, overview: Overview) -> str:
    """An id made of a title's words, one that is not taken."""
    words = re.findall(r"[a-z]+", title.lower().replace("'", ""))
    telling = [word for word in words if word not in {*LITTLE_WORDS, group}] or words or ["question"]
    name = f"{group}/{'_'.join(telling[:LONGEST_ID_WORDS])}"
    return next(each for each in _numbered(name) if each not in overview.answers)


def _numbered(name: str) -> Sequence[str]:
    """Names of letters only, which is all that a button can carry."""
    return [name, *(f"{name}_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]


def answer_id(reply: str, group: str, overview: Overview) -> str:
    """A full answer id of what was typed, its first part added if it is missing.

    Raises:
        EditRefused: if it cannot be one, or is taken.
    """
    wanted = reply if "/" in reply else f"{group}/{reply}"
    if not ANSWER_ID.fullmatch(wanted):
        raise EditRefused(f"{wanted} cannot be an id. Use small letters and _ like needling/does_it_hurt.")
    if wanted in overview.answers:
        raise EditRefused(f"{overview.paths[wanted]} holds {wanted} already. Choose another id.")
    return wanted


def about_text(text: str) -> list[str]:
    """How hard and how long a text is, in words for staff."""
    reads, words = grade(text), word_count(text)
    hard = "Too hard: use shorter words and sentences." if reads > LIMITS.grade else "Fine."
    long = "Too long: leave something out." if words > LIMITS.own_words else "Fine."
    return [
        f"Reading grade {reads:.1f} (at most {LIMITS.grade}). {hard}",
        f"{words} words (at most {LIMITS.own_words}). {long}",
    ]


def too_much(text: str) -> bool:
    """Whether a text is too hard or too long."""
    return grade(text) > LIMITS.grade or word_count(text) > LIMITS.own_words


def listed(text: str) -> list[str]:
    """Ids typed with commas, semicolons or blanks between them, once each."""
    return [*dict.fromkeys(re.findall(r"[^\s,;]+", text))]
