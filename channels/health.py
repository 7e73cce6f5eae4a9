"""Whether this server does its work: for whoever starts, balances or watches it, not for the public.

`GET /webhooks/health/` says that the process lives. `GET /webhooks/health/ready` says 200 only if a message would be
answered: the model understands one, the database and Redis answer, the action server is there; and `.../parts` says
how each of these is. Rasa's own address `/` says that all is well without a model, and its API would have to be open
for more.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from stores.locks import ConversationLocks
from stores.sql import RollingSQLTrackerStore

logger = logging.getLogger(__name__)

REMEMBERED = 1.0  # seconds: many who ask at once cost no more than one
LONGEST_CHECK = 6.0  # seconds: what takes longer is not well
_PROBE = "Which level is right for a team leader?"
_OK, _UNAVAILABLE = 200, 503


class Unwell(Exception):
    """What would keep a message from being answered."""


class Health(InputChannel):
    """Three addresses that say how this server is."""

    def __init__(self) -> None:
        self._known: tuple[float, dict[str, str]] = (float("-inf"), {})
        self._checking = asyncio.Lock()
        self._is_warm = False

    @classmethod
    def name(cls) -> str:
        """The name in the address."""
        return "health"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The three addresses."""
        addresses = Blueprint("health", __name__)

        @addresses.route("/", methods=["GET"])
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @addresses.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            return _answer(await self._found(request.app.ctx.agent))

        @addresses.route("/parts", methods=["GET"])
        async def parts(request: Request) -> HTTPResponse:
            found = await self._found(request.app.ctx.agent)
            return _answer(found, **found)

        return addresses

    async def _found(self, agent: Any) -> dict[str, str]:
        """The state of each part, as of a moment ago at most."""
        async with self._checking:
            when, found = self._known
            if time.monotonic() - when > REMEMBERED:
                found = await check(agent)
                if not self._is_warm and _is_well(found):
                    await _warm_up(agent)
                    self._is_warm = True
                self._known = (time.monotonic(), found)
            return found


def _is_well(found: dict[str, str]) -> bool:
    return all(state == "ok" for state in found.values())


async def _warm_up(agent: Any) -> None:
    """Hold one turn, in no conversation, before a visitor waits for all that is done for the first time."""
    try:
        heard = UserMessage(_PROBE, CollectingOutputChannel(), "warm-up")
        tracker = agent.tracker_store.init_tracker("warm-up")
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await agent.processor._handle_message_with_tracker(heard, tracker)
        tracker = await agent.processor.run_action_extract_slots(heard.output_channel, tracker)
        await agent.processor._run_prediction_loop(heard.output_channel, tracker)
    except Exception:  # it is ready all the same, and the first visitor waits a little
        logger.warning("the first turn did not go well", exc_info=True)


def _answer(found: dict[str, str], **more: str) -> HTTPResponse:
    well = _is_well(found)
    return response.json({"status": "ready" if well else "not ready", **more}, status=_OK if well else _UNAVAILABLE)


async def check(agent: Any) -> dict[str, str]:
    """`ok`, or what is wrong, of each part by name."""
    parts = {"model": _model, "store": _store, "locks": _locks, "actions": _actions}
    states = await asyncio.gather(*(_state(name, part(agent)) for name, part in parts.items()))
    return dict(zip(parts, states, strict=True))


async def _state(name: str, checking: Awaitable[None]) -> str:
    try:
        await asyncio.wait_for(checking, LONGEST_CHECK)
    except Unwell as unwell:
        return str(unwell)
    except Exception as error:  # whatever it is, it is not well
        logger.warning("the %s: %s", name, type(error).__name__)
        return f"does not answer ({type(error).__name__})"
    return "ok"


async def _model(agent: Any) -> None:
    if agent is None or not agent.is_ready():
        raise Unwell("no model is loaded")
    if not (await agent.parse_message(_PROBE))["intent"]["name"]:
        raise Unwell("the model does not understand a plain question")


async def _store(agent: Any) -> None:
    if not isinstance(agent.tracker_store, RollingSQLTrackerStore):
        raise Unwell("conversations would be kept in memory only")
    await agent.tracker_store.check()


async def _locks(agent: Any) -> None:
    if not isinstance(agent.lock_store, ConversationLocks):
        raise Unwell("another lock store than the one meant is in use")
    await agent.lock_store.check()


async def _actions(agent: Any) -> None:
    endpoint = agent.action_endpoint
    if endpoint is None:
        raise Unwell("no action server is configured")
    address = endpoint.url.removesuffix("/webhook") + "/health"
    timeout = aiohttp.ClientTimeout(total=LONGEST_CHECK / 2)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address) as answer:
        if answer.status != _OK:
            raise Unwell(f"the action server says {answer.status}")
