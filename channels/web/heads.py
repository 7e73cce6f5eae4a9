"""Mends how Sanic 21.12 reads the head of a request, for the whole server: one head must not stop it for everybody.

A negative Content-Length sends Sanic round and round for ever; one that is no number, or an encoding it does not know,
gives a server error; an address that cannot be read gives no answer at all.
"""

from __future__ import annotations

from typing import Any

from httptools import HttpParserError
from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.http import Http
from sanic.request import Request

_UNREADABLE = b"*"  # the address that Sanic itself gives to a request without one
_NO_METHOD = "NONE"


class CheckedRequest(Request):
    """A request whose head says one thing about the length of its body, and that a possible one."""

    def __init__(self, url_bytes: bytes, headers: Any, version: str, method: str, *more: Any, **named: Any) -> None:
        try:
            super().__init__(url_bytes, headers, version, method, *more, **named)
        except HttpParserError as error:
            if method != _NO_METHOD:
                raise InvalidUsage("Bad Request") from error
            super().__init__(_UNREADABLE, headers, version, method, *more, **named)
        lengths, encodings = headers.getall("content-length", []), headers.getall("transfer-encoding", [])
        if len(lengths) + len(encodings) > 1 or not all(_is_length(length) for length in lengths):
            raise InvalidUsage("Bad Request")
        if any(encoding != "chunked" for encoding in encodings):
            raise InvalidUsage("Bad Request")


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def mend(app: Sanic) -> None:
    """To be called when the server starts."""
    app.request_class = CheckedRequest
    if getattr(Http.create_empty_request, "is_mended", False):
        return
    theirs = Http.create_empty_request

    def create_empty_request(self: Any) -> None:
        """Sanic's own, for an address that can be written."""
        if self.url is not None:
            self.url = self.url.encode(errors="replace").decode()
        theirs(self)

    create_empty_request.is_mended = True  # type: ignore[attr-defined]
    Http.create_empty_request = create_empty_request
