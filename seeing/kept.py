"""Reads what is kept: the turns of a period from the conversation store, of any database that SQLAlchemy knows."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from seeing.turns import Turn, turns_of

DATABASE = "ADVISER_DATABASE"
DEFAULT = "sqlite:///var/conversations.db"
ROWS_AT_ONCE = 500

_EVENTS = sa.table(
    "events", *(sa.column(name) for name in ("id", "sender_id", "type_name", "timestamp", "intent_name", "data"))
)


class NothingKept(Exception):
    """There is no database, or no table of conversations in it."""


def url() -> str:
    """Where everything is kept, as SQLAlchemy writes it."""
    return os.environ.get(DATABASE) or DEFAULT


def engine_for(address: str) -> sa.engine.Engine:
    """The engine of a database that is there.

    Raises:
        NothingKept: if it is an SQLite file that is not there: looking must not make one.
        sqlalchemy.exc.SQLAlchemyError: if the address is none, or nobody answers there.
    """
    where = sa.engine.make_url(address)
    if where.get_backend_name() == "sqlite" and where.database and not Path(where.database).is_file():
        raise NothingKept(f"Nothing is kept yet: there is no file {where.database}.")
    engine = sa.create_engine(where)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("events"):
            raise NothingKept("Nothing is kept yet: the database has no table of conversations.")
    return engine


def span(since: date, until: date) -> tuple[float, float]:
    """A period of whole days (UTC), both included, as seconds since 1970: from the first, below the second."""
    start = datetime.combine(since, time(), UTC)
    return start.timestamp(), datetime.combine(until + timedelta(days=1), time(), UTC).timestamp()


def conversations(engine: sa.engine.Engine, since: date, until: date) -> Iterator[list[Turn]]:
    """The turns in a period, conversation by conversation; what went before is read, to know how they stood."""
    start, end = span(since, until)
    sender, at = _EVENTS.c.sender_id, _EVENTS.c.timestamp
    talked = sa.select(sender).where(_EVENTS.c.type_name == "user", at >= start, at < end).distinct()
    kinds = ("user", "action", "slot", "bot", "session_started")
    query = (
        sa.select(sender, _EVENTS.c.data)
        .where(sender.in_(talked), at < end, _EVENTS.c.type_name.in_(kinds))
        .order_by(sender, _EVENTS.c.id)
    )
    with engine.connect().execution_options(stream_results=True, yield_per=ROWS_AT_ONCE) as connection:
        for _, rows in itertools.groupby(connection.execute(query), key=lambda row: row[0]):
            events = (json.loads(row[1]) for row in rows)
            yield [turn for turn in turns_of(events) if turn.at.timestamp() >= start]
