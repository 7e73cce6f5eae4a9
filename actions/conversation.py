"""Between Rasa's tracker and the core: what was asked, what was talked about, what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker

from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.model import KnowledgeBase
from adviser.talk import Focus, Match, Question

LAST_TOPIC = "last_topic"
FAILURES = "failures"
OUTCOME = "outcome"
TERMINAL, TERMINAL_WIDTH = "cmdline", 78  # `rasa shell`, and characters that fit into one
DRAWING_CHANNELS = ("rest", "callback", "socketio")  # those whose client can draw the structured form
ONE_MESSAGE_CHANNELS = ("web", "slack")  # ours: words, buttons and structured form travel as one message


@lru_cache(maxsize=1)
def knowledge() -> KnowledgeBase:
    """The checked knowledge base, read once; raises `KnowledgeError` at the start of the server, not in a talk."""
    return load_checked(KNOWLEDGE, date.today())


def questions_of(message: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that understanding found in a message."""
    return tuple(_question(found) for found in message.get("questions") or ())


def _question(found: Mapping[str, Any]) -> Question:
    names = {field.name for field in fields(Question)}  # a model of another version may tell more
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in found.items() if k in names}
    for name in ("matches", "alike"):
        known[name] = tuple(Match(str(key), float(nearness)) for key, nearness in found.get(name, ()))
    return Question(**known)


def intent_of(tracker: Tracker) -> str:
    """The kind of the last message."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def failures_of(tracker: Tracker) -> int:
    """How many turns in a row could not be answered; 0 where the slot holds no number."""
    kept = tracker.get_slot(FAILURES)
    return kept if isinstance(kept, int) else 0


def focus_of(tracker: Tracker) -> Focus:
    """What was last talked about; nothing where the slot is empty or of another shape."""
    kept = tracker.get_slot(LAST_TOPIC)
    if not isinstance(kept, Mapping):
        return Focus()
    names = {field.name for field in fields(Focus)}
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in kept.items() if k in names}
    return Focus(**known)


def as_slot(focus: Focus) -> dict[str, Any]:
    """A focus as plain values for the slot; what is empty is left out."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(focus).items() if value}
