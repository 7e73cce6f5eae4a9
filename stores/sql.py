"""Rasa's SQL store for conversations: sessions end when they grow long, and what is at hand is not loaded again.

Rasa loads, replays and sends to the action server every event of the session at every turn, so a long one gets
slower and slower. After `turns_in_session` turns this store begins a new session, carrying the slots over; nothing
is deleted, and what was said before stays in the database.

The database is the truth, and several servers may share it. A tracker in memory is used only where one look shows
that the conversation's last row is still the one this server wrote or read. docs/decisions/0012 tells more.
"""

from __future__ import annotations

import json
import time
from itertools import islice
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import QueuePool

import quicker
from stores import person
from stores.database import database_url, set_pragmas
from stores.recent import LastRow, Loan, Recent

TURNS_IN_SESSION = 25
FORGET = "forget"  # the slot that asks for the conversation to be deleted
IN_MEMORY = 100  # conversations; one takes about 25 kB a turn, most of it what understanding found
SECONDS_BETWEEN_SWEEPS = 60

# Written once: SQLAlchemy then compiles them once, and makes no object of each row.
_EVENTS = SQLTrackerStore.SQLEvent.__table__
_OF_SENDER = _EVENTS.c.sender_id == sa.bindparam("sender")
_INSERT = _EVENTS.insert()
_LAST_ROW = sa.select(_EVENTS.c.id, _EVENTS.c.timestamp).where(_OF_SENDER).order_by(_EVENTS.c.id.desc()).limit(1)
_START = (
    sa.select(sa.func.max(_EVENTS.c.timestamp))
    .where(_OF_SENDER, _EVENTS.c.type_name == SessionStarted.type_name)
    .scalar_subquery()
)
_SESSION = (
    sa.select(_EVENTS.c.id, _EVENTS.c.timestamp, _EVENTS.c.data)
    .where(_OF_SENDER, sa.or_(_EVENTS.c.timestamp >= _START, _START.is_(None)))
    .order_by(_EVENTS.c.id)
)

quicker.mend()  # every Rasa server loads this module, and nothing else of ours surely runs in it


class RollingSQLTrackerStore(SQLTrackerStore):
    """An SQL store whose sessions hold a bounded number of turns, with the conversations last talked in at hand."""

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        host: str | None = None,
        port: int | None = None,
        db: str | None = None,
        username: str | None = None,
        password: str | None = None,
        event_broker: EventBroker | None = None,
        turns_in_session: int = TURNS_IN_SESSION,
        in_memory: int = IN_MEMORY,
        **kwargs: Any,
    ) -> None:
        if db is None and host is None:
            host = database_url()  # a whole address, which Rasa takes here; endpoints.yml need name no other
        super().__init__(
            domain,
            dialect=dialect,
            host=host,
            port=port,
            db=db or "",
            username=username,
            password=password,
            event_broker=event_broker,
            **kwargs,
        )
        self.turns_in_session = turns_in_session
        self._recent = Recent(in_memory)
        self._erased: set[str] = set()  # conversations that were forgotten in the middle of a turn
        self._swept = time.monotonic()
        person.also_forget(self.drop)
        if self.engine.dialect.name == "sqlite":
            self._keep_connection()

    def _keep_connection(self) -> None:
        """Keep SQLite's connection open: Rasa's engine opens and closes the file twice at every turn."""
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(
            url, poolclass=QueuePool, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        sa.event.listen(self.engine, "connect", set_pragmas)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the current session; whoever gets it owns it, and gives it back by `save`."""
        self._erased.discard(sender_id)
        loan = self._recent.take(sender_id)
        if loan is not None and loan.is_untouched and loan.domain is self.domain:
            with self.engine.connect() as connection:
                last = _last_row(connection, sender_id)
            if last is not None and last == loan.last:
                loan.is_out = True
                return self._recent.remember(loan)
        return self._load(sender_id)

    def _load(self, sender_id: str) -> DialogueStateTracker | None:
        """What Rasa's own store gives, from the database."""
        with self.session_scope() as session:
            rows = session.execute(_SESSION, {"sender": sender_id}).all()
        if not rows:
            return None
        events = [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        last = (rows[-1].id, rows[-1].timestamp)
        return self._recent.remember(Loan(tracker, len(tracker.events), last, self.domain))

    def forget(self, sender_id: str) -> None:
        """Delete all that is kept of a person in this database, and what is at hand."""
        person.forget(sender_id, self.engine.url.render_as_string(hide_password=False))

    def drop(self, sender_id: str) -> None:
        """Hold nothing more of a conversation that was deleted; a turn of it under way is not stored either."""
        loan = self._recent.take(sender_id)
        if loan is not None and loan.is_out:
            self._erased.add(sender_id)

    def _sweep(self) -> None:
        """Drop what another process deleted from the database, once a minute."""
        if time.monotonic() - self._swept < SECONDS_BETWEEN_SWEEPS:
            return
        self._swept = time.monotonic()
        held = self._recent.at_rest()
        query = sa.select(_EVENTS.c.sender_id).where(_EVENTS.c.sender_id.in_(held)).distinct()
        with self.engine.connect() as connection:
            left = set(connection.execute(query).scalars())
        for sender in set(held) - left:
            self._recent.take(sender)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events; begin a new session where this one is full, delete all where somebody asked for it."""
        if FORGET in tracker.slots and tracker.get_slot(FORGET):
            self.forget(tracker.sender_id)
        elif tracker.sender_id not in self._erased:
            await self._save(tracker)
        self._sweep()

    async def _save(self, tracker: DialogueStateTracker) -> None:
        loan = self._recent.take(tracker.sender_id)
        if loan is None or loan.tracker is not tracker or not loan.is_out:
            await self._save_unknown(tracker)
            return
        self._begin_session_if_full(tracker)
        fresh = list(islice(tracker.events, loan.stored, None))
        if not fresh:
            loan.is_out = False
            self._recent.remember(loan)
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, fresh, tracker.sender_id)
        with self.engine.begin() as connection:
            if loan.last is not None and _last_row(connection, tracker.sender_id) is None:
                return  # another process deleted the conversation during this turn
            connection.execute(_INSERT, [_row(tracker.sender_id, event) for event in fresh])
            last = _last_row(connection, tracker.sender_id)
        if any(isinstance(event, SessionStarted) for event in fresh):
            tracker = self._current_session(tracker)
        self._recent.remember(Loan(tracker, len(tracker.events), last, self.domain, is_out=False))

    async def _save_unknown(self, tracker: DialogueStateTracker) -> None:
        """Store a tracker that did not come from here, Rasa's own way: it counts what is stored."""
        if not tracker.events:  # Rasa saves one that it has just made for somebody new, and goes on with it
            self._recent.remember(Loan(tracker, 0, None, self.domain))
            return
        await super().save(tracker)
        if self._begin_session_if_full(tracker):
            await super().save(tracker)

    def _current_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """The tracker that would be loaded: what was before the last start of a session is no longer in it."""
        events = list(tracker.events)
        start = max(place for place, event in enumerate(events) if isinstance(event, SessionStarted))
        return DialogueStateTracker.from_events(tracker.sender_id, events[start:], self.domain.slots)

    def _begin_session_if_full(self, tracker: DialogueStateTracker) -> bool:
        """Add the events of a new session to a full one."""
        if not self._is_full(tracker):
            return False
        for event in _new_session(tracker):
            tracker.update(event)
        return True

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


def _last_row(connection: Any, sender: str) -> LastRow | None:
    """The newest row of a conversation, of whichever server; None where there is none."""
    row = connection.execute(_LAST_ROW, {"sender": sender}).first()
    return None if row is None else (row.id, row.timestamp)


def _row(sender: str, event: Event) -> dict[str, Any]:
    """An event as Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _new_session(tracker: DialogueStateTracker) -> list[Any]:
    """The events that Rasa's own session start leaves, with the slots carried over."""
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    # Made after the start: Rasa loads what is no older than that.
    carried = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    return [*start, *carried, ActionExecuted(ACTION_LISTEN_NAME)]
