"""Rasa and TensorFlow without their noise, and without visitors' words in any log.

Import this before rasa: TensorFlow reads its settings when it is first imported.
"""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

# Deprecations inside Rasa's frozen dependencies, many of them raised while importing. A filter
# would not do: some of them set the filters anew.
_show = warnings.showwarning


def _show_but_deprecations(
    message: Warning | str, category: type[Warning], *where: Any, **named: Any
) -> None:
    if not issubclass(category, (DeprecationWarning, FutureWarning)):
        _show(message, category, *where, **named)


warnings.showwarning = _show_but_deprecations

# Loggers that print message texts on some path (rasa.md 3.5): none of them may speak.
TALKATIVE = (
    "rasa.core.channels",
    "rasa.core.processor",
    "rasa.shared.core.training_data.story_reader",
    "rasa_sdk",
)


def quiet() -> None:
    """Set up logging for a host process; call it once before Rasa handles a message.

    Rasa's command line does the same for itself. Without it structlog's default prints
    every user message to stdout in clear text.
    """
    warnings.filterwarnings("ignore", module="rasa")
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.CRITICAL)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("rasa", "tensorflow", "absl", "h5py", "matplotlib", "numba", "asyncio"):
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
