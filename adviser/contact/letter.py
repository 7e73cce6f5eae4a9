"""The letter that a person at the desk reads: subject and plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adviser.contact.model import Contact
from adviser.contact.talk import Setting, rows
from adviser.contact.words import FIELDS, NAME


@dataclass(frozen=True)
class Letter:
    """What is sent: a subject of one line, and the text."""

    subject: str
    text: str


def letter(contact: Contact, details: Mapping[str, str], setting: Setting, day: date) -> Letter:
    """The letter for an enquiry: just what the person has seen, and on what terms."""
    words, places = setting.words.letter, {"reference": contact.reference, "name": details[NAME]}
    said = {
        key: pattern.format(**places, desk=setting.desk.name, day=f"{day.day} {day:%B %Y}")
        for key, pattern in words.items()
    }
    lines = [f"{label}: {value}" for label, value in rows(details, setting)[: len(FIELDS)]]
    beside = [
        f"{setting.words.labels[key]}:\n{value}"
        for key in ("about", "summary")
        if (value := str(getattr(setting.shown, key)))
    ]
    parts = [said["opening"], "\n".join(lines), *beside, said["closing"], f"{said['reply']}\n{said['reference']}"]
    return Letter(" ".join(said["subject"].split()), "\n\n".join(parts) + "\n")
