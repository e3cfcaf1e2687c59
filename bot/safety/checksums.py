"""Checksums of the fixed safety texts and of the detector's thresholds: none changes unnoticed.

``make safety-checksums`` records them anew, on purpose; a test compares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

from actions.links import URGENT_LINKS
from actions.urgent_help import OWN_LINKS
from bot.content.examples import read_subjects
from bot.content.sources import CONFIG, DATA, DOMAIN
from bot.nlu import danger
from bot.safety import figures
from bot.web.errors import fail_safe
from bot.web.pages import NOTICE

RECORDED = Path("tests") / "safety" / "checksums.txt"
TEXTS = ("utter_urgent_", "utter_careful_", "utter_safety_line", "utter_needling_line")
DETECTOR = "bot.nlu.components.DangerSignDetector"
CONSTANTS = ("NEAREST_WEIGHT", "NEAREST", "SPELLING_SCALE", "STRENGTH", "MOST_NEARER", "RULES_TRUST")


def checksums() -> dict[str, str]:
    """The SHA-256 of each fixed text, sign, set of numbers, threshold and target, by name."""
    return {
        name: hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        for name, value in sorted(_fixed())
    }


def recorded() -> dict[str, str]:
    """What was recorded last, by name."""
    pairs = (line.split("  ", 1) for line in RECORDED.read_text(encoding="utf-8").splitlines())
    return {name: checksum for checksum, name in pairs}


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What was changed, added or removed, by name."""
    names = sorted(before.keys() | now.keys())
    return [name for name in names if before.get(name) != now.get(name)]


def record(now: Mapping[str, str]) -> None:
    """Write the file."""
    lines = [f"{checksum}  {name}\n" for name, checksum in now.items()]
    RECORDED.write_text("".join(lines), encoding="utf-8")


def _fixed() -> Iterator[tuple[str, Any]]:
    responses = _read(DOMAIN)["responses"]
    yield from (
        (f"text {name}", [variation["text"] for variation in variations])
        for name, variations in responses.items()
        if name.startswith(TEXTS)
    )
    yield "text notice", NOTICE
    yield "text fail-safe", fail_safe().text
    yield from ((f"numbers {urgency}", links) for urgency, links in URGENT_LINKS.items())
    yield from ((f"numbers of {sign}", links) for sign, links in OWN_LINKS.items())
    signs = {
        (str(said["sign"]), str(said["urgency"]), str(said["words"]))
        for said in (block.metadata or {} for block in read_subjects(DATA / "nlu") if block.is_danger)
    }
    yield from ((f"sign {sign}", [urgency, words]) for sign, urgency, words in signs)
    (options,) = (part for part in _read(CONFIG)["pipeline"] if part["name"] == DETECTOR)
    yield from ((f"threshold {name}", value) for name, value in options.items() if name != "name")
    yield from ((f"threshold {name}", getattr(danger, name)) for name in CONSTANTS)
    targets = {name: value for name, value in vars(figures).items() if isinstance(value, figures.Target)}
    yield from ((f"target {name}", [value.share, value.at_least]) for name, value in targets.items())
    yield "target FEWEST_VARIANTS", figures.FEWEST_VARIANTS
    yield "target DETECTOR_MILLISECONDS", figures.DETECTOR_MILLISECONDS


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def main() -> None:
    """Record the checksums anew and say what was changed."""
    quiet()
    now = checksums()
    changed = changes(recorded() if RECORDED.is_file() else {}, now)
    record(now)
    print("\n".join(changed) if changed else "Nothing was changed.")
    if changed:
        print(f"\nRecorded in {RECORDED}. A physiotherapist of the clinic has to sign changed texts anew:")
        print("docs/safety-case.md lists them.")


if __name__ == "__main__":
    main()
