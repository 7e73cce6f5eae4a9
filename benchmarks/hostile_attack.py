"""Sends hostile requests to a running bot and judges every reply; a bystander's conversation goes on meanwhile."""

from __future__ import annotations

import http.client
import json
import re
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from benchmarks.hostile_requests import JSON, Maker, Request

AT_ONCE = 6
PER_CONVERSATION = 12  # requests, on average, before another conversation is begun
CROWD = 200  # connections that are held open at once
_SECONDS = 60
_NO_BODY = (204, 304)
_CANARY = re.compile(rb"canary-([0-9]+)-")


@dataclass
class Findings:
    """What was found; `wrong` describes, by number of the request, what must not be."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    bystander: list[str] = field(default_factory=list)  # what went wrong for the one who did nothing
    seen: int = 0  # replies that a canary was looked for in


class Attack:
    """Against a bot on a port of this machine. It has to trust X-Forwarded-For from there."""

    def __init__(self, port: int, seed: int) -> None:
        self._port = port
        self._tokens: dict[int, str] = {}
        self._maker = Maker(seed, self._tokens)
        self.findings = Findings()

    def run(self, number: int, after_each_part: Callable[[int], None] = lambda _: None, parts: int = 4) -> Findings:
        """Send so many requests; `after_each_part` is called with how many were sent."""
        bystander = Bystander(self._port)
        requests = self._maker.requests(number)
        done = 0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while done < number:
                part = min(-(-number // parts), number - done)
                for batch in _batches(requests, part, PER_CONVERSATION * 4, before=self._begin_some):
                    list(pool.map(self._one, batch))
                done += part
                self.findings.bystander += bystander.goes_on()
                after_each_part(done)
        self.findings.bystander += bystander.ends()
        return self.findings

    def crowd(self, size: int = CROWD) -> None:
        """Hold many connections open at once, each with half a request, and see that somebody else is answered."""
        half = b"POST /webhooks/web/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"
        held = [socket.create_connection(("127.0.0.1", self._port), _SECONDS) for _ in range(size)]
        try:
            for connection in held:
                connection.sendall(half)
            self.findings.bystander += Bystander(self._port).goes_on()
        finally:
            for connection in held:
                connection.close()
        self.findings.kinds["half a request, held open"] += size

    def _begin_some(self) -> None:
        """Begin conversations, in each of which a word is said that nobody else may ever read."""
        for _ in range(4):
            number = len(self._tokens)
            begun = Bystander(self._port, number)
            self._tokens[number] = begun.token

    def _one(self, request: Request) -> None:
        findings = self.findings
        findings.kinds[request.kind] += 1
        try:
            status, whole, body = self._sent(request)
        except (OSError, http.client.HTTPException) as error:
            findings.unanswered[request.kind] += 1
            if not request.may_be_unanswered:
                findings.wrong.append(f"{request.kind}: no reply ({type(error).__name__}) to {request.data[:150]!r}")
            return
        findings.statuses[status] += 1
        findings.seen += 1
        if status >= 500:
            findings.wrong.append(f"{request.kind}: {status} to {request.data[-300:]!r}")
        if not body and status not in _NO_BODY and not request.head_only and status != 308:
            findings.wrong.append(f"{request.kind}: an empty {status} to {request.data[:150]!r}")
        if b'"replies": []' in body:
            findings.wrong.append(f"{request.kind}: no word in reply to {request.data[-300:]!r}")
        if {int(number) for number in _CANARY.findall(whole)} - {request.owner}:
            findings.wrong.append(f"{request.kind}: words of somebody else in reply to {request.data[:150]!r}")

    def _sent(self, request: Request) -> tuple[int, bytes, bytes]:
        """Status, everything that came, and the body."""
        with socket.create_connection(("127.0.0.1", self._port), _SECONDS) as connection:
            try:
                connection.sendall(request.data)
                if request.may_be_unanswered:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # the server has refused a large body before all of it was sent: its answer can be read
            answer = http.client.HTTPResponse(connection, method="HEAD" if request.head_only else "POST")
            answer.begin()
            body = answer.read()
            return answer.status, str(answer.headers).encode() + body, body


class Bystander:
    """Somebody who only talks, and whose conversation must go on as if nothing were."""

    def __init__(self, port: int, number: int = 0) -> None:
        self._port = port
        self._address = f"198.19.{number // 250 % 250}.{number % 250 + 1}"
        self._said: list[str] = []
        self.token = self._call("POST", "/conversations", {})[1]["token"]
        self._say(f"hello, this is canary-{number if number else 0}-{uuid.uuid4().hex} speaking")

    def goes_on(self) -> list[str]:
        """Say one thing more; what was wrong with it."""
        status, answer = self._say("who is Level 5 for?")
        if status != 200 or "Level 5" not in json.dumps(answer):
            return [f"a bystander was answered {status}: {str(answer)[:200]}"]
        return []

    def ends(self) -> list[str]:
        """Look at the conversation as a whole; what was wrong with it."""
        _, told = self._call("GET", "/history")
        said = [message["text"] for message in told["messages"] if message["from"] == "person"]
        return (
            [] if said == self._said else [f"a bystander's history holds {len(said)} messages, not {len(self._said)}"]
        )

    def _say(self, text: str) -> tuple[int, Any]:
        status, answer = self._call("POST", "/messages", {"id": str(uuid.uuid4()), "text": text})
        if status == 200:
            self._said.append(text)
        return status, answer

    def _call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        headers = {"Content-Type": JSON, "X-Forwarded-For": self._address}
        if path != "/conversations":
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request(method, f"/webhooks/web{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def _batches(
    requests: Iterator[Request], number: int, size: int, before: Callable[[], None]
) -> Iterator[list[Request]]:
    """The requests in batches; something is done before each."""
    while number > 0:
        before()
        batch = list(islice(requests, min(size, number)))
        number -= len(batch)
        yield batch
