"""The server answers with the live model: a publish or a rollback is noticed and followed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

from aiohttp import web
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.engine import Engine
from bot.failures import log_failure
from bot.kept_models import KeptModels
from bot.model_file import ModelUnusable
from bot.serving import Server, ServingNote

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.2


class LiveModel(Collector):
    """Looks at the pointer ``live`` and swaps the engine's model when it changes.

    ``seen`` is the pointer as it was when the engine's model was chosen. A model that cannot be
    used is refused, with a line in the log; the present one answers on.
    """

    def __init__(self, engine: Engine, models: KeptModels, seen: bytes, address: str) -> None:
        self._engine = engine
        self._models = models
        self._address = address
        self._note = ServingNote(models.folder)
        self._seen = seen
        self._refused: tuple[str, str] | None = None
        self._swaps = self._refusals = 0

    def tell(self) -> None:
        """Tell the commands which model this server answers with."""
        name, why = self._refused or (None, None)
        self._note.tell(Server(self._address, self._engine.model, why, name))

    async def run(self) -> None:
        """Look for ever."""
        try:
            while True:
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
                try:
                    await self.look()
                except Exception as error:
                    log_failure("following the live model", error)
        finally:
            self._note.close()

    async def look(self) -> None:
        """Follow the pointer if it was changed since the last look."""
        pointer = self._models.read_pointer()
        if pointer == self._seen:
            return
        self._seen, self._refused = pointer, None
        name = self._models.live
        if name and name != self._engine.model:
            await self._swap(name)
        await asyncio.get_running_loop().run_in_executor(None, self.tell)

    async def _swap(self, name: str) -> None:
        loop = asyncio.get_running_loop()
        before = self._engine.model
        try:
            archive = await loop.run_in_executor(None, self._models.verified, name)
            await self._engine.load(archive)
        except ModelUnusable as error:
            self._refused = name, str(error)
            self._refusals += 1
            logger.error("The model %s stays. %s", before, error)
            return
        self._swaps += 1
        logger.warning("The model %s answers now, %s before.", name, before)

    def collect(self) -> Iterator[Metric]:
        """The model's name as a label, and how often it was swapped or another refused."""
        model = GaugeMetricFamily("clinic_model_info", "The model that answers.", labels=["model"])
        model.add_metric([self._engine.model], 1)
        yield model
        swaps = CounterMetricFamily("clinic_model_swaps", "Models followed without a restart.")
        swaps.add_metric([], self._swaps)
        yield swaps
        refused = CounterMetricFamily("clinic_models_refused", "Live models that could not be used.")
        refused.add_metric([], self._refusals)
        yield refused


LIVE_MODEL = web.AppKey("live_model", LiveModel)


async def following(app: web.Application) -> AsyncIterator[None]:
    """Follow the live model as a background task of the application."""
    app[LIVE_MODEL].tell()
    task = asyncio.create_task(app[LIVE_MODEL].run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
