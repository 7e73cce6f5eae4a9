"""Rasa's REST channel with a check of what comes in.

The stock channel answers a body that is no object with a server error, puts every caller without a `sender` into one
shared conversation, believes the `input_channel` and `metadata` a caller claims, and answers a failure with an empty
success. Here each of these gets a reply that a client can use.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

LONGEST_MESSAGE = 8000  # characters; understanding itself asks for a shorter message from 4,000
LONGEST_SENDER = 200
TROUBLE = "Something went wrong on our side. Please send your message again in a moment."


class Refused(Exception):
    """A request that cannot be taken, with the HTTP status and the words for its sender."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class CheckedRestInput(RestInput):
    """`POST /webhooks/rest/webhook` with `{"sender": ..., "message": ...}`; gives a list of replies.

    A caller without `sender` gets a conversation of its own, named in `recipient_id` of each reply.
    """

    @classmethod
    def name(cls) -> str:
        """The name in the address, Rasa's own."""
        return "rest"

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """None: what a caller claims about itself is not taken on trust."""
        return None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two addresses of the channel."""
        webhook = Blueprint("checked_rest", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text = _read(request)
            except Refused as refused:
                return response.json({"error": str(refused)}, status=refused.status)
            return await self._answered(sender, text, on_new_message)

        return webhook

    async def _answered(
        self, sender: str, text: str, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> HTTPResponse:
        collector = CollectingOutputChannel()
        message = UserMessage(text, collector, sender, input_channel=self.name())
        try:
            await on_new_message(message)
        except Exception:  # whatever failed, the person must hear of it
            logger.exception("a message could not be handled")
            collector.messages.clear()  # the turn is not stored: what it said must not pass for said
        if not collector.messages:
            return response.json([{"recipient_id": sender, "text": TROUBLE}], status=503)
        return response.json(collector.messages)


def _read(request: Request) -> tuple[str, str]:
    """Sender and text of a request; raises `Refused` where it is not what the channel takes."""
    try:
        body = request.json
    except InvalidUsage as error:
        raise Refused(400, "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise Refused(400, 'Send a JSON object: {"sender": "...", "message": "..."}.')
    text, sender = body.get("message"), body.get("sender")
    if not isinstance(text, str):
        raise Refused(400, "'message' must be text.")
    if len(text) > LONGEST_MESSAGE:
        raise Refused(413, f"'message' is longer than {LONGEST_MESSAGE:,} characters.")
    if sender is None or sender == "":
        sender = uuid.uuid4().hex
    if not isinstance(sender, str) or len(sender) > LONGEST_SENDER:
        raise Refused(400, f"'sender' must be text of at most {LONGEST_SENDER} characters.")
    return sender, text
