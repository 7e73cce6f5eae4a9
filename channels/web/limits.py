"""How often is too often: counted in this process, or in Redis where several servers share the count."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from typing import Protocol

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter as HereLimiter
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter as SharedLimiter

logger = logging.getLogger(__name__)

REDIS_SECONDS = 0.5  # a count is not worth a longer wait


class Counter(Protocol):
    """Counts requests. `key` says whose they are and never what an address or a conversation is called."""

    async def wait(self, rates: Sequence[RateLimitItem], key: str) -> int:
        """Count one request more; the seconds to wait where that is one too many, else 0."""


class CounterHere:
    """Counts in this process."""

    def __init__(self) -> None:
        self._limiter = HereLimiter(MemoryStorage())

    async def wait(self, rates: Sequence[RateLimitItem], key: str) -> int:
        """See `Counter`."""
        for rate in rates:
            if not await self._limiter.hit(rate, key):
                return _seconds_until((await self._limiter.get_window_stats(rate, key)).reset_time)
        return 0


class CounterInRedis:
    """Counts in Redis; in this process while Redis is away, which is logged and lets nobody be turned away for it."""

    def __init__(self, url: str) -> None:
        patience = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        self._limiter = SharedLimiter(RedisStorage(url, wrap_exceptions=False, key_prefix="adviser", **patience))
        self._here = CounterHere()

    async def wait(self, rates: Sequence[RateLimitItem], key: str) -> int:
        """See `Counter`."""
        try:
            return await asyncio.to_thread(self._wait, rates, key)
        except Exception as error:  # redis and limits raise many kinds; none of them is the person's fault
            logger.error("rate limits are counted in this server alone, Redis failed: %s", type(error).__name__)
            return await self._here.wait(rates, key)

    def _wait(self, rates: Sequence[RateLimitItem], key: str) -> int:
        for rate in rates:
            if not self._limiter.hit(rate, key):
                return _seconds_until(self._limiter.get_window_stats(rate, key).reset_time)
        return 0


def counter(redis: str) -> Counter:
    """The counter for a Redis address, or for none."""
    return CounterInRedis(redis) if redis else CounterHere()


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))
