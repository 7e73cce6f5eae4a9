"""Turns of a conversation as the action server has them: a real tracker, read back from the store as each begins."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction
from actions.enquiry import ActionAdvise
from actions.profile import state_of
from adviser.advice.interview import State
from stores.sql import RollingSQLTrackerStore

SENDER = "somebody"
SUPERVISOR = {
    "responsibility": ("team", "six people on nights"),
    "role": ("supervisor", "shift supervisor"),
    "experience": (2.0, "two years"),
    "focus": ("leadership_and_management", "running the shift"),
    "learning_style": ("practical", "hands on"),
    "qualification_type": ("certificate", "a certificate"),
    "budget": ("yes", "a small budget"),
}


@dataclass
class Talk:
    """One person's turns; `slots` is what the store holds after the last."""

    domain: Domain
    store: RollingSQLTrackerStore
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def say(self, kind: str, told: dict[str, tuple[Any, str]] | None = None, **more: Any) -> str:
        """A message of that kind that tells so much; gives the reply. `more`: further readings, `by`, `subjects`."""
        action, subjects = more.pop("by", ActionAdvise()), more.pop("subjects", [])
        text = more.pop("text", "what somebody wrote")
        question = {"kind": kind, "subjects": subjects, "matches": more.pop("matches", []), **more.pop("asked", {})}
        heard = {"told": [[name, value, words] for name, (value, words) in (told or {}).items()], **more}
        parsed = {"text": text, "intent": {"name": kind}, "entities": [], "questions": [question], "heard": heard}
        return self.send(parsed, action)

    def send(self, parsed: dict[str, Any], action: SafeAction) -> str:
        """A message as understanding left it; gives the reply."""
        return asyncio.run(self._turn(parsed, action))

    async def _turn(self, parsed: dict[str, Any], action: SafeAction) -> str:
        tracker = await self.tracker()
        user = UserUttered(parsed["text"], parsed["intent"], [], parsed, input_channel="rest")
        tracker.update(user, self.domain)
        dispatcher = CollectingDispatcher()
        done = await action.run(dispatcher, as_sent(tracker), {})
        for event in (*deserialise_events(done), ActionExecuted(action.name()), ActionExecuted("action_listen")):
            tracker.update(event, self.domain)
        await self._keep(tracker)
        self.messages = dispatcher.messages
        return "\n".join(each["text"] or each["response"] or "" for each in self.messages if not each["custom"])

    async def tracker(self) -> DialogueStateTracker:
        found = await self.store.retrieve(SENDER)
        if found is None:
            found = DialogueStateTracker(SENDER, self.domain.slots)
            found.update(SessionStarted())
        return found

    async def _keep(self, tracker: DialogueStateTracker) -> None:
        await self.store.save(tracker)
        self.slots = (await self.tracker()).current_slot_values()

    def put(self, *events: Any) -> None:
        """Something that happens beside the actions."""

        async def kept() -> None:
            tracker = await self.tracker()
            for event in events:
                event.timestamp = time.time()  # after the session began, which may have been just now
                tracker.update(event, self.domain)
            await self._keep(tracker)

        asyncio.run(kept())

    @property
    def state(self) -> State:
        """Where the interview stands, as the action server would read it now."""
        return state_of(as_sent(asyncio.run(self.tracker())))


def as_sent(tracker: DialogueStateTracker) -> Tracker:
    """A tracker as it reaches the action server, through JSON."""
    return Tracker.from_dict(json.loads(json.dumps(tracker.current_state(EventVerbosity.AFTER_RESTART))))
