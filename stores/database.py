"""The one database of everything that is kept: conversations, enquiries, feedback.

Every table of it says in a column `conversation` (Rasa's own: `sender_id`) whose a row is, so that all of a person can
be exported and erased without a list of tables that somebody would forget to add to.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from stores import settings
from stores.engines import engine_for, set_pragmas
from stores.settings import DATABASE

__all__ = ["DATABASE", "OWNERS", "connect", "database_url", "make"]

OWNERS = ("conversation", "sender_id")  # columns that say whose a row is
SECONDS_TO_WAIT = 30  # for another process that writes


def database_url() -> str:
    """Where everything is kept, as SQLAlchemy writes it; raises `WrongSetting`."""
    return str(settings.database_url().render_as_string(hide_password=False))


@lru_cache(maxsize=16)
def connect(url: str) -> sa.engine.Engine:
    """The engine of a database, one for each in a process; the folder of an SQLite file is made if need be."""
    where = sa.engine.make_url(url)
    if where.get_backend_name() != "sqlite":
        return engine_for(where, future=True)
    if where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    patience = {"check_same_thread": False, "timeout": SECONDS_TO_WAIT}
    # Parameters are hidden: the log of a failure would quote what a person said.
    engine = sa.create_engine(url, future=True, connect_args=patience, hide_parameters=True)
    sa.event.listen(engine, "connect", set_pragmas)
    return engine


def make(tables: sa.MetaData, engine: sa.engine.Engine) -> None:
    """Make what is missing of these tables; two processes may do so at once."""
    try:
        tables.create_all(engine)
    except (sa.exc.OperationalError, sa.exc.ProgrammingError, sa.exc.IntegrityError):
        tables.create_all(engine)  # somebody else made one between our look and our making: now it is there
