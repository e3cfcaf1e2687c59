"""The same message said otherwise: what is added must neither hide a danger sign nor make one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.nlu.typos import with_typos

GREETINGS = (
    "Hi there,",
    "hello",
    "Good morning!",
    "hey, hope youre doing well.",
    "Hi, I'm a patient of yours.",
)
BOOKINGS = (
    "Can I get in tomorrow?",
    "do u have anything on friday",
    "I'd like to book a visit.",
    "id like an appointment next week please",
)
THANKS = ("Thanks!", "thank you so much", "thx", "Thanks in advance, have a good day.")
PLAYED_DOWN = (
    "It's probably nothing.",
    "probably nothing but",
    "im sure its no big deal",
    "I don't want to make a fuss.",
)
FRIENDS = (
    "My friend says it's fine.",
    "my friend says its nothing",
    "my wife thinks i worry too much",
    "A guy at work says not to bother.",
)
JOKES = (
    "haha guess I'm getting old",
    "lol",
    "Maybe my dog sat on me, haha.",
    "at least it gets me out of the dishes lol",
)
QUESTIONS = (
    "What are your hours?",
    "where do i park",
    "Do you take Blue Cross?",
    "how long is a visit",
    "whats your address",
)
STORIES = (
    (
        "I have worked as a carpenter for nineteen years and I like my job. Last month we moved to a new "
        "house near the park, with two kids and a lot of boxes, so it has been busy. My sister told me "
        "about your clinic. ",
        " We also have a birthday at the end of the month, so I would like to plan a bit. I usually have "
        "time on weekday mornings. My truck is easy to park. ",
    ),
    (
        "So we drove home from my parents on Sunday, about four hours with a stop for coffee. The kids "
        "slept and the radio was on. I am a teacher and sit at a desk most days, and in summer I garden. ",
        " On Wednesday I have a meeting at school and on Thursday I am free. My husband can drive me if "
        "needed. I found your page on the internet and it looked friendly. ",
    ),
    (
        "my buddy who curls with me said i should ask you guys, he liked it there. i run a small shop in "
        "town and mostly stand at the counter. in the evening i watch hockey and walk around the block. ",
        " anyway the shop is closed on mondays so that would be a good day for me. i dont know how this "
        "chat works, first time i use one of these. my daughter set it up on the phone. ",
    ),
)
LONGER_WORD = re.compile(r"\w{4,}")
# Of the letters of longer words: a slip in about every fourth of them.
TYPOS = 0.05


@dataclass(frozen=True)
class Variant:
    """One way to say a message: the ``parts`` are sent one after another."""

    id: str
    addition: str
    parts: tuple[str, ...]


def _before_or_after(text: str, said: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return f"{said} {text}"
    return f"{text if text[-1] in '.?!' else f'{text}.'} {said}"


def _with(sayings: tuple[str, ...]) -> Callable[[str, random.Random], tuple[str, ...]]:
    def added(text: str, chance: random.Random) -> tuple[str, ...]:
        return (_before_or_after(text, chance.choice(sayings), chance),)

    return added


def _greeted(text: str, chance: random.Random) -> tuple[str, ...]:
    return (f"{chance.choice(GREETINGS)} {text}",)


def _mistyped(text: str, chance: random.Random) -> tuple[str, ...]:
    return (LONGER_WORD.sub(lambda word: with_typos(word.group(), TYPOS, chance), text),)


def _shouted(text: str, chance: random.Random) -> tuple[str, ...]:
    return (text.upper(),)


def _unpunctuated(text: str, chance: random.Random) -> tuple[str, ...]:
    return (" ".join(re.sub(r"[^\w\s]", "" if chance.random() < 0.5 else " ", text).lower().split()),)


def _in_two(text: str, chance: random.Random) -> tuple[str, ...]:
    words = text.split()
    if len(words) < 2:
        return (text,)
    place = chance.randint(max(1, len(words) // 3), max(1, 2 * len(words) // 3))
    return " ".join(words[:place]), " ".join(words[place:])


def _in_a_story(text: str, chance: random.Random) -> tuple[str, ...]:
    before, after = chance.choice(STORIES)
    return (before + (text if text[-1] in ".?!" else f"{text}.") + after.rstrip(),)


ADDITIONS: dict[str, Callable[[str, random.Random], tuple[str, ...]]] = {
    "a greeting": _greeted,
    "a booking request": _with(BOOKINGS),
    "thanks": _with(THANKS),
    "probably nothing": _with(PLAYED_DOWN),
    "a friend says it is fine": _with(FRIENDS),
    "a joke": _with(JOKES),
    "a typo pass": _mistyped,
    "capitals": _shouted,
    "no punctuation": _unpunctuated,
    "an unrelated question": _with(QUESTIONS),
    "two messages": _in_two,
    "a 70-word story": _in_a_story,
}


def variants(id: str, text: str, count: int, seed: int) -> list[Variant]:
    """``count`` different variants of a message, every addition in turn; fewer if there are no more.

    The same seed gives the same variants.
    """
    chance = random.Random(f"{seed} {id}")
    found: dict[tuple[str, ...], Variant] = {}
    exhausted: set[str] = set()
    while len(found) < count and len(exhausted) < len(ADDITIONS):
        for addition, add in ADDITIONS.items():
            if len(found) == count:
                break
            tries = (add(text, chance) for _ in range(8))
            parts = next((parts for parts in tries if parts not in found and parts != (text,)), None)
            if parts is None:
                exhausted.add(addition)
            else:
                found[parts] = Variant(f"{id}, {addition}", addition, parts)
    return list(found.values())
