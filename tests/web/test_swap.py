"""A running server follows a publish and a rollback; nobody who chats meanwhile loses a reply."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.kept_models import KeptModels
from bot.serving import running_servers
from tests.small_project import SmallProject, published

NEEDLING = "what is dry needling"
DANGER = "I have bad chest pain and cannot breathe."


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> SmallProject:
    """A project with two published models, the second live."""
    project = published(tmp_path_factory)
    path = "data/nlu/needling_basics.yml"
    project.edit(path, "examples: |", "examples: |\n      - what on earth would needling be")
    run = project.bot("publish")
    assert run.returncode == 0, run.stderr
    return project


@pytest.fixture
def models(project: SmallProject) -> KeptModels:
    """Its models, the latest live."""
    models = KeptModels(project.models)
    models.make_live(models.notes()[0].name)
    return models


class Running:
    """A server of the project, and visitors."""

    def __init__(self, project: SmallProject, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.process = project.start("serve", "--port", str(port), "--no-link-check")
        self.log: list[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if line.startswith("Ready"):
                return
        raise AssertionError("".join(self.log))

    def stop(self) -> str:
        self.process.terminate()
        _, err = self.process.communicate()
        return "".join(self.log) + err


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def server(project: SmallProject, models: KeptModels) -> Iterator[Running]:
    """A server that answers with the live model."""
    running = Running(project, free_port())
    yield running
    running.stop()


@pytest.fixture
def other_server(project: SmallProject, models: KeptModels) -> Iterator[Running]:
    """Another process on the same models."""
    running = Running(project, free_port())
    yield running
    running.stop()


class Visitor:
    """One conversation over HTTP."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session, self._url = session, url
        self._path, self._sent = "", 0

    async def say(self, text: str) -> list[dict[str, Any]]:
        if not self._path:
            async with self._session.post(f"{self._url}/api/conversations") as response:
                self._path = f"{self._url}/api/conversations/{(await response.json())['id']}"
        self._sent += 1
        body = {"id": f"m{self._sent}", "text": text}
        async with self._session.post(f"{self._path}/messages", json=body) as response:
            assert response.status == 200, await response.text()
            messages: list[dict[str, Any]] = (await response.json())["messages"]
        return messages


@pytest_asyncio.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def model_of(session: ClientSession, url: str) -> str:
    async with session.get(f"{url}/readyz") as response:
        body = await response.json()
    assert body["status"] == "ok"
    return str(body["model"])


async def bot(project: SmallProject, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(project.bot, *arguments)


async def chatting(visitor: Visitor, until: asyncio.Event) -> list[list[dict[str, Any]]]:
    """Asks one thing after the other until told to stop."""
    replies = []
    while not until.is_set():
        replies.append(await visitor.say(NEEDLING))
    return replies


async def test_a_rollback_is_followed_and_no_message_goes_without_its_answer(
    project: SmallProject, models: KeptModels, server: Running, session: ClientSession
) -> None:
    new, old = models.order()[:2]
    assert await model_of(session, server.url) == new
    begun, warned = Visitor(session, server.url), Visitor(session, server.url)
    (first, *_) = await begun.say(NEEDLING)
    assert first["metadata"]["model"] == new
    await warned.say(DANGER)

    stop = asyncio.Event()
    busy = [asyncio.create_task(chatting(Visitor(session, server.url), stop)) for _ in range(3)]
    run = await bot(project, "rollback")
    stop.set()
    replies = [reply for each in await asyncio.gather(*busy) for reply in each]

    assert run.returncode == 0, run.stderr
    assert f"{old} is live. {server.url} answers with it." in run.stderr
    assert await model_of(session, server.url) == old
    used = {message["metadata"]["model"] for reply in replies for message in reply}
    assert new in used
    assert used <= {new, old}
    assert all(reply for reply in replies)
    answers = {message["metadata"]["answer"] for reply in replies for message in reply}
    assert "fail_safe" not in answers
    assert len(answers) == 1, answers

    (cost, *_) = await begun.say("how much does it cost")
    assert (cost["metadata"]["answer"], cost["metadata"]["model"]) == ("needling/cost", old)
    (careful, *_) = await warned.say(NEEDLING)
    assert careful["metadata"]["urgency"] == "911"
    async with session.get(f"{server.url}/metrics") as response:
        text = await response.text()
    assert f'clinic_model_info{{model="{old}"}} 1.0' in text
    assert "clinic_model_swaps_total 1.0" in text
    assert "clinic_failures_total 0.0" in text


async def test_a_publish_is_followed_by_every_server_process(
    project: SmallProject, models: KeptModels, server: Running, other_server: Running, session: ClientSession
) -> None:
    project.edit(
        "data/nlu/needling_basics.yml", "examples: |", "examples: |\n      - who came up with needling anyway"
    )
    visitors = [Visitor(session, each.url) for each in (server, other_server)]
    for visitor in visitors:
        await visitor.say(NEEDLING)
    run = await bot(project, "publish")
    assert run.returncode == 0, run.stderr
    live = models.live
    assert live == models.notes()[0].name
    assert f"Published: {live} is live. " in run.stderr
    for visitor in visitors:
        (reply, *_) = await visitor.say(NEEDLING)
        assert reply["metadata"]["model"] == live


async def test_a_damaged_model_is_refused_and_the_old_one_answers_on(
    project: SmallProject, models: KeptModels, server: Running, session: ClientSession
) -> None:
    new, old = models.order()[:2]
    content = models.path(old).read_bytes()
    models.path(old).write_bytes(content[:-1000])
    models.make_live(old)
    while not [s for s in running_servers(models.folder) if s.refused_model == old]:
        await asyncio.sleep(0)
    models.path(old).write_bytes(content)
    (told,) = running_servers(models.folder)
    assert told.model == new
    assert told.refused
    assert "is damaged" in told.refused
    (reply, *_) = await Visitor(session, server.url).say(NEEDLING)
    assert reply["metadata"]["model"] == new


async def test_a_model_that_a_server_refuses_does_not_stay_live(
    project: SmallProject, models: KeptModels, server: Running, session: ClientSession
) -> None:
    live, old = models.order()[:2]
    note_path = models.folder / f"{old}.json"
    kept = models.path(old).read_bytes(), note_path.read_bytes()
    foreign = b"another program's file"
    models.path(old).write_bytes(foreign)
    note = json.loads(kept[1]) | {"sha256": bot_checksum(models.path(old))}
    note_path.write_text(json.dumps(note), encoding="utf-8")
    run = await bot(project, "rollback")
    models.path(old).write_bytes(kept[0])
    note_path.write_bytes(kept[1])
    assert run.returncode == 1
    assert re.search(f"refused it: .* damaged or not complete.* {live} stays live", run.stderr)
    assert models.live == live
    assert await model_of(session, server.url) == live


def bot_checksum(path: Path) -> str:
    from bot.model_file import checksum

    return checksum(path)


async def test_a_stopped_server_is_not_waited_for(
    project: SmallProject, models: KeptModels, server: Running
) -> None:
    assert [each.address for each in running_servers(models.folder)] == [server.url]
    server.process.kill()
    server.process.wait()
    assert running_servers(models.folder) == []
    run = await bot(project, "rollback")
    assert "No server is running: the next bot serve starts with it." in run.stderr
