"""Feature vectors of texts that were described lately."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from bot.nlu.encoder import Vectors

# About seven a message, four kilobytes each: the last three messages of fifty visitors.
MOST_KEPT = 1000


class Descriptions:
    """Turns texts into feature vectors, each once while it is among the ``most`` asked for last.

    A message's parts and sentences are looked at several times, and again with the messages after it.
    Of what a visitor wrote only a digest is kept. Several threads may ask at once: who asks for a
    text that another thread is describing waits for it.
    """

    def __init__(self, describe: Callable[[str], Vectors], most: int = MOST_KEPT) -> None:
        self._describe = describe
        self._most = most
        self._kept: OrderedDict[bytes, Future[Vectors]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, text: str) -> Vectors:
        """The text's feature vector, (width,), not to be changed; what ``describe`` raises is not kept."""
        key = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                mine = self._kept[key] = Future()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if kept is not None:
            return kept.result()
        try:
            mine.set_result(self._describe(text))
        except BaseException as error:
            with self._lock:
                self._kept.pop(key, None)
            mine.set_exception(error)
        return mine.result()

    def ahead(self, texts: Iterable[str]) -> None:
        """Have ``texts`` described meanwhile: they will be asked for.

        What fails does so again when it is asked for.
        """
        pool = ThreadPoolExecutor(1)
        for text in texts:
            pool.submit(self, text)
        pool.shutdown(wait=False)
