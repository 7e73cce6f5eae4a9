"""Rasa's Slack channel, mended: docs/slack.md tells how to set it up, tests/slack what the stock one gets wrong.

Slack waits three seconds for an answer and sends again what it thinks lost, so every request is answered at once and
worked on afterwards, and what was seen before is let be.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.slack import SlackInput
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.slack_bot import AdviserSlackBot
from channels.slack_clicks import Clicks
from channels.slack_client import web_client
from channels.slack_gate import Turned, check, opened
from channels.slack_inbox import Told, place_of, told_by_command, told_by_event
from channels.slack_memory import Memory, ProcessMemory
from channels.slack_views import starts
from channels.slack_words import WORDS

logger = logging.getLogger(__name__)
TOKEN, SECRET = "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"
Handler = Callable[[UserMessage], Awaitable[Any]]


class AdviserSlackInput(SlackInput):
    """`POST /webhooks/slack/webhook` for events, clicks and commands of Slack alike.

    Token and signing secret come from the environment. `memory` is what several servers would share.
    """

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AdviserSlackInput:
        """The channel with the secrets of the environment; `proxy` may be given in the credentials."""
        missing = [name for name in (TOKEN, SECRET) if not os.environ.get(name)]
        if missing:
            names = " and ".join(missing)
            raise InvalidConfigException(f"The Slack channel needs {names} in the environment: see docs/slack.md.")
        return cls(os.environ[TOKEN], os.environ[SECRET], (credentials or {}).get("proxy"))

    def __init__(self, token: str, secret: str, proxy: str | None = None, memory: Memory | None = None) -> None:
        super().__init__(token, proxy=proxy, use_threads=True, slack_signing_secret=secret)
        self.client = web_client(token, proxy)
        self.memory = memory or ProcessMemory()
        self.clicks = Clicks(self.client, self.memory, self._talk)
        self._hand_on: Handler | None = None

    def get_output_channel(self, channel: str | None = None, thread_id: str | None = None) -> AdviserSlackBot:
        """A way to speak: where the name of the conversation says, unless a channel is given."""
        place = place_of(f"--{channel}-{thread_id}" if thread_id else f"--{channel}") if channel else None
        return AdviserSlackBot(self.client, self.slack_token, place)

    def get_metadata(self, request: Request) -> dict[str, Any]:
        """Nothing: the name of the conversation says where it is, and no more of Slack is kept with it."""
        return {}

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The two addresses of the channel."""
        self._hand_on = on_new_message
        webhook = Blueprint("adviser_slack", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                check(self.slack_signing_secret, request.headers, request.body)
                kind, body = opened(request.headers.get("content-type", ""), request.body)
            except Turned as turned:
                return response.json(turned.body, status=turned.status)
            trackers = getattr(getattr(request.app.ctx, "agent", None), "tracker_store", None)
            return self._taken(kind, body, trackers)

        return webhook

    def _taken(self, kind: str, body: dict[str, Any], trackers: Any) -> HTTPResponse:
        """What Slack is told at once; the work goes on behind it."""
        if kind == "command":
            if not body.get("text", "").strip():
                shown = {"response_type": "ephemeral", "text": WORDS["home"]["intro"], "blocks": starts()}
                return response.json(shown)
            self._behind(self._command(body))
        elif kind == "click":
            self._behind(self.clicks.pressed(body, trackers))
            if body.get("type") == "block_suggestion":
                return response.json({"options": []})
        elif body.get("type") == "url_verification":
            return response.json({"challenge": body.get("challenge", "")})
        else:
            self._behind(self._event(body, trackers))
        return response.text("")

    def _behind(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something behind Slack's back; what fails is told in the log, without anybody's words."""
        task = asyncio.create_task(_guarded(work))
        self._background_tasks.add(task)
        task.add_done_callback(self._background_tasks.discard)

    async def _event(self, body: dict[str, Any], trackers: Any) -> None:
        event = body.get("event") or {}
        if event.get("type") == "app_home_opened":
            if event.get("tab") == "home" and await self.memory.first(f"event {body.get('event_id')}"):
                await self.clicks.show_home(str(event.get("user")), str(event.get("event_ts", "")))
            return
        told = told_by_event(body)
        if told is None or not (told.invited or await self._is_in(told.place.conversation, trackers)):
            return
        if not all([await self.memory.first(key) for key in told.keys]):
            return
        await self.memory.first(f"thread {told.place.conversation}")
        await self._talk(told if told.text or event.get("files") else _greeting(told))

    async def _is_in(self, conversation: str, trackers: Any) -> bool:
        """Whether the bot takes part in a thread: it was called a moment ago, or the conversation is in the store."""
        if await self.memory.knows(f"thread {conversation}"):
            return True
        return trackers is not None and await trackers.retrieve_full_tracker(conversation) is not None

    async def _command(self, form: dict[str, str]) -> None:
        told = told_by_command(form)
        if await self.memory.first(told.keys[0]):
            await self._talk(told)

    async def _talk(self, told: Told) -> None:
        """Hand a message on to Rasa; whatever happens, the person hears something."""
        bot, conversation = AdviserSlackBot(self.client, self.slack_token, told.place, told), told.place.conversation
        bot.think()
        message = UserMessage(told.text, bot, conversation, input_channel=self.name(), message_id=told.id)
        failed = False
        try:
            assert self._hand_on is not None
            await self._hand_on(message)
        except Exception:
            logger.exception("a message from Slack could not be handled")
            failed = True
        if failed or not bot.spoke:
            await bot.send_text_message(conversation, WORDS["trouble"])


def _greeting(told: Told) -> Told:
    """Who only calls the bot by its name greets it."""
    return Told(WORDS["mention_alone"], told.place, told.id, told.keys)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        logger.exception("something from Slack could not be done")
