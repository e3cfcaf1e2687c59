"""Rasa without TensorFlow: it imports it for components that this assistant does not use.

Importing TensorFlow takes half of the time to start and a third of the server's memory. In its
place stand modules without anything behind them, enough for Rasa's class definitions.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

import yaml

from bot.content.sources import CONFIG

LEFT_OUT = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
# spaCy asks for this one to find out whether TensorFlow is there.
ABSENT = "tensorflow.experimental"
OWN = "bot.nlu.components."
PLAIN_POLICIES = frozenset({"MemoizationPolicy", "RulePolicy"})
USERS = ("diet_classifier", "response_selector", "ted_policy", "unexpected_intent_policy")


class _Any(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn


class StandIn(metaclass=_Any):
    """Stands for any class, function or decorator of TensorFlow while Rasa's classes are defined."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Take any options."""

    def __new__(cls, *given: Any, **options: Any) -> Any:
        """As a decorator it changes nothing."""
        if cls is StandIn and len(given) == 1 and callable(given[0]):
            return given[0]
        return super().__new__(cls)

    def __init__(self, *given: Any, **options: Any) -> None:
        pass

    def __call__(self, decorated: Any) -> Any:
        """As a decorator with options it changes nothing either."""
        return decorated


class _Module(ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.split(".")[0] not in LEFT_OUT:
            return None
        if name.startswith(ABSENT):
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def leave_out() -> None:
    """Leave TensorFlow out of this process, if ``config.yml`` names nothing that could need it.

    To be called before anything of Rasa is imported.
    """
    if not LEFT_OUT & sys.modules.keys() and not _needed():
        sys.meta_path.insert(0, _Finder())


def is_missing_for(components: Iterable[str]) -> bool:
    """Whether a model's components (their class paths) need TensorFlow and it was left out."""
    left_out = any(isinstance(finder, _Finder) for finder in sys.meta_path)
    return left_out and any(user in component for component in components for user in USERS)


def _needed() -> bool:
    try:
        config = yaml.load(CONFIG.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        pipeline = [str(part["name"]) for part in config["pipeline"]]
        policies = [str(part["name"]) for part in config["policies"]]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return True
    return not (all(name.startswith(OWN) for name in pipeline) and PLAIN_POLICIES.issuperset(policies))
