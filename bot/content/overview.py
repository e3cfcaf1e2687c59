"""What all subjects hold together: which answer stands where, and who asks what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.content.examples import read_blocks
from bot.content.subject_file import SUBJECTS, UTTER, NewAnswer, compared, documents, written_answer

# From this share of letters in common (0 to 100), whatever the order of the words, two questions are alike.
ALIKE = 88
# Shorter ones are alike by chance: "tomorrow?" and "to borrow".
SHORTEST_ALIKE = 12


@dataclass(frozen=True)
class Twin:
    """A question that stands under another answer; ``is_same``: in the very same words."""

    text: str
    answer_id: str
    is_same: bool


@dataclass
class Overview:
    """All answers by id, the file of each, and all questions with the answer they ask for.

    ``asked`` holds (id, question) by the question's words; ``intents`` the file where the questions
    of an id stand, plain intents too.
    """

    answers: dict[str, NewAnswer] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    intents: dict[str, Path] = field(default_factory=dict)
    _sorted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = SUBJECTS) -> Overview:
        """Of all files of a folder.

        Raises:
            EditRefused: if one cannot be read.
        """
        overview = cls()
        for path, document in documents(folder):
            examples: dict[str, list[str]] = {}
            for block in read_blocks(document):
                overview.know(block.intent, block.examples)
                if block.question:
                    overview.intents.setdefault(block.question, path)
                    examples.setdefault(block.question, []).extend(block.examples)
            for name, variations in (document.get("responses") or {}).items():
                answer_id = str(name).removeprefix(UTTER)
                first = variations[0] if variations and isinstance(variations[0], dict) else {}
                overview.answers[answer_id] = written_answer(answer_id, first, examples.get(answer_id, ()))
                overview.paths[answer_id] = path
        return overview

    def know(self, answer_id: str, examples: Iterable[str]) -> None:
        """Remember questions and what they ask for."""
        for text in examples:
            words = compared(text)
            self.asked.setdefault(words, (answer_id, text))
            self._sorted.setdefault(words, " ".join(sorted(words.split())))

    @property
    def files(self) -> list[Path]:
        """The files that hold answers, by name."""
        return sorted(set(self.paths.values()))

    @property
    def facts(self) -> set[str]:
        """The ids of all sources that some answer names."""
        return {fact for answer in self.answers.values() for fact in answer.facts}

    def of(self, path: Path) -> list[NewAnswer]:
        """The answers of a file, in order."""
        return [answer for answer_id, answer in self.answers.items() if self.paths[answer_id] == path]

    def group_of(self, path: Path) -> str:
        """The word most answer ids of a file begin with; for a new file its name."""
        groups = Counter(answer.id.split("/")[0] for answer in self.of(path))
        return groups.most_common(1)[0][0] if groups else path.stem

    def closing_of(self, path: Path) -> str | None:
        """The closing line that most answers of a file end with."""
        closings = Counter(answer.closing for answer in self.of(path))
        return closings.most_common(1)[0][0] if closings else None

    def titled(self, words: str, most: int = 5) -> list[NewAnswer]:
        """The answers whose id or title is nearest to some words, nearest first."""
        if words in self.answers:
            return [self.answers[words]]
        names = {answer.id: compared(f"{answer.title} {answer.id}") for answer in self.answers.values()}
        found = process.extract(
            compared(words), names, scorer=fuzz.token_set_ratio, limit=most, score_cutoff=60
        )
        return [self.answers[answer_id] for _, _, answer_id in found]

    def twin(self, text: str, answer_id: str) -> Twin | None:
        """The same question, or one much like it, under another answer."""
        words = compared(text)
        if words in self.asked:
            owner, there = self.asked[words]
            return Twin(there, owner, is_same=True) if owner != answer_id else None
        if len(words) < SHORTEST_ALIKE:
            return None
        wanted = " ".join(sorted(words.split()))
        near = process.extractOne(wanted, self._sorted, scorer=fuzz.ratio, score_cutoff=ALIKE)
        owner, there = self.asked[near[2]] if near else (answer_id, "")
        return Twin(there, owner, is_same=False) if owner != answer_id else None
