"""Whether a conversation can really be kept: a row is written, read back and taken away again."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore

PROBE = "health-probe"  # the conversation that never comes to be
_EVENTS = SQLTrackerStore.SQLEvent.__table__


async def check(store: TrackerStore) -> None:
    """Do nothing where the store works; raises what its engine raises where it does not."""
    inner = getattr(store, "_tracker_store", store)  # Rasa hides failures in a wrapper
    engine = getattr(inner, "engine", None)
    if engine is None:
        await inner.retrieve(PROBE)
        return
    await asyncio.get_running_loop().run_in_executor(None, write_and_take_back, engine)


def write_and_take_back(engine: Any) -> None:
    """Write a row and read it, in a transaction that is rolled back."""
    row = {"sender_id": PROBE, "type_name": PROBE, "timestamp": time.time(), "data": "{}"}
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(_EVENTS.insert(), row)
        found = connection.execute(sa.select(_EVENTS.c.id).where(_EVENTS.c.sender_id == PROBE)).first()
        transaction.rollback()
    if found is None:
        raise LookupError("a row that was written is not there")
