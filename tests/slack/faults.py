"""The 16 faults of Rasa's own Slack channel: what a person does, and what comes of it, in a word or two.

Each goes through a running Rasa server, with the stock channel (which gives `stock`) and with ours (`ours`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from people import Person, Side, labels, some_id

QUESTION = "What is the difference between a certificate and a diploma?"
SIX = [{"title": f"Answer {n}", "payload": f"Answer {n}"} for n in range(1, 7)]
FORM = {
    "kind": "comparison",
    "sentences": [{"text": "They differ.", "facts": []}],
    "table": {"columns": ["A", "B"], "rows": [{"label": "Size", "cells": [{"text": "1"}, {"text": "2"}]}]},
}


@dataclass(frozen=True)
class Fault:
    name: str
    what: Callable[[Side], str]
    stock: str
    ours: str
    where: str = "stock"  # how Rasa's own channel is set up for it


def charset(side: Side) -> str:
    me = Person(side)
    me.write("hello", kind="application/json; charset=utf-8")
    return f"{len(me.settled())} answers"


def same_event_twice(side: Side) -> str:
    me = Person(side)
    hello, name = me.message("hello"), some_id("Ev")
    side.event(hello, name)
    side.event(hello, name)
    return f"{len(me.settled())} answers"


def first_try_lost(side: Side) -> str:
    me = Person(side)
    me.write("hello", X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    return f"{len(me.settled())} answers"


def sent_again_for_another_reason(side: Side) -> str:
    me = Person(side)
    hello, name = me.message("hello"), some_id("Ev")
    side.event(hello, name)
    side.event(hello, name, X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_error")
    return f"{len(me.settled())} answers"


def mention_comes_twice(side: Side) -> str:
    """Slack tells of a mention in a channel as an `app_mention` and as a `message`."""
    me = Person(side, channel="C0HOME")
    before = len(me.posts())
    mention = me.mention("hello")
    side.event(mention)
    side.event({**mention, "type": "message"})
    me.write("thank you")
    found = lambda: [call for call in me.posts()[before:] if call.args.get("thread_ts") == me.root]  # noqa: E731
    side.slack.wait(lambda: "welcome" in str([call.args["text"] for call in found()]), "a reply to thanks")
    return f"{len(found()) - 1} answers"


def reply_in_a_thread(side: Side) -> str:
    me = Person(side, channel=some_id("C"))
    me.ask("hello")
    side.event(me.message(QUESTION))
    return f"{len(me.settled()) - 1} answers"


def two_direct_messages(side: Side) -> str:
    me = Person(side)
    me.ask("which course should i do?")
    me.ask("One team")
    return "remembered" if "one team" in me.ask("what do you know about me").args["text"] else "forgot"


def mention_in_a_thread(side: Side) -> str:
    me = Person(side, channel=some_id("C"), root=side.slack.now())
    asked = me.ask("which course should i do?")
    if asked.args.get("thread_ts") != me.root:
        return "answered outside the thread"
    me.press(asked, "One team")
    return "went on" if "4 more questions" in me.next(1).args["text"] else "forgot the question"


def signs_that_slack_escapes(side: Side) -> str:
    me = Person(side)
    me.ask("thank you from R&amp;D &lt;3")
    return _heard(me)


def links(side: Side) -> str:
    me = Person(side)
    me.ask("thank you <https://x.example/y> <https://x.example|so much>")
    return _heard(me)


def what_is_pressed(side: Side) -> str:
    me = Person(side)
    message = {"type": "message", "ts": me.ask("hello").ts, "text": "x", "blocks": []}
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "What do the levels mean?"}
    radio = {"type": "radio_buttons", "action_id": "r", "selected_option": option}
    boxes = {"type": "checkboxes", "action_id": "c", "selected_options": [option]}
    thumbs = {"type": "feedback_buttons", "action_id": "feedback", "value": "up 1"}
    view = {"type": "view_submission", "user": {"id": me.user}, "view": {"callback_id": "x", "state": {"values": {}}}}
    told = [me.pressing(action, message) for action in (radio, boxes, thumbs)]
    return " ".join(str(side.interact(payload)[0]) for payload in (*told, view))


def slash_command(side: Side) -> str:
    me = Person(side)
    hook = f"{side.slack.url}hooks/{me.user}"
    command = {"command": "/adviser", "text": QUESTION, "team_id": "T0TEST", "user_id": me.user, "channel_id": "C1"}
    status, _ = side.form(**command, response_url=hook, trigger_id=some_id("13"))
    if status != 200:
        return str(status)
    (answer,) = side.slack.wait(lambda: side.slack.of(me.user, "hook"), "a private answer")
    return f"200, {answer.args['response_type']}"


def blank_lines(side: Side) -> str:
    me = Person(side)
    me.write(QUESTION)
    return f"{len(me.settled())} posts"


def six_buttons(side: Side) -> str:
    me = Person(side)
    me.ask("hello")
    side.say_as_rasa(me.conversation if side.where == "slack" else me.channel, text="Which?", buttons=SIX)
    shown = me.settled()[1].args
    return f"{len(labels(shown.get('blocks') or []))} buttons"


def form_of_the_website(side: Side) -> str:
    me = Person(side)
    me.ask("hello")
    conversation = me.conversation if side.where == "slack" else me.channel
    try:
        side.say_as_rasa(conversation, text="They differ.", custom=FORM)
    except OSError:
        return "refused by Slack"
    if side.slack.refused(me.channel):
        return "refused by Slack"
    return ", ".join(block["type"] for block in me.settled()[1].args["blocks"])


def slack_is_busy(side: Side) -> str:
    me, you = Person(side), Person(side)
    side.slack.fail(me.channel, 429)
    me.write("hello")
    answers = len(me.settled())
    side.slack.refuses.add("actions")  # as a workspace does that knows no such block
    you.write("hello")
    answers += len(you.settled())
    side.slack.refuses.clear()
    return f"{answers} of 2 answers"


def _heard(me: Person) -> str:
    """What the bot was told: ours knows the conversation by a name of its own."""
    return me.side.heard(me.conversation if me.side.where == "slack" else me.user)[0]


FAULTS = [
    Fault("1 a charset beside the content type", charset, "0 answers", "1 answers"),
    Fault("2 the same event twice", same_event_twice, "2 answers", "1 answers"),
    Fault("3 a retry whose first try was lost", first_try_lost, "0 answers", "1 answers"),
    Fault("4 a retry for another reason", sent_again_for_another_reason, "2 answers", "1 answers"),
    Fault("5 a mention told of twice", mention_comes_twice, "2 answers", "1 answers", "stock-channel"),
    Fault("6 a plain reply in a thread", reply_in_a_thread, "0 answers", "1 answers"),
    Fault("7 a second direct message", two_direct_messages, "forgot", "remembered", "stock-thread"),
    Fault("8 a mention in a thread", mention_in_a_thread, "answered outside the thread", "went on", "stock-thread"),
    Fault(
        "9 signs that Slack escapes",
        signs_that_slack_escapes,
        "thank you from R&amp;D &lt;3",
        "thank you from R&D <3",
    ),
    Fault(
        "10 links",
        links,
        "thank you so much",
        "thank you https://x.example/y so much https://x.example",
    ),
    Fault("11 radio, checkboxes, thumbs, a form", what_is_pressed, "500 500 500 500", "200 200 200 200"),
    Fault("12 a slash command", slash_command, "500", "200, ephemeral"),
    Fault("13 an answer with blank lines", blank_lines, "3 posts", "1 posts"),
    Fault("14 six buttons", six_buttons, "0 buttons", "6 buttons"),
    Fault("15 the form of the website", form_of_the_website, "refused by Slack", "section, data_table"),
    Fault("16 Slack is busy, then refuses blocks", slack_is_busy, "0 of 2 answers", "2 of 2 answers"),
]
