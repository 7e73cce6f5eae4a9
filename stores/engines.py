"""Connections to the database, made the same way for whatever is kept in it."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import QueuePool

# A write-ahead log needs no wait for the disk at every turn. A killed process loses nothing; a power cut may lose the
# last turns, never the file.
SQLITE_PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL")
# A server of its own has few: three servers must leave room for others on a PostgreSQL that allows a hundred.
POOL_SIZE, POOL_OVERFLOW = 5, 10
# Seconds until a database that is away, or hangs, is taken for away. The person must hear of it in good time.
CONNECT_SECONDS, ANSWER_SECONDS = 3, 5
LOOK_AGAIN = 0.02  # seconds, where another connection holds the file


def engine_for(url: URL, **more: Any) -> Engine:
    """An engine that lets go of a database which does not answer, and comes back to it by itself.

    `more` is handed to SQLAlchemy.
    """
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            url, poolclass=QueuePool, connect_args={"check_same_thread": False}, hide_parameters=True, **more
        )
        sa.event.listen(engine, "connect", set_pragmas)
        return engine
    patience = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": ANSWER_SECONDS * 1000,
        "keepalives_idle": 10,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "options": f"-c statement_timeout={ANSWER_SECONDS}s",
        "application_name": "adviser",
    }
    return sa.create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=ANSWER_SECONDS,
        hide_parameters=True,  # or the log of a failure would quote what a person said
        pool_pre_ping=True,  # one that died with the database is replaced before a turn meets it
        connect_args={name: value for name, value in patience.items() if name not in url.query},
        **more,
    )


def is_postgresql(connection: Connection | Engine) -> bool:
    """Whether this is PostgreSQL, and so perhaps far away and shared."""
    return bool(connection.dialect.name == "postgresql")


def set_pragmas(connection: Any, _record: Any) -> None:
    """Each connection to SQLite has its own settings."""
    for pragma in SQLITE_PRAGMAS:
        _set(connection, pragma)


def _set(connection: Any, pragma: str) -> None:
    """Set it, with patience: SQLite never waits for the log of a new file, which only one connection can begin."""
    until = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            connection.execute(pragma)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(LOOK_AGAIN)
