"""The actions, each with a tracker as the action server gets it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.base import SafeAction
from actions.contact import ActionHandoff
from actions.conversation import DRAWING_CHANNELS, ONE_MESSAGE_CHANNELS, as_slot, focus_of, knowledge, questions_of
from actions.enquiry import ActionAnswer, ActionFallback, ActionOutOfScope, ActionReply
from adviser.talk import Focus

ACTIONS = (ActionAnswer, ActionFallback, ActionHandoff, ActionOutOfScope, ActionReply)
SECRET = "my boss Gerald Xyzzy is a bully"  # pragma: allowlist secret


def question(kind: str, *subjects: str, **more: Any) -> dict[str, Any]:
    """A question as understanding writes it, after its way through JSON."""
    plain = {"confidence": 0.9, "refused": [], "aspects": [], "leans": False, "pick": None, "matches": []}
    return {"kind": kind, "subjects": list(subjects), **plain, "hours": None, "credits": None, **more}


LEVEL_5 = question("ask_audience", "level-5", matches=[["level-5.audience.responsibility", 0.93]])
LEVEL_7 = question("ask_audience", "level-7", matches=[["level-7.audience.scope", 0.93]])
OUTSIDE = question("near_scope", "prince2")


def tracker(*questions: dict[str, Any], channel: str = "rest", intent: str = "", **slots: Any) -> Tracker:
    name = intent or (questions[0]["kind"] if questions else "help")
    message = {"intent": {"name": name}, "entities": [], "text": SECRET, "questions": list(questions)}
    events = [{"event": "user", "text": SECRET, "input_channel": channel}]
    return Tracker("somebody", slots, message, events, False, None, {}, "action_listen")


def run(action: SafeAction, where: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The replies, and the slots that the action sets, but for what a vote would be on."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, where, {}))
    assert {event["event"] for event in events} == {"slot"}
    return dispatcher.messages, {event["name"]: event["value"] for event in events if event["name"] != "last_answer"}


def told(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message["text"] for message in messages if message["text"])


def test_the_action_server_finds_each_action_of_the_domain(domain: Domain) -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == {name for name in domain.user_actions if name.startswith("action_")}


def test_an_enquiry_is_answered_with_its_source() -> None:
    messages, slots = run(ActionAnswer(), tracker(LEVEL_5, failures=2))
    assert "departments" in told(messages)
    assert "Source" in told(messages)
    assert slots["outcome"] == "answered"
    assert slots["failures"] == 0
    assert "level-5" in slots["last_topic"]["subjects"]


def test_the_next_question_is_answered_by_what_is_remembered() -> None:
    _, slots = run(ActionAnswer(), tracker(LEVEL_5))
    follow = question("follow_up", "level-7", leans=True)
    messages, slots = run(ActionAnswer(), tracker(follow, last_topic=slots["last_topic"]))
    assert "Level 7" in told(messages)
    assert slots["outcome"] == "answered"


def test_two_questions_have_one_reply_that_holds_both() -> None:
    messages, _ = run(ActionAnswer(), tracker(LEVEL_5, LEVEL_7, channel="cmdline"))
    assert len(messages) == 1
    assert "Level 5" in told(messages)
    assert "Level 7" in told(messages)


def test_what_cannot_be_answered_is_left_to_the_fallback() -> None:
    messages, slots = run(ActionAnswer(), tracker(question("ask_meaning", "prince2")))
    assert messages == []
    assert slots == {"outcome": "unanswered"}


def test_the_fallback_climbs_from_rephrasing_to_a_menu_to_a_person() -> None:
    said, failures = [], 0
    for _ in range(3):
        messages, slots = run(ActionFallback(), tracker(intent="nlu_fallback", failures=failures))
        assert slots["outcome"] == "answered"
        assert slots["failures"] == failures + 1
        failures = slots["failures"]
        said.append(told(messages))
    notes = knowledge().words["notes"]
    assert said == [notes["rephrase"], notes["menu"], notes["person"]]


def test_what_is_outside_is_named() -> None:
    messages, slots = run(ActionOutOfScope(), tracker(OUTSIDE))
    assert "PRINCE2" in told(messages)
    assert slots == {"failures": 1, "outcome": "answered"}


def test_what_is_outside_is_not_answered_by_a_fact_that_sounds_like_it() -> None:
    weather = question("out_of_scope", "level-5", matches=LEVEL_5["matches"])
    messages, slots = run(ActionOutOfScope(), tracker(weather))
    assert knowledge().words["notes"]["out_of_scope"] in told(messages)
    assert "departments" not in told(messages)
    assert slots == {"failures": 1, "outcome": "answered"}


@pytest.mark.parametrize("kind", ["help", "write_my_assignment", "too_long"])
def test_fixed_replies_are_given(kind: str) -> None:
    messages, slots = run(ActionReply(), tracker(intent=kind, failures=2))
    note = knowledge().words["notes"][knowledge().replies[kind].notes[0]]
    assert note in told(messages)
    assert slots == {"failures": 0, "outcome": "answered"}


def test_who_wants_a_person_is_told_where_there_is_one() -> None:
    messages, slots = run(ActionHandoff(), tracker(intent="human"))
    assert "centre" in told(messages)
    assert slots["outcome"] == "answered"


@pytest.mark.parametrize("channel", DRAWING_CHANNELS)
def test_a_channel_that_can_draw_gets_the_blocks_beside_the_words(channel: str) -> None:
    messages, _ = run(ActionAnswer(), tracker(LEVEL_5, channel=channel))
    words, drawn = messages
    assert words["text"]
    assert not words["custom"]
    assert not drawn["text"]
    assert all(sentence["text"] in words["text"] for sentence in drawn["custom"]["sentences"])


@pytest.mark.parametrize("channel", ONE_MESSAGE_CHANNELS)
def test_our_own_channels_get_words_buttons_and_blocks_in_one_message(channel: str) -> None:
    messages, _ = run(ActionAnswer(), tracker(LEVEL_5, channel=channel))
    (message,) = messages
    assert [button["title"] for button in message["buttons"]] == message["custom"]["choices"]
    assert all(sentence["text"] in message["text"] for sentence in message["custom"]["sentences"])
    assert message["custom"]["knowledge"] == knowledge().version
    assert set(message["custom"]["facts"]) <= {*knowledge().facts, *knowledge().disagreements}
    assert message["custom"]["kind"] == "answer"


@pytest.mark.parametrize("channel", ["cmdline", "telegram", "twilio", ""])
def test_the_shell_and_other_channels_get_plain_words_alone(channel: str) -> None:
    messages, _ = run(ActionAnswer(), tracker(LEVEL_5, channel=channel))
    (message,) = messages
    assert message["text"]
    assert not message["custom"]


def test_no_line_is_too_long_for_a_terminal_and_no_word_is_lost() -> None:
    """`rasa shell` cuts off what does not fit where a choice is offered."""
    (shown,), _ = run(ActionAnswer(), tracker(LEVEL_5, channel="cmdline"))
    (whole,), _ = run(ActionAnswer(), tracker(LEVEL_5, channel="telegram"))
    assert max(map(len, whole["text"].split("\n"))) > 80
    assert max(map(len, shown["text"].split("\n"))) < 80
    assert shown["text"].split() == whole["text"].split()


@pytest.mark.parametrize(
    ("action", "where"),
    [
        (ActionAnswer(), tracker(LEVEL_5)),
        (ActionFallback(), tracker(intent="nlu_fallback")),
        (ActionFallback(), tracker(intent="nlu_fallback", failures=2)),
        (ActionOutOfScope(), tracker(OUTSIDE)),
    ],
    ids=["answer", "fallback", "third fallback", "out of scope"],
)
def test_a_button_sends_its_own_plain_words(action: SafeAction, where: Tracker) -> None:
    messages, _ = run(action, where)
    offered = [button for message in messages for button in message["buttons"]]
    assert 0 < len(offered) <= 5  # Slack drops them all where there are more
    for button in offered:
        assert button["payload"] == button["title"]
        assert button["title"].strip()
        assert not button["payload"].startswith("/")


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_that_fails_says_sorry_and_logs_no_words(
    action: type[SafeAction], caplog: pytest.LogCaptureFixture
) -> None:
    broken = tracker({"kind": SECRET, "matches": [[SECRET]]}, intent="no_such_intent")
    with caplog.at_level(logging.DEBUG):
        messages, slots = run(action(), broken)
    assert [message["response"] for message in messages] == ["utter_trouble"]
    assert slots == {"outcome": "answered"}
    (record,) = [record for record in caplog.records if record.name == "actions.base"]
    assert action().name() in record.getMessage()
    assert record.exc_info
    assert "Gerald" not in caplog.text


def test_what_a_model_of_another_version_tells_besides_is_left_alone() -> None:
    (question,) = questions_of({"questions": [{"kind": "greet", "subjects": ["ilm"], "no_such_field": 1}]})
    assert (question.kind, question.subjects) == ("greet", ("ilm",))


@pytest.mark.parametrize(
    "kept",
    [None, "x", 5, [], {}, {"unknown": 1}, {"subjects": ["no-such-subject"], "told": ["no-such-fact"], "age": 1}],
)
def test_a_memory_of_another_version_breaks_nothing(kept: Any) -> None:
    messages, slots = run(ActionAnswer(), tracker(LEVEL_5, last_topic=kept))
    assert "departments" in told(messages)
    assert slots["outcome"] == "answered"


def test_what_is_remembered_survives_its_slot() -> None:
    focus = Focus(subjects=("level-5", "ilm"), aspect="audience", told=("a", "b"), items=("c",), age=2)
    assert focus_of(tracker(last_topic=as_slot(focus))) == focus
    assert as_slot(Focus()) == {}


def test_the_words_that_need_no_action_server_are_in_the_domain(domain: Domain) -> None:
    said = {name for name in domain.responses if name.startswith("utter_")}
    assert "utter_trouble" in said
    for name in said:
        for variant in domain.responses[name]:
            assert variant["text"].strip()
            for button in variant.get("buttons", []):
                assert not button["payload"].startswith("/")
