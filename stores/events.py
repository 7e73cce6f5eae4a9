"""What was said in a conversation, read from the database as Rasa wrote it: no tracker is made or lent for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore

from stores.database import connect

Event = dict[str, Any]

USER, BOT = "user", "bot"
_EVENTS = SQLTrackerStore.SQLEvent.__table__
_OF = _EVENTS.c.sender_id == sa.bindparam("sender")
_SAID = sa.select(_EVENTS.c.data).where(_OF, _EVENTS.c.type_name.in_((USER, BOT))).order_by(_EVENTS.c.id.desc())
# The id of a message stands within the JSON. A person cannot write this: their quotation marks are escaped there.
_MESSAGE = (
    sa.select(_EVENTS.c.id)
    .where(_OF, _EVENTS.c.type_name == USER, _EVENTS.c.data.like(sa.bindparam("like")))
    .order_by(_EVENTS.c.id.desc())
    .limit(1)
)
_NEXT = (
    sa.select(sa.func.min(_EVENTS.c.id))
    .where(_OF, _EVENTS.c.type_name == USER, _EVENTS.c.id > sa.bindparam("first"))
    .scalar_subquery()
)
_TURN = (
    sa.select(_EVENTS.c.data)
    .where(
        _OF,
        _EVENTS.c.type_name.in_((USER, BOT)),
        _EVENTS.c.id >= sa.bindparam("first"),
        sa.or_(_NEXT.is_(None), _EVENTS.c.id < _NEXT),
    )
    .order_by(_EVENTS.c.id)
)
_OFFERED = sa.select(_EVENTS.c.data).where(_OF, _EVENTS.c.type_name == BOT).order_by(_EVENTS.c.id.desc())


class Events:
    """Reads messages of both sides. `sender` is Rasa's sender id; events are Rasa's, as dictionaries, oldest first."""

    def __init__(self, url: str) -> None:
        self._url = url

    def said(self, sender: str, most: int) -> list[Event]:
        """What was said in all sessions; of a very long conversation the last `most` messages."""
        return self._read(_SAID.limit(most), sender=sender)[::-1]

    def turn(self, sender: str, message: str) -> list[Event]:
        """A person's message, by its id, and what was answered to it; empty where it is not known.

        Of a message that was answered twice (the first time with trouble) the last time.
        """
        with connect(self._url).connect() as connection:
            like = f'%"message_id": "{message}"%'
            first = connection.execute(_MESSAGE, {"sender": sender, "like": like}).scalar()
        return [] if first is None else self._read(_TURN, sender=sender, first=first)

    def answers(self, sender: str, most: int) -> list[Event]:
        """The last `most` messages of the bot."""
        return self._read(_OFFERED.limit(most), sender=sender)[::-1]

    def _read(self, query: Any, **values: Any) -> list[Event]:
        with connect(self._url).connect() as connection:
            rows: Sequence[Any] = connection.execute(query, values).all()
        return [json.loads(row.data) for row in rows]
