"""The bot inside this very process: the model, and the actions, with no server and no memory kept."""

from __future__ import annotations

import gc
import json
import logging
import os
from typing import Any

from operate.places import MODEL, child_environment


class Bot:
    """The trained bot, in one conversation that is forgotten afterwards."""

    def __init__(self) -> None:
        """Load the model. Slow, so nothing is imported or loaded before it is wanted."""
        os.environ.update(child_environment())
        _hush()
        gc.disable()  # a quarter of the loading time goes into looking for garbage there is none of
        from rasa.core.agent import Agent

        from operate.in_process import InProcessActions

        self._agent = Agent.load(MODEL, action_endpoint=InProcessActions("actions"))
        gc.freeze()
        gc.enable()

    async def reply(self, text: str) -> list[str]:
        """Say something to it, and get its messages as plain text."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        collected = CollectingOutputChannel()
        await self._agent.handle_message(UserMessage(text, collected, sender_id="terminal"))
        return [_as_text(message) for message in collected.messages]

    async def understand(self, text: str) -> dict[str, Any]:
        """What the model makes of a message, as Rasa gives it; nothing is answered."""
        return dict(await self._agent.parse_message(text))


def _as_text(message: dict[str, Any]) -> str:
    """Write one message as plain text: what it says, then what it offers."""
    lines = [message["text"]] if message.get("text") else []
    lines += [f"  [{button['title']}]" for button in message.get("buttons", ())]
    lines += [json.dumps(message["custom"], indent=2, ensure_ascii=False)] if message.get("custom") else []
    return "\n".join(lines)


def _hush() -> None:
    """Keep everything but errors off the screen: the answer is what was asked for."""
    import structlog

    logging.basicConfig(level=logging.ERROR)
    logging.captureWarnings(True)  # into the log, that is: libraries switch ignored warnings on again
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
