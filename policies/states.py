"""The last states of a conversation, as Rasa's domain makes them, without those before."""

from __future__ import annotations

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker


def last_states(tracker: DialogueStateTracker, domain: Domain, most: int) -> list[State]:
    """The last `most` items of `tracker.past_states(domain)`, oldest first; all of them where there are fewer.

    There is a state before each action and one now. Every event counts for the later ones, so all are replayed, but
    making a state of what they led to is what takes the time.
    """
    events = tracker.applied_events()
    unwanted = 1 + sum(isinstance(event, ActionExecuted) for event in events) - most
    replayed, states = tracker.init_copy(), []
    for event in events:
        if isinstance(event, ActionExecuted):
            if unwanted <= 0:
                states.append(domain.get_active_state(replayed))
            unwanted -= 1
        replayed.events.append(event)  # what `update` does, without its checks
        event.apply_to(replayed)
    return [*states, domain.get_active_state(replayed)]
