"""Which database and which Redis are meant: two environment variables, and nothing else.

`ADVISER_DATABASE` keeps the conversations: an SQLAlchemy URL of PostgreSQL, or of SQLite, which is the default.
`ADVISER_REDIS` is what several servers agree by (whose turn it is, what was sent before, how often): a Redis URL.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

DATABASE, REDIS = "ADVISER_DATABASE", "ADVISER_REDIS"
DEFAULT_DATABASE = "sqlite:///var/conversations.db"

_EXAMPLE = "postgresql://adviser:PASSWORD@db.example:5432/adviser"


class WrongSetting(ValueError):
    """A setting that cannot be meant: says which, why, and how it should look. Holds no password."""


def database_url() -> URL:
    """Where conversations are kept; raises `WrongSetting` for what is neither PostgreSQL nor SQLite."""
    text = os.environ.get(DATABASE) or DEFAULT_DATABASE
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise WrongSetting(f"{DATABASE} is no database URL: it should look like {_EXAMPLE}.") from error
    kind = url.get_backend_name()
    if kind in ("postgresql", "postgres"):
        if not url.host and "host" not in url.query:
            raise WrongSetting(f"{DATABASE} names no host: it should look like {_EXAMPLE}.")
        return url.set(drivername="postgresql+psycopg2")
    if kind != "sqlite":
        raise WrongSetting(f"{DATABASE} begins with '{kind}': use {_EXAMPLE}, or {DEFAULT_DATABASE}.")
    if not url.database or url.database == ":memory:":
        raise WrongSetting(f"{DATABASE} would keep nothing: name a file, as in {DEFAULT_DATABASE}.")
    return url


def redis_url() -> str | None:
    """Where several servers agree whose turn it is, or None for one server by itself; may raise `WrongSetting`."""
    text = os.environ.get(REDIS)
    if not text:
        return None
    parts = urlsplit(text)
    try:
        whole = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number
        whole = False
    if not whole:
        raise WrongSetting(f"{REDIS} is no Redis URL: it should look like redis://:PASSWORD@redis.example:6379/0.")
    return text


def key(*parts: str) -> str:
    """The name of something of ours in Redis, which others may use too."""
    return ":".join(("adviser", *parts))


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host, query="").geturl()
