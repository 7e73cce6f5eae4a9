"""How the bot speaks in Slack: one message per answer, drawn as well as the workspace can."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.slack import SlackBot
from slack_sdk.web.async_client import AsyncWebClient

from channels.slack_client import BLOCKS_REFUSED, Refused, call, post, post_privately
from channels.slack_inbox import Place, Told, place_of
from channels.slack_words import WORDS
from render.slack import STEPS, Piece, Said, next_post, pieces_of

logger = logging.getLogger(__name__)


class AdviserSlackBot(SlackBot):
    """Rasa's output channel to one place in Slack."""

    def __init__(
        self, client: AsyncWebClient, token: str, place: Place | None = None, told: Told | None = None
    ) -> None:
        super().__init__(token, place.channel if place else None, place.thread if place else None)
        self.client = client
        self.place, self.told = place, told
        self.spoke = False
        self._thinking: asyncio.Task[None] | None = None

    def think(self) -> None:
        """Show that an answer is on its way. Slack shows this in threads alone, and until something is posted there."""
        if self.place and self.place.thread and not self.place.hook:
            self._thinking = asyncio.create_task(self._think(self.place.channel, self.place.thread))

    async def _think(self, channel: str, thread: str) -> None:
        try:
            status = self.client.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread, status=WORDS["thinking"]
            )
            await call(status)
        except Exception as error:  # a sign only: the answer comes without it
            logger.debug("no thinking sign: %s", type(error).__name__)

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Say one answer of Rasa's: text, buttons, our form and picture are one message."""
        buttons = [*(message.get("buttons") or []), *(message.get("quick_replies") or [])]
        form = message.get("custom")
        first = not self.spoke
        said = Said(
            text=_text(message),
            choices=tuple((str(each.get("title") or ""), str(each.get("payload") or "")) for each in buttons),
            form=form if isinstance(form, Mapping) else None,
            reply=self.told.id if self.told else "",
            echo=self.told.text if self.told and self.told.asks and first else "",
            image=str(message.get("image") or ""),
        )
        await self.say(recipient_id, said)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Say plain words."""
        await self.say(recipient_id, Said(text))

    async def say(self, recipient_id: str, said: Said) -> None:
        """Post an answer in as many messages as it takes, once the thinking sign is up: a post takes it down."""
        place = self.place or place_of(recipient_id)
        if self._thinking:
            await self._thinking
            self._thinking = None
        rest = pieces_of(said, WORDS)
        while rest:
            rest = rest[await self._post_first(place, rest) :]
            self.spoke = True

    async def _post_first(self, place: Place, pieces: tuple[Piece, ...]) -> int:
        """Post the first of the messages, in the best form that Slack takes; gives how many pieces it held."""
        tried: Any = None
        for step in STEPS:
            found = next_post(pieces, WORDS, step)
            if found == tried:
                continue
            tried = found
            try:
                await self._post(place, found.text, list(found.blocks))
            except Refused as refused:
                if step == STEPS[-1] or refused.code not in BLOCKS_REFUSED:
                    raise
                logger.warning("Slack refused blocks (%s) drawn with '%s'; trying plainer ones", refused.code, step)
            else:
                break
        return tried.taken

    async def _post(self, place: Place, text: str, blocks: list[Any]) -> None:
        if place.hook:
            await post_privately(place.hook, text, blocks)
        else:
            await post(self.client, place.channel, place.thread, text, blocks)


def _text(message: Mapping[str, Any]) -> str:
    """The words of a message, with what Rasa would send apart from them."""
    attachment = message.get("attachment")
    parts = [message.get("text"), attachment if isinstance(attachment, str) else None]
    for each in message.get("elements") or []:
        parts += [each.get("title"), each.get("subtitle")]
    return "\n\n".join(str(part) for part in parts if part)
