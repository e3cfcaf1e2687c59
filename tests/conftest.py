"""Real parts shared by the tests: the trained model, a real store, a running application."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

# As bot serve has it; read by NumPy when it is first imported. On a busy machine a message took
# five times as long without.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.without_tensorflow import leave_out

# As in every command of the assistant; Rasa's own, which the tests start as well, keep it.
leave_out()

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import settings

from bot.engine import Engine
from bot.store import ConversationStore
from bot.web.server import ServerSettings, make_app

# A slow machine is no fault of the code.
settings.register_profile("clinic", deadline=None)
settings.load_profile("clinic")

# Each file is run by one of two processes. Those that take half a minute and more come first: begun
# last, one of them would keep one process busy while the other has nothing left to do.
LONGEST = ("test_publishing", "test_rasa_commands", "test_swap", "test_staff_page", "test_sets", "test_cli")

PROJECT = Path(__file__).parent.parent
MODEL = PROJECT / "models" / "clinic.tar.gz"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session", autouse=True)
def in_project_folder() -> None:
    """Rasa's files are named relative to the project's folder."""
    os.chdir(PROJECT)


@pytest_asyncio.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """The trained model on a SQLite file, loaded once for all tests."""
    if not MODEL.is_file():
        pytest.exit(f"{MODEL} is missing. Run: make test", returncode=1)
    database = tmp_path_factory.mktemp("store") / "conversations.db"
    engine = Engine(ConversationStore(f"sqlite:///{database}"))
    await engine.load(MODEL)
    yield engine
    engine.close()


@pytest_asyncio.fixture
async def client(engine: Engine) -> AsyncIterator[TestClient]:
    """A client of the real application around the engine, with roomy limits."""
    app = make_app(engine, ServerSettings(messages_per_minute=10_000))
    async with TestClient(TestServer(app)) as client:
        yield client
