"""The bot's messages as the website gets them, at once and when they are read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Reply = dict[str, Any]

TROUBLE = "utter_trouble"  # what rules say where an action failed or its server is away
_TOLD = ("sentences", "items", "closing")  # parts of an answer that rest on facts


def replies_of(messages: Sequence[Mapping[str, Any]], message_id: str) -> list[Reply]:
    """Replies to a message of a person, with ids that are the same whenever they are made.

    `messages` are Rasa's, with `text`, `buttons` and `custom`. One that only holds `custom` belongs to the one before.
    """
    replies: list[Reply] = []
    for message in messages:
        if not message.get("text") and message.get("custom") and replies:
            replies[-1].setdefault("blocks", message["custom"])
            continue
        reply: Reply = {
            "id": f"{message_id}.{len(replies) + 1}",
            "text": _text(message.get("text")),
            "choices": _choices(message.get("buttons")),
        }
        if message.get("custom"):
            reply["blocks"] = message["custom"]
        replies.append(reply)
    return replies


def message_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event of the bot's as the message that was sent."""
    return {**(event.get("data") or {}), "text": event.get("text"), **(event.get("metadata") or {})}


def trouble_in(messages: Iterable[Mapping[str, Any]]) -> str:
    """What was said instead of an answer because something failed; empty where nothing did."""
    return next((_text(each.get("text")) for each in messages if each.get("utter_action") == TROUBLE), "")


def history(events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Both sides' messages, oldest first; a message that was sent again counts where it was answered."""
    told: dict[str, list[dict[str, Any]]] = {}
    for person, answers in _turns(events):
        name = str((person or {}).get("message_id") or "start")
        told.pop(name, None)
        told[name] = [{"from": "person", "id": name, "text": person["text"] or "", "at": _at(person)}] if person else []
        at = _at(answers[-1]) if answers else ""
        told[name] += [{"from": "adviser", **reply, "at": at} for reply in replies_of(_messages(answers), name)]
    return [message for turn in told.values() for message in turn]


def offered(answers: Iterable[Mapping[str, Any]]) -> set[str]:
    """The payloads of all choices in these events of the bot's."""
    return {choice["payload"] for event in answers for choice in _choices(message_of(event).get("buttons"))}


def facts_of(reply: Reply) -> tuple[str, ...]:
    """The ids of the facts that a reply rests on."""
    blocks = reply.get("blocks") or {}
    if isinstance(blocks.get("facts"), list):
        return tuple(str(fact) for fact in blocks["facts"])
    parts = [part for key in _TOLD for part in blocks.get(key) or ()]
    parts += [cell for row in (blocks.get("table") or {}).get("rows", ()) for cell in row["cells"]]
    return tuple(dict.fromkeys(str(fact) for part in parts for fact in part.get("facts", ())))


def _turns(
    events: Sequence[Mapping[str, Any]],
) -> list[tuple[Mapping[str, Any] | None, list[Mapping[str, Any]]]]:
    turns: list[tuple[Mapping[str, Any] | None, list[Mapping[str, Any]]]] = []
    for event in events:
        if event["event"] == "user":
            turns.append((event, []))
        else:
            if not turns:
                turns.append((None, []))
            turns[-1][1].append(event)
    return turns


def _messages(answers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [message_of(event) for event in answers]


def _text(text: Any) -> str:
    """Rasa cuts a message at empty lines, so answers come with a space in them."""
    return re.sub(r"\n +\n", "\n\n", str(text or ""))


def _choices(buttons: Any) -> list[dict[str, str]]:
    found = [(button.get("title"), button.get("payload")) for button in buttons or () if isinstance(button, Mapping)]
    return [{"title": str(title), "payload": str(payload or title)} for title, payload in found if title]


def _at(event: Mapping[str, Any]) -> str:
    return datetime.fromtimestamp(event.get("timestamp") or 0, UTC).isoformat(timespec="milliseconds")
