"""The one place that hosts Rasa: load a model, reply to messages, keep conversations."""

from __future__ import annotations

import asyncio
import copy
import json
import re
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from bot.quiet import quiet  # isort: skip  (before rasa: it silences TensorFlow)

from rasa.core.actions.action import create_bot_utterance
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.careful import CAREFUL
from actions.handoff import BOOKING_INTENTS
from actions.links import URGENT_LINKS
from actions.urgency import URGENCIES
from bot.failures import log_failure
from bot.memory import give_back
from bot.messages import RED_FLAG, BotMessage, asked_answer, context_of, turns
from bot.model_file import ModelUnusable, must_exist
from bot.nlg import ClinicResponseGenerator
from bot.nlu.cores import one_at_a_time
from bot.rasa_speed import speed_up

MOST_CHARACTERS = 1000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
CHANNEL = "web"
Part = TypeVar("Part")
Result = TypeVar("Result")


class InProcessActions(EndpointConfig):
    """An action endpoint that runs ``actions/`` in this process instead of over HTTP.

    Request and result make the same JSON round trip as they would over HTTP, so an
    action behaves the same either way.
    """

    def __init__(self) -> None:
        super().__init__("in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Run the action named in ``json``; errors as ``rasa_sdk.endpoint`` maps them."""
        call = json.loads(json.dumps(kwargs["json"]))
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as error:
            body = {"error": str(error), "action_name": error.action_name}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from error
        except ActionNotFoundException as error:
            body = {"error": str(error), "action_name": error.action_name}
            raise ClientResponseError(404, "not found", json.dumps(body)) from error
        except Exception as error:
            log_failure("action", error)
            raise
        return json.loads(json.dumps(result)) if result is not None else None


speed_up()


class Silent(OutputChannel):
    """An output channel that sends nothing: replies are read from the tracker."""

    @classmethod
    def name(cls) -> str:
        """Its name."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Do nothing."""


def _wants_to_book(understood: dict[str, Any]) -> bool:
    asked = [understood["intent"]["name"], *(understood.get("asks") or ())]
    asked += [entity.get("value") for entity in understood.get("entities") or ()]
    return not BOOKING_INTENTS.isdisjoint(asked)


class NoReply(RuntimeError):
    """Rasa took the message but nothing came back: an action or a rule failed."""


@dataclass(frozen=True)
class LoadedModel:
    """Rasa's agent on a model, and the model's name."""

    agent: Agent
    name: str


class Engine:
    """A loaded model and its conversations.

    NLU runs on one worker thread, never on the event loop. Messages of one conversation
    are handled in order, one at a time. Models are loaded on a thread of their own while
    the one before answers; a message keeps the model that it began with.
    """

    def __init__(self, store: Any) -> None:
        self.store = store
        self._loaded: LoadedModel | None = None
        # The model of the message that is being answered.
        self._kept: ContextVar[LoadedModel | None] = ContextVar("kept", default=None)
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._start_worker()

    def _start_worker(self) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="nlu")
        self._worker_loop = threading.local()
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def load(self, model: Path) -> None:
        """Load ``model`` and warm it up; the one before answers until then.

        Raises:
            ModelUnusable: if it is missing or broken; the one before answers on.
        """
        loop = asyncio.get_running_loop()
        loaded = await loop.run_in_executor(self._loader, self._load, model)
        self.store.domain = loaded.agent.domain
        self._loaded = loaded
        await loop.run_in_executor(self._loader, give_back)

    def _load(self, model: Path) -> LoadedModel:
        quiet()
        # From now on, for the whole process: OpenBLAS's own threads wait for each other in busy loops
        # which on busy cores take longer than the sums.
        one_at_a_time()
        must_exist(model)
        try:
            agent = Agent(generator=ClinicResponseGenerator(), action_endpoint=InProcessActions())
            # Rasa wraps the store so that a dead database looks like a new conversation;
            # here its errors must surface, so that the visitor gets the fail-safe reply. Each
            # model has a view of the store with its own domain.
            agent.tracker_store = copy.copy(self.store)
            agent.load_model(model)
            asyncio.run(agent.processor.parse_message(UserMessage("does dry needling hurt")))
        except ModelUnusable:
            raise
        except Exception as error:
            raise ModelUnusable(
                f"The model {model} cannot be loaded ({error}). Train it again: bot train"
            ) from error
        return LoadedModel(agent, model.name.split(".")[0])

    @property
    def ready(self) -> bool:
        """Whether a model is loaded."""
        return self._loaded is not None

    @property
    def model(self) -> str:
        """The name of the model that answers; empty before one is loaded."""
        loaded = self._kept.get() or self._loaded
        return loaded.name if loaded else ""

    @property
    def agent(self) -> Agent:
        """Rasa's agent: that of the message being answered, else that of the next.

        Raises:
            ModelUnusable: before a model is loaded.
        """
        loaded = self._kept.get() or self._loaded
        if loaded is None:
            raise ModelUnusable("No model is loaded yet.")
        return loaded.agent

    def close(self) -> None:
        """End the threads."""
        self._loader.shutdown()
        self._worker.shutdown()

    def after_fork(self) -> None:
        """Begin anew in a forked process: threads do not come along."""
        self._start_worker()

    async def understand(self, text: str, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Rasa's parse result for a text, in the context of ``bot.messages.context_of``."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._parse, self.agent, text, context)

    def _parse(self, agent: Agent, text: str, context: dict[str, Any] | None) -> dict[str, Any]:
        loop = getattr(self._worker_loop, "loop", None)
        if loop is None:
            loop = self._worker_loop.loop = asyncio.new_event_loop()
        parsed: dict[str, Any] = loop.run_until_complete(
            agent.processor.parse_message(UserMessage(text, metadata=context or {}))
        )
        return parsed

    async def start(self, conversation: str) -> list[BotMessage]:
        """Begin a conversation with the greeting."""
        async with self._queue(conversation):
            tracker = await self._session(conversation)
            await self._utter("utter_start", tracker)
            return self._last_replies(tracker)

    async def reply(
        self, conversation: str, text: str, message_id: str | None = None, payload: str | None = None
    ) -> list[BotMessage]:
        """Answer a message; the same ``message_id`` again gets the same replies.

        ``payload`` is the payload of a pressed button; one this assistant never sends is
        ignored and the text counts.
        """
        async with self._queue(conversation):
            tracker = await self._session(conversation)
            earlier = self._replies_to(tracker, message_id)
            if earlier:
                return earlier
            said = self.cleaned(text)
            meant = payload if payload and self.sends(payload) else said
            if not self.sends(meant):
                meant = re.sub(r"^[/\s]+", "", meant) or "?"
            if len(meant) > MOST_CHARACTERS:
                return await self._reply_to_long(tracker, meant, message_id)
            return await self._handle(tracker, meant, message_id, said)

    async def _handle(
        self, tracker: DialogueStateTracker, meant: str, message_id: str | None, shown: str
    ) -> list[BotMessage]:
        """What ``MessageProcessor.handle_message`` does, on a tracker that is fetched once."""
        understood = await self.understand(meant, context_of(tracker))
        processor, channel = self.agent.processor, Silent()
        said = UserUttered(
            meant,
            understood["intent"],
            understood["entities"],
            understood,
            input_channel=CHANNEL,
            message_id=message_id,
            metadata={"shown": shown} if shown != meant else {},
        )
        tracker.update(said, self.agent.domain)
        tracker = await processor.run_action_extract_slots(channel, tracker)
        reminded = await self._remind(tracker, understood)
        await processor._run_prediction_loop(channel, tracker)
        await processor.save_tracker(tracker)
        replies = self._last_replies(tracker)
        if len(replies) <= reminded:
            raise NoReply("No action answered the message.")
        return replies

    async def _remind(self, tracker: DialogueStateTracker, understood: dict[str, Any]) -> int:
        """After a danger sign its instruction comes before whatever is said next; how many were said.

        A new sign has an instruction of its own, and the reply to a wish to book begins with one.
        """
        urgency = str(tracker.get_slot("urgency"))
        if urgency not in CAREFUL or understood["intent"]["name"] == RED_FLAG or _wants_to_book(understood):
            return 0
        response = f"utter_careful_{urgency}"
        draft = await self.agent.nlg.generate(response, tracker, CHANNEL)
        extra = {"urgency": urgency, "links": URGENT_LINKS[urgency], "answer": RED_FLAG}
        tracker.update(create_bot_utterance({**(draft or {}), **extra, "utter_action": response}))
        return 1

    async def _reply_to_long(
        self, tracker: DialogueStateTracker, text: str, message_id: str | None
    ) -> list[BotMessage]:
        """The most urgent danger sign in any part of a long message counts; else ask for a shorter one."""
        urgent: dict[str, str] = {}
        for start in range(0, len(text), MOST_CHARACTERS // 2):
            part = text[start : start + MOST_CHARACTERS]
            danger = (await self.understand(part)).get("danger")
            if danger:
                urgent.setdefault(danger["urgency"], part)
        if urgent:
            part = urgent[max(urgent, key=URGENCIES.index)]
            return await self._handle(tracker, part, message_id, part)
        return await self._handle(tracker, "/too_long", message_id, text[:MOST_CHARACTERS])

    async def delete(self, conversation: str) -> None:
        """Delete a conversation, after the message that is being answered."""
        async with self._queue(conversation):
            self.store.remove(conversation)

    async def history(self, conversation: str) -> list[tuple[UserUttered | None, list[BotMessage]]]:
        """Every turn that is kept of a conversation."""
        tracker = await self.store.retrieve_full_tracker(conversation)
        if tracker is None:
            return []
        return [
            (said, [BotMessage.of(event, said, self.model) for event in replies])
            for said, replies in turns(tracker.events)
        ]

    def sends(self, payload: str) -> bool:
        """Whether a payload is one that this assistant's buttons carry."""
        answer = asked_answer(payload)
        if answer is not None:
            return f"utter_{answer}" in self.agent.domain.responses
        return payload == "/something_else"

    def text_of(self, answer: str) -> str:
        """The reviewed text of an answer id as it stands in the files."""
        return str(self.agent.domain.responses[f"utter_{answer}"][0]["text"])

    def say(self, responses: dict[str, list[dict[str, Any]]]) -> None:
        """From the next reply on say these texts; ``responses`` as Rasa's domain holds them.

        Nothing is trained: NLU must know an answer's id before it can be asked for.
        """
        agent = self.agent
        data = copy.deepcopy(agent.domain.as_dict())
        domain = Domain.from_dict({**data, "responses": responses})
        agent.domain = agent.processor.domain = agent.tracker_store.domain = domain
        agent.nlg.responses = domain.responses

    def part(self, kind: type[Part]) -> Part:
        """The loaded model's component of a class."""
        nodes = self.agent.processor.graph_runner._instantiated_nodes.values()
        return next(node._component for node in nodes if isinstance(node._component, kind))

    async def between_messages(self, work: Callable[[], Result]) -> Result:
        """Run ``work`` on the NLU thread, where no message is being understood meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    @staticmethod
    def cleaned(text: str) -> str:
        """``text`` without control and direction characters, outer blanks and blank runs."""
        return re.sub(r"[ \t]{2,}", " ", CONTROL.sub(" ", text)).strip()

    @asynccontextmanager
    async def _queue(self, conversation: str) -> AsyncIterator[None]:
        lock = self._queues.get(conversation)
        if lock is None:
            lock = self._queues[conversation] = asyncio.Lock()
        async with lock:
            kept = self._kept.set(self._loaded)
            try:
                yield
            finally:
                self._kept.reset(kept)

    async def _session(self, conversation: str) -> DialogueStateTracker:
        return await self.agent.processor.fetch_tracker_and_update_session(conversation, Silent())

    async def _utter(self, response: str, tracker: DialogueStateTracker) -> None:
        draft = await self.agent.nlg.generate(response, tracker, CHANNEL)
        tracker.update(create_bot_utterance({**(draft or {}), "utter_action": response}))
        await self.agent.processor.save_tracker(tracker)

    def _replies_to(self, tracker: DialogueStateTracker, message_id: str | None) -> list[BotMessage]:
        for said, replies in turns(tracker.events):
            if said and message_id and said.message_id == message_id:
                return self._messages(said, replies)
        return []

    def _last_replies(self, tracker: DialogueStateTracker) -> list[BotMessage]:
        said, replies = list(turns(tracker.events))[-1]
        return self._messages(said, replies)

    def _messages(self, said: UserUttered | None, replies: list[BotUttered]) -> list[BotMessage]:
        return [BotMessage.of(event, said, self.model) for event in replies]
