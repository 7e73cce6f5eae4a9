"""A conversation's turns: one at a time, each answered once, and a failure told as one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import FailSafeTrackerStore
from sqlalchemy.exc import SQLAlchemyError

from channels.web.refusals import Refused
from channels.web.replies import Reply, message_of, offered, replies_of, trouble_in
from stores.events import BOT, Events

logger = logging.getLogger(__name__)

NAME = "web"
MOST_WAITING = 5  # messages of one conversation; a person waits for an answer
LOOK_AGAIN = 0.1  # seconds, where another server has the conversation
ANSWERS_BACK = 30  # messages of the bot in which a choice may have been offered

_store_failures: ContextVar[list[str]] = ContextVar("store_failures")


class Gathering(OutputChannel):
    """Takes what the bot says, whole: Rasa's own channels would cut it into paragraphs."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name, which responses may ask for."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one message."""
        self.messages.append(dict(message))


@dataclass(frozen=True)
class Said:
    """What a person sent: the client's id of it, and words, which may be those of a choice."""

    id: str
    text: str
    is_choice: bool


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Turns:
    """Hands messages to Rasa. `seconds`: how long one may take, with waiting for it."""

    def __init__(self, handle: Callable[[UserMessage], Awaitable[Any]], events: Events, seconds: float) -> None:
        self._handle = handle
        self._events = events
        self._seconds = seconds
        self._queues: dict[str, _Queue] = {}

    async def answer(self, agent: Agent, sender: str, said: Said) -> list[Reply]:
        """The replies to a message, the same ones where it was answered before; raises `Refused`.

        The turn goes on when the person's connection breaks: what it did is then found when they send again.
        """
        return await asyncio.shield(asyncio.create_task(self._answered(agent, sender, said)))

    async def _answered(self, agent: Agent, sender: str, said: Said) -> list[Reply]:
        try:
            async with asyncio.timeout(self._seconds), self.alone(agent, sender):
                return await self._known(sender, said) or await self._new(agent, sender, said)
        except TimeoutError as error:
            logger.error("a turn took longer than %s seconds, with waiting for it, and was ended", self._seconds)
            raise Refused("unavailable", retry_after=5) from error
        except (LockError, SQLAlchemyError) as error:
            log_failure("a turn could not be held", error)
            raise Refused("unavailable", retry_after=5) from error

    @contextlib.asynccontextmanager
    async def alone(self, agent: Agent, sender: str) -> AsyncIterator[None]:
        """Nobody else is in this conversation meanwhile, in this server or, by way of Rasa's lock store, another."""
        queue = self._queues.setdefault(sender, _Queue())
        if queue.waiting >= MOST_WAITING:
            raise Refused("too_many", retry_after=2)
        queue.waiting += 1
        try:
            # A name of its own: Rasa takes the lock of the conversation itself within.
            async with queue.lock, agent.lock_store.lock(f"turn {sender}", wait_time_in_seconds=LOOK_AGAIN):
                yield
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                self._queues.pop(sender, None)

    async def _known(self, sender: str, said: Said) -> list[Reply]:
        """The answer that is in the database; trouble is none."""
        turn = await asyncio.to_thread(self._events.turn, sender, said.id)
        answers = [message_of(event) for event in turn if event["event"] == BOT]
        return [] if trouble_in(answers) else replies_of(answers, said.id)

    async def _new(self, agent: Agent, sender: str, said: Said) -> list[Reply]:
        if said.is_choice:
            answers = await asyncio.to_thread(self._events.answers, sender, ANSWERS_BACK)
            if said.text not in offered(answers):
                raise Refused("not_offered")
        _watch(agent)
        failures: list[str] = []
        _store_failures.set(failures)
        gathering = Gathering()
        message = UserMessage(said.text, gathering, sender, input_channel=NAME, message_id=said.id)
        try:
            await self._handle(message)
        except Exception as error:  # whatever failed, the person must hear of it
            log_failure("a turn failed", error)
            raise Refused("unavailable", retry_after=5) from error
        replies = replies_of(gathering.messages, said.id)
        if failures or not replies:
            raise Refused("unavailable", retry_after=5)
        if trouble := trouble_in(gathering.messages):
            raise Refused("unavailable", words=trouble, retry_after=5)
        return replies


def _watch(agent: Agent) -> None:
    """Hear of it when the store fails: Rasa goes on without a memory, and writes what was said into the log."""
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore) and store._on_tracker_store_error is None:
        store._on_tracker_store_error = _note


def _note(error: Exception) -> None:
    log_failure("the store of conversations failed", error)
    failures = _store_failures.get(None)
    if failures is not None:
        failures.append(type(error).__name__)


def log_failure(what: str, error: BaseException) -> None:
    """Log where something failed. An error's own words may repeat what a person said, so they are left out."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", what, type(error).__name__, where)
