"""Whose turn it is, within one server and between several that share a real Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from benchmarks.engines import Redis, redis_server
from stores import locks
from stores.locks import ConversationLocks
from stores.settings import REDIS

ANNA, BEN = "anna", "ben"


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with redis_server() as engine:
        yield engine


@pytest.fixture
def shared(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REDIS, redis.url)


async def turn(store: LockStore, who: str, number: int, log: list[str], seconds: float = 0.02) -> None:
    """One turn that notes when it begins and ends."""
    async with store.lock(who):
        log.append(f"{number} begins")
        await asyncio.sleep(seconds)
        log.append(f"{number} ends")


def one_by_one(numbers: list[int]) -> list[str]:
    return [f"{number} {what}" for number in numbers for what in ("begins", "ends")]


def test_endpoints_give_this_lock_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REDIS, raising=False)
    store = LockStore.create(EndpointConfig(type="stores.locks.ConversationLocks"))
    assert type(store) is ConversationLocks
    assert not store.is_shared


@pytest.mark.parametrize("several", [False, True])
def test_messages_of_one_person_are_taken_in_their_order(
    several: bool, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REDIS, redis.url if several else "")

    async def talk() -> list[str]:
        store, log = ConversationLocks(), []
        await asyncio.gather(*(turn(store, ANNA, number, log) for number in range(8)))
        return log

    assert asyncio.run(talk()) == one_by_one(list(range(8)))


def test_nobody_waits_for_somebody_else(shared: None) -> None:
    async def talk() -> float:
        store, log = ConversationLocks(), []
        started = time.monotonic()
        await asyncio.gather(*(turn(store, f"person {number}", number, log, 0.3) for number in range(20)))
        return time.monotonic() - started

    assert asyncio.run(talk()) < 3


def test_three_servers_never_take_one_conversation_at_once(shared: None) -> None:
    async def talk() -> list[str]:
        servers, log = [ConversationLocks() for _ in range(3)], []
        await asyncio.gather(*(turn(servers[number % 3], ANNA, number, log) for number in range(12)))
        return log

    log = asyncio.run(talk())
    order = [int(line.split()[0]) for line in log[::2]]
    assert sorted(order) == list(range(12))
    assert log == one_by_one(order)


def test_a_long_turn_keeps_its_lease(shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE", 0.6)
    monkeypatch.setattr(locks, "RENEWED_EVERY", 0.1)

    async def talk() -> list[str]:
        one, other, log = ConversationLocks(), ConversationLocks(), []
        slow = asyncio.create_task(turn(one, ANNA, 1, log, 1.5))
        await asyncio.sleep(0.1)
        await turn(other, ANNA, 2, log)
        await slow
        return log

    assert asyncio.run(talk()) == one_by_one([1, 2])


def test_what_a_killed_server_held_is_free_after_its_lease(shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE", 0.5)
    monkeypatch.setattr(locks, "RENEWED_EVERY", 60)  # nobody renews for the dead

    async def talk() -> float:
        dead, living = ConversationLocks(), ConversationLocks()
        async with dead.lock(ANNA):
            started = time.monotonic()
            await turn(living, ANNA, 1, [])
            return time.monotonic() - started

    assert asyncio.run(talk()) < 3


def test_who_waits_too_long_is_told(shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LONGEST_WAIT", 0.2)

    async def talk(one: LockStore, other: LockStore) -> None:
        async with one.lock(ANNA):
            with pytest.raises(LockError):
                await turn(other, ANNA, 1, [])
            await turn(other, BEN, 2, [])
        await turn(other, ANNA, 3, [])

    async def both() -> None:
        store = ConversationLocks()
        await talk(store, store)
        await talk(ConversationLocks(), ConversationLocks())

    asyncio.run(both())


def test_without_redis_a_turn_is_refused_and_with_it_again_taken(shared: None, redis: Redis) -> None:
    async def talk() -> None:
        store = ConversationLocks()
        await turn(store, ANNA, 1, [])
        redis.kill()
        with pytest.raises(LockError):
            await turn(store, ANNA, 2, [])
        redis.start()
        await turn(store, ANNA, 3, [])

    asyncio.run(talk())


def test_a_redis_that_dies_during_a_turn_does_not_spoil_it(shared: None, redis: Redis) -> None:
    async def talk() -> list[str]:
        store, log = ConversationLocks(), []
        running = asyncio.create_task(turn(store, ANNA, 1, log, 0.3))
        await asyncio.sleep(0.1)
        redis.kill()
        await running
        redis.start()
        await turn(store, ANNA, 2, log)
        return log

    assert asyncio.run(talk()) == one_by_one([1, 2])


def test_nothing_is_left_behind(shared: None) -> None:
    async def talk() -> list[bytes]:
        store = ConversationLocks()
        await asyncio.gather(*(turn(store, f"person {number}", number, []) for number in range(5)))
        assert store._queues == {}
        return list(await store._redis.keys("*"))

    assert asyncio.run(talk()) == []
