"""Our REST channel, through the very handlers that Sanic calls."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.compat import Header
from sanic.request import Request

from channels.rest import LONGEST_MESSAGE, LONGEST_SENDER, TROUBLE, CheckedRestInput

Sanic.test_mode = True
APP = Sanic("channel_test")


class Heard:
    """Stands where Rasa does: keeps what it is given and echoes it."""

    def __init__(self, *, fails: bool = False, silent: bool = False, first: str = "") -> None:
        self.fails, self.silent, self.first = fails, silent, first
        self.messages: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        if self.first:
            await message.output_channel.send_text_message(message.sender_id, self.first)
        if self.fails:
            raise RuntimeError("the agent broke")
        if not self.silent:
            await message.output_channel.send_text_message(message.sender_id, f"you said {message.text}")


def call(heard: Heard, body: bytes, path: str = "/webhook", method: str = "POST") -> tuple[int, Any]:
    request = Request(b"/webhooks/rest/webhook", Header({"content-type": "application/json"}), "1.1", method, None, APP)
    request.body = body
    routes = CheckedRestInput().blueprint(heard)._future_routes
    handler = next(route.handler for route in routes if route.uri == path)
    answer = asyncio.run(handler(request))
    return answer.status, json.loads(answer.body)


def post(heard: Heard, body: Any) -> tuple[int, Any]:
    return call(heard, json.dumps(body).encode())


def test_a_message_is_handed_on_and_the_replies_come_back() -> None:
    heard = Heard()
    assert post(heard, {"sender": "me", "message": "hi"}) == (200, [{"recipient_id": "me", "text": "you said hi"}])
    (message,) = heard.messages
    assert (message.sender_id, message.text, message.input_channel) == ("me", "hi", "rest")


@pytest.mark.parametrize("sender", [{}, {"sender": None}, {"sender": ""}])
def test_each_caller_without_a_sender_has_a_conversation_of_its_own(sender: dict[str, Any]) -> None:
    heard = Heard()
    answers = [post(heard, {**sender, "message": "hi"}) for _ in range(2)]
    one, two = (message.sender_id for message in heard.messages)
    assert one != two
    assert "default" not in (one, two)
    assert [answer[1][0]["recipient_id"] for answer in answers] == [one, two]


def test_what_a_caller_claims_about_itself_is_not_believed() -> None:
    heard = Heard()
    claims = {"input_channel": "cmdline", "metadata": {"admin": True}, "parse_data": {"intent": {"name": "restart"}}}
    assert post(heard, {"sender": "me", "message": "hi", **claims})[0] == 200
    (message,) = heard.messages
    assert message.input_channel == "rest"
    assert not message.metadata
    assert message.parse_data is None


@pytest.mark.parametrize("body", [None, [], ["hi"], "hi", 5, True, [{"message": "hi"}]])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    heard = Heard()
    status, answer = post(heard, body)
    assert status == 400
    assert "JSON object" in answer["error"]
    assert heard.messages == []


@pytest.mark.parametrize("body", [b"", b"{", b"hello", b"sender=me&message=hi", b"\xff\xfe", b'{"message": "hi"'])
def test_a_body_that_is_not_json_is_refused(body: bytes) -> None:
    heard = Heard()
    status, answer = call(heard, body)
    assert status == 400
    assert answer["error"]
    assert heard.messages == []


@pytest.mark.parametrize("message", [None, 5, ["hi"], {"text": "hi"}, True])
def test_a_message_that_is_no_text_is_refused(message: Any) -> None:
    status, answer = post(Heard(), {"sender": "me", "message": message})
    assert status == 400
    assert "message" in answer["error"]


def test_a_body_without_a_message_is_refused() -> None:
    assert post(Heard(), {"sender": "me", "text": "hi"})[0] == 400


@pytest.mark.parametrize("sender", [5, ["me"], {"id": "me"}, True, "x" * (LONGEST_SENDER + 1)])
def test_a_sender_that_is_no_short_text_is_refused(sender: Any) -> None:
    status, answer = post(Heard(), {"sender": sender, "message": "hi"})
    assert status == 400
    assert "sender" in answer["error"]


def test_a_message_that_is_too_long_is_refused() -> None:
    heard = Heard()
    assert post(heard, {"sender": "me", "message": "a" * LONGEST_MESSAGE})[0] == 200
    status, answer = post(heard, {"sender": "me", "message": "a" * (LONGEST_MESSAGE + 1)})
    assert status == 413
    assert "longer" in answer["error"]
    assert len(heard.messages) == 1


@pytest.mark.parametrize("text", ["", " ", "👍", "\u200b", "/restart", '/greet{"a": 1}', "half an emoji \ud83d"])
def test_any_text_is_handed_on(text: str) -> None:
    """What an empty or a slash text means is for understanding to say, not for the channel."""
    heard = Heard()
    assert post(heard, {"sender": "me", "message": text})[0] == 200
    assert heard.messages[0].text == text.strip()


def test_a_failure_has_a_status_and_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        status, answer = post(Heard(fails=True), {"sender": "me", "message": "my private words"})
    assert (status, answer) == (503, [{"recipient_id": "me", "text": TROUBLE}])
    assert "the agent broke" in caplog.text
    assert "my private words" not in caplog.text


def test_an_answer_that_could_not_be_kept_is_not_given() -> None:
    """Rasa stores a turn after the answer is made: given all the same, it would be missing from the talk."""
    status, answer = post(Heard(fails=True, first="well then"), {"sender": "me", "message": "hi"})
    assert (status, answer) == (503, [{"recipient_id": "me", "text": TROUBLE}])


def test_silence_has_a_status_and_words() -> None:
    status, answer = post(Heard(silent=True), {"sender": "me", "message": "hi"})
    assert (status, answer[0]["text"]) == (503, TROUBLE)


def test_the_channel_says_that_it_is_there() -> None:
    assert call(Heard(), b"", "/", "GET") == (200, {"status": "ok"})


def test_credentials_give_this_channel_at_rasas_own_address() -> None:
    names = yaml.safe_load(Path("credentials.yml").read_text(encoding="utf-8"))
    assert f"{CheckedRestInput.__module__}.{CheckedRestInput.__name__}" in names
    assert "rest" not in names
    assert CheckedRestInput.name() == "rest"
    assert CheckedRestInput().url_prefix() == "rest"
