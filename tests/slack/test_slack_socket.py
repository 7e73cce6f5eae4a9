"""Socket Mode: what Slack sends over a socket reaches the running bot, and is acknowledged once the bot has it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fake import FakeSlack, fake_slack
from people import BOT, TEAM, Person, Side, some_id
from servers import ROOT, free_ports, running

COMMAND = ["channels.slack_socket", "--webhook"]


@pytest.fixture(scope="module")
def socket(ours: Side) -> Path:
    """The bot connected to Slack, as `make serve` does with an app token; the log of that part."""
    ours.slack.wait(lambda: ours.slack.sockets, "a connection")
    return ROOT / "var" / "log" / "slack.log"


def sent(slack: FakeSlack, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Send an envelope; give its acknowledgement."""
    name = some_id("env")
    slack.envelopes.append({"type": kind, "envelope_id": name, "payload": payload, **more})
    found = lambda: [ack for ack in slack.acks if ack.get("envelope_id") == name]  # noqa: E731
    return dict(slack.wait(found, "an acknowledgement")[0])


def event_of(me: Person, text: str) -> dict[str, Any]:
    told = {"authorizations": [{"user_id": BOT}], "team_id": TEAM, "event_id": some_id("Ev")}
    return {"type": "event_callback", **told, "event": me.message(text)}


def test_a_message_over_the_socket_is_answered_once_however_often_it_comes(socket: Path, ours: Side) -> None:
    me = Person(ours)
    hello = event_of(me, "hello")
    for _ in range(2):
        assert set(sent(ours.slack, "events_api", hello)) == {"envelope_id"}
    assert "I'm a bot" in me.next(0).args["text"]
    assert len(me.settled()) == 1


def test_a_button_and_a_command_come_over_the_socket_too(socket: Path, ours: Side) -> None:
    me = Person(ours)
    asked = me.ask("which course should i do?")
    message = ours.slack.message(me.channel, asked.ts)
    action = {**message["blocks"][-1]["elements"][1], "block_id": "choice"}
    sent(ours.slack, "interactive", me.pressing(action, message), accepts_response_payload=True)
    assert "4 more questions" in me.next(1).args["text"]
    command = {"command": "/adviser", "text": "", "team_id": TEAM, "user_id": me.user, "trigger_id": some_id("1")}
    ack = sent(ours.slack, "slash_commands", command, accepts_response_payload=True)
    assert ack["payload"]["response_type"] == "ephemeral"


def test_nothing_of_what_was_said_is_in_its_log(socket: Path, ours: Side) -> None:
    me = Person(ours)
    sent(ours.slack, "events_api", event_of(me, "thank you from Ermintrude"))
    me.next(0)
    assert "Ermintrude" not in socket.read_text()


def test_what_the_bot_did_not_take_is_not_acknowledged(secrets: dict[str, str], tmp_path: Path) -> None:
    """Slack sends it again then."""
    log = tmp_path / "socket.log"
    command = [*COMMAND, f"http://127.0.0.1:{free_ports(1)[0]}/webhooks/slack/webhook"]
    with (
        fake_slack() as slack,
        running(command, log, lambda: "connected" in log.read_text(), **{**secrets, "SLACK_API_URL": slack.url}),
    ):
        name = some_id("env")
        slack.envelopes.append({"type": "events_api", "envelope_id": name, "payload": {"type": "event_callback"}})
        for _ in range(200):
            if "did not take" in log.read_text():
                break
            time.sleep(0.05)
    assert "Slack will send it again" in log.read_text()
    assert [ack for ack in slack.acks if ack.get("envelope_id") == name] == []


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    command = [sys.executable, "-m", "channels.slack_socket", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=60)


def test_without_its_names_the_command_says_which(secrets: dict[str, str]) -> None:
    done = run({})
    assert done.returncode == 1
    assert "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET" in done.stderr
    assert "docs/slack.md" in done.stderr


def test_a_token_that_slack_does_not_know_ends_the_command_with_what_to_do(secrets: dict[str, str]) -> None:
    done = run({**secrets, "SLACK_APP_TOKEN": "xapp-wrong"})
    assert done.returncode == 1
    assert "invalid_auth" in done.stderr
    assert "connections:write" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_has_help(secrets: dict[str, str]) -> None:
    done = run({}, "--help")
    assert done.returncode == 0
    assert "SLACK_APP_TOKEN" in done.stdout
