"""Three servers, PostgreSQL, Redis and nginx: one conversation over all of them, each of them broken in turn."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import breaking
from benchmarks.breaking import Met
from benchmarks.topology import Topology, ask

SAID = "There is nothing at this address."
PRIVATE = (
    "/",
    "/version",
    "/status",
    "/model/parse",
    "/conversations/somebody/tracker",
    "/webhooks/rest/webhook",
    "/webhooks/rest/",
    "/webhooks/health/ready",
    "/webhooks/health/parts",
    "/webhooks/slack/",
    "/webhooks/slack/webhook/more",
    "/webhooks/web/../rest/webhook",
    "/webhooks/web/%2e%2e/rest/webhook",
    "/webhook",
    "/actions",
)


def check(met: Met) -> None:
    """What holds whatever breaks."""
    assert met.silent == []
    assert met.lost == []
    assert met.crossed == []


def test_one_conversation_goes_over_all_servers(many: Topology) -> None:
    said, sender = [], "wanderer"
    for number in range(30):  # over the end of a session
        text = ("who is Level 5 for?", "and what does it cover?", "what is it comparable to?")[number % 3]
        answer = many.say(sender, text, (many.server(1 + number * number % 3), None)[number % 2])
        assert answer.status == 200
        assert "Level 5" in answer.text
        said.append(text)
    stored = many.stored(sender)
    assert [text for who, text in stored if who == "user"] == said
    turns = "".join("u" if who == "user" else "b" for who, _ in stored)
    assert "uu" not in turns
    assert not turns.endswith("u")


def test_messages_at_once_are_each_answered_once(many: Topology) -> None:
    check(breaking.at_once(many))


def test_a_turn_that_is_cut_short_can_be_said_again(many: Topology) -> None:
    met = breaking.turn_cut_short(many)
    check(met)
    assert met.well_after < breaking.LEASE + 10


@pytest.mark.parametrize("fault", [breaking.rasa_killed, breaking.actions_killed])
def test_a_killed_server_costs_at_most_the_turns_it_was_in(fault: Callable[[Topology], Met], many: Topology) -> None:
    met = fault(many)
    check(met)
    assert met.refused + met.apologies <= 6  # each person has one message under way
    assert met.messages > 20


@pytest.mark.parametrize("fault", [breaking.postgres_killed, breaking.redis_killed])
def test_while_what_they_share_is_away_people_are_told(fault: Callable[[Topology], Met], many: Topology) -> None:
    met = fault(many)
    check(met)
    assert met.refused > 0
    assert met.messages > 20
    assert many.parts(1).status == 200


@pytest.mark.parametrize("path", PRIVATE)
def test_from_outside_only_the_public_paths_answer(path: str, many: Topology) -> None:
    for body in (None, {"sender": "me", "message": "hello", "text": "hello"}):
        answer = ask(many.public + path, body)
        assert (answer.status, answer.text) == (404, SAID), path


def test_rasas_api_is_not_there_even_behind_nginx(many: Topology) -> None:
    assert ask(f"{many.server(1)}/model/parse", {"text": "hello"}).status == 404
    assert ask(f"{many.server(1)}/conversations/somebody/tracker").status == 404


def test_health_is_public_and_says_no_more_than_that(many: Topology) -> None:
    answer = ask(f"{many.public}/health")
    assert (answer.status, answer.body) == (200, {"status": "ready"})
    assert ask(f"{many.public}/health", {}).status == 404


def test_a_huge_body_is_refused_before_it_reaches_the_bot(many: Topology) -> None:
    answer = ask(f"{many.public}/webhooks/web/messages", {"text": "a" * 100_000})
    assert answer.status == 413
    assert "fewer words" in answer.text


def test_the_same_message_of_the_website_twice_is_answered_once(many: Topology) -> None:
    """At the same moment on two servers, then again by way of nginx."""
    token = ask(f"{many.public}/webhooks/web/conversations", {}).body["token"]
    known = {"Authorization": f"Bearer {token}"}
    said = {"id": str(uuid.uuid4()), "text": "who is Level 5 for?"}
    path = "/webhooks/web/messages"
    with ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda number: ask(many.server(number) + path, said, headers=known), (1, 2))
        answers = [*both, ask(many.public + path, said, headers=known)]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert answers[0].body == answers[1].body == answers[2].body
    history = ask(f"{many.public}/webhooks/web/history", headers=known).body["messages"]
    assert [message["from"] for message in history].count("person") == 1


def test_the_website_is_served_to_everybody(many: Topology) -> None:
    assert ask(f"{many.public}/webhooks/web/").body == {"status": "ok"}
    assert ask(f"{many.public}/webhooks/web/widget.js").status == 200
    assert ask(f"{many.public}/webhooks/web/demo").status == 200
