"""One question and its answer, with no server: the model and the actions in this very process."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import warnings
from typing import Any

from operate.places import MODEL, child_environment
from operate.problem import Problem
from operate.train import train


def ask(question: str) -> None:
    """Print what the bot replies when this is the first thing somebody says."""
    train()
    os.environ.update(child_environment())
    _hush()
    replies = asyncio.run(_replies_to(question))
    if not replies:
        raise Problem("The bot said nothing, which it never should: run 'make test' to see what is wrong.")
    print("\n\n".join(replies))


async def _replies_to(question: str) -> list[str]:
    """Load the model and hold a conversation of one message, which is kept nowhere."""
    # Imported here: these take most of the time, and nobody waits for them to read --help.
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    from operate.in_process import InProcessActions

    agent = Agent.load(MODEL, action_endpoint=InProcessActions("actions"))
    collected = CollectingOutputChannel()
    await agent.handle_message(UserMessage(question, collected, sender_id="ask"))
    return [_as_text(message) for message in collected.messages]


def _as_text(message: dict[str, Any]) -> str:
    """Write one message as plain text: what it says, then what it offers."""
    lines = [message["text"]] if message.get("text") else []
    lines += [f"  [{button['title']}]" for button in message.get("buttons", ())]
    lines += [json.dumps(message["custom"], indent=2, ensure_ascii=False)] if message.get("custom") else []
    return "\n".join(lines)


def _hush() -> None:
    """Keep everything but errors off the screen: the answer is what was asked for."""
    import structlog

    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
