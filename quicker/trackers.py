"""Copies of trackers, of which Rasa makes several at every turn, and the classes of their events."""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_STARTS = (Restarted, SessionStarted)
_UNDOING = {ActionReverted, UserUtteranceReverted, ActiveLoop}

_rasas_applied_events = DialogueStateTracker.applied_events


def copy_of(slot: Slot) -> Slot:
    """What `copy.copy` gives, without asking the slot how it would be pickled."""
    copied = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


def applied_events(tracker: DialogueStateTracker) -> list[Event]:
    """The events that count. Where none undoes another, they are those since the last start.

    Rasa asks of every event whether it is of each kind that could undo one, which costs a class without end.
    """
    applied: list[Event] = []
    for event in reversed(tracker.events):
        kind = type(event)
        if kind in _STARTS:
            break
        if kind in _UNDOING:
            return list(_rasas_applied_events(tracker))
        applied.append(event)
    return applied[::-1]


def mend() -> None:
    """Put them in place of Rasa's; find the class of an event's type once, not in all classes every time."""
    Slot.__copy__ = copy_of
    DialogueStateTracker.applied_events = applied_events
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
