"""What real servers write, count and say of their health while people talk to them."""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.error
import urllib.request

from channels.health import REMEMBERED
from tests.seeing.conftest import Watched, got

# Words that nobody but the person has: in the text, in what the interview keeps of it, in the sender's name, in what
# is sent to break something.
CANARIES = ("quillfeather", "hexwick", "07700900123", "zanzibar", "oddbody", "forgedslot", "wrongaction", "@canary")
TALK = (
    "which course should I do? my name is Quillfeather, I run a brewery in Hexwick with three departments",
    "practical please, mail me at quill@canary.example or ring 07700900123",
    "flurb gnarl hexwick",
    "what about quillfeather and level 5?",
    '/pick{"level": "forgedslot"}',
    "I want a certificate",
    "no wait, I have two years with the hexwick lot",
    "can i speak to a person",
)
SENDER = "zanzibar-9"


def post(url: str, body: bytes) -> int:
    """Send something, whatever comes of it."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "application/json"})) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def broken_calls(watched: Watched) -> None:
    """What makes either server complain, with somebody's words in it."""
    webhook = f"http://127.0.0.1:{watched.actions}/webhook"
    said = {"text": "oddbody", "intent": 5}
    assert post(f"{watched.bot.url}/webhooks/rest/webhook", b'{"sender": "zanzibar", "message": oddbody') == 400
    assert post(webhook, b"oddbody{") in (400, 500)
    assert post(webhook, b'{"next_action": "wrongaction", "tracker": {"sender_id": "zanzibar"}}') == 404
    call = {"next_action": "action_answer", "tracker": {"sender_id": SENDER, "latest_message": said}}
    assert post(webhook, json.dumps(call).encode()) == 200


def test_nothing_that_a_person_said_is_in_any_log(watched: Watched) -> None:
    with watched.acting():
        for text in TALK:
            assert watched.bot.say(SENDER, text)
        broken_calls(watched)
    watched.bot.say(SENDER, "what about hexwick without its actions?")  # the action server is away now
    hurt_the_database(watched)
    logs = watched.logs()
    assert "hexwick" in watched.database.read_bytes().decode("utf-8", "replace").lower() + wal(watched)
    assert [canary for canary in CANARIES if canary in logs.lower()] == []
    lines = [json.loads(line) for line in logs.splitlines() if line.startswith("{")]
    assert {"debug", "info", "error"} <= {line["level"] for line in lines}
    assert all({"time", "level", "logger", "event"} <= set(line) for line in lines)
    turns = [line for line in lines if line["event"] == "turn"]
    assert len(turns) >= len(TALK)
    assert len({turn["conversation"] for turn in turns[: len(TALK)]}) == 1
    assert {"action_advise"} <= {name for turn in turns for name in turn["actions"]}
    broken = [line for line in lines if line.get("operation")]
    assert "OperationalError" in broken[0]["error"]["type"]
    assert "stores/sql.py" in json.dumps(broken[0]["error"]["where"])


def wal(watched: Watched) -> str:
    """What SQLite has not yet written into the file itself."""
    path = watched.database.with_name("talk.db-wal")
    return path.read_bytes().decode("utf-8", "replace").lower() if path.exists() else ""


def hurt_the_database(watched: Watched) -> None:
    """Take the table away under a turn, and give it back."""
    with sqlite3.connect(watched.database) as database:
        database.execute("ALTER TABLE events RENAME TO events_away")
    wait_for_a_fresh_look()
    status, health = watched.ready()
    watched.bot.send(json.dumps({"sender": SENDER, "message": "hello from hexwick"}).encode())
    with sqlite3.connect(watched.database) as database:
        database.execute("ALTER TABLE events_away RENAME TO events")
    assert status == 503
    assert health["store"] != "ok"


def test_it_is_not_ready_without_its_action_server_and_ready_with_it(watched: Watched) -> None:
    wait_for_a_fresh_look()
    status, health = watched.ready()
    assert (status, health["status"]) == (503, "not ready")
    assert health["actions"] != "ok"
    assert health["model"] == health["store"] == "ok"
    with watched.acting("again.log"):
        wait_for_a_fresh_look()
        status, health = watched.ready()
        assert (status, health.pop("status")) == (200, "ready")
        assert set(health.values()) == {"ok"}
    wait_for_a_fresh_look()
    assert watched.ready()[0] == 503
    assert got(f"{watched.bot.url}/webhooks/health/")[0] == 200


def wait_for_a_fresh_look() -> None:
    """Health is looked at once a second."""
    time.sleep(REMEMBERED + 0.1)


def test_what_happens_is_counted(watched: Watched) -> None:
    before = watched.numbers(watched.metrics)
    with watched.acting("counted.log"):
        for text in ("which course should I do?", "I lead one team of six, ten years", "flurb gnarl", "skip"):
            watched.bot.say("counted", text)
        watched.bot.say("counted", "a certificate please, practical, leading and managing")
        watched.bot.say("other", "🎉")
        watched.bot.say("other", "can i speak to a person")
        acted = watched.numbers(watched.actions_metrics)
    watched.bot.say("other", "who is Level 5 for?")  # nobody acts any more
    after = watched.numbers(watched.metrics)
    grown = {name: value - before.get(name, 0.0) for name, value in after.items() if name.startswith("adviser_")}
    assert grown['adviser_turns_total{channel="rest",outcome="trouble"}'] == 1
    assert grown['adviser_turns_total{channel="rest",outcome="not_understood"}'] >= 1
    assert grown['adviser_stage_seconds_count{stage="turn"}'] == 8
    stages = [grown[f'adviser_stage_seconds_sum{{stage="{name}"}}'] for name in ("parse", "policy", "action", "store")]
    assert all(seconds > 0 for seconds in stages)
    assert sum(stages) <= grown['adviser_stage_seconds_sum{stage="turn"}']
    assert grown['adviser_fallbacks_total{step="1"}'] >= 1
    assert grown["adviser_handovers_total"] == 1
    assert grown['adviser_action_failures_total{action="action_answer"}'] == 1
    recommended = [name for name, value in grown.items() if name.startswith("adviser_recommendations_total") and value]
    assert recommended
    assert 'type="certificate"' in recommended[-1]
    asked = [name for name, value in grown.items() if 'what="asked"' in name and value]
    assert asked
    assert acted["adviser_knowledge_facts"] > 100
    assert acted['adviser_knowledge_age_days{which="oldest"}'] >= acted['adviser_knowledge_age_days{which="newest"}']
    assert acted['adviser_action_seconds_count{action="action_advise"}'] >= 4


def test_rasas_own_api_is_not_there(watched: Watched) -> None:
    for path in ("/conversations/x/tracker", "/model/parse", "/domain", "/status", "/model/train"):
        assert got(watched.bot.url + path)[0] in (404, 405), path
    assert post(f"{watched.bot.url}/model/parse", b'{"text": "hello"}') in (404, 405)
    assert post(f"{watched.bot.url}/conversations/x/tracker/events", b"[]") in (404, 405)
