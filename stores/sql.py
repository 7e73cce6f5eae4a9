"""Rasa's SQL store for conversations, with sessions that end when they grow long.

Rasa loads, replays and sends to the action server every event of the session at every turn, so a long one gets
slower and slower. After `turns_in_session` turns this store begins a new session, carrying the slots over; nothing
is deleted, and what was said before stays in the database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import QueuePool

from stores import quicker

TURNS_IN_SESSION = 25
# A write-ahead log needs no wait for the disk at every turn. A killed process loses nothing; a power cut may lose the
# last turns, never the file.
SQLITE_PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL")

quicker.mend()  # every Rasa server loads this module, and nothing else of ours surely runs in it


class RollingSQLTrackerStore(SQLTrackerStore):
    """An SQL store whose sessions hold a bounded number of turns."""

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        host: str | None = None,
        port: int | None = None,
        db: str = "var/conversations.db",
        username: str | None = None,
        password: str | None = None,
        event_broker: EventBroker | None = None,
        turns_in_session: int = TURNS_IN_SESSION,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            domain,
            dialect=dialect,
            host=host,
            port=port,
            db=db,
            username=username,
            password=password,
            event_broker=event_broker,
            **kwargs,
        )
        self.turns_in_session = turns_in_session
        if self.engine.dialect.name == "sqlite":
            self._keep_connection()

    def _keep_connection(self) -> None:
        """Keep SQLite's connection open: Rasa's engine opens and closes the file twice at every turn."""
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
        sa.event.listen(self.engine, "connect", _set_pragmas)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events; begin a new session where this one is full."""
        await super().save(tracker)
        if self._is_full(tracker):
            for event in _new_session(tracker):
                tracker.update(event)
            await super().save(tracker)

    def _is_full(self, tracker: DialogueStateTracker) -> bool:
        """Whether the session has had its turns and nothing is under way that a new one would lose."""
        if tracker.active_loop_name or tracker.latest_action_name != ACTION_LISTEN_NAME:
            return False
        turns = 0
        for event in reversed(tracker.events):
            if isinstance(event, SessionStarted):
                break
            turns += isinstance(event, UserUttered)
        return turns >= self.turns_in_session


def _set_pragmas(connection: Any, _record: Any) -> None:
    """Each connection to SQLite has its own settings."""
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _new_session(tracker: DialogueStateTracker) -> list[Any]:
    """The events that Rasa's own session start leaves, with the slots carried over."""
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    # Made after the start: Rasa loads what is no older than that.
    carried = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    return [*start, *carried, ActionExecuted(ACTION_LISTEN_NAME)]
