"""Logging what failed without what a visitor wrote."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


def log_failure(what: str, error: BaseException) -> None:
    """Log the kind and the place of an error, never its message: it may hold a visitor's words."""
    while error.__cause__ is not None:
        error = error.__cause__
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
    logger.error("%s failed: %s at %s", what, type(error).__name__, where)
