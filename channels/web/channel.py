"""The channel itself: its addresses under /webhooks/web. `channels/openapi.yml` describes them, and they keep to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from limits import RateLimitItem
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from channels.web import heads
from channels.web.address import address_of
from channels.web.bodies import Bodies
from channels.web.document import Document
from channels.web.files import Files
from channels.web.guard import Guard
from channels.web.limits import counter
from channels.web.refusals import Refused, refusal
from channels.web.replies import facts_of, history, message_of, replies_of
from channels.web.settings import Settings
from channels.web.tokens import Conversation, Tokens, UnknownConversation
from channels.web.turns import NAME, Turns, log_failure
from stores.events import BOT, Events
from stores.feedback import Feedback, FeedbackStore
from stores.person import export, forget

MOST_TOLD = 1000  # messages of a history
PREFIX = f"/webhooks/{NAME}"
READ = ("GET", "HEAD")

Handler = Callable[..., Awaitable[HTTPResponse]]


class WebInput(InputChannel):
    """The website's channel. Nothing that a browser says of itself is believed but its signed token."""

    @classmethod
    def name(cls) -> str:
        """The name in the address."""
        return NAME

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> WebInput:
        """The channel; what is to be set is set by the environment."""
        return cls(Settings.from_environment())

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The addresses of the channel."""
        desk = Desk(self.settings, on_new_message)
        web = Blueprint("adviser_web", __name__)
        for uri, methods, handler in desk.addresses():
            # Streamed, so that a body is read by us and only as far as it may go.
            name = f"{handler.__name__}_{len(web._future_routes)}"
            web.add_route(_told(handler), uri, methods=methods, name=name, stream=True)
        web.listener("before_server_start")(desk.open)
        return web


def _told(handler: Handler) -> Handler:
    """The handler, whose refusals and failures become answers."""

    async def answered(request: Request, **names: str) -> HTTPResponse:
        try:
            return await handler(request, **names)
        except Refused as refused:
            return refusal(refused)
        except SQLAlchemyError as error:
            log_failure("the database failed", error)
            return refusal(Refused("unavailable", retry_after=5))

    return answered


class Desk:
    """Answers the requests."""

    def __init__(self, settings: Settings, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        self._settings = settings
        self._tokens = Tokens(settings.secret, settings.token_days)
        self._counter = counter(settings.redis)
        self._events = Events(settings.database)
        self._turns = Turns(on_new_message, self._events, settings.turn_seconds)
        self._document = Document()
        self._bodies = Bodies(self._document)
        self._files = Files(settings.widget)

    def addresses(self) -> Sequence[tuple[str, Sequence[str], Handler]]:
        """Each address below /webhooks/web, what may be done there, and who does it."""
        return (
            ("/", READ, self.health),
            ("/conversations", ("POST",), self.begin),
            ("/messages", ("POST",), self.say),
            ("/history", READ, self.history),
            ("/feedback", ("POST",), self.vote),
            ("/conversation", READ, self.export),
            ("/conversation", ("DELETE",), self.erase),
            ("/openapi.json", READ, self.page),
            ("/widget.js", READ, self.script),
            ("/demo", READ, self.demo),
            ("/demo/<name:path>", READ, self.demo),
        )

    async def open(self, app: Sanic, _loop: Any) -> None:
        """When the server starts."""
        heads.mend(app)
        methods: dict[str, tuple[str, ...]] = {}
        for uri, more, _ in self.addresses():
            address = uri.partition("<")[0]
            methods[address] = (*methods.get(address, ()), *more)
        Guard(self._settings, PREFIX, methods).install(app)

    async def health(self, request: Request) -> HTTPResponse:
        """Whether a message would be answered."""
        _agent(request)
        return response.json({"status": "ok"})

    async def begin(self, request: Request) -> HTTPResponse:
        """A token for a new conversation."""
        await self._count_address(request)
        await self._count(self._settings.limits.conversations, "new", self._address(request))
        await self._bodies.beginning(request)
        token, conversation = self._tokens.issue()
        return response.json({"token": token, "conversation": conversation.public}, status=201)

    async def say(self, request: Request) -> HTTPResponse:
        """A message and its answer."""
        conversation = await self._known(request)
        said = await self._bodies.message(request)
        await self._count(self._settings.limits.messages, "said", conversation.sender)
        replies = await self._turns.answer(_agent(request), conversation.sender, said)
        return _json({"id": said.id, "replies": replies})

    async def history(self, request: Request) -> HTTPResponse:
        """What was said so far."""
        conversation = await self._known(request)
        said = await asyncio.to_thread(self._events.said, conversation.sender, MOST_TOLD)
        return _json({"messages": history(said)})

    async def vote(self, request: Request) -> HTTPResponse:
        """Whether a reply helped."""
        conversation = await self._known(request)
        vote = await self._bodies.vote(request)
        message_id = vote["reply"].partition(".")[0]
        turn = await asyncio.to_thread(self._events.turn, conversation.sender, message_id)
        answers = [message_of(event) for event in turn if event["event"] == BOT]
        reply = next((each for each in replies_of(answers, message_id) if each["id"] == vote["reply"]), None)
        if reply is None:
            raise Refused("not_found")
        feedback = Feedback(
            conversation=conversation.sender,
            reply=vote["reply"],
            vote=vote["vote"],
            comment=vote["comment"],
            question=str(turn[0].get("text") or ""),
            facts=facts_of(reply),
            knowledge=str((reply.get("blocks") or {}).get("knowledge", "")),
            at=datetime.now(UTC),
        )
        await asyncio.to_thread(lambda: _feedback_store(self._settings.database).add(feedback))
        return response.empty()

    async def export(self, request: Request) -> HTTPResponse:
        """Everything that is kept of this person."""
        conversation = await self._known(request)
        kept = await asyncio.to_thread(export, conversation.sender, self._settings.database)
        kept["conversation"] = conversation.public
        answer = _json(kept)
        answer.headers["Content-Disposition"] = 'attachment; filename="conversation.json"'
        return answer

    async def erase(self, request: Request) -> HTTPResponse:
        """Erase it, once nothing is being said any more."""
        conversation = await self._known(request)
        async with self._turns.alone(_agent(request), conversation.sender):
            await asyncio.to_thread(forget, conversation.sender, self._settings.database)
        return response.empty()

    async def page(self, request: Request) -> HTTPResponse:
        """The OpenAPI page."""
        return response.raw(self._document.json.encode(), content_type="application/json")

    async def script(self, request: Request) -> HTTPResponse:
        """The widget."""
        return self._files.script(request)

    async def demo(self, request: Request, name: str = "") -> HTTPResponse:
        """The demonstration page. Its address ends with a slash, or the browser would look for its files elsewhere."""
        if not name and not request.path.endswith("/"):
            return response.text("", status=308, headers={"Location": f"{request.path.rpartition('/')[2]}/"})
        return self._files.demo(request, name)

    async def _known(self, request: Request) -> Conversation:
        """The conversation of the request's token."""
        await self._count_address(request)
        kind, _, token = request.headers.getone("authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise UnknownConversation
            return self._tokens.read(token.strip())
        except UnknownConversation as error:
            raise Refused("unknown_conversation") from error

    async def _count_address(self, request: Request) -> None:
        await self._count(self._settings.limits.requests, "asked", self._address(request))

    async def _count(self, rates: Sequence[RateLimitItem], what: str, whose: str) -> None:
        wait = await self._counter.wait(rates, f"{what} {self._tokens.shadow(whose)}")
        if wait:
            raise Refused("too_many", retry_after=wait)

    def _address(self, request: Request) -> str:
        forwarded = request.headers.getall("x-forwarded-for", [])
        return address_of(request.ip, forwarded, self._settings.proxies)


def _agent(request: Request) -> Agent:
    """The bot; refused while there is none, or none with a model."""
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise Refused("unavailable", retry_after=10)
    return agent


@lru_cache(maxsize=1)
def _feedback_store(url: str) -> FeedbackStore:
    return FeedbackStore(url)


def _json(value: Any) -> HTTPResponse:
    """JSON in ASCII: whatever somebody managed to say, it can be sent."""
    return response.json(value, dumps=json.dumps)
