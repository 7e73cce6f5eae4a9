"""What is kept of a person, told to them; and what was sent before they had it deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from actions.desk import desk, store
from adviser.contact.model import REFERENCE
from adviser.contact.words import FIELDS, PREFIX
from adviser.talk import Answer, Note
from render.blocks import day


def kept(answer: Answer, sender: str) -> Answer:
    """What somebody told, with what else is kept of them: the talk, enquiries, votes."""
    from stores.person import export

    found = export(sender)
    notes = (*_of_talk(found["messages"]), *_of_enquiries(found), *_of_feedback(found))
    return replace(answer, ending=(*notes, _note("kept_ends"))) if notes else answer


def with_them(answer: Answer, sender: str) -> Answer:
    """A word on deletion, with what had already been sent: that is no longer ours to delete."""
    if desk() is None:
        return answer
    sent = [each for each in store().of(sender) if any(way.is_sent for way in store().deliveries(each.id))]
    notes = [
        _note("with_them", desk=each.desk, day=day(each.at.date()), reference=each.id[:REFERENCE].upper())
        for each in sent
    ]
    return replace(answer, ending=(*answer.ending, *notes))


def _of_talk(messages: list[dict[str, str]]) -> Iterator[Note]:
    if messages:
        since = datetime.fromisoformat(messages[0]["at"] or datetime.now(UTC).isoformat())
        yield _note("kept_talk", messages=str(len(messages)), since=day(since.date()))


def _of_enquiries(found: dict[str, Any]) -> Iterator[Note]:
    for row in found.get("enquiries", ()):
        given = ", ".join(row[name] for name in FIELDS if row[name])
        yield _note("kept_enquiry", desk=row["desk"], day=day(datetime.fromisoformat(row["at"]).date()), details=given)


def _of_feedback(found: dict[str, Any]) -> Iterator[Note]:
    if votes := len(found.get("feedback", ())):
        yield _note("kept_feedback", votes=str(votes))


def _note(key: str, **values: str) -> Note:
    return Note(f"{PREFIX}{key}", tuple(values.items()))
