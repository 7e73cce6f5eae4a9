"""What the Slack channel remembers for a few minutes: which events it has seen, and which threads it was called into.

One process keeps this in memory. Several share it by another class of the same shape (in Redis, `first` is
`SET key 1 NX EX seconds` and `knows` is `EXISTS key`).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

SECONDS = 11 * 60  # Slack's last retry comes about five minutes after the first
MOST = 20_000


class Memory(Protocol):
    """Remembers keys for `SECONDS`."""

    async def first(self, key: str) -> bool:
        """Remember a key; whether nobody had done so before, of however many ask at once."""

    async def knows(self, key: str) -> bool:
        """Whether a key is remembered."""


class ProcessMemory:
    """The memory of one process: at most `most` keys, the oldest forgotten first."""

    def __init__(self, seconds: float = SECONDS, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._until: OrderedDict[str, float] = OrderedDict()

    async def first(self, key: str) -> bool:
        """Remember a key; False where it is remembered already."""
        if await self.knows(key):
            return False
        self._until[key] = self._clock() + self._seconds
        while len(self._until) > self._most:
            self._until.popitem(last=False)
        return True

    async def knows(self, key: str) -> bool:
        """Whether a key is remembered."""
        now = self._clock()
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)
        return key in self._until
