"""Ways out to Slack: its Web API with patience, and the addresses it gives for answers that one person sees."""

from __future__ import annotations

import os
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

API = "https://slack.com/api/"
HOOKS = "https://hooks.slack.com/"
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}


class Refused(Exception):
    """Slack does not take a message; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack refused it: {code}")
        self.code = code


def api_url() -> str:
    """Slack's Web API, or what SLACK_API_URL names in its place (tests, a recording proxy)."""
    return os.environ.get("SLACK_API_URL") or API


def handlers() -> list[AsyncRetryHandler]:
    """Whoever is told to wait waits; a server's or a line's trouble is tried again."""
    return [
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(max_retry_count=2),
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
    ]


def web_client(token: str, proxy: str | None = None) -> AsyncWebClient:
    """The client of the Web API."""
    return AsyncWebClient(token, base_url=api_url(), proxy=proxy, retry_handlers=handlers())


async def post(client: AsyncWebClient, channel: str, thread: str | None, text: str, blocks: list[Any]) -> None:
    """Post a message; raises `Refused`."""
    more: dict[str, Any] = {"thread_ts": thread} if thread else {}
    if blocks:
        more["blocks"] = blocks
    await call(client.chat_postMessage(channel=channel, text=text, unfurl_links=False, unfurl_media=False, **more))


async def call(request: Any) -> Any:
    """Wait for a call of the Web API; raises `Refused` with Slack's own word in place of all it answered."""
    try:
        return await request
    except SlackApiError as error:
        raise Refused(_code(error)) from None


def _code(error: SlackApiError) -> str:
    answer = error.response
    try:
        return str(answer["error"])
    except (KeyError, TypeError):
        return f"status {getattr(answer, 'status_code', 'unknown')}"


async def post_privately(hook: str, text: str, blocks: list[Any]) -> None:
    """Answer at an address that Slack gave with a command or click, for that person alone; raises `Refused`."""
    if not hook.startswith((HOOKS, api_url())):
        raise Refused("not_an_address_of_slack")
    client = AsyncWebhookClient(hook, retry_handlers=handlers())
    answer = await client.send(text=text, blocks=blocks or None, response_type="ephemeral", replace_original=False)
    if answer.status_code != 200:
        raise Refused(answer.body.strip() or f"status {answer.status_code}")
