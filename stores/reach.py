"""Sees that the database and Redis are those that were meant, and that they answer: `python -m stores.reach SERVERS`.

A command of its own, so that whoever starts the servers need not load what it takes to ask.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import redis
from sqlalchemy.exc import SQLAlchemyError

from stores.engines import engine_for
from stores.rows import make_tables
from stores.settings import DATABASE, REDIS, WrongSetting, database_url, key, redis_url, without_password

_SECONDS = 3
_STARTED = "Nothing was started."
_THEN = f"See that it runs and may be reached and written to, then start again. {_STARTED}"


class Unreachable(Exception):
    """A setting at fault, with the reason and what to do. No password is in it."""


def main(arguments: Sequence[str]) -> int:
    """Say what is wrong and give 1; say nothing and give 0 if all is well."""
    servers = int(arguments[0]) if arguments and arguments[0].isdigit() else 1
    try:
        check(servers)
    except Unreachable as error:
        sys.stdout.write(f"{error}\n")
        return 1
    except WrongSetting as wrong:
        sys.stdout.write(f"{wrong} {_STARTED}\n")
        return 1
    return 0


def check(servers: int) -> None:
    """Reach both and write to both; several servers need both. Raises `Unreachable` or `WrongSetting`."""
    database, turns = database_url(), redis_url()
    if servers > 1 and (turns is None or database.get_backend_name() == "sqlite"):
        raise Unreachable(
            f"{servers} servers need a database and a Redis that they share: set {DATABASE} to a PostgreSQL and "
            f"{REDIS} to a Redis (docs/operations.md shows how), or start one server. {_STARTED}"
        )
    _check_database()
    if turns is not None:
        _check_redis(turns)


def _check_database() -> None:
    url = database_url()
    engine = engine_for(url)
    try:
        make_tables(engine)
    except SQLAlchemyError as error:
        shown = without_password(url.render_as_string())
        raise Unreachable(f"The database of {DATABASE} ({shown}) cannot be used: {_reason(error)} {_THEN}") from error
    finally:
        engine.dispose()


def _reason(error: SQLAlchemyError) -> str:
    """The database's own words, without SQLAlchemy's page of advice."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    return text if text.endswith((".", "?")) else f"{text}."


def _check_redis(url: str) -> None:
    client = redis.Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
    try:
        client.set(key("start"), "1", px=1000)  # a replica that may only be read would refuse
    except redis.RedisError as error:
        raise Unreachable(f"The Redis of {REDIS} ({without_password(url)}) cannot be used: {error} {_THEN}") from error
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
