"""A stand-in for Slack's Web API: a real HTTP server that takes what Slack takes and refuses what Slack refuses."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from rules import POSTED, faults_of_message, faults_of_view

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "shh-very-secret"
PATIENCE = 60.0


@dataclass
class Call:
    """One call of the Web API, or of an address for private answers (method "hook", channel its last part)."""

    method: str
    args: dict[str, Any]
    error: str | None = None
    ts: str = ""

    @property
    def channel(self) -> str:
        return str(self.args.get("channel") or self.args.get("channel_id") or self.args.get("user_id") or "")


@dataclass
class FakeSlack:
    """`url` is what SLACK_API_URL is to be. `refuses` are types of block that this workspace does not take."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    envelopes: list[dict[str, Any]] = field(default_factory=list)  # to send over the next socket
    acks: list[dict[str, Any]] = field(default_factory=list)
    sockets: int = 0  # connections of Socket Mode made so far
    _failures: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _clock: int = 0

    # -- what a test does with it

    def fail(self, channel: str, *answers: Any, method: str = "chat.postMessage") -> None:
        """Answer the next calls for a channel with these: a number of HTTP, or a word of Slack's."""
        self._failures[method, channel] = list(answers)

    def wait(self, found: Callable[[], Any], what: str) -> Any:
        """Wait until something is found among the calls; fail the test where it does not come."""
        with self._changed:
            assert self._changed.wait_for(found, PATIENCE), f"{what} did not come; calls: {self.calls[-6:]}"
            return found()

    def of(self, channel: str, *methods: str) -> list[Call]:
        """The calls about a channel that Slack took."""
        return [
            call for call in list(self.calls) if call.channel == channel and call.method in methods and not call.error
        ]

    def refused(self, channel: str) -> list[Call]:
        """The calls about a channel that Slack refused."""
        return [call for call in list(self.calls) if call.channel == channel and call.error]

    def message(self, channel: str, ts: str) -> dict[str, Any]:
        """A message as Slack shows it now: as posted, or as changed since."""
        posts = self.of(channel, "chat.postMessage", "chat.update")
        found = [call for call in posts if ts in (call.ts, call.args.get("ts"))][-1].args
        root = next(call.args for call in posts if call.ts == ts)
        more = {"thread_ts": root["thread_ts"]} if "thread_ts" in root else {}
        return {"type": "message", "ts": ts, "text": found["text"], "blocks": found.get("blocks") or [], **more}

    def now(self) -> str:
        """A time that Slack has given to nothing else."""
        self._clock += 1
        return f"1790000000.{self._clock:06}"

    # -- what it does as Slack

    async def api(self, request: web.Request) -> web.Response:
        method, args = request.match_info["method"], await _arguments(request)
        call = Call(method, args)
        failures = self._failures.get((method, call.channel))
        failure = failures.pop(0) if failures else None
        if isinstance(failure, int):
            call.error = str(failure)
            self._keep(call)
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=failure, headers={"Retry-After": "1"}
            )
        call.error = failure or self._error(method, args, request.headers.get("Authorization", ""))
        if call.error is None:
            call.ts = str(args.get("ts") or self.now())
        if str(args.get("channel", "")).startswith("U"):
            args["channel"] = f"D{args['channel'][1:]}"  # a person's id stands for their direct messages
        self._keep(call)
        if call.error:
            return web.json_response({"ok": False, "error": call.error})
        more = {"url": self.url.replace("http", "ws").replace("/api/", "/socket")} if method.startswith("apps.") else {}
        return web.json_response({"ok": True, "ts": call.ts, "channel": args.get("channel"), **more})

    def _error(self, method: str, args: dict[str, Any], authorization: str) -> str | None:
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if authorization != f"Bearer {wanted}":
            return "invalid_auth"
        needed = _METHODS.get(method)
        if needed is None:
            return "unknown_method"
        if any(not args.get(name) for name in needed):
            return "invalid_arguments"
        if method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
            return self._message_error(method, args)
        return faults_of_view(args["view"]) if "view" in needed else None

    def _message_error(self, method: str, args: dict[str, Any]) -> str | None:
        if method == "chat.update":
            if not any(call.ts == args["ts"] for call in self.of(args["channel"], "chat.postMessage")):
                return "message_not_found"
            if len(str(args.get("text", "")).encode()) > 4000:
                return "msg_too_long"
        if {block.get("type") for block in args.get("blocks") or []} & self.refuses:
            return "invalid_blocks"
        return faults_of_message(args)

    async def hook(self, request: web.Request) -> web.Response:
        """An address for private answers."""
        args = await request.json()
        wrong = faults_of_message(args) or ("invalid_payload" if set(args) - POSTED else None)
        if {block.get("type") for block in args.get("blocks") or []} & self.refuses:
            wrong = "invalid_blocks"
        self._keep(Call("hook", {**args, "channel": request.match_info["name"]}, wrong, self.now()))
        return web.Response(text=wrong or "ok", status=400 if wrong else 200)

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """A connection of Socket Mode: sends the envelopes, keeps what is acknowledged."""
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1})
        sender = asyncio.ensure_future(self._send(link))
        self.sockets += 1
        self._notify()
        async for message in link:
            if message.type == WSMsgType.TEXT:
                self.acks.append(json.loads(message.data))
                self._notify()
        sender.cancel()
        return link

    async def _send(self, link: web.WebSocketResponse) -> None:
        while True:
            while self.envelopes:
                await link.send_json(self.envelopes.pop(0))
            await asyncio.sleep(0.05)

    def _keep(self, call: Call) -> None:
        self.calls.append(call)
        self._notify()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()


_METHODS = {
    "chat.postMessage": ("channel",),
    "chat.postEphemeral": ("channel", "user"),
    "chat.update": ("channel", "ts"),
    "assistant.threads.setStatus": ("channel_id", "thread_ts", "status"),
    "views.publish": ("user_id", "view"),
    "views.open": ("trigger_id", "view"),
    "apps.connections.open": (),
}


async def _arguments(request: web.Request) -> dict[str, Any]:
    """Arguments come as JSON, as a form or in the address, as with Slack."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    else:
        given |= dict(await request.post())
    for name in ("blocks", "view"):
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


@contextlib.contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """The stand-in on a free port, until the block ends."""
    fake, ready, loop = FakeSlack(), threading.Event(), asyncio.new_event_loop()
    runners: list[web.AppRunner] = []

    async def start() -> None:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/api/hooks/{name}", fake.hook)
        app.router.add_post("/api/{method}", fake.api)
        app.router.add_get("/socket", fake.socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        ready.set()

    thread = threading.Thread(target=lambda: (loop.run_until_complete(start()), loop.run_forever()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(runners[0].cleanup(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
