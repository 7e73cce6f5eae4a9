"""Whole conversations over HTTP, as the files that CASES names tell them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from scoring import outcome, problems_of, problems_of_slots, words
from servers import ROOT, Bot, somebody

from actions.conversation import knowledge

CASES = [
    case
    for name in ("conversations.yml", "interview.yml", "asked.yml", "met.yml", "named.yml", "strangers.yml")
    for case in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = {name for intent in DOMAIN["intents"] for name in intent}
RAW = re.compile(r"\b(?:[a-z]+_[a-z_]+|level-\d|None|null|undefined)\b|\{\w*\}")


@dataclass
class Held:
    """A conversation that was held: its problems, the replies to each turn, the intents and questions of each."""

    problems: list[str] = field(default_factory=list)
    replies: list[list[dict[str, Any]]] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def held(bot: Bot) -> dict[str, Held]:
    return {case["id"]: hold(bot, case) for case in CASES}


def hold(bot: Bot, case: dict[str, Any]) -> Held:
    sender, found = somebody(), Held()
    for turn in case["turns"]:
        said = turn["user"] * turn.get("times", 1)
        replies, names = bot.say(sender, said), bot.last_turn(sender)
        slots = bot.tracker(sender)["slots"]
        problems = [*problems_of(turn, replies, names), *problems_of_slots(turn, slots)]
        found.problems += [f"[{turn['user'][:80]}] {problem}" for problem in problems]
        found.replies.append(replies)
        # of who asks to be deleted no turn is left to look at
        found.intents.append(bot.intent(said) if not names or ":" not in names[-1] else names[-1].partition(":")[2])
        found.asked.append(slots.get("requested_slot") or "")
    return found


def offered(held: dict[str, Held], asking: bool) -> set[tuple[str, str]]:
    """The buttons beside a question of the interview, or those beside everything else, with the question that waits."""
    return {
        (asked, button["payload"])
        for talk in held.values()
        for replies, asked in zip(talk.replies, talk.asked, strict=True)
        if any(reply.get("custom", {}).get("question") for reply in replies) == asking
        for reply in replies
        for button in reply.get("buttons", [])
    }


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
            assert reply.get("custom", {}).get("question", "") in text
            for part in ("sentences", "items", "closing"):
                assert all(each["text"] in text for each in reply.get("custom", {}).get(part, []))


def test_every_kind_of_talk_is_met(held: dict[str, Held]) -> None:
    missing = INTENTS - {intent for talk in held.values() for intent in talk.intents}
    assert not missing, sorted(missing)


def test_every_button_is_understood_by_itself(bot: Bot, held: dict[str, Held]) -> None:
    """Each sends plain words; said first thing in a new conversation, they are answered too."""
    lost = []
    for _, payload in sorted(offered(held, asking=False)):
        assert not payload.startswith("/")
        sender = somebody()
        bot.say(sender, payload)
        if outcome(bot.last_turn(sender)) == "fallback":
            lost.append(payload)
    assert not lost, "\n".join(["", *lost])


QUESTIONS = knowledge().rules.questions


@pytest.mark.parametrize("group", [False, True], ids=["for one", "for a group"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_button_of_a_question_is_an_answer_to_it(bot: Bot, name: str, group: bool) -> None:
    ask, lost = QUESTIONS[name], {}
    audience = "organisation" if group else "individual"
    for choice in ask.choices:
        sender, label = somebody(), choice.label_group if group else choice.label
        bot.put(sender, requested_slot=name, stage="asking", audience=audience)
        bot.say(sender, label)
        slots = bot.tracker(sender)["slots"]
        known = {**slots, **(slots["traits"] or {})}
        wanted = {**choice.sets, "audience": audience}
        found = {feature: known.get(feature) for feature in wanted}
        if found != wanted or slots["requested_slot"] == name:
            lost[label] = (found, bot.last_turn(sender), slots["requested_slot"])
    assert not lost, "\n".join(["", *(f"{label}: {found}" for label, found in lost.items())])


def test_the_buttons_of_a_question_are_its_choices(held: dict[str, Held]) -> None:
    seen = offered(held, asking=True)
    assert {asked for asked, _ in seen} == set(QUESTIONS)
    for asked, payload in seen:
        assert payload in {label for choice in QUESTIONS[asked].choices for label in (choice.label, choice.label_group)}
