"""What the bot shows outside messages: its home, the box for a word of feedback, and a message that was answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from channels.slack_words import WORDS
from render.slack_blocks import CHOICE, Block
from render.slack_limits import UPDATE
from render.slack_words import escaped

QUESTION = "question"  # the id of the box in the bot's home
WHY = "why"
LONGEST_WHY = 1000  # characters


def starts() -> list[Block]:
    """What the bot is, and the three ways to start."""
    home = WORDS["home"]
    ways = [
        {"type": "button", "action_id": f"{CHOICE}-{place}", "text": _plain(way["title"]), "value": way["says"]}
        for place, way in enumerate(home["starts"])
    ]
    intro = {"type": "section", "text": {"type": "mrkdwn", "text": escaped(home["intro"])}}
    privacy = {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(home["privacy"])}]}
    return [intro, {"type": "actions", "block_id": CHOICE, "elements": ways}, privacy]


def home(turn: str) -> dict[str, Any]:
    """The bot's home. Another `turn` is another box, so that what was typed in the last one is gone."""
    words = WORDS["home"]
    box = {
        "type": "input",
        "block_id": f"{QUESTION}-{turn}",
        "dispatch_action": True,
        "label": _plain(words["question"]),
        "hint": _plain(words["hint"]),
        "element": {"type": "plain_text_input", "action_id": QUESTION, "max_length": 3000},
    }
    first, *rest = starts()
    return {"type": "home", "blocks": [{"type": "header", "text": _plain(words["title"])}, first, box, *rest]}


def thanks(conversation: str, reply: str, vote: str) -> list[Block]:
    """Thanks for a vote, and a button to say more."""
    value = json.dumps({"conversation": conversation, "reply": reply, "vote": vote})
    button = {"type": "button", "action_id": WHY, "text": _plain(WORDS["say_why"]), "value": value}
    words = {"type": "section", "text": {"type": "mrkdwn", "text": escaped(WORDS["thanks"])}}
    return [words, {"type": "actions", "block_id": WHY, "elements": [button]}]


def why(about: str) -> dict[str, Any]:
    """The box for a word of feedback; `about` comes back with what is typed."""
    box = {
        "type": "input",
        "block_id": WHY,
        "optional": True,
        "label": _plain(WORDS["why_question"]),
        "element": {
            "type": "plain_text_input",
            "action_id": WHY,
            "multiline": True,
            "max_length": LONGEST_WHY,
        },
    }
    return {
        "type": "modal",
        "callback_id": WHY,
        "private_metadata": about,
        "title": _plain(WORDS["why_title"]),
        "submit": _plain(WORDS["why_send"]),
        "close": _plain(WORDS["why_cancel"]),
        "blocks": [box],
    }


def chosen(label: str, person: str = "") -> str:
    """What somebody chose, in Slack's own writing; who did where others can press too."""
    said = escaped(label)
    return str(
        WORDS["person_chose"].format(person=person, choice=said) if person else WORDS["you_chose"].format(choice=said)
    )


def answered(message: Mapping[str, Any], line: str) -> tuple[str, list[Block]]:
    """A message of ours after something was chosen: no more to press, and what was chosen in its place."""
    blocks: list[Block] = []
    told: Block = {"type": "context", "elements": [{"type": "mrkdwn", "text": line, "verbatim": True}]}
    for block in message.get("blocks") or []:
        if block.get("type") != "actions":
            blocks.append(block)
        elif told not in blocks:
            blocks.append(told)
    return _with(str(message.get("text") or ""), line), blocks if told in blocks else [*blocks, told]


def _with(text: str, line: str) -> str:
    """The text of a changed message. Slack takes less of it than of a new one: the blocks hold all of it."""
    room = UPDATE - len(f"…\n\n{line}".encode())
    kept = text.encode()
    if len(kept) > room:
        text = kept[:room].decode(errors="ignore").rpartition("\n")[0] + "…"
    return f"{text}\n\n{line}"


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
