"""Two actions, one of which takes half a minute: run by a real action server in a test."""

from __future__ import annotations

import time
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction


class ActionSlow(SafeAction):
    def name(self) -> str:
        return "action_slow"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        time.sleep(30)
        dispatcher.utter_message(text="at last")
        return []


class ActionQuick(SafeAction):
    def name(self) -> str:
        return "action_quick"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        dispatcher.utter_message(text="at once")
        return []
