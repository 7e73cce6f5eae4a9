"""Calls of an action server over connections that are kept, to a server that is really there, or is not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

import quicker
from quicker import connections

quicker.mend()


class Server:
    """Answers with what it was sent; `seen` are the ends of the connections that calls came by."""

    def __init__(self, port: int = 0) -> None:
        self.port, self.seen = port, set()

    async def __aenter__(self) -> Server:
        app = web.Application()
        app.router.add_post("/webhook", self.answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.runner.cleanup()

    async def answer(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        self.seen.add(request.transport.get_extra_info("peername"))
        sent = await request.json()
        await asyncio.sleep(sent.get("seconds", 0))
        said = {"sent": sent, "token": request.query.get("token"), "who": request.headers.get("Authorization")}
        return web.json_response(said, status=sent.get("status", 200))

    @property
    def endpoint(self) -> EndpointConfig:
        return EndpointConfig(f"http://127.0.0.1:{self.port}/webhook")


@contextmanager
def closing() -> Iterator[None]:
    """Leaves no connection to the next test."""
    try:
        yield
    finally:
        connections._close()


def test_many_calls_need_one_connection() -> None:
    async def call() -> int:
        async with Server() as server:
            for number in range(5):
                assert (await server.endpoint.request(json={"n": number}))["sent"] == {"n": number}
            return len(server.seen)

    with closing():
        assert asyncio.run(call()) == 1
        assert asyncio.run(call()) == 1  # in another event loop


def test_a_call_says_who_calls() -> None:
    async def call() -> Any:
        async with Server() as server:
            known = {"username": "somebody", "password": "word"}  # pragma: allowlist secret
            endpoint = EndpointConfig(server.endpoint.url, basic_auth=known, token="t1")
            return await endpoint.request(json={})

    with closing():
        said = asyncio.run(call())
    assert said["token"] == "t1"
    assert said["who"] == aiohttp.BasicAuth("somebody", "word").encode()


def test_a_refusal_is_told_and_the_next_call_works() -> None:
    async def call() -> Any:
        async with Server() as server:
            with pytest.raises(ClientResponseError):
                await server.endpoint.request(json={"status": 500})
            return await server.endpoint.request(json={"n": 1})

    with closing():
        assert asyncio.run(call())["sent"] == {"n": 1}


def test_a_server_that_is_just_being_started_again_is_waited_for() -> None:
    async def call() -> Any:
        async with Server() as server:
            await server.endpoint.request(json={})
        waiting = asyncio.create_task(server.endpoint.request(json={"n": 3}))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        async with Server(server.port):
            return await waiting

    with closing():
        assert asyncio.run(call())["sent"] == {"n": 3}


def test_a_server_that_stays_away_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)

    async def call() -> list[float]:
        async with Server() as server:
            pass
        waited = []
        for _ in range(3):
            started = time.monotonic()
            with pytest.raises(aiohttp.ClientConnectionError):
                await server.endpoint.request(json={})
            waited.append(time.monotonic() - started)
        return waited

    with closing():
        first, *others = asyncio.run(call())
    assert first > 0.9
    assert max(others) < 0.5


def test_a_call_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CALL_SECONDS", 0.5)

    async def call() -> Any:
        async with Server() as server:
            with pytest.raises(asyncio.TimeoutError):
                await server.endpoint.request(json={"seconds": 20})
            return await server.endpoint.request(json={"n": 4})

    with closing():
        assert asyncio.run(call())["sent"] == {"n": 4}


def test_a_server_that_went_away_is_noticed_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.2)

    async def call() -> Any:
        async with Server() as server:
            await server.endpoint.request(json={})
        with pytest.raises(aiohttp.ClientConnectionError):
            await server.endpoint.request(json={})
        async with Server(server.port) as again:
            return await again.endpoint.request(json={"n": 2})

    with closing():
        assert asyncio.run(call())["sent"] == {"n": 2}
