"""Whether the bot can answer, not merely whether it listens: for load balancers, Kubernetes and the launcher.

`GET /webhooks/health/` says that the process lives. `GET /webhooks/health/ready` asks each part to do its work and
answers 503 with the part that does not. Nothing of it belongs on a public address.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from stores.health import check as check_store

logger = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds for each check
FRESH = 1.0  # seconds for which an answer stands: many askers cost no more than one
PROBE = "Which level is right for a team leader?"


class NotWorking(Exception):
    """A part that does not do its work; the text says what is amiss."""


class Health(InputChannel):
    """`GET /webhooks/health/` and `GET /webhooks/health/ready`; takes no messages."""

    def __init__(self) -> None:
        self._last: tuple[float, dict[str, str]] = (-FRESH, {})
        self._lock: asyncio.Lock | None = None

    @classmethod
    def name(cls) -> str:
        """The name in the address."""
        return "health"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two addresses."""
        health = Blueprint("health_webhook", __name__)

        @health.route("/", methods=["GET"])
        async def live(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @health.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            found = await self._checked(getattr(request.app.ctx, "agent", None))
            works = all(state == "ok" for state in found.values())
            body = {"status": "ready" if works else "not ready", **found}
            return response.json(body, status=200 if works else 503, headers={"Cache-Control": "no-store"})

        return health

    async def _checked(self, agent: Agent | None) -> dict[str, str]:
        """Each part with "ok" or what is amiss; asked at most once a second."""
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            at, found = self._last
            if time.monotonic() - at >= FRESH:
                found = await checks(agent)
                self._last = (time.monotonic(), found)
            return found


async def checks(agent: Agent | None) -> dict[str, str]:
    """The state of model, actions and store: "ok" or what is amiss, in words for an operator."""
    parts = {"model": _understands, "actions": _acts, "store": _stores}
    states = await asyncio.gather(*(_state(name, part, agent) for name, part in parts.items()))
    return dict(zip(parts, states, strict=True))


async def _state(name: str, part: Callable[[Agent], Awaitable[None]], agent: Agent | None) -> str:
    if agent is None or not agent.is_ready():
        return "no model is loaded"
    try:
        await asyncio.wait_for(part(agent), PATIENCE)
    except NotWorking as error:
        state = str(error)
    except TimeoutError:
        state = f"no answer within {PATIENCE:.0f} seconds"
    except Exception as error:
        state = type(error).__name__
    else:
        return "ok"
    logger.warning("not ready", extra={"check": name})
    return state


async def _understands(agent: Agent) -> None:
    parsed = await agent.processor.parse_message(UserMessage(PROBE))
    if not parsed["intent"].get("name"):
        raise NotWorking("a message is not understood")


async def _acts(agent: Agent) -> None:
    """Ask the action server for its own health; actions in this very process need no asking."""
    endpoint = agent.processor.action_endpoint
    parts = urlsplit(endpoint.url or "") if endpoint is not None else None
    if parts is None or parts.scheme not in ("http", "https"):
        return
    address = urlunsplit((parts.scheme, parts.netloc, "/health", "", ""))
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        if answer.status != 200:
            raise NotWorking(f"the action server answers {answer.status}")


async def _stores(agent: Agent) -> None:
    await check_store(agent.processor.tracker_store)
