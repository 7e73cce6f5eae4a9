"""Calls of the action server that carry the current turn, not the whole session.

Rasa sends every event of the session with every call, which grows by a kilobyte or two with every turn. Set in
endpoints.yml, `action_endpoint: {events: last_turn}` sends those from the person's last message on. Slots, the active
loop and the last message are sent as ever; an action that looks further back does without this setting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

SETTING, LAST_TURN = "events", "last_turn"

_rasas_own = RemoteAction._action_call_format


@dataclass(frozen=True)
class LastTurn:
    """As much of a tracker as a call asks for, without what was before the last message."""

    tracker: DialogueStateTracker

    @property
    def sender_id(self) -> str:
        """Whose conversation it is."""
        return str(self.tracker.sender_id)

    def current_state(self, _verbosity: EventVerbosity) -> dict[str, Any]:
        """The state that Rasa sends, with fewer events."""
        state: dict[str, Any] = self.tracker.current_state(EventVerbosity.NONE)
        return {**state, "events": [event.as_dict() for event in since_last_message(self.tracker.events)]}


def since_last_message(events: Iterable[Event]) -> list[Event]:
    """The events from the last message on; all where there is no message."""
    found: list[Event] = []
    for event in reversed(list(events)):
        found.append(event)
        if isinstance(event, UserUttered):
            break
    return found[::-1]


def call_of(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """What is sent to the action server."""
    endpoint = action.action_endpoint
    light = endpoint is not None and endpoint.kwargs.get(SETTING) == LAST_TURN
    return dict(_rasas_own(action, LastTurn(tracker) if light else tracker, domain))


def mend() -> None:
    """Put it in place of Rasa's."""
    RemoteAction._action_call_format = call_of
