"""Hostile and malformed requests to the website channel, made from a seed: the same seed, the same requests."""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.hostile_words import COMMANDS, DISGUISES, PATHS, SPITEFUL, TALK

JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """What is sent, to the last byte. `owner` numbers the conversation whose token it bears, if it bears one."""

    kind: str
    data: bytes
    owner: int | None = None
    head_only: bool = False
    may_be_unanswered: bool = False  # where no server could tell that there was a request


class Maker:
    """Makes requests. `tokens` are those of the conversations there are, by number; more may be added meanwhile."""

    def __init__(self, seed: int, tokens: dict[int, str]) -> None:
        self._chance = random.Random(seed)  # noqa: S311  repeatable, which is the point
        self._tokens = tokens
        self._ids: list[str] = [str(uuid.UUID(int=self._chance.getrandbits(128)))]
        self._kinds: dict[Callable[[], Request], int] = {
            self._talk: 12,
            self._spite: 14,
            self._command: 8,
            self._choice: 6,
            self._replay: 8,
            self._broken_json: 10,
            self._wrong_types: 10,
            self._huge: 3,
            self._forged: 10,
            self._vote: 5,
            self._method: 6,
            self._path: 6,
            self._headers: 8,
            self._lengths: 5,
            self._garbage: 4,
            self._chunks: 3,
            self._reading: 4,
        }

    def requests(self, number: int) -> Iterator[Request]:
        """So many requests."""
        kinds, weights = list(self._kinds), list(self._kinds.values())
        for _ in range(number):
            yield self._chance.choices(kinds, weights)[0]()

    # -- what is said

    def _talk(self) -> Request:
        return self._message("talk", {"text": self._chance.choice(TALK)})

    def _spite(self) -> Request:
        kind = self._chance.random()
        if kind < 0.5:
            text = self._chance.choice(SPITEFUL)
        elif kind < 0.9:
            text = "".join(chr(self._chance.choice(self._planes())) for _ in range(self._chance.randrange(1, 300)))
        else:
            text = self._chance.choice("aé👍") * self._chance.choice((3999, 4000, 4001, 20_000))
        return self._message("hostile words", {"text": text})

    def _planes(self) -> tuple[int, ...]:
        of = self._chance.randrange
        return of(0x20), of(0x20, 0x7F), of(0x80, 0x800), of(0x800, 0xD800), of(0xD800, 0xE000), of(0x10000, 0x110000)

    def _command(self) -> Request:
        text = self._chance.choice(DISGUISES) + self._chance.choice(COMMANDS)
        return self._message("typed commands", {"text": text.replace("/", "／", self._chance.randrange(2))})

    def _choice(self) -> Request:
        choice = self._chance.choice((*COMMANDS, *TALK, *SPITEFUL))
        return self._message("choices not offered", {"choice": choice})

    def _replay(self) -> Request:
        """The id of an earlier message, perhaps of somebody else's."""
        return self._message("replayed ids", {"id": self._chance.choice(self._ids), "text": "hello"})

    # -- bodies

    def _broken_json(self) -> Request:
        whole = json.dumps({"id": self._id(), "text": "hello"}).encode()
        cut = self._chance.randrange(len(whole))
        body = self._chance.choice(
            (
                whole[:cut],
                whole[:cut] + bytes([self._chance.randrange(256)]) + whole[cut:],
                whole.decode().encode("utf-16"),
                b"[" * self._chance.choice((10, 1000, 60_000)),
                b'{"a":' * 10_000,
                b"9" * 10_000,
                self._chance.randbytes(self._chance.randrange(1, 500)),
                b"",
                b"NaN",
                b"\xef\xbb\xbf" + whole,
            )
        )
        return self._post("malformed JSON", self._chance.choice(("/messages", "/feedback", "/conversations")), body)

    def _wrong_types(self) -> Request:
        body = {"id": self._id(), "text": "hello"}
        for name in self._chance.sample(("id", "text", "choice", "sender", "metadata", "input_channel", "reply"), 2):
            body[name] = self._anything(3)
        return self._post("wrong types", self._chance.choice(("/messages", "/feedback")), json.dumps(body).encode())

    def _anything(self, depth: int) -> object:
        plain: list[object] = [None, True, -1, 1e308, 10**40, "", "x" * self._chance.randrange(99), "\x00", "\ud800"]
        if not depth or self._chance.random() < 0.6:
            return self._chance.choice(plain)
        many = [self._anything(depth - 1) for _ in range(self._chance.randrange(5))]
        return many if self._chance.random() < 0.5 else {str(place): each for place, each in enumerate(many)}

    def _huge(self) -> Request:
        size = self._chance.choice((65_000, 66_000, 300_000, 2_000_000))
        return self._post("huge bodies", "/messages", b'{"id": "' + b"x" * size + b'"}')

    # -- who

    def _forged(self) -> Request:
        owner = self._owner()
        head, claims, signature = self._tokens[owner].split(".")
        other = self._tokens[self._owner()].split(".")
        none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
        spot = self._chance.randrange(len(claims) - 1)
        letter = self._chance.choice(string.ascii_letters.replace(claims[spot], ""))
        token = self._chance.choice(
            (
                f"{none}.{claims}.",
                f"{none}.{claims}.{signature}",
                f"{head}.{claims[:spot]}{letter}{claims[spot + 1 :]}.{signature}",
                f"{head}.{claims}.{other[2][::-1]}",
                f"{head}.{claims}",
                f"{head}.{claims}.{signature}x" * 5,
                "x" * 5000,
                "",
                "null",
                "Bearer",
            )
        )
        body = json.dumps({"id": self._id(), "text": "hello"}).encode()
        method, path = self._chance.choice((("GET", "/history"), ("POST", "/messages"), ("DELETE", "/conversation")))
        headers = [("Authorization", f"Bearer {token}"), ("Content-Type", JSON)]
        return Request("forged tokens", self._raw(method, path, headers, body))

    def _vote(self) -> Request:
        reply = f"{self._chance.choice(self._ids)}.{self._chance.choice((0, 1, 2, 999))}"
        vote = {"reply": reply, "vote": self._chance.choice(("up", "down", "", None)), "comment": "x" * 5}
        return self._post("votes on others' replies", "/feedback", json.dumps(vote).encode())

    def _reading(self) -> Request:
        method, path = self._chance.choice((("GET", "/history"), ("GET", "/conversation"), ("DELETE", "/conversation")))
        return self._with_token("reading and erasing", method, path, b"")

    # -- how

    def _method(self) -> Request:
        method = self._chance.choice(
            ("PUT", "PATCH", "TRACE", "OPTIONS", "HEAD", "DELETE", "GET", "POST", "FOO", "get")
        )
        return self._with_token("wrong methods", method, self._chance.choice(PATHS), b"")

    def _path(self) -> Request:
        path = self._chance.choice(
            (
                "/demo/../../config.yml",
                "/demo/..%2f..%2fendpoints.yml",
                "/demo/%2e%2e%2f%2e%2e%2fvar%2fadviser.secret",
                "/demo/" + "a/" * 500,
                "//etc/passwd",
                "/%00",
                "/messages/../history",
                "/" + "x" * self._chance.choice((100, 7000)),
                "/history?token=" + self._tokens[self._owner()],
                "/%ff%fe",
                "/widget.js%00",
                "/;a=b",
            )
        )
        return self._with_token("odd addresses", "GET", path, b"")

    def _headers(self) -> Request:
        odd = self._chance.choice(
            (
                ("Origin", self._chance.choice(("null", "https://evil.example", "http://[", "*", "x" * 3000))),
                ("X-Forwarded-For", self._chance.choice(("1, 2, 3", "::1", "x" * 2000, "127.0.0.1, 127.0.0.1"))),
                ("X-HTTP-Method-Override", "DELETE"),
                ("X-Original-URL", "/conversations/all/tracker"),
                ("Host", self._chance.choice(("", "evil.example", "a:b:c", "x" * 300))),
                ("Content-Type", self._chance.choice(("text/html", "application/json;" + "x" * 500, "", "\xe9"))),
                ("Content-Encoding", "gzip"),
                ("Expect", self._chance.choice(("100-continue", "tea"))),
                ("Upgrade", "websocket"),
                ("Cookie", "a=b; " * 300),
                ("If-None-Match", "*"),
                ("Range", "bytes=0-99999999999,-1"),
                ("Authorization", "Bearer \xff\xfe"),
                ("Accept-Encoding", "gzip;q=x, *;q=0, ,"),
                ("X-Long", "x" * self._chance.choice((1000, 9000))),
            )
        )
        body = json.dumps({"id": self._id(), "text": "hello"}).encode()
        owner = self._owner()
        headers = [("Authorization", f"Bearer {self._tokens[owner]}"), ("Content-Type", JSON), odd]
        return Request("header tricks", self._raw("POST", "/messages", headers, body), owner)

    def _lengths(self) -> Request:
        lines = self._chance.choice(
            (
                "Content-Length: -5",
                "Content-Length: x",
                "Content-Length: 99999999999999999999999",
                "Content-Length: 5000000",
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, chunked",
                "Content-Length: +2",
                "Content-Length:",
            )
        )
        head = f"POST /webhooks/web/conversations HTTP/1.1\r\nHost: x\r\n{self._from()}\r\n{lines}\r\n\r\n"
        return Request("lying lengths", head.encode() + b"{}")

    def _chunks(self) -> Request:
        token = self._tokens[owner := self._owner()]
        head = "POST /webhooks/web/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: "
        head += f"{JSON}\r\n{self._from()}\r\nAuthorization: Bearer {token}\r\n\r\n"
        body = self._chance.choice(
            ("zz\r\nhello\r\n0\r\n\r\n", "-1\r\n\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n", "1" * 99 + "\r\n")
        )
        return Request("broken chunks", (head + body).encode(), owner)

    def _garbage(self) -> Request:
        data = self._chance.choice(
            (
                self._chance.randbytes(200).replace(b"\n", b" ") + b"\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
                b"GET\r\n\r\n",
                b"GET /webhooks/web/ HTTP/9.9\r\n\r\n",
                b"GET /webhooks/web/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
                b"POST /webhooks/web/messages HTTP/1.1\r\nno colon\r\n\r\n",
                b"\r\n\r\n",
                b"GET /webhooks/web/ HTTP/1.1\r\nHost: x",
            )
        )
        return Request("garbage", data, may_be_unanswered=b"\r\n\r\n" not in data)

    # -- putting together

    def _message(self, kind: str, body: dict[str, object]) -> Request:
        whole = {"id": self._id(), **body}
        return self._post(kind, "/messages", json.dumps(whole).encode())

    def _post(self, kind: str, path: str, body: bytes) -> Request:
        return self._with_token(kind, "POST", path, body)

    def _with_token(self, kind: str, method: str, path: str, body: bytes) -> Request:
        owner = self._owner()
        headers = [("Authorization", f"Bearer {self._tokens[owner]}")]
        if body or method == "POST":
            headers.append(("Content-Type", JSON))
        return Request(kind, self._raw(method, path, headers, body), owner, head_only=method == "HEAD")

    def _raw(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
        names = {name for name, _ in headers}
        lines = [f"{method} /webhooks/web{path} HTTP/1.1", "Connection: close"]
        lines += [] if "Host" in names else ["Host: adviser"]
        lines += [] if "X-Forwarded-For" in names else [self._from()]
        lines += [f"{name}: {value}" for name, value in headers]
        lines += [f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body

    def _from(self) -> str:
        """An address of its own, or the limits would answer instead of what is to be tried."""
        return f"X-Forwarded-For: 198.18.{self._chance.randrange(256)}.{self._chance.randrange(1, 255)}"

    def _owner(self) -> int:
        """One of the last conversations begun."""
        return self._chance.choice(list(self._tokens)[-12:])

    def _id(self) -> str:
        self._ids.append(str(uuid.UUID(int=self._chance.getrandbits(128))))
        return self._ids[-1]
