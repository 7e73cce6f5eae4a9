"""What the channel refuses, each with a status, a code, and words; and the headers on every answer."""

from __future__ import annotations

import http.client
import json
import uuid
from typing import Any

import pytest

from channels.web.guard import LARGEST_BODY
from channels.web.tokens import Tokens
from tests.channels.visitors import ORIGIN, SECRET, Site, Visitor, code
from tests.talk.servers import somebody

ID = "0d9f8e60-0000-4000-8000-000000000001"
ADDRESSES = [
    ("GET", "/"),
    ("POST", "/conversations"),
    ("POST", "/messages"),
    ("GET", "/history"),
    ("POST", "/feedback"),
    ("GET", "/conversation"),
    ("DELETE", "/conversation"),
    ("GET", "/openapi.json"),
]
WITH_TOKEN = [pair for pair in ADDRESSES if pair[1] in ("/messages", "/history", "/feedback", "/conversation")]


# -- bodies


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"hello", b"\xff\xfe", b"null", b"[]", b'"hi"', b"5", b"NaN", b'{"id": NaN}', b"[" * 50_000, b"\x00"],
)
@pytest.mark.parametrize("path", ["/messages", "/feedback"])
def test_a_body_that_is_no_object_is_refused(visitor: Visitor, path: str, body: bytes) -> None:
    answer = visitor.call("POST", path, data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, code(answer)) == (400, "bad_request")
    assert answer.json()["error"]["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "hi"},
        {"id": ID},
        {"id": 5, "text": "hi"},
        {"id": "short", "text": "hi"},
        {"id": "x" * 65, "text": "hi"},
        {"id": "%" * 20, "text": "hi"},
        {"id": f"{ID}\n", "text": "hi"},
        {"id": ID, "text": None},
        {"id": ID, "text": ["hi"]},
        {"id": ID, "text": ""},
        {"id": ID, "text": " \n\x00\x07 "},
        {"id": ID, "text": "hi", "choice": "hi"},
        {"id": ID, "text": "hi", "sender": "somebody else"},
        {"id": ID, "text": "hi", "metadata": {}, "input_channel": "cmdline"},
        {"id": ID, "choice": {"payload": "hi"}},
    ],
)
def test_a_message_of_another_form_is_refused(visitor: Visitor, body: dict[str, Any]) -> None:
    answer = visitor.call("POST", "/messages", json=body)
    assert (answer.status_code, code(answer)) == (400, "bad_request")
    assert visitor.history() == []


@pytest.mark.parametrize(
    "body", [{"reply": "x.1", "vote": "up"}, {"reply": f"{ID}.1", "vote": "sideways"}, {"reply": f"{ID}.1"}]
)
def test_a_vote_of_another_form_is_refused(visitor: Visitor, body: dict[str, Any]) -> None:
    assert code(visitor.call("POST", "/feedback", json=body)) == "bad_request"


def test_what_was_sent_is_not_repeated_in_an_error(visitor: Visitor) -> None:
    answer = visitor.call("POST", "/messages", json={"id": ID, "text": 5, "my secret": "brewery in Hexham"})
    assert "Hexham" not in answer.text
    assert "secret" not in answer.text


def test_a_text_that_is_too_long_is_refused(visitor: Visitor) -> None:
    assert visitor.send(text="é" * 4000).status_code == 200
    answer = visitor.send(text="é" * 4001)
    assert (answer.status_code, code(answer)) == (413, "too_long")


def test_a_body_that_is_too_large_is_not_even_read(visitor: Visitor) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", visitor.site.rasa_port, timeout=10)
    connection.putrequest("POST", "/webhooks/web/messages")
    for name, value in (
        ("Authorization", f"Bearer {visitor.token}"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(50_000_000)),
    ):
        connection.putheader(name, value)
    connection.endheaders(b'{"id": "')
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.load(answer)["error"]["code"] == "too_long"
    connection.close()


def test_nor_is_one_that_comes_in_pieces(visitor: Visitor) -> None:
    def pieces() -> Any:
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b"x" * 1000

    answer = visitor.call("POST", "/messages", data=pieces(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, code(answer)) == (413, "too_long")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_only_json_is_taken(visitor: Visitor, kind: str) -> None:
    body = json.dumps({"id": ID, "text": "hi"})
    answer = visitor.call("POST", "/messages", data=body, headers={"Content-Type": kind})
    assert (answer.status_code, code(answer)) == (415, "not_json")


def test_json_may_name_its_characters(visitor: Visitor) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert visitor.call("POST", "/messages", data=json.dumps({"id": ID, "text": "hi"}), headers=headers).ok


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        ("Content-Length: nonsense\r\n", {400}),
        ("Content-Length: -5\r\n", {400}),
        ("Content-Length: 2\r\nContent-Length: 3\r\n", {400}),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", {400}),
        ("Transfer-Encoding: gzip\r\n", {400}),
        ("Expect: something\r\nContent-Length: 2\r\n", {417, 400}),
        ("no colon\r\n", {400}),
    ],
)
def test_a_head_that_lies_is_refused_in_json(site: Site, headers: str, statuses: set[int]) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", site.rasa_port), timeout=10) as connection:
        head = f"POST /webhooks/web/conversations HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.9\r\n{headers}\r\n"
        connection.sendall(head.encode() + b"{}")
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert answer.status in statuses
        assert json.loads(answer.read())["error"]["code"] == "bad_request"


# -- who


@pytest.mark.parametrize(("method", "path"), WITH_TOKEN)
def test_without_a_token_nothing_is_told(site: Site, method: str, path: str) -> None:
    stranger = Visitor(site)
    old = Tokens(SECRET.encode(), days=-1).issue()[0]
    others = Tokens(b"the secret of some other adviser altogether", days=1).issue()[0]
    for headers in (
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Basic {site.visitor().token}"},
        {"Authorization": f"Bearer {old}"},
        {"Authorization": f"Bearer {others}"},
    ):
        answer = stranger.ask(method, path, headers=headers, json={"id": ID, "text": "hi"})
        assert (answer.status_code, code(answer)) == (401, "unknown_conversation")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_sender_of_rasas_is_not_ours(site: Site, visitor: Visitor) -> None:
    """The name that Rasa knows a conversation by is nowhere told, so that Rasa's own addresses give nothing away."""
    told = json.dumps([visitor.say("hello"), visitor.history(), visitor.call("GET", "/conversation").json()])
    assert Tokens(SECRET.encode(), days=1).read(visitor.token).sender not in told
    assert somebody() not in told


# -- how much


def test_a_conversation_may_not_say_too_much_at_once(site: Site) -> None:
    visitor, other = site.visitor(), site.visitor()
    answers = [visitor.send(text="hello") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert (answers[-1].status_code, code(answers[-1])) == (429, "too_many")
    wait = answers[-1].json()["error"]["retry_after"]
    assert answers[-1].headers["Retry-After"] == str(wait)
    assert 1 <= wait <= 60
    visitor.address = other.address
    assert visitor.send(text="hello").status_code == 429  # another address is no way round
    assert other.send(text="hello").status_code == 200


def test_an_address_may_not_begin_too_many(site: Site) -> None:
    greedy, other = Visitor(site), Visitor(site)
    answers = [greedy.ask("POST", "/conversations") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {201}
    assert (answers[-1].status_code, code(answers[-1])) == (429, "too_many")
    assert other.ask("POST", "/conversations").status_code == 201


def test_guessing_at_tokens_is_soon_over(site: Site) -> None:
    guesser = Visitor(site, token="guess")
    statuses = [guesser.call("GET", "/history").status_code for _ in range(320)]
    assert set(statuses[:250]) == {401}
    assert statuses[-1] == 429


# -- where from


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:8000"])
def test_an_allowed_website_may_ask(visitor: Visitor, origin: str) -> None:
    answer = visitor.call("GET", "/history", headers={"Origin": origin})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    wrong = visitor.ask("GET", "/history", headers={"Origin": origin})
    assert wrong.status_code == 401
    assert wrong.headers["Access-Control-Allow-Origin"] == origin  # or the page could not read the code


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "http://www.example.org",
        f"{ORIGIN}.evil.net",
        f"{ORIGIN}:8443",
        "null",
        "*",
        "x",
        "http://[",
    ],
)
def test_any_other_website_may_not(visitor: Visitor, origin: str) -> None:
    for method, path in ADDRESSES:
        answer = visitor.call(method, path, headers={"Origin": origin})
        assert (answer.status_code, code(answer)) == (403, "origin_refused")
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_page_of_the_server_itself_may_ask(site: Site, visitor: Visitor) -> None:
    assert visitor.call("GET", "/history", headers={"Origin": site.url}).status_code == 200
    behind = {"Origin": "https://bot.example.net", "X-Forwarded-Host": "bot.example.net"}
    assert visitor.call("GET", "/history", headers=behind).status_code == 200


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_browser_that_asks_beforehand_is_told(site: Site, method: str, path: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    answer = Visitor(site).ask("OPTIONS", path, headers={"Origin": ORIGIN, **asked})
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()
    refused = Visitor(site).ask("OPTIONS", path, headers={"Origin": "https://evil.net", **asked})
    assert (refused.status_code, code(refused)) == (403, "origin_refused")
    assert "Access-Control-Allow-Origin" not in refused.headers


# -- what else


@pytest.mark.parametrize("path", ["/nothing", "/messages/x", "/..%2f..%2fmodel", "/conversation/1", "/%00", "/;x"])
def test_addresses_that_are_not_there(visitor: Visitor, path: str) -> None:
    answer = visitor.ask("GET", path)
    assert (answer.status_code, code(answer)) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/messages"), ("PUT", "/history"), ("PATCH", "/"), ("TRACE", "/")]
)
def test_methods_that_are_not_there(visitor: Visitor, method: str, path: str) -> None:
    answer = visitor.call(method, path)
    assert (answer.status_code, code(answer)) == (405, "method_not_allowed")
    assert answer.headers["Allow"]


def test_every_answer_has_the_headers_that_keep_it_safe(site: Site, visitor: Visitor) -> None:
    answers = [visitor.call(method, path) for method, path in ADDRESSES]
    answers += [visitor.ask("GET", path) for path in ("/nothing", "/history", "/widget.js", "/demo/", "/demo/nothing")]
    answers += [visitor.ask("PUT", "/"), visitor.ask("OPTIONS", "/messages"), visitor.ask("HEAD", "/")]
    answers += [visitor.call("POST", "/messages", data="{", headers={"Content-Type": "application/json"})]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer.url
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert (
            "default-src 'none'" in answer.headers["Content-Security-Policy"]
            or "/demo" in answer.url
            or "widget" in answer.url
        )
        assert answer.headers["Cache-Control"]
        assert "Server" not in answer.headers


def test_nothing_that_was_said_is_in_the_logs(site: Site, visitor: Visitor) -> None:
    canary = f"canary-{uuid.uuid4().hex}"
    visitor.say(f"which course? I run a brewery called {canary}")
    visitor.send(choice=canary)
    visitor.call("POST", "/messages", data=canary, headers={"Content-Type": "application/json"})
    logs = (site.folder / "rasa.log").read_text() + (site.folder / "actions.log").read_text()
    assert canary not in logs
    assert visitor.token not in logs
