"""Conversations as Rasa keeps them, made up for the tests."""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore

DAY = 86400.0
EVENTS = SQLTrackerStore.SQLEvent.__table__


def keep(engine: sa.engine.Engine, sender: str, days_ago: float, *events: dict[str, Any]) -> None:
    """Put events into Rasa's own table, a second after each other, the first so many days ago."""
    SQLTrackerStore.Base.metadata.create_all(engine)
    start = time.time() - days_ago * DAY
    with engine.begin() as connection:
        for number, event in enumerate(events):
            data = {**event, "timestamp": start + number}
            row = {"sender_id": sender, "type_name": event["event"], "timestamp": start + number}
            connection.execute(EVENTS.insert(), {**row, "data": json.dumps(data)})


def user(text: str, intent: str = "ask_time", *subjects: str, channel: str = "web") -> dict[str, Any]:
    """Somebody says something."""
    parsed = {"intent": {"name": intent}, "questions": [{"subjects": list(subjects)}]}
    return {"event": "user", "text": text, "parse_data": parsed, "input_channel": channel}


def action(name: str) -> dict[str, Any]:
    """The bot does something."""
    return {"event": "action", "name": name}


def slot(name: str, value: Any) -> dict[str, Any]:
    """A slot is set."""
    return {"event": "slot", "name": name, "value": value}


def recommendation(title: str, level: int = 5, kind: str = "certificate", body: str = "ilm") -> dict[str, Any]:
    """A recommendation as its slot holds it."""
    first = {"id": "x", "title": title, "awarding_body": body, "level": level, "type": kind}
    return {"ranked": [first, {**first, "title": "second best"}], "confidence": "clear"}


def votes(engine: sa.engine.Engine, *rows: dict[str, Any]) -> None:
    """The table of votes, as stores/feedback.py keeps it."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TABLE feedback (id INTEGER PRIMARY KEY, conversation VARCHAR(255), reply VARCHAR(255), "
                "vote VARCHAR(8), comment TEXT, question TEXT, facts TEXT, knowledge VARCHAR(64), at FLOAT)"
            )
        )
        table = sa.Table("feedback", sa.MetaData(), autoload_with=connection)
        for row in rows:
            connection.execute(table.insert(), row)
