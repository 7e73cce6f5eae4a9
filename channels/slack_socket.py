"""Slack without a public address: `python -m channels.slack_socket`.

In Socket Mode Slack sends over a connection that we open. What comes is signed with the app's own signing secret and
posted to the Slack channel of a running bot, which so has one way in, and is acknowledged once the bot has taken it:
what it did not take, Slack sends again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from channels.slack_client import api_url, handlers
from channels.slack_gate import FORM, JSON

logger = logging.getLogger("slack_socket")
WEBHOOK = "http://127.0.0.1:5005/webhooks/slack/webhook"
APP_TOKEN, SECRET = "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
SECONDS = 10  # within which the bot takes a message; it answers at once and works afterwards
AGAIN = 10  # seconds between two tries to reach Slack
_EVENTS, _CLICKS, _COMMANDS = "events_api", "interactive", "slash_commands"


def request_of(kind: str, payload: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """Content type and body that Slack would post for such an envelope; None for a kind that it never posts."""
    if kind == _EVENTS:
        return JSON, json.dumps(payload).encode()
    if kind == _CLICKS:
        return FORM, urlencode({"payload": json.dumps(payload)}).encode()
    if kind == _COMMANDS:
        return FORM, urlencode({name: str(value) for name, value in payload.items()}).encode()
    return None


class Bridge:
    """Carries what comes over the socket to the bot, and the bot's answer back."""

    def __init__(self, webhook: str, secret: str) -> None:
        self._webhook, self._verifier = webhook, SignatureVerifier(secret)

    async def carry(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope. It is acknowledged only where the bot took it."""
        made = request_of(request.type, request.payload)
        answer: dict[str, Any] | None = None
        if made is not None:
            try:
                answer = await self._post(*made)
            except (aiohttp.ClientError, TimeoutError) as error:
                logger.error("the bot did not take a message (%s); Slack will send it again", type(error).__name__)
                return
        if not request.accepts_response_payload:
            answer = None
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer or None))

    async def _post(self, content_type: str, body: bytes) -> dict[str, Any]:
        stamp = str(int(Clock().now()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": str(self._verifier.generate_signature(timestamp=stamp, body=body)),
        }
        patience = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.post(self._webhook, data=body, headers=headers) as answer,
        ):
            answer.raise_for_status()
            text = await answer.text()
        return dict(json.loads(text)) if answer.content_type == JSON else {}


async def run(webhook: str, app_token: str, secret: str) -> None:
    """Stay connected until a signal comes; raises `SlackApiError` where Slack does not know the token."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    web = AsyncWebClient(app_token, base_url=api_url(), retry_handlers=handlers())
    client = SocketModeClient(app_token, web_client=web, logger=logger)
    client.socket_mode_request_listeners.append(Bridge(webhook, secret).carry)
    try:
        working = asyncio.create_task(_connect(client))
        ending = asyncio.create_task(stopped.wait())
        await asyncio.wait((working, ending), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()  # raises where Slack does not know the token
        await ending
        working.cancel()
    finally:
        await client.close()  # type: ignore[no-untyped-call]
        await client.aiohttp_client_session.close()


async def _connect(client: SocketModeClient) -> None:
    """Connect, and again while there is no line. The client itself would try for ever with a wrong token."""
    while client.wss_uri is None:
        try:
            client.wss_uri = await client.issue_new_wss_url()
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("Slack cannot be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(AGAIN)
    await client.connect()  # type: ignore[no-untyped-call]
    logger.info("connected to Slack")


def main(arguments: Sequence[str] | None = None) -> int:
    """Connect; 1 where something must be mended first."""
    parser = argparse.ArgumentParser(
        prog="python -m channels.slack_socket",
        description="Connects a running bot with Slack by Socket Mode, where it has no public address.",
        epilog=f"Environment: {APP_TOKEN} (xapp-...) and {SECRET}. See docs/slack.md.",
    )
    parser.add_argument("--webhook", default=WEBHOOK, help="the bot's address for Slack (%(default)s)")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    missing = [name for name in (APP_TOKEN, SECRET) if not os.environ.get(name)]
    if missing:
        logger.error("Set %s in the environment: docs/slack.md tells where they are found.", " and ".join(missing))
        return 1
    try:
        asyncio.run(run(options.webhook, os.environ[APP_TOKEN], os.environ[SECRET]))
    except SlackApiError as error:
        logger.error(
            "Slack does not take %s (%s): make an app-level token with connections:write.",
            APP_TOKEN,
            error.response["error"],
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
