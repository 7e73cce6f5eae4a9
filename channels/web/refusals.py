"""What a person and a program are told when a request is not answered: a code, a status, plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sanic import response
from sanic.response import HTTPResponse

# code: (HTTP status, words for a person)
REFUSALS: dict[str, tuple[int, str]] = {
    "bad_request": (400, "That could not be read. Please write your message again."),
    "not_offered": (400, "That choice was not offered in this conversation. Please choose again, or write in words."),
    "command_refused": (400, "A message cannot begin with a slash. Please leave it out and say it in plain words."),
    "unknown_conversation": (401, "This conversation is not known any more. Please start a new one."),
    "origin_refused": (403, "The adviser has not been allowed on this website yet."),
    "not_found": (404, "There is nothing at this address."),
    "method_not_allowed": (405, "This address cannot be used in that way."),
    "too_long": (413, "That message is too long. Please shorten it, or send it in parts."),
    "not_json": (415, "That could not be read: only JSON is taken here."),
    "too_many": (429, "That was a lot at once. Please wait a moment and send it again."),
    "unavailable": (503, "The adviser cannot answer just now. Please send your message again in a moment."),
}


@dataclass
class Refused(Exception):
    """A request that is not answered. `detail` is for whoever writes the client, and never repeats what was sent."""

    code: str
    detail: str = ""
    retry_after: int = 0  # seconds; 0: not said
    words: str = ""  # instead of the usual ones
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return REFUSALS[self.code][0]


def refusal(refused: Refused) -> HTTPResponse:
    """The answer to a refused request."""
    error: dict[str, Any] = {"code": refused.code, "message": refused.words or REFUSALS[refused.code][1]}
    headers = dict(refused.headers)
    if refused.detail:
        error["detail"] = refused.detail
    if refused.retry_after:
        error["retry_after"] = refused.retry_after
        headers["Retry-After"] = str(refused.retry_after)
    if refused.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return response.json({"error": error}, status=refused.status, headers=headers)
