"""What a person meets when something is broken, and what one person can do to another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from scoring import words
from servers import ROOT, Bot, answers, free_ports, running, somebody

from stores.sql import TURNS_IN_SESSION

TROUBLE = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]["utter_trouble"][0]["text"]
QUESTION = "What is the difference between a certificate and a diploma?"
EVENTS_A_TURN = 16  # at most, each slot that an action sets being one


@dataclass(frozen=True)
class Alone:
    """A Rasa server whose action server is not there, and the port on which it would be."""

    bot: Bot
    actions: int


@pytest.fixture(scope="module")
def alone(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """Depends on `bot`, which has trained the model."""
    rasa, actions = free_ports(2)
    folder = tmp_path_factory.mktemp("alone")
    settings = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    settings["action_endpoint"]["url"] = f"http://127.0.0.1:{actions}/webhook"
    settings["tracker_store"]["db"] = str(folder / "talk.db")
    (folder / "endpoints.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    command = ["rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(rasa), "--model", "models/adviser.tar.gz"]
    command += ["--endpoints", str(folder / "endpoints.yml"), "--credentials", "credentials.yml"]
    url = f"http://127.0.0.1:{rasa}"
    with running(command, folder / "rasa.log", lambda: answers(f"{url}/model/parse", {"text": "hello"})):
        yield Alone(Bot(url), actions)


def test_without_its_actions_the_bot_says_so_and_goes_on(alone: Alone, tmp_path: Path) -> None:
    sender = somebody()
    enquiries = (QUESTION, "help", "can i speak to a person", "what's the weather in Leeds", "🎉", "write my essay")
    for text in (*enquiries, "which course should I do?", "I lead one team of six", "delete my data"):
        assert TROUBLE in words(alone.bot.say(sender, text)), text
    # what needs no action is answered as always
    assert "bot" in words(alone.bot.say(sender, "hello"))
    assert words(alone.bot.say(sender, "thanks")).strip()
    health = f"http://127.0.0.1:{alone.actions}/health"
    command = ["rasa_sdk", "--actions", "actions", "--port", str(alone.actions)]
    with running(command, tmp_path / "actions.log", lambda: answers(health)):
        reply = words(alone.bot.say(sender, QUESTION))
        assert TROUBLE not in reply
        assert "37" in reply
    assert TROUBLE in words(alone.bot.say(sender, QUESTION))


def test_nothing_is_left_of_who_asks_to_be_deleted(bot: Bot) -> None:
    sender, other = somebody(), somebody()
    for each in (sender, other):
        bot.say(each, "which course should I do? I run a brewery in Hexham with three departments")
        assert "Hexham" in json.dumps(bot.tracker(each))
    assert "deleted" in words(bot.say(sender, "delete my data"))
    assert "Hexham" not in json.dumps(bot.tracker(sender))
    assert "brewery" not in words(bot.say(sender, "what do you know about me"))
    assert bot.tracker(other)["slots"]["responsibility"]


def test_two_people_are_interviewed_at_once_without_mixing(bot: Bot) -> None:
    talks = {
        somebody(): ("I lead one team of nurses, six years", "practical", 3),
        somebody(): ("I am a director and set the direction of the whole company", "academic", 7),
    }

    def advised(sender: str) -> dict[str, Any]:
        for text in ("which course should I do?", talks[sender][0], "leading and managing", talks[sender][1]):
            assert words(bot.say(sender, text)).strip()
        bot.say(sender, "a certificate please")
        return dict(bot.tracker(sender)["slots"])

    with ThreadPoolExecutor(2) as pool:
        held = dict(zip(talks, pool.map(advised, talks), strict=True))
    for sender, (_, style, level) in talks.items():
        assert held[sender]["learning_style"] == style
        assert held[sender]["recommendation"]["ranked"][0]["level"] == level


def test_two_people_at_once_do_not_mix(bot: Bot) -> None:
    talks = {
        somebody(): ("who is Level 3 for?", "Level 3", "Level 7"),
        somebody(): ("who is Level 7 for?", "Level 7", "Level 3"),
    }

    def hold(sender: str) -> list[str]:
        replies = [words(bot.say(sender, talks[sender][0]))]
        return replies + [words(bot.say(sender, "and what does it cover?")) for _ in range(4)]

    with ThreadPoolExecutor(2) as pool:
        held = dict(zip(talks, pool.map(hold, talks), strict=True))
    for sender, (question, own, _) in talks.items():
        assert all(own in reply for reply in held[sender])
        said = [event["text"] for event in bot.tracker(sender)["events"] if event["event"] == "user"]
        assert said == [question] + ["and what does it cover?"] * 4
        topic = bot.tracker(sender)["slots"]["last_topic"]["subjects"]
        assert own.lower().replace(" ", "-") in topic


def test_one_persons_messages_at_once_are_all_answered(bot: Bot) -> None:
    sender = somebody()
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda text: words(bot.say(sender, text)), ["hello", QUESTION, "thanks", "bye"]))
    assert all(reply.strip() for reply in replies)


def test_a_long_conversation_stays_light(bot: Bot) -> None:
    """Rasa loads, replays and sends to the actions every event of a session at every turn."""
    sender, counts = somebody(), []  # of events in the session
    turns = ["blah flurb gnarl", QUESTION, "🎉", "and level 7?", "hello", "what's the weather in Leeds"]
    for number in range(66):
        assert words(bot.say(sender, turns[number % len(turns)])).strip()
        counts.append(bot.session(sender))
    assert max(len(events) for events in counts) <= TURNS_IN_SESSION * EVENTS_A_TURN
    assert max(sum(event["event"] == "user" for event in events) for events in counts) <= TURNS_IN_SESSION
    whole = bot.tracker(sender)["events"]
    assert sum(event["event"] == "user" for event in whole) == 66
    assert not any(event["event"] in ("undo", "rewind") for event in whole)


def test_what_was_talked_about_outlives_a_session(bot: Bot) -> None:
    sender = somebody()
    for _ in range(TURNS_IN_SESSION - 1):
        bot.say(sender, "hello")
    bot.say(sender, "who is Level 5 for?")  # fills the session
    assert not any(event["event"] == "user" for event in bot.session(sender))
    assert words(bot.say(sender, "and what does it cover?")).strip()
    assert [event["event"] == "user" for event in bot.session(sender)].count(True) == 1
    assert "level-5" in bot.tracker(sender)["slots"]["last_topic"]["subjects"]


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b'"hi"', b"", b"{", b"hello", b'{"message": null}', b'{"message": 5}']
)
def test_a_body_that_is_no_message_is_refused_in_json(bot: Bot, body: bytes) -> None:
    status, answer = bot.send(body)
    assert status == 400
    assert answer["error"]


def test_a_message_that_is_far_too_long_is_refused(bot: Bot) -> None:
    status, answer = bot.send(json.dumps({"sender": somebody(), "message": "a" * 100_000}).encode())
    assert status == 413
    assert answer["error"]


def test_without_a_sender_each_has_a_conversation_of_its_own(bot: Bot) -> None:
    given = {reply[1][0]["recipient_id"] for reply in (bot.send(b'{"message": "hello"}') for _ in range(2))}
    assert len(given) == 2
    assert "default" not in given


@pytest.mark.parametrize(
    "text",
    [
        '/pick{"level": "level-7"}',
        "/session_start",
        "/action_answer",
        '/nlu_fallback{"failures": 9}',
        "/back",
        "/EXTERNAL: x",
    ],
)
def test_a_typed_command_is_read_as_words(bot: Bot, text: str) -> None:
    sender = somebody()
    assert words(bot.say(sender, text)).strip()
    (said,) = [event for event in bot.tracker(sender)["events"] if event["event"] == "user"]
    assert said["parse_data"]["intent"]["confidence"] <= 1
    assert (bot.tracker(sender)["slots"]["failures"] or 0) <= 1
    assert [event["event"] for event in bot.tracker(sender)["events"]].count("session_started") == 1


@pytest.mark.parametrize("text", ["half an emoji \ud83d", "\x00", "\u202e reversed", "a\u0300" * 500, "\n" * 500])
def test_odd_characters_are_answered(bot: Bot, text: str) -> None:
    assert words(bot.say(somebody(), text)).strip()


def test_a_name_for_the_sender_may_be_odd_too(bot: Bot) -> None:
    for sender in ("' OR 1=1; --", "été 👍", "a/b?c#d", "x" * 200):
        assert words(bot.say(sender + somebody()[: 200 - len(sender)], "hello")).strip()
