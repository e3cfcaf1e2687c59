"""The peer: stock Rasa with its documented default pipeline, on the same data."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.load import Load, Turns
from bench.processes import PROJECT, free_port, run, say, serving
from bench.questions import SUBJECTS
from bench.visitors import Replies

# https://rasa.com/docs/rasa/tuning-your-model#default-pipeline, its parts one after the other.
WORDS = """\
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
"""
DIET = """\
  - name: DIETClassifier
    epochs: {epochs}
    constrain_similarities: true
"""
SELECTOR = """\
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: {epochs}
    constrain_similarities: true
"""
FALLBACK = """\
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""
PROJECT_CONFIG = """\
recipe: default.v1
assistant_id: bench-peer
language: en
pipeline:
{pipeline}policies:
  - name: MemoizationPolicy
  - name: RulePolicy
"""
# Instead of the default 100.
EPOCHS = 1
ENDPOINTS = """\
action_endpoint:
  url: http://127.0.0.1:{port}/webhook
  enable_selective_domain: true
"""
# Stock Rasa would take hours over all examples. The speed of a turn does not depend on them.
ONE_EXAMPLE_IN = 24
EXAMPLE = re.compile(r"      - ")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
# Stock Rasa utters the answer of a rule's intent itself; only other actions go to the action server.
OUR_ANSWER = re.compile(r"(intent: (\w+)\n +- action: )action_(?:answer|out_of_scope)\n")
COPIED = ("actions", "data", "clinic.yml", "credentials.yml", "domain.yml")


@dataclass(frozen=True)
class Peer:
    """What was measured at stock Rasa."""

    training: float
    alone: Turns
    crowd: Turns
    ready: float
    megabytes: float
    action_megabytes: float


def make_project(folder: Path, action_port: int) -> None:
    """A copy of this project with Rasa's default pipeline and no generator of its own.

    Placeholders in the answers are filled: the template generator would print a traceback
    for each, which costs time that stock Rasa should not be charged with.
    """
    folder.mkdir()
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    for path in (folder / "data" / "nlu").glob("*.yml"):
        path.write_text("\n".join(_thinned(path.read_text(encoding="utf-8"))), encoding="utf-8")
    for path in (folder / "domain.yml", *(folder / "data" / "nlu").glob("*.yml")):
        path.write_text(PLACEHOLDER.sub("the clinic", path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (folder / "data" / "stories").glob("*.yml"):
        path.write_text(OUR_ANSWER.sub(r"\1utter_\2\n", path.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "config.yml").write_text(
        PROJECT_CONFIG.format(pipeline=WORDS + (DIET + SELECTOR).format(epochs=EPOCHS) + FALLBACK)
    )
    (folder / "endpoints.yml").write_text(ENDPOINTS.format(port=action_port))


def _thinned(text: str) -> Iterator[str]:
    """The lines of a subject file with every ``ONE_EXAMPLE_IN``-th example of a block."""
    place = 0
    for line in text.splitlines():
        example = EXAMPLE.match(line)
        if not example or place % ONE_EXAMPLE_IN == 0:
            yield line
        place = place + 1 if example else 0


def answer_texts(folder: Path) -> set[str]:
    """The texts of the answers to questions about sciatica and needling."""
    texts = set()
    for path in (folder / "data" / "nlu").glob("*.yml"):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for name, variations in (document.get("responses") or {}).items():
            if name.removeprefix("utter_").startswith(SUBJECTS):
                texts |= {str(variation["text"]).strip() for variation in variations}
    return texts


def measure(folder: Path, questions: list[str], seconds: float) -> Peer:
    """Train, start and load stock Rasa with an action server."""
    action_port, port = free_port(), free_port()
    project = folder / "peer"
    make_project(project, action_port)
    texts = answer_texts(project)

    def is_answer(replies: Replies) -> bool:
        # The channel sends every paragraph as a message of its own.
        return "\n\n".join(str(reply.get("text")) for reply in replies) in texts

    say("Stock Rasa: training one epoch, some minutes ...")
    train = ("rasa", "train", "--fixed-model-name", "peer", "--out", "models")
    training = run(train, folder / "peer-train.log", project)
    say(f"  {training:.0f} s; starting it ...")
    actions = ("rasa", "run", "actions", "--port", str(action_port))
    core = ("rasa", "run", "--model", "models/peer.tar.gz", "--interface", "127.0.0.1", "--port", str(port))
    log = folder / "peer-actions.log"
    with (
        serving(actions, action_port, "/health", log, project) as helper,
        serving(core, port, "/webhooks/rest/", folder / "peer-run.log", project) as server,
    ):
        # With 40 visitors at once it now and then sends an empty reply.
        load = Load(server.url, questions, is_answer, "/webhooks/rest/", must_reply=False)
        say(f"  ready after {server.seconds:.1f} s; one visitor ...")
        alone = asyncio.run(load.alone())
        say("  40 visitors ...")
        crowd = asyncio.run(load.crowd(seconds))
        return Peer(training, alone, crowd, server.seconds, server.peak_megabytes(), helper.peak_megabytes())
