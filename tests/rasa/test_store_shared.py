"""Several servers' stores on one real PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from sqlalchemy.exc import OperationalError
from test_store import SENDER, TURNS, converse, dumped, said, turn

from benchmarks.engines import Postgres, postgres
from stores.settings import DATABASE
from stores.sql import Overtaken, RollingSQLTrackerStore

Make = Callable[[], RollingSQLTrackerStore]


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as engine:
        yield engine


@pytest.fixture
def server(database: Postgres, domain: Domain, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the store of one more server on the same, empty database."""
    monkeypatch.setenv(DATABASE, database.url)
    store = RollingSQLTrackerStore(domain, turns_in_session=TURNS)
    with store.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM events"))
    return lambda: RollingSQLTrackerStore(domain, turns_in_session=TURNS)


def test_a_conversation_wanders_over_three_servers(server: Make) -> None:
    async def wander() -> list[str]:
        stores = [server() for _ in range(3)]
        for number in range(1, 3 * TURNS + 2):
            await converse(stores[(number * number) % 3], 1, first=number)
        trackers = [await store.retrieve(SENDER) for store in stores]
        assert len({tuple(said(tracker)) for tracker in trackers}) == 1
        assert dumped(trackers[0]) == dumped(trackers[1]) == dumped(trackers[2])
        return said(await stores[0].retrieve_full_tracker(SENDER))

    assert asyncio.run(wander()) == [f"question {number}" for number in range(1, 3 * TURNS + 2)]


def test_of_two_turns_at_once_one_is_stored_and_one_is_told(server: Make) -> None:
    """As if no lock held them apart."""

    async def one_turn(store: RollingSQLTrackerStore, number: int, together: asyncio.Barrier) -> str | None:
        tracker = await store.retrieve(SENDER)
        for event in turn(number):
            tracker.update(event, store.domain)
        await together.wait()
        try:
            await store.save(tracker)
        except Overtaken:
            return None
        return f"question {number}"

    async def race() -> None:
        stores = [server() for _ in range(4)]
        await converse(stores[0], 1, first=0)
        kept = ["question 0"]
        for start in (1, 5, 9):
            together = asyncio.Barrier(4)
            turns = (one_turn(store, start + place, together) for place, store in enumerate(stores))
            stored = [text for text in await asyncio.gather(*turns) if text]
            assert len(stored) == 1
            kept += stored
        assert said(await stores[0].retrieve_full_tracker(SENDER)) == kept

    asyncio.run(race())


def test_a_database_that_was_killed_is_missed_and_found_again(server: Make, database: Postgres) -> None:
    async def talk() -> list[str]:
        store = server()
        await converse(store, 2)
        database.kill()
        with pytest.raises(OperationalError):
            await store.retrieve(SENDER)
        database.start()
        await converse(store, 1, first=3)
        return said(await store.retrieve(SENDER))

    assert asyncio.run(talk()) == ["question 1", "question 2", "question 3"]


def test_a_database_that_dies_during_a_turn_leaves_nothing_of_it(server: Make, database: Postgres) -> None:
    async def talk() -> list[str]:
        store = server()
        await converse(store, 1)
        tracker = await store.retrieve(SENDER)
        for event in turn(2):
            tracker.update(event, store.domain)
        database.kill()
        with pytest.raises(OperationalError):
            await store.save(tracker)
        database.start()
        return said(await store.retrieve(SENDER))

    assert asyncio.run(talk()) == ["question 1"]


def test_waiting_for_the_database_holds_nobody_else_up(server: Make) -> None:
    async def waited() -> float:
        store = server()
        sleeping = asyncio.create_task(store._do(lambda connection: connection.execute(sa.text("SELECT pg_sleep(1)"))))
        await asyncio.sleep(0.1)
        started = time.monotonic()
        assert await store.retrieve(SENDER) is None
        done = time.monotonic() - started
        await sleeping
        return done

    assert asyncio.run(waited()) < 0.8


def test_who_is_deleted_on_one_server_is_gone_on_all(server: Make) -> None:
    async def deleted() -> Any:
        one, other = server(), server()
        await converse(one, 2)
        assert said(await other.retrieve(SENDER))
        other.forget(SENDER)
        return await one.retrieve(SENDER), list(await one.keys())

    assert asyncio.run(deleted()) == (None, [])


def test_many_servers_may_start_at_once(server: Make) -> None:
    with server().engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: server(), range(6)))
    asyncio.run(converse(stores[-1], 1))
    with stores[0].engine.connect() as connection:
        indexes = {row[0] for row in connection.execute(sa.text("SELECT indexname FROM pg_indexes"))}
    assert "events_of_sender" in indexes
