"""Rules and stories: they name what exists, and no two of them disagree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.check.names import closest
from bot.content.check.project import Project
from bot.content.lined_yaml import Part
from bot.content.problem import Problem, mistake
from bot.content.sources import DATA, DOMAIN


def rule_problems(project: Project) -> Iterator[Problem]:
    """Every step that names nothing, every rule without steps, every two rules that disagree."""
    retrieval = {
        f"utter_{name.split('/')[0].removeprefix('utter_')}" for name in project.answers if "/" in name
    }
    actions = {*project.actions, *project.answers, *retrieval}
    seen: dict[str, tuple[str, str]] = {}
    for path, document in project.documents.items():
        if path.parent == DATA / "nlu" or DATA not in path.parents:
            continue
        for kind in ("rules", "stories"):
            for story in document.get(kind).items():
                if not any(story.get("steps").items()):
                    yield mistake(
                        "rule",
                        path,
                        story.line,
                        "the rule has no steps.",
                        'Write "steps:" and below it "- intent:" and "- action:".',
                    )
                yield from _steps(path, story, project, actions)
                if kind == "rules":
                    yield from _disagreeing(path, story, seen)


def _steps(path: Path, story: Part, project: Project, actions: set[str]) -> Iterator[Problem]:
    for step in story.get("steps").items():
        for name, line, part in step.named():
            if name == "intent" and part.written.split("/")[0] not in project.intents:
                yield mistake(
                    "rule",
                    path,
                    line,
                    f"the intent {part.written} is not in {DOMAIN}.",
                    f"Mend the name, or add it there.{closest(part.written, project.intents)}",
                )
            elif name == "action" and part.written not in actions:
                yield mistake(
                    "rule",
                    path,
                    line,
                    f"there is no answer or action {part.written}.",
                    f"Mend the name, or write the answer.{closest(part.written, actions)}",
                )


def _disagreeing(path: Path, rule: Part, seen: dict[str, tuple[str, str]]) -> Iterator[Problem]:
    steps = [(name, part.written) for step in rule.get("steps").items() for name, _, part in step.named()]
    if (
        not rule.get("condition").is_blank
        or len(steps) < 2
        or [name for name, _ in steps[:2]] != ["intent", "action"]
    ):
        return
    (_, intent), (_, action) = steps[:2]
    where = f"{path}, line {rule.line}"
    first, at = seen.setdefault(intent, (action, where))
    if first != action:
        yield mistake(
            "rule",
            path,
            rule.line,
            f"after {intent} this rule says {action}, but the rule at {at} says {first}.",
            "Keep one of them.",
        )
