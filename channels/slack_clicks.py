"""What is pressed in Slack: an answer to choose, a start in the bot's home, a thumb, a word of feedback."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from channels.slack_client import BLOCKS_REFUSED, Refused, call, post_privately
from channels.slack_feedback import keep
from channels.slack_inbox import Place, Told, picked, place_of_click
from channels.slack_memory import Memory
from channels.slack_views import LONGEST_WHY, WHY, answered, chosen, home, thanks, why
from channels.slack_words import WORDS
from render.slack_blocks import FEEDBACK

logger = logging.getLogger(__name__)
Body = Mapping[str, Any]


class Clicks:
    """Handles what is pressed. `talk` hands words on to the bot as if they had been typed."""

    def __init__(self, client: AsyncWebClient, memory: Memory, talk: Callable[[Told], Awaitable[None]]) -> None:
        self._client, self._memory, self._talk = client, memory, talk

    async def pressed(self, payload: Body, trackers: Any) -> None:
        """Whatever Slack tells of; what is none of ours is let be."""
        kind = payload.get("type")
        if kind == "block_actions":
            for action in payload.get("actions") or []:
                await self._act(payload, action, trackers)
        elif kind == "view_submission" and (payload.get("view") or {}).get("callback_id") == WHY:
            await self._commented(payload["view"], trackers)
        else:
            logger.debug("nothing to do for %s", kind)

    async def _act(self, payload: Body, action: Body, trackers: Any) -> None:
        place, keys = place_of_click(payload), _keys(payload, action)
        if not all([await self._memory.first(key) for key in keys]):
            return
        if action.get("type") == "feedback_buttons" or action.get("action_id") == FEEDBACK:
            await self._vote(place, str(action.get("value") or ""), trackers)
        elif action.get("action_id") == WHY:
            await self._ask_why(payload, str(action.get("value") or ""))
        else:
            await self._choose(payload, action, place, keys[0])

    async def _choose(self, payload: Body, action: Body, place: Place, key: str) -> None:
        """Say what was chosen, and show in the message that it was."""
        words, label = picked(action)
        if not words:
            return
        seen = bool(payload.get("message")) and not place.hook
        told = Told(words, place, "-".join(key.split()), (), asks=not seen)
        mark = self._mark(payload, label, place) if seen else self._renew_home(payload, place)
        await asyncio.gather(mark, self._talk(told))

    async def _mark(self, payload: Body, label: str, place: Place) -> None:
        """Take the buttons away and write what was chosen; the answer comes whether or not Slack lets us."""
        line = chosen(label, "" if place.channel.startswith("D") else place.user)
        text, blocks = answered(payload["message"], line)
        change: dict[str, Any] = {"channel": place.channel, "ts": str(payload["message"].get("ts"))}
        try:
            try:
                await call(self._client.chat_update(**change, text=text, blocks=blocks))
            except Refused as refused:
                if refused.code not in BLOCKS_REFUSED:
                    raise
                await call(self._client.chat_update(**change, text=text, blocks=[]))
        except Exception as error:
            logger.warning("an answered message could not be changed: %s", error)

    async def _renew_home(self, payload: Body, place: Place) -> None:
        if (payload.get("container") or {}).get("type") == "view":
            await self.show_home(place.user, str((payload.get("view") or {}).get("hash") or ""))

    async def show_home(self, user: str, turn: str) -> None:
        """Show a person the bot's home."""
        try:
            await call(self._client.views_publish(user_id=user, view=home(turn)))
        except Exception as error:
            logger.warning("the bot's home could not be shown: %s", error)

    async def _vote(self, place: Place, value: str, trackers: Any) -> None:
        vote, _, reply = value.partition(" ")
        if vote not in ("up", "down") or not await keep(trackers, place.conversation, reply, vote):
            return
        text, blocks = WORDS["thanks"], thanks(place.conversation, reply, vote)
        if place.hook:
            await post_privately(place.hook, text, blocks)
            return
        more: dict[str, Any] = {"thread_ts": place.thread} if place.thread else {}
        thank = self._client.chat_postEphemeral(
            channel=place.channel, user=place.user, text=text, blocks=blocks, **more
        )
        await call(thank)

    async def _ask_why(self, payload: Body, about: str) -> None:
        await call(self._client.views_open(trigger_id=str(payload.get("trigger_id") or ""), view=why(about)))

    async def _commented(self, view: Body, trackers: Any) -> None:
        about = json.loads(view.get("private_metadata") or "{}")
        typed = ((view.get("state") or {}).get("values") or {}).get(WHY, {}).get(WHY, {}).get("value") or ""
        if typed.strip() and about:
            comment = typed.strip()[:LONGEST_WHY]
            await keep(trackers, about["conversation"], about["reply"], about["vote"], comment)


def _keys(payload: Body, action: Body) -> tuple[str, ...]:
    """The names of a press: its own, and for a choice under a message the choice itself, which counts once."""
    container = payload.get("container") or {}
    shown = container.get("message_ts") or container.get("view_id") or ""
    user = (payload.get("user") or {}).get("id")
    own = f"press {shown} {action.get('action_id')} {action.get('action_ts')} {user}"
    if not container.get("message_ts") or action.get("type") != "button" or action.get("action_id") == WHY:
        return (own,)
    return own, f"choice {container.get('channel_id')} {shown} {action.get('action_id')}"
