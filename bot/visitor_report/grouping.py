"""Questions that mean the same, brought together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from bot.nlu.encoder import Vectors, unit
from bot.visitor_store import Question

# Cosine distance at which groups are no longer joined: of .30, .35 ... .70 the one between which the
# groups came nearest to the intents of the public sets Banking77, CLINC150 and HINT3 (adjusted Rand
# index), which the encoder was not adapted to.
FARTHEST = 0.40
# All distances among so many wordings take 130 MB and two seconds.
MOST_AT_ONCE = 4_000

Encode = Callable[[Sequence[str]], Vectors]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wording:
    """Messages that differ in capitals and punctuation at most: the commonest spelling, and their ids."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """Questions of one meaning.

    ``wordings`` begin with the typical one, then the most frequent ones; ``centre`` is the unit
    vector, shape (768,), of what they mean; ``reasons`` and ``disliked`` count why they were kept
    and which answers got a thumb down.
    """

    wordings: tuple[Wording, ...]
    reasons: Counter[str]
    disliked: Counter[str]
    centre: Vectors

    @property
    def asked(self) -> int:
        """How many messages it holds."""
        return sum(len(wording.ids) for wording in self.wordings)

    @property
    def typical(self) -> str:
        """The wording nearest to what all mean."""
        return self.wordings[0].text


def plain(text: str) -> str:
    """``text`` without capitals and punctuation."""
    return " ".join(re.findall(r"[\w']+", text.casefold())) or text


def grouped(questions: Sequence[Question], encode: Encode) -> list[Group]:
    """The groups, largest first; the same questions give the same groups in whatever order they come."""
    asked: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda question: (question.text, question.id)):
        asked.setdefault(plain(question.text), []).append(question)
    alike = sorted(asked.values(), key=lambda same: (-len(same), same[0].text))
    if not alike:
        return []
    vectors = encode([_commonest(same) for same in alike])
    members: dict[int, list[int]] = {}
    for place, label in enumerate(clustered(vectors)):
        members.setdefault(int(label), []).append(place)
    groups = [_group([alike[place] for place in places], vectors[places]) for places in members.values()]
    return sorted(groups, key=lambda group: (-group.asked, -len(group.wordings), group.typical))


def clustered(vectors: Vectors, farthest: float = FARTHEST, most_at_once: int = MOST_AT_ONCE) -> Labels:
    """A label for each unit vector (n, width): average linkage of cosine distances.

    Beyond ``most_at_once`` a vector joins the nearest group of those before it, if it lies as near to
    it on average as the groups' own members do; the rest is grouped in the same way.
    """
    labels = np.full(len(vectors), -1, dtype=np.int64)
    left, known = np.arange(len(vectors)), 0
    while len(left):
        now, left = left[:most_at_once], left[most_at_once:]
        labels[now] = known + _linked(vectors[now], farthest)
        first, known = known, int(labels[now].max()) + 1
        if len(left):
            means = np.stack(
                [vectors[now[labels[now] == label]].mean(axis=0) for label in range(first, known)]
            )
            left = _joined(vectors, left, means, first, farthest, labels)
    return labels


def _linked(vectors: Vectors, farthest: float) -> Labels:
    if len(vectors) == 1:
        return np.zeros(1, dtype=np.int64)
    distances = np.clip(1 - vectors @ vectors.T, 0, 2)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform((distances + distances.T) / 2, checks=False), "average")
    labels: Labels = fcluster(tree, farthest, "distance").astype(np.int64)
    return labels - 1


def _joined(
    vectors: Vectors, left: Labels, means: Vectors, first: int, farthest: float, labels: Labels
) -> Labels:
    """Label those that are near enough to one of the groups' means; returns the others."""
    others = []
    for start in range(0, len(left), MOST_AT_ONCE):
        part = left[start : start + MOST_AT_ONCE]
        # The mean is not scaled to unit length: so this is the average distance to the members.
        likeness = vectors[part] @ means.T
        near = likeness.max(axis=1) >= 1 - farthest
        labels[part[near]] = first + likeness.argmax(axis=1)[near]
        others.append(part[~near])
    return np.concatenate(others)


def _commonest(same: Sequence[Question]) -> str:
    return Counter(question.text for question in same).most_common(1)[0][0]


def _group(alike: Sequence[Sequence[Question]], vectors: Vectors) -> Group:
    sizes = np.array([len(same) for same in alike], dtype=np.float32)
    centre = unit(sizes @ vectors)
    wordings = [Wording(_commonest(same), tuple(question.id for question in same)) for same in alike]
    typical = int(np.argmax(np.round(vectors @ centre, 4)))
    others = [wording for place, wording in enumerate(wordings) if place != typical]
    questions = [question for same in alike for question in same]
    return Group(
        (wordings[typical], *others),
        Counter(question.reason for question in questions),
        Counter(question.answer for question in questions if question.reason == "thumb_down"),
        centre,
    )
