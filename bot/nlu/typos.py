"""Typing mistakes as people make them, seeded: to train on and to measure with."""

from __future__ import annotations

import random

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in ROWS
    for place, letter in enumerate(row)
}


def with_typos(text: str, share: float, random_source: random.Random) -> str:
    """``text`` with about ``share`` (0 to 1) of its letters mistyped.

    A letter is left out, doubled, swapped with the next one or replaced by a neighbour on
    the keyboard, each as often as the others.
    """
    typed: list[str] = []
    place = 0
    while place < len(text):
        letter = text[place]
        if letter.isalpha() and random_source.random() < share:
            slip = random_source.choice(("left out", "doubled", "swapped", "replaced"))
            if slip == "doubled":
                typed += [letter, letter]
            elif slip == "swapped" and place + 1 < len(text):
                typed += [text[place + 1], letter]
                place += 1
            elif slip == "replaced":
                typed.append(random_source.choice(NEIGHBOURS.get(letter.lower(), letter)))
        else:
            typed.append(letter)
        place += 1
    return "".join(typed)
