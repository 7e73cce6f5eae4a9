"""One question and its answer, with no server."""

from __future__ import annotations

import asyncio

from operate.problem import Problem
from operate.talk import Bot
from operate.train import train


def ask(question: str) -> None:
    """Print what the bot replies when this is the first thing somebody says."""
    train()
    replies = asyncio.run(_replies_to(question))
    if not replies:
        raise Problem("The bot said nothing, which it never should: run 'make test' to see what is wrong.")
    print("\n\n".join(replies))


async def _replies_to(question: str) -> list[str]:
    return await Bot().reply(question)
