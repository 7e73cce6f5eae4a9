"""Rasa's SQL store for conversations: sessions end when they grow long, and what is at hand is not loaded again.

Rasa loads, replays and sends to the action server every event of the session at every turn, so a long one gets
slower and slower. After `turns_in_session` turns this store begins a new session, carrying the slots over; nothing
is deleted, and what was said before stays in the database.

The database is the truth, and several servers may share it. A tracker in memory is used only where one look shows
that the conversation's last row is still the one this server wrote or read (docs/decisions/0012), and a turn is stored
only if that is still so. What cannot be read or stored raises: the person is told, and nothing is kept in memory
that the database does not know (docs/decisions/0014).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy.orm
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import URL, Connection

import quicker
from stores import person, rows
from stores.engines import POOL_OVERFLOW, POOL_SIZE, engine_for, is_postgresql
from stores.recent import LastRow, Loan, Recent
from stores.settings import database_url

TURNS_IN_SESSION = 25
FORGET = "forget"  # the slot that asks for the conversation to be deleted
IN_MEMORY = 100  # conversations; one takes about 25 kB a turn, most of it what understanding found
SECONDS_BETWEEN_SWEEPS = 60

T = TypeVar("T")


class Overtaken(Exception):
    """Somebody else wrote to this conversation while the turn was under way: it is not stored, and must be repeated."""


class RollingSQLTrackerStore(SQLTrackerStore):
    """An SQL store whose sessions hold a bounded number of turns, with the conversations last talked in at hand."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        db: str | None = None,
        event_broker: EventBroker | None = None,
        turns_in_session: int = TURNS_IN_SESSION,
        in_memory: int = IN_MEMORY,
    ) -> None:
        """Open the database that ADVISER_DATABASE names, or the SQLite file `db`.

        `host` is None: Rasa passes the `url` of an endpoint here. Raises `WrongSetting` or SQLAlchemy's own errors.
        """
        TrackerStore.__init__(self, domain, event_broker)
        self.turns_in_session = turns_in_session
        self._recent = Recent(in_memory)
        self._erased: set[str] = set()  # conversations that were forgotten in the middle of a turn
        self._swept = time.monotonic()
        person.also_forget(self.drop)
        self.engine = engine_for(URL.create("sqlite", database=db) if db else database_url())
        rows.make_tables(self.engine)
        self.sessionmaker = sqlalchemy.orm.sessionmaker(bind=self.engine)  # for what Rasa itself asks of its store
        # A file answers at once. A server is waited for in a thread, so that nobody else waits with it.
        far = is_postgresql(self.engine)
        self._threads = ThreadPoolExecutor(POOL_SIZE + POOL_OVERFLOW, "store") if far else None

    async def _do(self, work: Callable[[Connection], T]) -> T:
        """Run statements in one transaction."""
        return await self._away(self._transaction, work)

    async def _away(self, work: Callable[..., T], *given: Any) -> T:
        """Do something that waits for the database, where others must not wait with it."""
        if self._threads is None:
            return work(*given)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return work(connection)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the current session; whoever gets it owns it, and gives it back by `save`."""
        self._erased.discard(sender_id)
        loan = self._recent.take(sender_id)
        if loan is not None and loan.is_untouched and loan.domain is self.domain:
            last = await self._do(lambda connection: rows.last_row(connection, sender_id))
            if last is not None and last == loan.last:
                loan.is_out = True
                return self._recent.remember(loan)
        return await self._load(sender_id)

    async def _load(self, sender_id: str) -> DialogueStateTracker | None:
        """What Rasa's own store gives, from the database."""
        found = await self._do(lambda connection: rows.session_rows(connection, sender_id))
        if not found:
            return None
        tracker = self._tracker(sender_id, found)
        return self._recent.remember(Loan(tracker, len(tracker.events), _last_of(found), self.domain))

    def _tracker(self, sender_id: str, found: Iterable[Any]) -> DialogueStateTracker:
        events = [json.loads(row.data) for row in found]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker of all sessions; None where nothing was said."""
        found = await self._do(lambda connection: rows.all_rows(connection, conversation_id))
        return self._tracker(conversation_id, found) if found else None

    async def keys(self) -> Iterable[str]:
        """Everybody who said something."""
        return await self._do(rows.senders)

    async def check(self) -> None:
        """Raise what a turn would meet if the database is away, full or read-only."""
        await self._do(rows.write_and_take_back)

    def forget(self, sender_id: str) -> None:
        """Delete all that is kept of a person in this database, and what is at hand."""
        person.forget(sender_id, self.engine.url.render_as_string(hide_password=False))

    def drop(self, sender_id: str) -> None:
        """Hold nothing more of a conversation that was deleted; a turn of it under way is not stored either."""
        loan = self._recent.take(sender_id)
        if loan is not None and loan.is_out:
            self._erased.add(sender_id)

    async def _sweep(self) -> None:
        """Drop what another process deleted from the database, once a minute."""
        if time.monotonic() - self._swept < SECONDS_BETWEEN_SWEEPS:
            return
        self._swept = time.monotonic()
        held = self._recent.at_rest()
        left = await self._do(lambda connection: rows.still_there(connection, held))
        for sender in set(held) - left:
            self._recent.take(sender)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the new events; begin a new session where this one is full, delete all where somebody asked for it.

        Raises `Overtaken`, or what the database raises; then nothing of the turn is stored.
        """
        if FORGET in tracker.slots and tracker.get_slot(FORGET):
            await self._away(self.forget, tracker.sender_id)
        elif tracker.sender_id not in self._erased:
            await self._save(tracker)
        await self._sweep()

    async def _save(self, tracker: DialogueStateTracker) -> None:
        sender = tracker.sender_id
        loan = self._recent.take(sender)
        if loan is None or loan.tracker is not tracker or not loan.is_out:
            loan = await self._loan_of(tracker)
        self._begin_session_if_full(tracker)
        fresh = list(islice(tracker.events, loan.stored, None))
        if not fresh:  # Rasa saves one that it has just made for somebody new, and goes on with it
            loan.is_out = not tracker.events
            self._recent.remember(loan)
            return
        last = await self._do(lambda connection: _add(connection, sender, loan.last, fresh))
        if last is None:  # another process deleted the conversation during this turn
            return
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, fresh, sender)
        if any(isinstance(event, SessionStarted) for event in fresh):
            tracker = self._current_session(tracker)
        self._recent.remember(Loan(tracker, len(tracker.events), last, self.domain, is_out=False))

    async def _loan_of(self, tracker: DialogueStateTracker) -> Loan:
        """How much is stored of a tracker that was not lent from here; raises `Overtaken` if it goes another way."""
        found = await self._do(lambda connection: rows.session_rows(connection, tracker.sender_id))
        told = [event.timestamp for event in islice(tracker.events, len(found))]
        if told != [row.timestamp for row in found]:
            raise Overtaken("this tracker does not continue what is stored")
        return Loan(tracker, len(found), _last_of(found), self.domain)

    def _current_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """The tracker that would be loaded: what was before the last start of a session is no longer in it."""
        events = list(tracker.events)
        start = max(place for place, event in enumerate(events) if isinstance(event, SessionStarted))
        return DialogueStateTracker.from_events(tracker.sender_id, events[start:], self.domain.slots)

    def _begin_session_if_full(self, tracker: DialogueStateTracker) -> None:
        """Add the events of a new session to a full one."""
        if self._is_full(tracker):
            for event in _new_session(tracker):
                tracker.update(event)

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


def _last_of(found: Any) -> LastRow | None:
    return (found[-1].id, found[-1].timestamp) if found else None


def _add(connection: Connection, sender: str, expected: LastRow | None, events: list[Event]) -> LastRow | None:
    """Add events after the row that the turn began with, and after no other; gives the row that is then the last.

    None: all rows are gone, somebody has been deleted meanwhile, and nothing is added.
    """
    rows.claim(connection, sender)
    last = rows.last_row(connection, sender)
    if last is None and expected is not None:
        return None
    if last != expected:
        raise Overtaken("another turn of this conversation was stored meanwhile")
    return rows.insert(connection, sender, events)


def _new_session(tracker: DialogueStateTracker) -> list[Any]:
    """The events that Rasa's own session start leaves, with the slots carried over."""
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    # After the start: Rasa loads what comes since.
    carried = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    return [*start, *carried, ActionExecuted(ACTION_LISTEN_NAME)]


_wrapped = Agent._create_tracker_store


def _as_it_is(store: TrackerStore | None, domain: Domain) -> TrackerStore:
    """Our store without Rasa's wrapper, which answers a failure with an empty past and a memory never read again."""
    if not isinstance(store, RollingSQLTrackerStore):
        return _wrapped(store, domain)
    store.domain = domain
    return store


# Every Rasa server loads this module, and nothing else of ours surely runs in it.
quicker.mend()
Agent._create_tracker_store = staticmethod(_as_it_is)
