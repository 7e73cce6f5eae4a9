"""What was kept too long is erased: conversations, and every other row that says whose it is and when it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

EVENTS = "events"  # Rasa's table
OWNERS = ("conversation", "sender_id")  # columns that say whose a row is
TIMES = ("at", "timestamp")  # columns of seconds since 1970 that say when it was made
CHUNK = 500  # conversations in a transaction: nobody who is talking waits for long
SESSION_STARTED = "session_started"


def erase_before(
    engine: sa.engine.Engine,
    cutoff: float,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Counter[str]:
    """Erase what is older; gives how many rows of each table, and under "conversations" how many of those.

    A conversation goes as a whole once its last message is older. Of one that goes on, what is older than its current
    session goes: Rasa reads nothing of it. Rows of other tables go by their own date.

    Args:
        engine: of any database that SQLAlchemy knows.
        cutoff: seconds since 1970.
        dry_run: count, and leave everything as it is.
        progress: told conversations done and to do.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: if the database fails; what was erased until then stays erased.
    """
    tables = sa.MetaData()
    tables.reflect(engine)
    erased: Counter[str] = Counter()
    for table in tables.sorted_tables:
        owner, made = _column(table, OWNERS), _column(table, TIMES)
        if owner is None or made is None:
            continue
        if table.name == EVENTS:
            erased += _erase_talk(engine, table, cutoff, dry_run, progress)
        else:
            erased += _delete(engine, table, [made < cutoff], dry_run)
    if engine.dialect.name == "sqlite" and not dry_run:
        with engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))  # the log holds what is erased from the file
    return erased


def _column(table: sa.Table, names: Sequence[str]) -> Any:
    return next((table.c[name] for name in names if name in table.c), None)


def _erase_talk(
    engine: sa.engine.Engine, events: sa.Table, cutoff: float, dry_run: bool, progress: Callable[[int, int], None]
) -> Counter[str]:
    sender, at = events.c.sender_id, events.c.timestamp
    over = sa.select(sender).group_by(sender).having(sa.func.max(at) < cutoff)
    started = sa.func.max(sa.case((events.c.type_name == SESSION_STARTED, at)))
    going_on = (
        sa.select(sender, started.label("start"))
        .group_by(sender)
        .having(sa.and_(sa.func.min(at) < cutoff, sa.func.max(at) >= cutoff))
    )
    with engine.connect() as connection:
        whole = [row[0] for row in connection.execute(over)]
        parts = [(row.sender_id, row.start) for row in connection.execute(going_on) if row.start is not None]
    erased: Counter[str] = Counter(conversations=len(whole))
    for done, chunk in enumerate(_chunks(whole)):
        erased += _delete(engine, events, [sender.in_(chunk)], dry_run)
        progress(done * CHUNK + len(chunk), len(whole))
    for one, start in parts:
        erased += _delete(engine, events, [sender == one, at < min(start, cutoff)], dry_run)
    return erased


def _chunks(of: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(of), CHUNK):
        yield of[start : start + CHUNK]


def _delete(engine: sa.engine.Engine, table: sa.Table, wanted: list[Any], dry_run: bool) -> Counter[str]:
    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "sqlite":
            connection.execute(sa.text("PRAGMA secure_delete=ON"))  # overwrite, rather than leave it in the file
        number = connection.execute(table.delete().where(*wanted)).rowcount
        if dry_run:
            transaction.rollback()
    return Counter({table.name: number})
