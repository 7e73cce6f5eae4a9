"""For schemathesis: each request comes from an address and a conversation of its own, or limits would answer it."""

from __future__ import annotations

import os
import random
from typing import Any

import requests
import schemathesis

WEB = os.environ["ADVISER_WEB"]
_chance = random.Random(20261122)


def _address() -> dict[str, str]:
    return {"X-Forwarded-For": f"198.18.{_chance.randrange(256)}.{_chance.randrange(1, 255)}"}


@schemathesis.auth(refresh_interval=None)
class Conversation:
    """Begins one for each request."""

    def get(self, case: Any, context: Any) -> str:
        answer = requests.post(f"{WEB}/conversations", json={}, headers=_address(), timeout=30)
        return str(answer.json()["token"])

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@schemathesis.hook
def before_call(context: Any, case: Any, **_: Any) -> None:
    """Give the request its address."""
    case.headers = {**(case.headers or {}), **_address()}
