"""``bot rollback`` and ``bot models``: back to a published model, and which there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.kept_models import ARCHIVE, KeptModels, ModelsFolderUnusable
from bot.model_file import ModelUnusable
from bot.serving import SECONDS_TO_SWAP, answering, wait_for

Say = Callable[[str], None]


class RollbackFailed(RuntimeError):
    """A running server refused the model: the live one stays; the message says why."""


def rollback(trained: Path, name: str | None, say: Say) -> None:
    """Go back to the model before, or to the one named.

    Raises:
        ModelUnusable: if there is none, or it is damaged: the live one stays.
        RollbackFailed: if a running server refuses it: the live one stays.
        ModelsFolderUnusable: if the folder cannot be written.
    """
    models = KeptModels(trained.parent)
    before = models.order()
    if name is None and len(before) < 2:
        raise ModelUnusable("There is no model before the live one. bot models lists those there are.")
    wanted = (name or before[1]).removesuffix(ARCHIVE)
    models.verified(wanted)
    if before[:1] == [wanted]:
        say(f"{wanted} is live already.")
        return
    started = time.monotonic()
    models.make_live(wanted)
    servers = wait_for(models.folder, wanted, SECONDS_TO_SWAP)
    seconds = time.monotonic() - started
    refused = [server for server in servers if server.refused_model == wanted]
    if refused:
        models.restore(before)
        raise RollbackFailed(f"{refused[0].address} refused it: {refused[0].refused} {before[0]} stays live.")
    say(f"{wanted} is live. {answering(servers, wanted)} ({seconds:.1f} s)")
    try:
        models.copy_live(trained)
    except ModelsFolderUnusable as error:
        say(f"{trained} is not renewed. {error}")


def listed(models: KeptModels) -> Iterator[str]:
    """The kept models for a terminal, the latest first."""
    notes, order = models.notes(), models.order()
    if not notes:
        yield "No model was published yet. Publish one: bot publish"
    for note in notes:
        is_live = order[:1] == [note.name]
        state = "live" if is_live else "before" if order[1:2] == [note.name] else ""
        size = models.path(note.name).stat().st_size / 1e6
        examples = note.trained_from.get("examples")
        made_of = f"{examples:,} examples" if examples else "kept at the first publish"
        yield f"{state:<7} {note.name}   {note.published.replace('T', ' ')}   {size:.0f} MB   {made_of}"
