"""The rows that a conversation is kept in: what is asked of the database, and an event as a row."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted
from sqlalchemy.engine import Connection, Engine

from stores.engines import is_postgresql
from stores.recent import LastRow

# Written once: SQLAlchemy then compiles them once, and makes no object of each row.
_EVENTS = SQLTrackerStore.SQLEvent.__table__
_OF_SENDER = _EVENTS.c.sender_id == sa.bindparam("sender")
_INSERT = _EVENTS.insert()
_LAST_ROW = sa.select(_EVENTS.c.id, _EVENTS.c.timestamp).where(_OF_SENDER).order_by(_EVENTS.c.id.desc()).limit(1)
# By row, not by time as Rasa does: a clock that was set back, or another server's, must not hide what was said.
_START = (
    sa.select(sa.func.max(_EVENTS.c.id))
    .where(_OF_SENDER, _EVENTS.c.type_name == SessionStarted.type_name)
    .scalar_subquery()
)
PROBE = "health-probe"
_ALL = sa.select(_EVENTS.c.id, _EVENTS.c.timestamp, _EVENTS.c.data).where(_OF_SENDER).order_by(_EVENTS.c.id)
_SESSION = _ALL.where(_EVENTS.c.id >= sa.func.coalesce(_START, 0))
_SENDERS = sa.select(_EVENTS.c.sender_id).distinct()
_TABLES_LOCK = 5_305_505  # any number: several servers start at once, and one of them makes the tables
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:sender, 0))")


def make_tables(engine: Engine) -> None:
    """Make what is missing of Rasa's table of events; safe when several servers do it at once."""
    with engine.begin() as connection:
        if is_postgresql(connection):
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TABLES_LOCK)))
        SQLTrackerStore.Base.metadata.create_all(connection)
        if is_postgresql(connection):  # SQLite's own indexes end in the row's id anyway
            connection.execute(sa.text("CREATE INDEX IF NOT EXISTS events_of_sender ON events (sender_id, id)"))


def session_rows(connection: Connection, sender: str) -> Sequence[Any]:
    """The rows since the last start of a session, or all of them: id, timestamp, data."""
    return list(connection.execute(_SESSION, {"sender": sender}))


def all_rows(connection: Connection, sender: str) -> Sequence[Any]:
    """All rows of a conversation: id, timestamp, data."""
    return list(connection.execute(_ALL, {"sender": sender}))


def senders(connection: Connection) -> list[str]:
    """Everybody of whom there is a row."""
    return [str(row.sender_id) for row in connection.execute(_SENDERS)]


def last_row(connection: Connection, sender: str) -> LastRow | None:
    """The newest row of a conversation, of whichever server; None where there is none."""
    row = connection.execute(_LAST_ROW, {"sender": sender}).first()
    return None if row is None else (row.id, row.timestamp)


def write_and_take_back(connection: Connection) -> None:
    """Write a row of a conversation that never comes to be, and take it away: what a turn would need."""
    row = {"sender_id": PROBE, "type_name": PROBE, "timestamp": time.time(), "data": "{}"}
    connection.execute(_EVENTS.insert(), row)
    if not connection.execute(_EVENTS.delete().where(_EVENTS.c.sender_id == PROBE)).rowcount:
        raise LookupError("a row that was written is not there")


def still_there(connection: Connection, among: Sequence[str]) -> set[str]:
    """Those of some people of whom there is still a row."""
    query = sa.select(_EVENTS.c.sender_id).where(_EVENTS.c.sender_id.in_(among)).distinct()
    return set(connection.execute(query).scalars())


def claim(connection: Connection, sender: str) -> None:
    """Let nobody else write this conversation until the transaction ends. SQLite has one writer for all of them."""
    if is_postgresql(connection):
        connection.execute(_LOCK, {"sender": sender})
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert(connection: Connection, sender: str, events: Sequence[Event]) -> LastRow | None:
    """Add events; gives the row that is then the last."""
    connection.execute(_INSERT, [_row(sender, event) for event in events])
    return last_row(connection, sender)


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
