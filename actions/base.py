"""What every action shares: it may fail, the person must not notice more than an apology."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import DRAWING_CHANNELS, ONE_MESSAGE_CHANNELS, OUTCOME, TERMINAL, TERMINAL_WIDTH, knowledge
from adviser.talk import Answer
from render.blocks import joined, message_of
from render.plain import buttons, plain, wrapped
from render.web import web

logger = logging.getLogger(__name__)

LONGEST_ACT = 6  # seconds: less than Rasa waits for the action server, so that the apology gets through


class SafeAction(Action, ABC):
    """An action that answers with an apology when `act` fails, and leaves the cause in the log."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Act, or say sorry. In a thread, so that an action that takes long holds up nobody else's."""
        own = CollectingDispatcher()  # what is said too late, after the apology, goes nowhere
        try:
            events = await asyncio.wait_for(asyncio.to_thread(self.act, own, tracker), LONGEST_ACT)
        except Exception:  # a person must never meet silence; what failed is in the log, without their words
            logger.exception("%s failed", self.name())
            dispatcher.utter_message(response="utter_trouble")
            return [SlotSet(OUTCOME, "answered")]
        dispatcher.messages.extend(own.messages)
        return events

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
        """What the action does: replies to the dispatcher, events back."""


def speak(dispatcher: CollectingDispatcher, tracker: Tracker, answers: tuple[Answer, ...]) -> None:
    """Say answers in the form of the person's channel; the whole reply is always in the plain text."""
    base = knowledge()
    message = joined([message_of(answer, base.words, base.vocabulary.subjects) for answer in answers])
    text, channel = plain(message, base.words), tracker.get_latest_input_channel()
    if channel in ONE_MESSAGE_CHANNELS:
        form = web(message, base.words, base.version)
        dispatcher.utter_message(text=text, buttons=buttons(message), json_message=form)
        return
    if channel == TERMINAL:  # `rasa shell` cuts a longer line off where there are buttons
        text = wrapped(text, TERMINAL_WIDTH)
    # Rasa makes a message of its own of each paragraph; a space in the empty line keeps one answer together.
    dispatcher.utter_message(text=text.replace("\n\n", "\n \n"), buttons=buttons(message))
    if channel in DRAWING_CHANNELS:
        dispatcher.utter_message(json_message=web(message, base.words, base.version))
