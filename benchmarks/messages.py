"""What is said to the bots, from messages.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Conversation = list[str]

_FILE = Path(__file__).parent / "messages.yml"
_AFTER = 4  # answerable messages between two unanswerable ones


def for_ours() -> list[Conversation]:
    """Every script about every subject: conversations of enquiries, no message twice."""
    said = _read()["ours"]
    return [
        [line.format(subject=subject) for line in script] for subject in said["subjects"] for script in said["scripts"]
    ]


def for_stock() -> list[Conversation]:
    """As many conversations of the kind that `rasa init` was made for."""
    said = _read()["stock"]
    return [list(script) for script in said["scripts"] * said["times"]]


def with_fallbacks() -> Conversation:
    """Forty messages for the long talk: enquiries, and one without an answer after every four."""
    said = _read()
    unanswerable: list[str] = said["unanswerable"]
    enquiries = [line for conversation in for_ours() for line in conversation][: _AFTER * len(unanswerable)]
    talk: Conversation = []
    for place, beside_the_point in enumerate(unanswerable):
        talk += [*enquiries[place * _AFTER : (place + 1) * _AFTER], beside_the_point]
    return talk


def _read() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return said
