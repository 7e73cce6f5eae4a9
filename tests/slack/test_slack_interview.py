"""A whole conversation by buttons, from "hi" to a recommendation, its reasons, a comparison and a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake import Call
from people import Person, Side, labels, some_id
from servers import Bot, somebody

ANSWERS = ("One team", "Leading and managing", "1 to 3 years", "Practical", "Medium")
WISHES = (
    "Why that one?",
    "How does it compare with the next best?",
    "What is the difference between ILM and CMI?",
    "where does that come from",
    "I want to talk to a person",
)


def told(reply: dict[str, Any]) -> set[str]:
    """What a reply of the REST channel states: each sentence, cell and source."""
    form = reply.get("custom", {})
    cells = [cell["text"] for row in form.get("table", {}).get("rows", []) for cell in row["cells"]]
    sentences = [each["text"] for part in ("sentences", "items", "closing") for each in form.get(part, [])]
    return {*cells, *sentences, *form.get("sources", []), form.get("question", "")}


def drawn(call: Call) -> str:
    """All that can be seen in the blocks of a post."""
    return json.dumps(call.args.get("blocks"), ensure_ascii=False)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture(scope="module")
def talked(ours: Side) -> list[Call]:
    """The answers of one conversation: greeted, asked for a recommendation, every question answered by its button."""
    me = Person(ours)
    answers = [me.ask("hi"), me.ask("which course should i do?")]
    for label in ANSWERS:
        before = len(me.posts())
        assert me.press(answers[-1], label)[0] == 200
        answers.append(me.next(before))
    for wish in WISHES:
        offered = labels(answers[-1].args.get("blocks") or [])
        before = len(me.posts())
        if wish in offered:
            assert me.press(answers[-1], wish)[0] == 200
        else:
            me.write(wish)
        answers.append(me.next(before))
    return answers


@pytest.fixture(scope="module")
def rested(bot: Bot) -> list[dict[str, Any]]:
    """The same conversation over the REST channel; each turn as one reply."""
    me, found = somebody(), []
    for text in ("hi", "which course should i do?", *ANSWERS, *WISHES):
        whole: dict[str, Any] = {}
        for reply in bot.say(me, text):
            whole |= reply
        found.append(whole)
    return found


def test_the_interview_ends_in_a_recommendation_with_its_reasons(talked: list[Call]) -> None:
    advice = talked[len(ANSWERS) + 1]
    assert "I recommend the ILM Level 3 Certificate" in advice.args["text"]
    assert advice.args["blocks"][0]["type"] == "header"
    assert "“One team”" in advice.args["text"]
    assert "These are my reasons" in talked[len(ANSWERS) + 2].args["text"]


def test_it_says_the_same_as_the_rest_channel(talked: list[Call], rested: list[dict[str, Any]]) -> None:
    """In words all of it, and in blocks all of it."""
    for post, reply in zip(talked, rested, strict=True):
        stated = told(reply) - {""}
        assert stated or reply["text"].startswith("Hello")
        assert [text for text in stated if escaped(text) not in post.args["text"]] == []
        seen = drawn(post).replace("<http", "http")
        assert [text for text in stated if escaped(text)[:60] not in seen and text[:60] not in seen] == []


def test_the_buttons_are_those_of_the_rest_channel(talked: list[Call], rested: list[dict[str, Any]]) -> None:
    for post, reply in zip(talked, rested, strict=True):
        assert labels(post.args["blocks"]) == [button["title"] for button in reply.get("buttons", [])]


def test_the_comparison_is_a_table(talked: list[Call]) -> None:
    assert "data_table" in [block["type"] for block in talked[-3].args["blocks"]]


def test_each_answer_is_one_message_in_words_too(ours: Side, talked: list[Call]) -> None:
    channel = talked[0].channel
    assert len(ours.slack.of(channel, "chat.postMessage")) == len(talked)
    assert ours.slack.refused(channel) == []
    assert all(call.args["text"].strip() for call in talked)


def test_a_question_that_was_answered_shows_the_answer_and_no_more_buttons(ours: Side, talked: list[Call]) -> None:
    for question, label in zip(talked[1:], ANSWERS, strict=False):
        shown = ours.slack.message(question.channel, question.ts)
        assert labels(shown["blocks"]) == []
        assert f"You chose: {label}" in shown["text"]
        assert f"You chose: {label}" in json.dumps(shown["blocks"])
        assert question.args["text"] in shown["text"]


def test_the_interview_in_a_channel_stays_in_its_thread_and_says_who_pressed(ours: Side) -> None:
    me = Person(ours, channel=some_id("C"))
    asked = me.ask("which course should i do?")
    colleague = Person(ours, channel=me.channel, root=me.root)
    colleague.press(asked, "One team")
    assert "4 more questions" in me.next(1).args["text"]
    assert {call.args["thread_ts"] for call in me.posts()} == {me.root}
    shown = ours.slack.message(me.channel, asked.ts)
    assert f"<@{colleague.user}> chose: One team" in shown["text"]


def test_the_person_at_the_end_is_named(talked: list[Call]) -> None:
    assert "discovery call" in talked[-1].args["text"]
