"""Whole conversations over HTTP, as conversations.yml tells them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from scoring import outcome, problems_of, words
from servers import ROOT, Bot, somebody

CASES = yaml.safe_load(Path(__file__).with_name("conversations.yml").read_text(encoding="utf-8"))
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = {name for intent in DOMAIN["intents"] for name in intent}
RAW = re.compile(r"\b(?:[a-z]+_[a-z_]+|level-\d|None|null|undefined)\b|\{\w*\}")


@dataclass
class Held:
    """A conversation that was held: its problems, the replies to each turn, the intents understood."""

    problems: list[str] = field(default_factory=list)
    replies: list[list[dict[str, Any]]] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def held(bot: Bot) -> dict[str, Held]:
    return {case["id"]: hold(bot, case) for case in CASES}


def hold(bot: Bot, case: dict[str, Any]) -> Held:
    sender, found = somebody(), Held()
    for turn in case["turns"]:
        replies = bot.say(sender, turn["user"] * turn.get("times", 1))
        names = bot.last_turn(sender)
        found.problems += [f"[{turn['user'][:80]}] {problem}" for problem in problems_of(turn, replies, names)]
        found.replies.append(replies)
        found.intents.append(names[-1].removeprefix("intent:"))
    return found


def payloads(held: dict[str, Held]) -> list[str]:
    replies = [reply for talk in held.values() for each in talk.replies for reply in each]
    return sorted({button["payload"] for reply in replies for button in reply.get("buttons", [])})


@pytest.mark.parametrize("name", [case["id"] for case in CASES])
def test_a_conversation_goes_as_it_should(held: dict[str, Held], name: str) -> None:
    assert not held[name].problems, "\n".join(["", *held[name].problems])


@pytest.mark.parametrize("name", [case["id"] for case in CASES])
def test_every_turn_has_words_for_a_person_and_nothing_raw(held: dict[str, Held], name: str) -> None:
    for replies in held[name].replies:
        assert any(reply.get("text", "").strip() for reply in replies)
        for reply in replies:
            assert reply.get("text", "x").strip()
            # the custom form names the facts behind each sentence by their ids, for programs
            said = words({key: value for key, value in reply.items() if key != "custom"})
            assert RAW.findall(said) == []


@pytest.mark.parametrize("name", [case["id"] for case in CASES])
def test_what_is_drawn_is_also_in_the_words(held: dict[str, Held], name: str) -> None:
    for replies in held[name].replies:
        text = "\n".join(reply.get("text", "") for reply in replies)
        for reply in replies:
            for part in ("sentences", "items"):
                assert all(each["text"] in text for each in reply.get("custom", {}).get(part, []))


def test_every_kind_of_talk_is_met(held: dict[str, Held]) -> None:
    missing = INTENTS - {intent for talk in held.values() for intent in talk.intents}
    assert not missing, sorted(missing)


def test_every_button_is_understood_by_itself(bot: Bot, held: dict[str, Held]) -> None:
    """Each sends plain words; said first thing in a new conversation, they are answered too."""
    lost = []
    for payload in payloads(held):
        assert not payload.startswith("/")
        sender = somebody()
        bot.say(sender, payload)
        if outcome(bot.last_turn(sender)) == "fallback":
            lost.append(payload)
    assert not lost, "\n".join(["", *lost])
