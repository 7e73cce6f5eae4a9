"""Reads what was sent: its size, its form, its words. Everything else is refused before Rasa hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from jsonschema import Draft202012Validator
from sanic.request import Request

from channels.web.document import Document
from channels.web.guard import LARGEST_BODY
from channels.web.refusals import Refused
from channels.web.turns import Said
from channels.web.words import cleaned, is_command

_JSON = "application/json"


class Bodies:
    """Reads the bodies that the OpenAPI page describes; raises `Refused` for any other."""

    def __init__(self, document: Document) -> None:
        names = ("Beginning", "Message", "Vote")
        self._checks = {name: document.check(name) for name in names}
        self._longest = {name: document.longest(name) for name in names}

    async def beginning(self, request: Request) -> None:
        """Nothing, or an empty object."""
        body = await _body(request)
        if body:
            self._object("Beginning", body, request)

    async def message(self, request: Request) -> Said:
        """A message: its id and its words, cleaned, or those of a choice, as they were offered."""
        body = self._object("Message", await _body(request), request)
        if "choice" in body:
            return Said(body["id"], body["choice"], is_choice=True)
        text = cleaned(body["text"])
        if is_command(text):
            raise Refused("command_refused")
        if not text:
            raise Refused("bad_request", detail="text: nothing in it can be seen")
        return Said(body["id"], text, is_choice=False)

    async def vote(self, request: Request) -> Mapping[str, str]:
        """A vote: `reply`, `vote` and `comment`, which may be empty."""
        body = self._object("Vote", await _body(request), request)
        return {"reply": body["reply"], "vote": body["vote"], "comment": cleaned(body.get("comment", ""))}

    def _object(self, name: str, body: bytes, request: Request) -> dict[str, Any]:
        kind = request.headers.getone("content-type", "").partition(";")[0].strip().lower()
        if kind != _JSON:
            raise Refused("not_json", detail=f"Content-Type: {_JSON} is wanted")
        try:
            found = json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Refused("bad_request", detail="the body is no JSON") from error
        if isinstance(found, dict):
            for key, most in self._longest[name].items():
                if isinstance(found.get(key), str) and len(found[key]) > most:
                    raise Refused("too_long", detail=f"{key}: at most {most} characters")
        _check(self._checks[name], found)
        return dict(found)


def _check(validator: Draft202012Validator, found: Any) -> None:
    """Raise for what is wrong, named by place and rule: what was sent is not repeated."""
    try:
        error = next(iter(validator.iter_errors(found)), None)
    except RecursionError:
        raise Refused("bad_request", detail="the body is nested too deeply") from None
    if error is not None:
        place = ".".join(str(step) for step in error.absolute_path) or "the body"
        raise Refused("bad_request", detail=f"{place}: does not fulfil '{error.validator}'")


async def _body(request: Request) -> bytes:
    """The body, read only as far as it may go."""
    if int(request.headers.getone("content-length", "0")) > LARGEST_BODY:
        raise Refused("too_long", detail=f"the body: at most {LARGEST_BODY} bytes")
    await request.receive_body()
    return request.body or b""


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
