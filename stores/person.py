"""All that is kept of one person, to be given out or deleted: conversation, enquiries, feedback and whatever else.

The tables are asked for, not listed: whatever table of the database has a column that says whose a row is (see
`stores.database.OWNERS`) is exported and erased with the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from weakref import WeakMethod

import sqlalchemy as sa

from stores.database import OWNERS, connect, database_url

EVENTS = "events"  # Rasa's table
HIDDEN = ("outcome",)  # slots that tell nothing of a person
TIMES = ("at", "consented", "next_at", "claimed_until", "sent_at")  # columns of seconds since 1970
LISTS = ("facts", "details")  # columns of JSON

_memories: list[WeakMethod[Callable[[str], None]]] = []


def also_forget(memory: Callable[[str], None]) -> None:
    """Have a method called with the conversation whenever one is forgotten in this process: it drops what it holds."""
    _memories.append(WeakMethod(memory))


def forget(conversation: str, url: str | None = None) -> None:
    """Delete everything kept of a conversation, in every table and in the memory of this process.

    `conversation` is Rasa's sender id. One that is not known is no error.
    """
    with connect(url or database_url()).begin() as connection:
        for table, owner in _tables(connection):
            connection.execute(table.delete().where(owner == conversation))
    for each in list(_memories):
        memory = each()
        if memory is None:
            _memories.remove(each)
        else:
            memory(conversation)


def export(conversation: str, url: str | None = None) -> dict[str, Any]:
    """Everything kept of a conversation, as plain values that JSON can hold.

    Always `conversation`, `exported` (ISO time), `messages` (`from` "person" or "adviser", `text`, `at`) and `slots`
    (what was understood); `enquiries`, `feedback` and any other table under its name, as a list of its rows.
    """
    found: dict[str, Any] = {
        "conversation": conversation,
        "exported": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": [],
        "slots": {},
    }
    with connect(url or database_url()).connect() as connection:
        for table, owner in _tables(connection):
            rows = connection.execute(sa.select(table).where(owner == conversation)).mappings().all()
            if table.name == EVENTS:
                found |= _talk([json.loads(row["data"]) for row in sorted(rows, key=lambda row: row["id"])])
            elif rows or table.name in ("enquiries", "feedback"):
                found[table.name] = [_plain(row) for row in rows]
    return found


def _tables(connection: sa.engine.Connection) -> Iterator[tuple[sa.Table, Any]]:
    """Each table that says whose its rows are, those that point to others first, with the column that says it."""
    known = sa.MetaData()
    known.reflect(connection)
    for table in reversed(known.sorted_tables):
        owner = next((table.c[name] for name in OWNERS if name in table.c), None)
        if owner is not None:
            yield table, owner


def _talk(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Messages and slots from Rasa's events."""
    messages, slots = [], {}
    for event in events:
        if event["event"] in ("user", "bot"):
            said = {"from": "person" if event["event"] == "user" else "adviser", "text": event.get("text") or ""}
            messages.append({**said, "at": _time(event.get("timestamp"))})
        elif event["event"] == "slot":
            slots[event["name"]] = event["value"]
    known = {name: value for name, value in slots.items() if value not in (None, [], {}) and name not in HIDDEN}
    return {"messages": messages, "slots": known}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as people read it: no number of the row, times written out, JSON unpacked."""
    return {name: _value(name, value) for name, value in row.items() if name != "conversation"}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in TIMES:
        return _time(value)
    return json.loads(value) if name in LISTS else value


def _time(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
