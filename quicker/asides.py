"""What Rasa does beside a turn: copies for debug lines that are written at once; a look whether the domain is empty.

The lines tell the same without the copies. A domain that was loaded never changes.
"""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, TypeVar

import rasa.core.processor
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

T = TypeVar("T")

_rasas_is_empty = Domain.is_empty
_rasas_log_slots = MessageProcessor._log_slots


def _as_it_is(value: T) -> T:
    return value


def is_empty(domain: Domain) -> bool:
    """Whether the domain is empty, worked out once: Rasa makes two dictionaries of all of it at every message."""
    known: dict[str, Any] = domain.__dict__
    if "_is_empty" not in known:
        known["_is_empty"] = _rasas_is_empty(domain)
    return bool(known["_is_empty"])


def log_slots(tracker: DialogueStateTracker) -> None:
    """Write the slots into the log, where anybody reads that."""
    if logging.getLogger("rasa.core.processor").isEnabledFor(logging.DEBUG):
        _rasas_log_slots(tracker)


def mend() -> None:
    """Put them in place of Rasa's."""
    rasa.core.processor.copy = SimpleNamespace(deepcopy=_as_it_is)
    Domain.is_empty = is_empty
    MessageProcessor._log_slots = staticmethod(log_slots)
