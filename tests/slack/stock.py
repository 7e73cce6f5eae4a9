"""Rasa's own Slack channel, to be tried beside ours: all of it is Rasa's but for the address of Slack.

Several of it, set up differently, live in one server, so each has a place of its own among the webhooks.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.channels.slack import SlackInput
from sanic import Blueprint


class StockSlack(SlackInput):
    where = "stock"

    def url_prefix(self) -> str:
        return self.where

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        found = super().blueprint(on_new_message)
        found.name = f"slack_{self.where}"
        return found

    def get_output_channel(self, channel: str | None = None, thread_id: str | None = None) -> OutputChannel:
        bot = super().get_output_channel(channel, thread_id)
        bot.client.base_url = os.environ["SLACK_API_URL"]
        return bot


class StockInChannel(StockSlack):
    where = "stock-channel"


class StockByThread(StockSlack):
    where = "stock-thread"
