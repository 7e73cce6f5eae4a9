"""Our Slack channel in the running bot: who may come in, what comes twice or late, and in which conversation it is."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from fake import SECRET
from people import BOT, TEAM, Person, Side, action_named, signature, some_id
from servers import ROOT

from channels.slack_words import WORDS

QUESTION = "What is the difference between a certificate and a diploma?"
JSON = "application/json"


# -- who may come in


@pytest.mark.parametrize("ahead", [-360, 360, -86_400])
def test_a_request_of_another_time_is_refused_in_plain_json(ours: Side, ahead: float) -> None:
    status, told = ours.post(b'{"type": "url_verification", "challenge": "c"}', JSON, ahead)
    assert (status, json.loads(told)["error"]["code"]) == (403, "wrong_time")
    assert "clock" in json.loads(told)["error"]["message"]


@pytest.mark.parametrize("ahead", [-200, 200])
def test_a_clock_a_little_wrong_does_no_harm(ours: Side, ahead: float) -> None:
    assert ours.post(b'{"type": "url_verification", "challenge": "c"}', JSON, ahead) == (200, '{"challenge":"c"}')


FORGED = [
    {"X_Slack_Signature": "v0=" + "0" * 64},
    {"X_Slack_Signature": ""},
    {"X_Slack_Signature": "v1=é".encode().decode("latin-1")},
    {"X_Slack_Request_Timestamp": "yesterday"},
    {"X_Slack_Request_Timestamp": ""},
    {"X_Slack_Request_Timestamp": "-1"},
    {"X_Slack_Signature": signature(str(int(time.time())), b"{}", "another secret")},
]


@pytest.mark.parametrize("headers", FORGED, ids=range(len(FORGED)))
def test_a_forged_request_is_refused_in_plain_json_and_never_heard(ours: Side, headers: dict[str, str]) -> None:
    me = Person(ours)
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "E", "event": me.message("hello")})
    status, told = ours.post(body.encode(), JSON, **headers)
    assert (status, json.loads(told)["error"]["code"]) == (403, "bad_signature")
    assert SECRET not in told
    assert me.settled() == []


def test_a_body_changed_on_the_way_is_refused(ours: Side) -> None:
    stamp = str(int(time.time()))
    status, _ = ours.post(b'{"type": "x"}', JSON, X_Slack_Signature=signature(stamp, b'{"type": "y"}'))
    assert status == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"payload=%7B", "application/x-www-form-urlencoded", 400),
        (b"nothing=1", "application/x-www-form-urlencoded", 400),
        (b"hello", "text/plain", 415),
    ],
)
def test_what_slack_never_sends_gets_a_plain_answer(ours: Side, body: bytes, kind: str, status: int) -> None:
    found, told = ours.post(body, kind)
    assert (found, json.loads(told)["error"]["code"]) == (status, "bad_request")


ODD = [
    {},
    {"type": "event_callback"},
    {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": {"type": "message"}},
    {"type": "event_callback", "event": {"type": "reaction_added", "user": "U1"}},
    {"type": "event_callback", "event": {"type": "app_home_opened", "tab": "messages"}},
    {"type": "app_rate_limited"},
]
PRESSED: list[dict[str, Any]] = [
    {},
    {"type": "block_actions"},
    {"type": "block_actions", "actions": [{}]},
    {"type": "block_actions", "actions": [{"type": "button", "url": "https://x.example"}], "user": {"id": "U1"}},
    {"type": "block_actions", "actions": [{"type": "static_select", "selected_option": None}]},
    {"type": "block_actions", "actions": [{"type": "feedback_buttons", "value": "sideways"}]},
    {"type": "view_submission", "view": {"callback_id": "why", "private_metadata": "", "state": None}},
    {"type": "view_closed"},
    {"type": "message_action"},
    {"type": "block_suggestion"},
]


def test_what_is_none_of_our_business_is_taken_in_silence(ours: Side) -> None:
    me = Person(ours)
    assert [ours.post(json.dumps(body).encode(), JSON)[0] for body in ODD] == [200] * len(ODD)
    assert [ours.interact(payload)[0] for payload in PRESSED] == [200] * len(PRESSED)
    theirs = [
        me.message("hello", bot_id="B1"),
        me.message("hello", subtype="message_changed"),
        me.message("hello", subtype="channel_join"),
        me.message("hello", user=BOT),
    ]
    assert [ours.event(event) for event in theirs] == [200] * len(theirs)
    assert me.settled() == []


# -- what comes twice, late or in another order


def test_a_mention_told_of_in_either_order_is_answered_once(ours: Side) -> None:
    for order in ((0, 1), (1, 0)):
        me = Person(ours, channel=some_id("C"))
        mention = me.mention("hello")
        both = (mention, {**mention, "type": "message"})
        for each in order:
            ours.event(both[each])
        assert len(me.settled()) == 1


def test_a_retry_that_overtakes_its_first_try_is_answered_once(ours: Side) -> None:
    me, name = Person(ours), some_id("Ev")
    one, two = me.message("hello"), me.message("what do you know about me")
    ours.event(two, "later")
    ours.event(one, name, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    ours.event(one, name)
    texts = [call.args["text"] for call in me.settled()]
    assert len(texts) == 2
    assert texts[1].startswith("Hello")


def test_a_button_pressed_twice_is_answered_once(ours: Side) -> None:
    me = Person(ours)
    asked = me.ask("which course should i do?")
    message = ours.slack.message(me.channel, asked.ts)
    for _ in range(2):
        ours.interact(me.pressing(action_named(message["blocks"], "One team"), message))
    assert len(me.settled()) == 2


# -- in which conversation


def test_a_thread_the_bot_was_not_called_into_is_left_alone(ours: Side) -> None:
    me = Person(ours, channel=some_id("C"), root=ours.slack.now())
    ours.event(me.message(QUESTION))
    ours.event({**me.message(QUESTION), "thread_ts": None})
    me.write("thank you")
    me.next(0)
    assert len(me.posts()) == 1


def test_a_thread_the_bot_was_in_before_it_was_started_again_is_still_its_own(ours: Side) -> None:
    """What is remembered for minutes is gone then; the conversation is in the store."""
    me = Person(ours, channel=some_id("C"), root=ours.slack.now())
    ours.say_as_rasa(me.conversation, text="Hello again.")
    assert me.next(0).args["thread_ts"] == me.root
    ours.event(me.message(QUESTION))
    assert "13 to 36 credits" in me.next(1).args["text"]


def test_nothing_that_was_said_is_in_the_logs(ours: Side) -> None:
    me = Person(ours)
    ours.slack.fail(me.channel, 429, "invalid_blocks", "channel_not_found")
    me.write("thank you from Ermintrude")
    ours.form(
        command="/adviser", text="Ermintrude again", team_id=TEAM, user_id=me.user, response_url="http://x.example"
    )
    me.ask("hello from Ermintrude")
    logs = "".join(path.read_text(errors="replace") for path in (ROOT / "var" / "log").glob("*.log"))
    assert "Slack refused" in logs
    assert "Ermintrude" not in logs
    assert SECRET not in logs


def test_what_one_thread_is_told_another_does_not_know(ours: Side) -> None:
    me = Person(ours, channel=some_id("C"))
    me.ask("which course should i do?")
    me.ask("One team")
    elsewhere, privately = Person(ours, me.user, channel=me.channel), Person(ours, me.user)
    channel_posts = len(me.posts())
    elsewhere.write("what do you know about me")
    assert "I know nothing about you" in me.next(channel_posts).args["text"]
    assert "I know nothing about you" in privately.ask("what do you know about me").args["text"]


def test_a_direct_message_in_a_thread_is_answered_there_in_the_same_conversation(ours: Side) -> None:
    me = Person(ours)
    me.ask("which course should i do?")
    me.ask("One team")
    inside = me.message("what do you know about me", thread_ts=me.posts()[-1].ts)
    ours.event(inside)
    answer = me.next(2)
    assert "one team" in answer.args["text"]
    assert answer.args["thread_ts"] == inside["thread_ts"]


def test_a_mention_without_words_is_greeted(ours: Side) -> None:
    assert "I'm a bot" in Person(ours, channel=some_id("C")).ask("").args["text"]


def test_while_a_thread_waits_slack_shows_that_the_bot_is_at_work(ours: Side) -> None:
    me = Person(ours, channel=some_id("C"))
    me.ask(QUESTION)
    calls = [call for call in ours.slack.calls if call.channel == me.channel]
    assert [call.method for call in calls] == ["assistant.threads.setStatus", "chat.postMessage"]
    assert calls[0].args["thread_ts"] == me.root
    assert calls[0].args["status"] == WORDS["thinking"]


def test_without_the_sign_the_answer_comes_all_the_same(ours: Side) -> None:
    me = Person(ours, channel=some_id("C"))
    ours.slack.fail(me.channel, "missing_scope", method="assistant.threads.setStatus")
    assert "I'm a bot" in me.ask("hello").args["text"]


@pytest.mark.parametrize("forged", ["/restart", '/greet{"level": "9"}', "/intent inform", " /action_answer"])
def test_a_typed_command_is_words_like_any_other(ours: Side, forged: str) -> None:
    me = Person(ours)
    assert me.ask(forged).args["text"].strip()
    assert ours.heard(me.conversation) == [forged.strip()]
