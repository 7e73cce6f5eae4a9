"""A conversation's token: signed, so that nobody can make one, and naming an id that nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

AUDIENCE = "adviser-web"
LONGEST = 512  # characters; ours have about 200
_ALGORITHM = "HS256"


class UnknownConversation(Exception):
    """The token is not one of ours, or too old."""


@dataclass(frozen=True)
class Conversation:
    """A conversation: Rasa's sender id, which no browser ever learns, and a short name that may be shown."""

    sender: str
    public: str


class Tokens:
    """Makes tokens and reads them, with one secret."""

    def __init__(self, secret: bytes, days: int) -> None:
        self._signs = _derived(secret, "token")
        self._names = _derived(secret, "sender")
        self._lifetime = timedelta(days=days)

    def issue(self) -> tuple[str, Conversation]:
        """A token for a conversation that has not begun, and that conversation."""
        name = secrets.token_urlsafe(16)
        now = datetime.now(UTC)
        claims = {"sub": name, "aud": AUDIENCE, "exp": now + self._lifetime}
        return jwt.encode(claims, self._signs, _ALGORITHM), self._conversation(name)

    def read(self, token: str) -> Conversation:
        """The conversation of a token; raises `UnknownConversation`."""
        if len(token) > LONGEST:
            raise UnknownConversation
        try:
            claims = jwt.decode(
                token,
                self._signs,
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["sub", "exp", "aud"]},
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise UnknownConversation from error
        return self._conversation(str(claims["sub"]))

    def shadow(self, text: str) -> str:
        """Something that stands for a text (an address) and does not tell it."""
        return hmac.new(self._names, f"shadow {text}".encode(), hashlib.sha256).hexdigest()[:24]

    def _conversation(self, name: str) -> Conversation:
        digest = hmac.new(self._names, name.encode(), hashlib.sha256).hexdigest()
        return Conversation(sender=f"web-{digest[:40]}", public=digest[-8:])


def _derived(secret: bytes, use: str) -> bytes:
    """A key of its own for each use of the secret."""
    return hmac.new(secret, f"adviser {use}".encode(), hashlib.sha256).digest()
