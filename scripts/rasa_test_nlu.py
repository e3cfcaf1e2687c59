"""Write the messages of tests/sets with one right answer as test data for ``rasa test nlu``."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import yaml

from bot.labelled import read_labelled

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "sets"


def main() -> None:
    """Write the file named on the command line."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for path in sorted(FOLDER.glob("*.jsonl")):
        for message in read_labelled(path):
            if message.accept:
                by_intent[message.accept[0]].append(message.text.replace("\n", " "))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in sorted(by_intent.items())
    ]
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    document = {"version": "3.1", "nlu": blocks}
    target.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
