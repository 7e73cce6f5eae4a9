"""The channel's parts by themselves: secret, tokens, addresses, words, settings, counting, and replies from events."""

from __future__ import annotations

import asyncio
import stat
import string
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limits import parse_many

from channels.web.address import address_of
from channels.web.limits import CounterHere, CounterInRedis, counter
from channels.web.replies import facts_of, history, offered, replies_of
from channels.web.secret import SHORTEST, secret_from
from channels.web.settings import Settings
from channels.web.tokens import Tokens, UnknownConversation
from channels.web.words import cleaned, is_command

SECRET = b"one secret, thirty-two characters or more"
PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


# -- secret


def test_a_secret_is_made_once_and_kept_for_ourselves(tmp_path: Path) -> None:
    place = tmp_path / "var" / "adviser.secret"
    made = secret_from("", place)
    assert len(made) >= SHORTEST
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.chmod(0o644)
    assert secret_from("", place) == made
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["adviser.secret"]


def test_servers_that_start_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: secret_from("", tmp_path / "adviser.secret"), range(16)))
    assert len(made) == 1


def test_a_given_secret_is_taken_and_a_short_one_refused(tmp_path: Path) -> None:
    assert secret_from("x" * SHORTEST, tmp_path / "secret") == b"x" * SHORTEST
    assert not (tmp_path / "secret").exists()
    with pytest.raises(ValueError, match=r"ADVISER_SECRET is shorter.*token_urlsafe"):
        secret_from("x" * (SHORTEST - 1), tmp_path / "secret")


# -- tokens


def test_a_token_names_one_conversation_for_ever() -> None:
    tokens = Tokens(SECRET, days=1)
    token, conversation = tokens.issue()
    assert tokens.read(token) == Tokens(SECRET, days=1).read(token) == conversation
    assert conversation.sender not in token
    assert len({tokens.issue()[1].sender for _ in range(100)}) == 100


def test_what_the_token_tells_its_holder_is_not_the_sender() -> None:
    token, conversation = Tokens(SECRET, days=1).issue()
    told = jwt.decode(token, options={"verify_signature": False})
    assert str(told["sub"]) not in conversation.sender
    assert conversation.public not in str(told)


def forged(**changes: Any) -> str:
    """A token as a stranger would make one from a real one."""
    claims = jwt.decode(Tokens(SECRET, days=1).issue()[0], options={"verify_signature": False})
    return jwt.encode({**claims, **changes}, "a key of somebody else's, and a long one too", "HS256")


def test_tokens_that_are_not_ours_are_unknown() -> None:
    tokens = Tokens(SECRET, days=1)
    token, _ = tokens.issue()
    head, body, signature = token.split(".")
    other = Tokens(b"another secret, thirty-two characters or so", days=1).issue()[0]
    unsigned = jwt.encode({"sub": "x", "aud": "adviser-web", "exp": 9999999999}, None, "none")
    swapped = ".".join((head, jwt.encode({"sub": "y"}, "k" * 32, "HS256").split(".")[1], signature))
    for bad in ("", "x", other, unsigned, swapped, forged(), f"{head}.{body}.", token[:-2], token + "x" * 600, "é" * 9):
        with pytest.raises(UnknownConversation):
            tokens.read(bad)


def test_an_old_token_is_unknown() -> None:
    with pytest.raises(UnknownConversation):
        Tokens(SECRET, days=1).read(Tokens(SECRET, days=-1).issue()[0])


@given(st.text(max_size=300))
def test_no_text_at_all_is_taken_for_a_token(text: str) -> None:
    with pytest.raises(UnknownConversation):
        Tokens(SECRET, days=1).read(text)


# -- addresses


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours: not believed
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),  # the client wrote the first itself
        ("10.0.0.1", ["192.0.2.66", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, "], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("fd00::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("", ["198.51.100.1"], "unknown"),
    ],
)
def test_the_address_of_a_request(peer: str, forwarded: Sequence[str], address: str) -> None:
    assert address_of(peer, forwarded, PROXIES) == address


@given(st.lists(st.text(string.printable, max_size=40), max_size=4))
def test_a_peer_that_is_no_proxy_cannot_choose_its_address(forwarded: list[str]) -> None:
    assert address_of("203.0.113.9", forwarded, PROXIES) == "203.0.113.9"


# -- words


@pytest.mark.parametrize("text", ["/x", "  /x", "\u200b/x", "\u2060\u180e/x", "／x", "⁄x", "\u3164/x", "\ufe0f/x", "/"])
def test_commands_in_disguise(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize("text", ["", "level 3/4?", "👍/👎", "- /x", "é", "1/2", "⅓ of it", "\u200b"])
def test_words_are_no_commands(text: str) -> None:
    assert not is_command(text)


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_what_is_handed_on_is_never_a_command_of_rasas(text: str) -> None:
    kept = cleaned(text)
    assert is_command(kept) or not kept.strip().startswith("/")
    assert kept.encode("utf-8").decode() == kept  # it can be written down
    assert cleaned(kept) == kept


def test_line_breaks_stay_and_other_controls_go() -> None:
    assert cleaned(" a\n\tb\x00\x1b[31mc\x7f ") == "a\n\tb[31mc"
    assert cleaned("\ud83d\ude00 \ud83d") == "😀 \ufffd"


# -- settings


def test_settings_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Settings.from_environment({"ADVISER_SECRET": "x" * 40})
    assert (read.origins, read.proxies, read.redis) == (frozenset(), (), "")
    assert read.database == "sqlite:///var/conversations.db"


def test_settings_are_read() -> None:
    read = Settings.from_environment(
        {
            "ADVISER_SECRET": "x" * 40,
            "ADVISER_ORIGINS": "https://www.example.org, http://localhost:8000",
            "ADVISER_TRUSTED_PROXIES": "10.0.0.1, fd00::/8",
            "ADVISER_LIMIT_MESSAGES": "2/second;20/minute",
            "ADVISER_TURN_SECONDS": "2.5",
        }
    )
    assert read.origins == {"https://www.example.org", "http://localhost:8000"}
    assert len(read.proxies) == 2
    assert read.limits.messages == tuple(parse_many("2/second;20/minute"))
    assert read.turn_seconds == 2.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADVISER_ORIGINS", "*"),
        ("ADVISER_ORIGINS", "https://www.example.org/"),
        ("ADVISER_ORIGINS", "www.example.org"),
        ("ADVISER_ORIGINS", "null"),
        ("ADVISER_TRUSTED_PROXIES", "nginx"),
        ("ADVISER_LIMIT_REQUESTS", "many"),
        ("ADVISER_TURN_SECONDS", "0"),
        ("ADVISER_TOKEN_DAYS", "a year"),
        ("ADVISER_SECRET", "short"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings.from_environment({"ADVISER_SECRET": "x" * 40, name: value})


# -- counting


def test_what_is_too_much_is_told_how_long_to_wait() -> None:
    async def counted() -> list[int]:
        here, rates = CounterHere(), parse_many("3/minute;100/hour")
        return [await here.wait(rates, "one") for _ in range(5)] + [await here.wait(rates, "two")]

    *first, fourth, fifth, other = asyncio.run(counted())
    assert first == [0, 0, 0]
    assert 0 < fourth <= 60
    assert 0 < fifth <= 60
    assert other == 0


def test_without_redis_the_count_goes_on_here(caplog: pytest.LogCaptureFixture) -> None:
    away = counter("redis://127.0.0.1:1/0")
    assert isinstance(away, CounterInRedis)
    assert isinstance(counter(""), CounterHere)

    async def counted() -> list[int]:
        return [await away.wait(parse_many("1/minute"), "one") for _ in range(2)]

    first, second = asyncio.run(counted())
    assert first == 0
    assert second > 0
    assert "Redis" in caplog.text


# -- replies


def person(text: str, message_id: str, at: float = 1.0) -> dict[str, Any]:
    return {"event": "user", "text": text, "message_id": message_id, "timestamp": at}


def adviser(text: str | None, at: float = 2.0, **data: Any) -> dict[str, Any]:
    metadata = {"utter_action": data.pop("utter")} if "utter" in data else {}
    return {"event": "bot", "text": text, "timestamp": at, "data": data, "metadata": metadata}


def test_blocks_that_come_after_their_text_belong_to_it() -> None:
    blocks = {"sentences": [{"text": "Yes.", "facts": ["a.b"]}], "facts": ["a.b", "c.d"]}
    replies = replies_of([{"text": "Yes."}, {"custom": blocks}, {"text": "More?"}], "id")
    assert replies == [
        {"id": "id.1", "text": "Yes.", "choices": [], "blocks": blocks},
        {"id": "id.2", "text": "More?", "choices": []},
    ]
    assert facts_of(replies[0]) == ("a.b", "c.d")
    assert facts_of(replies[1]) == ()


def test_facts_are_found_in_every_part_of_an_answer() -> None:
    cells = [{"text": "13", "facts": ["t.1"]}, {"text": "not stated", "facts": []}]
    blocks = {
        "sentences": [{"text": "A.", "facts": ["s.1"]}],
        "items": [{"text": "B.", "facts": ["i.1", "s.1"]}],
        "closing": [{"text": "C.", "facts": ["c.1"]}],
        "table": {"columns": ["x", "y"], "rows": [{"label": "credits", "cells": cells}]},
    }
    assert facts_of({"id": "1", "text": "", "choices": [], "blocks": blocks}) == ("s.1", "i.1", "c.1", "t.1")


def test_a_message_sent_again_after_trouble_is_told_once_where_it_was_answered() -> None:
    events = [
        person("one", "id-1"),
        adviser("Sorry.", utter="utter_trouble"),
        person("two", "id-2"),
        adviser("Two!"),
        person("one", "id-1"),
        adviser("One!"),
    ]
    assert [message["text"] for message in history(events)] == ["two", "Two!", "one", "One!"]


def test_what_was_offered() -> None:
    buttons = [{"title": "A", "payload": "a?"}, {"title": "B"}, "nonsense", {"payload": "/x"}]
    assert offered([adviser("Hi", buttons=buttons), adviser("Ho", buttons=None)]) == {"a?", "B"}
