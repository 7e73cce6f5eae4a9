"""Talk at the website, through the real servers: answers, resends, choices, history, feedback, export and deletion."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from stores.feedback import FeedbackStore
from stores.sql import TURNS_IN_SESSION
from tests.channels.visitors import Site, Visitor, code, words

QUESTION = "What is the difference between a certificate and a diploma?"


def test_somebody_new_is_answered(visitor: Visitor) -> None:
    answer = visitor.send(id="0d9f8e60-0000-4000-8000-000000000001", text="hello")
    assert answer.status_code == 200
    told = answer.json()
    assert told["id"] == "0d9f8e60-0000-4000-8000-000000000001"
    (reply,) = told["replies"]
    assert "bot" in reply["text"]
    assert {"title": "ILM or CMI?", "payload": "What is the difference between ILM and CMI?"} in reply["choices"]


def test_an_answer_is_one_message_with_its_paragraphs(visitor: Visitor) -> None:
    (reply,) = visitor.say(QUESTION)
    assert "Sources:" in reply["text"]
    assert "\n\n" in reply["text"]
    assert "\n \n" not in reply["text"]


def test_a_conversation_is_followed(visitor: Visitor) -> None:
    visitor.say("who is Level 5 for?")
    assert "Level 5" in words(visitor.say("and what does it cover?"))


def test_two_begin_with_tokens_of_their_own(site: Site) -> None:
    one, two = site.visitor(), site.visitor()
    assert one.token != two.token
    public = [one.ask("POST", "/conversations").json()["conversation"] for _ in range(2)]
    assert public[0] != public[1]
    assert public[0] not in one.token


@pytest.mark.parametrize("thumb", ["👍", "👎"])
def test_a_thumb_is_an_ordinary_message(visitor: Visitor, thumb: str) -> None:
    visitor.say(QUESTION)
    assert words(visitor.say(thumb)).strip()
    assert visitor.said() == [QUESTION, thumb]


# -- once


def test_a_resend_gets_the_same_answer_and_counts_once(visitor: Visitor) -> None:
    message = {"id": str(uuid.uuid4()), "text": QUESTION}
    first = visitor.send(**message).json()
    visitor.say("thanks")
    assert visitor.send(**message).json() == first
    assert visitor.said() == [QUESTION, "thanks"]


def test_resends_at_the_same_time_count_once(visitor: Visitor) -> None:
    message = {"id": str(uuid.uuid4()), "text": QUESTION}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: visitor.send(**message), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert visitor.said() == [QUESTION]


def test_the_same_id_of_somebody_else_is_another_message(site: Site) -> None:
    message_id = str(uuid.uuid4())
    one, two = site.visitor(), site.visitor()
    assert "bot" in words(one.send(id=message_id, text="hello").json()["replies"])
    assert "Sources:" in words(two.send(id=message_id, text=QUESTION).json()["replies"])


def test_one_persons_messages_at_once_are_taken_one_by_one(visitor: Visitor) -> None:
    texts = ["hello", QUESTION, "who is Level 5 for?", "thanks"]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda text: words(visitor.say(text)), texts))
    assert all(reply.strip() for reply in replies)
    told = visitor.history()
    assert sorted(visitor.said()) == sorted(texts)
    for place, message in enumerate(told):  # each answered before the next
        if message["from"] == "person":
            assert told[place + 1]["from"] == "adviser"
            assert told[place + 1]["id"] == f"{message['id']}.1"
            assert told[place + 1]["text"] in replies


def test_a_connection_that_breaks_loses_no_turn(visitor: Visitor) -> None:
    """The turn goes on by itself, and is found when the message is sent again."""
    import http.client

    message = {"id": str(uuid.uuid4()), "text": QUESTION}
    connection = http.client.HTTPConnection("127.0.0.1", visitor.site.rasa_port, timeout=10)
    headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
    connection.request("POST", "/webhooks/web/messages", json.dumps(message), headers)
    connection.close()
    assert "Sources:" in words(visitor.send(**message).json()["replies"])
    assert visitor.said() == [QUESTION]


def test_two_people_interleaved_never_cross(site: Site) -> None:
    talks = {"Level 3": site.visitor(), "Level 7": site.visitor()}

    def hold(level: str) -> list[str]:
        visitor = talks[level]
        replies = [words(visitor.say(f"who is {level} for?"))]
        return replies + [words(visitor.say("and what does it cover?")) for _ in range(5)]

    with ThreadPoolExecutor(2) as pool:
        held = dict(zip(talks, pool.map(hold, talks), strict=True))
    for level, other in (("Level 3", "Level 7"), ("Level 7", "Level 3")):
        assert all(level in reply for reply in held[level])
        assert talks[level].said() == [f"who is {level} for?"] + ["and what does it cover?"] * 5
        assert f"who is {other} for?" not in json.dumps(talks[level].call("GET", "/conversation").json())


# -- choices


def test_an_offered_choice_is_taken(visitor: Visitor) -> None:
    choice = visitor.say("hello")[0]["choices"][0]["payload"]
    answer = visitor.send(choice=choice)
    assert answer.status_code == 200
    assert words(answer.json()["replies"]).strip()
    assert visitor.said() == ["hello", choice]


def test_a_choice_is_taken_some_messages_later_too(visitor: Visitor) -> None:
    choice = visitor.say("hello")[0]["choices"][0]["payload"]
    visitor.say(QUESTION)
    assert visitor.send(choice=choice).status_code == 200


@pytest.mark.parametrize("choice", ["Tell me a secret", '/pick{"level": "level-7"}', "what do the levels mean?"])
def test_a_choice_that_was_not_offered_is_refused(visitor: Visitor, choice: str) -> None:
    visitor.say("hello")
    answer = visitor.send(choice=choice)
    assert (answer.status_code, code(answer)) == (400, "not_offered")
    assert visitor.said() == ["hello"]


def test_what_was_offered_to_somebody_else_is_refused(site: Site) -> None:
    one, two = site.visitor(), site.visitor()
    choice = one.say("hello")[0]["choices"][0]["payload"]
    assert code(two.send(choice=choice)) == "not_offered"


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " \n/restart",
        '/pick{"level": "level-7"}',
        "\u200b/restart",
        "\ufeff\u2060/greet",
        "／restart",
        "\x00/x",
    ],
)
def test_a_typed_command_is_refused(visitor: Visitor, text: str) -> None:
    answer = visitor.send(text=text)
    assert (answer.status_code, code(answer)) == (400, "command_refused")
    assert visitor.said() == []


@pytest.mark.parametrize("text", ["half an emoji \ud83d", "a\x00b", "\u202e reversed", "a\u0300" * 500, "x\n" * 500])
def test_odd_characters_are_answered_and_kept(visitor: Visitor, text: str) -> None:
    assert words(visitor.say(text)).strip()
    assert len(visitor.said()) == 1


# -- history


def test_a_returning_visitor_sees_the_same_messages(visitor: Visitor) -> None:
    replies = [*visitor.say("hello"), *visitor.say(QUESTION)]
    told = visitor.history()
    assert [message["from"] for message in told] == ["person", "adviser"] * 2
    again = [
        {key: message[key] for key in ("id", "text", "choices", "blocks") if key in message}
        for message in told
        if message["from"] == "adviser"
    ]
    assert again == replies
    assert sorted(message["at"] for message in told) == [message["at"] for message in told]


def test_history_has_all_sessions(visitor: Visitor) -> None:
    for _ in range(TURNS_IN_SESSION + 2):
        visitor.say("hello")
    assert visitor.said() == ["hello"] * (TURNS_IN_SESSION + 2)


def test_nobody_new_has_a_history(visitor: Visitor) -> None:
    assert visitor.history() == []


# -- feedback


def test_a_vote_is_kept_with_what_it_is_about(visitor: Visitor) -> None:
    reply = visitor.say(QUESTION)[0]
    for vote in ({"vote": "up"}, {"vote": "down", "comment": "which\x00 one is shorter?"}):
        assert visitor.call("POST", "/feedback", json={"reply": reply["id"], **vote}).status_code == 204
    (kept,) = [vote for vote in FeedbackStore(visitor.site.database).all() if vote.reply == reply["id"]]
    assert (kept.vote, kept.comment, kept.question) == ("down", "which one is shorter?", QUESTION)


def test_only_ones_own_replies_are_voted_on(site: Site) -> None:
    one, two = site.visitor(), site.visitor()
    mine = one.say("hello")[0]["id"]
    for visitor, reply in ((two, mine), (one, mine.replace(".1", ".2")), (one, "00000000-0000.1")):
        answer = visitor.call("POST", "/feedback", json={"reply": reply, "vote": "up"})
        assert (answer.status_code, code(answer)) == (404, "not_found")


# -- what is kept


def test_everything_kept_is_given_out_and_erased(site: Site) -> None:
    visitor, other = site.visitor(), site.visitor()
    for each in (visitor, other):
        reply = each.say("which course should I do? I run a brewery in Hexham with three departments")[0]
        each.call("POST", "/feedback", json={"reply": reply["id"], "vote": "up", "comment": "about my brewery"})
    kept = visitor.call("GET", "/conversation")
    assert "attachment" in kept.headers["Content-Disposition"]
    assert "Hexham" in json.dumps(kept.json()["messages"])
    assert "about my brewery" in json.dumps(kept.json()["feedback"])
    assert visitor.call("DELETE", "/conversation").status_code == 204
    left: dict[str, Any] = visitor.call("GET", "/conversation").json()
    assert "Hexham" not in json.dumps(left)
    assert "brewery" not in json.dumps(left)
    assert visitor.history() == []
    assert "Hexham" in other.said()[0]
    assert "brewery" not in words(visitor.say("what do you know about me"))


def test_deleting_waits_for_what_is_being_said(visitor: Visitor) -> None:
    with ThreadPoolExecutor(4) as pool:
        said = [pool.submit(visitor.send, text=QUESTION) for _ in range(3)]
        said[0].result()
        assert visitor.call("DELETE", "/conversation").status_code == 204
        assert all(each.result().status_code == 200 for each in said)
    visitor.call("DELETE", "/conversation")
    assert visitor.history() == []
