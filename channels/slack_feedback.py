"""Thumbs under an answer: kept with the question, and with what the answer rested on, as the conversation has them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from stores.feedback import Feedback, FeedbackStore


async def keep(trackers: Any, conversation: str, reply: str, vote: str, comment: str = "") -> bool:
    """Keep a vote on the reply to the message `reply`; False where the conversation has been deleted.

    `trackers` is Rasa's tracker store.
    """
    tracker = await trackers.retrieve_full_tracker(conversation)
    found = None if tracker is None else _said(tracker.events, reply)
    if found is None:
        return False
    question, facts, knowledge = found
    vote_cast = Feedback(conversation, reply, vote, comment, question, facts, knowledge)
    await asyncio.to_thread(_store().add, vote_cast)
    return True


@lru_cache(maxsize=1)
def _store() -> FeedbackStore:
    return FeedbackStore()


def _said(events: Iterable[Any], reply: str) -> tuple[str, tuple[str, ...], str] | None:
    """The question of a message, the facts of the answer to it and the version they come from."""
    question: str | None = None
    facts: list[str] = []
    knowledge = ""
    for event in events:
        if event.type_name == "user":
            if question is not None:
                break
            question = event.text or "" if event.message_id == reply else None
        elif event.type_name == "bot" and question is not None:
            form = (event.data or {}).get("custom")
            if isinstance(form, Mapping):
                facts += form.get("facts") or []
                knowledge = form.get("knowledge") or knowledge
    return None if question is None else (question, tuple(dict.fromkeys(facts)), knowledge)
