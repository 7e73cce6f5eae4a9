"""What our Slack channel sends: in whichever way a workspace takes it, in private, from the bot's home; and thumbs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fake import Call
from people import TEAM, Person, Side, action_named, labels, some_id

from channels.slack_words import WORDS
from stores.feedback import FeedbackStore

QUESTION = "What is the difference between a certificate and a diploma?"


def types(call: Call) -> list[str]:
    return [block["type"] for block in call.args.get("blocks") or []]


# -- what Slack refuses


@pytest.fixture
def refusing(ours: Side) -> Iterator[set[str]]:
    """Types of block that this workspace does not take."""
    yield ours.slack.refuses
    ours.slack.refuses.clear()


LADDER = [
    (set(), "data_table"),
    ({"data_table"}, "table"),
    ({"data_table", "table"}, "fields"),
    ({"data_table", "table", "fields"}, "code"),
    ({"data_table", "table", "context_actions"}, "words"),
    ({"section"}, "words"),
]


def way(call: Call) -> str:
    """How the table of an answer is drawn."""
    table = (call.args.get("blocks") or [{"type": "words"}, {"type": "words"}])[1]
    if table["type"] != "section":
        return str(table["type"])
    return "fields" if "fields" in table else "code" if table["text"]["text"].startswith("```") else "section"


@pytest.mark.parametrize(
    ("refused", "drawn"), LADDER, ids=lambda each: each if isinstance(each, str) else ",".join(sorted(each))
)
def test_a_comparison_arrives_in_whichever_way_the_workspace_takes(
    ours: Side, refusing: set[str], refused: set[str], drawn: str
) -> None:
    me = Person(ours)
    refusing |= refused
    post = me.ask(QUESTION)
    assert "13 to 36 credits" in post.args["text"]
    assert way(post) == drawn
    assert drawn == "words" or "13 to 36 credits" in json.dumps(post.args["blocks"])
    assert len(me.settled()) == 1


def test_who_is_told_to_wait_waits_and_nothing_is_lost(ours: Side) -> None:
    me = Person(ours)
    ours.slack.fail(me.channel, 429, 500, "invalid_blocks")
    assert "13 to 36 credits" in me.ask(QUESTION).args["text"]
    assert [call.error for call in ours.slack.refused(me.channel)] == ["429", "500", "invalid_blocks"]


def test_a_refusal_that_no_drawing_can_mend_ends_there_and_the_next_message_is_answered(ours: Side) -> None:
    me = Person(ours)
    ours.slack.fail(me.channel, "channel_not_found", "channel_not_found")
    me.write("hello")
    assert me.settled() == []


BUTTONS = {number: [{"title": f"Way {n}", "payload": f"Way {n}"} for n in range(number)] for number in (5, 25, 26, 230)}


@pytest.mark.parametrize("number", BUTTONS)
def test_no_choice_is_lost_however_many_there_are(ours: Side, number: int) -> None:
    me = Person(ours)
    me.ask("hello")
    ours.say_as_rasa(me.conversation, text="Which way?", buttons=BUTTONS[number])
    found = [label for call in me.settled()[1:] for label in labels(call.args["blocks"])]
    assert found == [f"Way {n}" for n in range(number)]


def test_an_answer_too_long_for_one_message_comes_in_several_and_whole(ours: Side) -> None:
    me = Person(ours)
    me.ask("hello")
    lines = [f"{n} & <so> on, with a few more words to make it longer" for n in range(600)]
    ours.say_as_rasa(me.conversation, text="\n\n".join(["\n".join(lines[:300]), "\n".join(lines[300:])]))
    posts = me.settled()[1:]
    said = "\n".join(call.args["text"] for call in posts)
    assert len(posts) > 1
    assert ours.slack.refused(me.channel) == []
    assert [
        line for line in lines if line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") not in said
    ] == []


# -- what is pressed and asked in private


def test_a_choice_from_a_menu_is_heard_like_a_button(ours: Side) -> None:
    me = Person(ours)
    me.ask("hello")
    more = [{"title": QUESTION, "payload": QUESTION}, *BUTTONS[26]]
    ours.say_as_rasa(me.conversation, text="Which?", buttons=more)
    me.press(me.next(1), QUESTION)
    assert "13 to 36 credits" in me.next(2).args["text"]


def test_radio_buttons_and_checkboxes_are_heard(ours: Side) -> None:
    me = Person(ours)
    message = {"type": "message", "ts": me.ask("hello").ts, "text": "x", "blocks": []}
    option = {"text": {"type": "plain_text", "text": "One"}, "value": QUESTION}
    ours.interact(me.pressing({"type": "radio_buttons", "action_id": "r", "selected_option": option}, message))
    assert "13 to 36 credits" in me.next(1).args["text"]
    ours.interact(me.pressing({"type": "checkboxes", "action_id": "c", "selected_options": [option]}, message))
    assert "13 to 36 credits" in me.next(2).args["text"]


def private(side: Side, name: str, number: int) -> list[Call]:
    found = side.slack.wait(lambda: len(side.slack.of(name, "hook")) >= number, "a private answer")
    assert found
    return side.slack.of(name, "hook")


def command(me: Person, text: str) -> tuple[int, str]:
    hook = f"{me.slack.url}hooks/{me.user}"
    named = {
        "command": "/adviser",
        "team_id": TEAM,
        "user_id": me.user,
        "channel_id": "C1",
        "trigger_id": some_id("13"),
    }
    return me.side.form(**named, text=text, response_url=hook)


def test_a_command_is_answered_in_private_with_the_question_above(ours: Side) -> None:
    me = Person(ours)
    assert command(me, QUESTION) == (200, "")
    (answer,) = private(ours, me.user, 1)
    assert answer.args["response_type"] == "ephemeral"
    assert answer.args["text"].startswith(f"You asked: {QUESTION}")
    assert "13 to 36 credits" in answer.args["text"]
    assert "data_table" in types(answer)
    assert me.posts() == []


def test_a_button_under_a_private_answer_goes_on_in_private(ours: Side) -> None:
    me = Person(ours)
    command(me, "which course should i do?")
    (asked,) = private(ours, me.user, 1)
    action = action_named(asked.args["blocks"], "One team")
    container = {"type": "message", "message_ts": asked.ts, "channel_id": "C1", "is_ephemeral": True}
    payload = me.pressing(action, {"ts": asked.ts}, container=container, channel={"id": "C1"})
    payload.pop("message")
    ours.interact(payload)
    assert "4 more questions" in private(ours, me.user, 2)[1].args["text"]
    assert (
        "one team" in me.ask("what do you know about me").args["text"]
    )  # the same conversation as in private messages


def test_a_command_without_words_shows_the_ways_to_start(ours: Side) -> None:
    status, told = command(Person(ours), "  ")
    assert status == 200
    assert labels(json.loads(told)["blocks"]) == [way["title"] for way in WORDS["home"]["starts"]]


def test_an_answer_is_never_sent_to_an_address_that_is_not_slacks(ours: Side) -> None:
    me = Person(ours)
    hook = ours.slack.url.replace("/api/", "/elsewhere/")
    ours.form(
        command="/adviser", text="hello", team_id=TEAM, user_id=me.user, response_url=hook, trigger_id=some_id("1")
    )
    me.settled()
    assert ours.slack.of(me.user, "hook") == []


def home(me: Person) -> dict[str, Any]:
    me.side.event({"type": "app_home_opened", "user": me.user, "channel": me.channel, "tab": "home", "event_ts": "1"})
    me.slack.wait(lambda: me.slack.of(me.user, "views.publish"), "the home")
    return dict(me.slack.of(me.user, "views.publish")[0].args["view"])


def pressed_at_home(me: Person, action: dict[str, Any]) -> None:
    told = {"action_ts": me.slack.now(), **action}
    container = {"type": "view", "view_id": "V1"}
    view = {"id": "V1", "type": "home", "hash": some_id("h")}
    user = {"id": me.user, "team_id": TEAM}
    me.side.interact(
        {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": user,
            "container": container,
            "view": view,
            "actions": [told],
        }
    )


def test_each_way_to_start_in_the_home_is_answered_in_direct_messages(ours: Side) -> None:
    me = Person(ours)
    view = home(me)
    expected = ("I say where each fact comes from", "Emphasis", "What are you responsible for")
    for place, (way, answer) in enumerate(zip(WORDS["home"]["starts"], expected, strict=True)):
        pressed_at_home(me, action_named(view["blocks"], way["title"]))
        text = me.next(place).args["text"]
        assert text.startswith(f"You asked: {way['says']}")
        assert answer in text


def test_a_question_typed_at_home_is_answered_and_its_box_emptied(ours: Side) -> None:
    me = Person(ours)
    view = home(me)
    box = next(block for block in view["blocks"] if block["type"] == "input")
    pressed_at_home(me, {"type": "plain_text_input", "action_id": "question", "value": QUESTION})
    assert "13 to 36 credits" in me.next(0).args["text"]
    me.slack.wait(lambda: len(me.slack.of(me.user, "views.publish")) > 1, "the home anew")
    again = me.slack.of(me.user, "views.publish")[-1].args["view"]
    assert next(block for block in again["blocks"] if block["type"] == "input")["block_id"] != box["block_id"]


# -- feedback


def test_a_thumb_and_a_word_are_kept_with_question_and_facts(ours: Side, database: str) -> None:
    me = Person(ours)
    answer = me.ask(QUESTION)
    me.settled()
    me.press(answer, WORDS["thumb_down"])
    ours.slack.wait(lambda: ours.slack.of(me.channel, "chat.postEphemeral"), "thanks")
    (vote,) = FeedbackStore(database).of(me.conversation)
    assert (vote.vote, vote.question, vote.comment) == ("down", QUESTION, "")
    assert vote.facts
    assert vote.knowledge
    thanks = ours.slack.of(me.channel, "chat.postEphemeral")[0]
    assert thanks.args["user"] == me.user
    why = action_named(thanks.args["blocks"], WORDS["say_why"])
    ours.interact(me.pressing(why, {"ts": "1"}))
    boxes = lambda: [call for call in ours.slack.calls if call.method == "views.open"]  # noqa: E731
    opened = ours.slack.wait(boxes, "the box")[-1]
    state = {"values": {"why": {"why": {"type": "plain_text_input", "value": "I missed the price"}}}}
    view = {"callback_id": "why", "private_metadata": opened.args["view"]["private_metadata"], "state": state}
    assert ours.interact({"type": "view_submission", "user": {"id": me.user}, "view": view}) == (200, "")
    for _ in range(300):
        if kept := [vote for vote in FeedbackStore(database).of(me.conversation) if vote.comment]:
            break
        time.sleep(0.1)
    assert [(vote.vote, vote.comment, vote.facts) for vote in kept] == [("down", "I missed the price", vote.facts)]


def test_a_thumb_under_a_deleted_conversation_is_not_kept(ours: Side, database: str) -> None:
    me = Person(ours)
    answer = me.ask(QUESTION)
    me.ask("delete my data")
    me.press(answer, WORDS["thumb_up"])
    me.settled()
    assert FeedbackStore(database).of(me.conversation) == []


def test_a_question_of_the_bot_has_no_thumbs(ours: Side) -> None:
    assert "context_actions" not in types(Person(ours).ask("which course should i do?"))
