"""Copies of trackers, of which Rasa makes several at every turn, and the classes of their events."""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot


def copy_of(slot: Slot) -> Slot:
    """What `copy.copy` gives, without asking the slot how it would be pickled."""
    copied = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


def mend() -> None:
    """Give slots that way of being copied; find the class of an event's type once, not in all classes every time."""
    Slot.__copy__ = copy_of
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
