"""Who may come in: only Slack, with this app's signature that is not old. Whoever is refused is told why, in JSON."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

SECONDS = 5 * 60  # Slack's own advice: an older request may be one that somebody recorded
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Turned(Exception):
    """A request that is not taken: an HTTP status, a short code, and words for whoever reads the log of the sender."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    @property
    def body(self) -> dict[str, Any]:
        """What the sender is told."""
        return {"error": {"code": self.code, "message": str(self)}}


def check(secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Let a request of Slack's through; raises `Turned` for any other."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not stamp.isascii() or not stamp.isdigit() or not signature.isascii():
        raise Turned(403, "bad_signature", "The request is not signed by Slack.")
    wanted = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    if wanted is None or not hmac.compare_digest(wanted, signature):
        raise Turned(403, "bad_signature", "The request is not signed with this app's signing secret.")
    if abs(time.time() - int(stamp)) > SECONDS:
        reason = "The request was signed more than five minutes ago or ahead: check the clock of this server."
        raise Turned(403, "wrong_time", reason)


def opened(content_type: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """What a request is ("event", "click" or "command") and what it holds; raises `Turned` where it is none of them."""
    if content_type.startswith(JSON):
        return "event", _json(body)
    if not content_type.startswith(FORM):
        raise Turned(415, "bad_request", f"Send {JSON} or {FORM}, as Slack does.")
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace"), True).items()}
    if "payload" in form:
        return "click", _json(form["payload"])
    if "command" in form:
        return "command", form
    raise Turned(400, "bad_request", "The form holds neither a payload nor a command.")


def _json(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Turned(400, "bad_request", "The body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise Turned(400, "bad_request", "The body is not a JSON object.")
    return found
