"""People in Slack: what they do there reaches the bot as Slack would send it, truly signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from fake import SECRET, Call, FakeSlack

TEAM, BOT = "T0TEST", "U0BOT"
WELCOME = "You're welcome"  # what the bot says to thanks, and to nothing else


def signature(stamp: str, body: bytes, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def some_id(letter: str) -> str:
    return f"{letter}{uuid.uuid4().hex[:10].upper()}"


@dataclass(frozen=True)
class Side:
    """A bot with a Slack channel, the stock one or ours, and the Slack it talks to."""

    bot: str  # address of Rasa
    slack: FakeSlack
    where: str = "slack"

    def post(self, body: bytes, content_type: str, ahead: float = 0, **headers: str) -> tuple[int, str]:
        """A signed request; give the status and what came back."""
        stamp = str(int(time.time() + ahead))
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(stamp, body),
        }
        # what is given comes instead: a signature may be forged
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"{self.bot}/webhooks/{self.where}/webhook", body, {**signed, **named})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def event(self, event: dict[str, Any], name: str = "", kind: str = "application/json", **headers: str) -> int:
        body = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": name or some_id("Ev"),
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        }
        return self.post(json.dumps(body).encode(), kind, **headers)[0]

    def form(self, **fields: str) -> tuple[int, str]:
        return self.post(urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def interact(self, payload: dict[str, Any]) -> tuple[int, str]:
        return self.form(payload=json.dumps(payload))

    def say_as_rasa(self, conversation: str, **message: Any) -> None:
        """Have Rasa say something in a conversation, as an action would."""
        text, data = message.pop("text", None), {"buttons": None, "custom": None, **message}
        event = {"event": "bot", "text": text, "data": data}
        path = f"/conversations/{urllib.parse.quote(conversation)}/tracker/events"
        query = "?output_channel=slack&execute_side_effects=true"
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.bot + path + query, json.dumps(event).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200

    def heard(self, conversation: str) -> list[str]:
        """What Rasa was told in a conversation; it is in the store a moment after the answer."""
        url = f"{self.bot}/conversations/{urllib.parse.quote(conversation)}/tracker?include_events=ALL"
        for _ in range(100):
            with urllib.request.urlopen(url, timeout=60) as answer:
                told = [event["text"] for event in json.load(answer)["events"] if event["event"] == "user"]
            if told:
                return told
            time.sleep(0.1)
        return []


@dataclass
class Person:
    """Somebody who talks to the bot: directly, or in a channel (`root` is then their thread)."""

    side: Side
    user: str = field(default_factory=lambda: some_id("U"))
    channel: str = ""
    root: str = ""

    def __post_init__(self) -> None:
        self.channel = self.channel or f"D{self.user[1:]}"

    @property
    def slack(self) -> FakeSlack:
        return self.side.slack

    @property
    def conversation(self) -> str:
        """How ours calls the conversation of this person's direct messages, or of their thread."""
        return f"slack-{TEAM}-{self.channel}-{self.root}" if self.root else f"slack-{TEAM}-{self.user}"

    def message(self, text: str, **more: Any) -> dict[str, Any]:
        """A message as it stands in an event."""
        kind = {"channel_type": "im"} if self.channel.startswith("D") else {"channel_type": "channel"}
        thread = {"thread_ts": self.root} if self.root else {}
        found = {"type": "message", "user": self.user, "channel": self.channel, "ts": self.slack.now(), "text": text}
        return {**found, **kind, **thread, **more}

    def mention(self, text: str, **more: Any) -> dict[str, Any]:
        """A message that calls the bot by name; in a channel it opens a thread where there is none."""
        found = self.message(f"<@{BOT}> {text}", **{"type": "app_mention", **more})
        self.root = self.root or found["ts"]
        return found

    def write(self, text: str, name: str = "", kind: str = "application/json", **headers: str) -> int:
        """Send a message to the bot, calling it by name where that is needed."""
        event = self.message(text) if self.channel.startswith("D") else self.mention(text)
        return self.side.event(event, name, kind, **headers)

    def posts(self) -> list[Call]:
        return self.slack.of(self.channel, "chat.postMessage")

    def ask(self, text: str) -> Call:
        """Write something; give the post that answers it."""
        before = len(self.posts())
        self.write(text)
        return self.next(before)

    def next(self, before: int) -> Call:
        return self.slack.wait(lambda: self.posts()[before:] or None, "an answer")[0]

    def settled(self) -> list[Call]:
        """All that was posted for what was sent so far: thanks are sent after it, and answered after all of it."""
        self.write("thank you")
        self.slack.wait(lambda: any(WELCOME in call.args["text"] for call in self.posts()), "a reply to thanks")
        posts = self.posts()
        return posts[: next(place for place, call in enumerate(posts) if WELCOME in call.args["text"])]

    def press(self, call: Call, label: str) -> tuple[int, str]:
        """Press a button, or pick from a menu, under a message of the bot's."""
        message = self.slack.message(self.channel, call.ts)
        return self.side.interact(self.pressing(action_named(message["blocks"], label), message))

    def pressing(self, action: dict[str, Any], message: dict[str, Any], **more: Any) -> dict[str, Any]:
        """What Slack tells of something pressed under a message."""
        container = {"type": "message", "message_ts": message["ts"], "channel_id": self.channel, "is_ephemeral": False}
        return {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": self.user, "team_id": TEAM},
            "channel": {"id": self.channel},
            "container": container,
            "message": {**message, "user": BOT, "bot_id": "B0BOT"},
            "trigger_id": some_id("13"),
            "response_url": f"{self.slack.url}hooks/{self.user}",
            "actions": [{"action_ts": self.slack.now(), **action}],
            **more,
        }


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that can be pressed under a message."""
    return [each for block in blocks if block["type"] == "actions" for each in block["elements"]]


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    """What stands on the buttons and in the menus of a message."""
    options = [option for each in elements(blocks) for option in each.get("options", [each])]
    return [option["text"]["text"] for option in options]


def action_named(blocks: list[dict[str, Any]], label: str) -> dict[str, Any]:
    """The action of pressing what carries a label."""
    for block in (block for block in blocks if block["type"] in ("actions", "context_actions")):
        for each in block["elements"]:
            named = {"action_id": each["action_id"], "block_id": block.get("block_id", ""), "type": each["type"]}
            if each["type"] == "button" and each["text"]["text"] == label:
                return {**named, "text": each["text"], "value": each["value"]}
            for option in each.get("options", []):
                if option["text"]["text"] == label:
                    return {**named, "selected_option": option}
            for name in ("positive_button", "negative_button"):
                if each.get(name, {}).get("text", {}).get("text") == label:
                    return {**named, "text": each[name]["text"], "value": each[name]["value"]}
    raise AssertionError(f"no {label!r} among {labels(blocks)}")
