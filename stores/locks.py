"""Whose turn it is in a conversation: one message after the other, on one server or on several.

Within a server messages wait in the order they came. With ADVISER_REDIS set, servers take turns by a lock in Redis
(redis-py's: set and let go of in one step each). It is a lease, renewed while a turn lasts, so that a server that was
killed keeps nobody waiting for long. Should a lease ever be lost, the store refuses the later of two turns.

Rasa's own Redis lock store reads, changes and writes in three steps, and leaves keys behind for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from stores.settings import key, redis_url

logger = logging.getLogger(__name__)

# Seconds. What a killed server held is free after the lease; who has waited that long for their turn is told so.
LEASE, RENEWED_EVERY, LONGEST_WAIT = 8.0, 2.0, 25.0
POLLED_EVERY = 0.02
ANSWER_SECONDS = 2.0  # of Redis itself


def connect(url: str) -> Redis:
    """A client that tries again once or twice, and gives up in good time. Sends nothing before it is used."""
    return Redis.from_url(
        url,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        health_check_interval=10,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
    )


class ConversationLocks(LockStore):
    """Rasa's way to ask for the turn of a conversation."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Read ADVISER_REDIS; raises `WrongSetting`."""
        url = redis_url()
        self._redis = connect(url) if url else None
        self._queues: dict[str, _Queue] = {}

    @property
    def is_shared(self) -> bool:
        """Whether several servers agree by it."""
        return self._redis is not None

    async def check(self) -> None:
        """Raise what a turn would meet if Redis is away."""
        if self._redis is not None:
            await self._redis.ping()

    @contextlib.asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LEASE, wait_time_in_seconds: float = LONGEST_WAIT
    ) -> AsyncIterator[None]:
        """Hold the turn of a conversation; raises `LockError` where it cannot be had."""
        async with self._in_order(conversation_id):
            if self._redis is None:
                yield
                return
            held = self._redis.lock(key("turn", conversation_id), timeout=LEASE, sleep=POLLED_EVERY)
            await _acquire(held)
            renewing = asyncio.create_task(_renew(held))
            try:
                yield
            finally:
                renewing.cancel()
                await _release(held)

    @contextlib.asynccontextmanager
    async def _in_order(self, conversation_id: str) -> AsyncIterator[None]:
        """The queue of those who wait on this server, gone when nobody does."""
        queue = self._queues.setdefault(conversation_id, _Queue())
        queue.people += 1
        try:
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    await queue.turn.acquire()
            except TimeoutError as error:
                raise LockError("Waited too long for earlier messages of this conversation.") from error
            try:
                yield
            finally:
                queue.turn.release()
        finally:
            queue.people -= 1
            if not queue.people:
                self._queues.pop(conversation_id, None)


class _Queue:
    """Who wants to speak in one conversation; asyncio serves those who wait in their order."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.people = 0


async def _acquire(held: Lock) -> None:
    try:
        if await held.acquire(blocking_timeout=LONGEST_WAIT):
            return
    except RedisError as error:
        raise LockError(f"Redis could not be asked whose turn it is ({type(error).__name__}).") from error
    raise LockError("Waited too long for another server to finish this conversation's turn.")


async def _renew(held: Lock) -> None:
    """Keep the lease for as long as the turn lasts."""
    while True:
        await asyncio.sleep(RENEWED_EVERY)
        try:
            await held.extend(LEASE, replace_ttl=True)
        except RedisError as error:
            logger.warning("the turn of a conversation could not be renewed (%s)", type(error).__name__)


async def _release(held: Lock) -> None:
    """Let go; a lease that ran out, or a Redis that is away, ends by itself."""
    try:
        await held.release()
    except RedisError as error:
        logger.warning("the turn of a conversation could not be let go of (%s)", type(error).__name__)
