"""Who asks to be deleted is deleted: from the store, from what is at hand, and for nobody else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from stores.sql import FORGET, RollingSQLTrackerStore


@pytest.fixture
def store(domain: Domain, tmp_path: Path) -> RollingSQLTrackerStore:
    return RollingSQLTrackerStore(domain, db=str(tmp_path / "talk.db"))


async def say(store: RollingSQLTrackerStore, sender: str, text: str, *slots: SlotSet) -> None:
    """One turn of a conversation."""
    tracker = await store.retrieve(sender) or DialogueStateTracker(sender, store.domain.slots)
    if not tracker.events:
        tracker.update(SessionStarted())
    for event in (UserUttered(text, {"name": "inform"}), *slots, ActionExecuted("action_listen")):
        tracker.update(event, store.domain)
    await store.save(tracker)


def rows_of(store: RollingSQLTrackerStore, sender: str) -> int:
    table = store.SQLEvent.__table__
    with store.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).where(table.c.sender_id == sender)).scalar_one())


def test_nothing_is_left_of_who_asks_to_be_deleted(store: RollingSQLTrackerStore) -> None:
    async def talk() -> DialogueStateTracker | None:
        await say(store, "anna", "I run a brewery", SlotSet("role", "director"))
        await say(store, "ben", "I run a bakery", SlotSet("role", "director"))
        await say(store, "anna", "delete my data", SlotSet(FORGET, True))
        return await store.retrieve("anna")

    assert asyncio.run(talk()) is None
    assert rows_of(store, "anna") == 0
    assert rows_of(store, "ben") > 0


def test_who_was_deleted_can_begin_anew(store: RollingSQLTrackerStore) -> None:
    async def talk() -> DialogueStateTracker | None:
        await say(store, "anna", "I run a brewery", SlotSet("role", "director"))
        await say(store, "anna", "delete my data", SlotSet(FORGET, True))
        await say(store, "anna", "hello again")
        return await store.retrieve("anna")

    tracker = asyncio.run(talk())
    assert tracker is not None
    assert tracker.get_slot("role") is None
    assert tracker.get_slot(FORGET) is None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["hello again"]
