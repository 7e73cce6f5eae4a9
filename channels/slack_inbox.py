"""What comes from Slack, taken apart: who says what where, and where the answer belongs. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack_text import mentions, plain

Body = Mapping[str, Any]
LONGEST = 8000  # characters; understanding itself asks for a shorter message from 4,000
PREFIX = "slack"
_SPOKEN = {None, "file_share", "thread_broadcast", "me_message"}  # kinds of message that a person wrote


@dataclass(frozen=True)
class Place:
    """Where an answer goes and which conversation it belongs to.

    A direct message is one conversation per person, whatever its threads; a thread in a channel is one of its own.
    `hook` is Slack's address for an answer that only this person sees.
    """

    conversation: str
    channel: str
    user: str
    thread: str | None = None
    hook: str = ""


@dataclass(frozen=True)
class Told:
    """A message for the bot. `keys` are the names of the event: who has seen one of them has seen it.

    `asks` is said again above the answer where nobody can see it; `invited` is False for a message in a thread
    that is the bot's business only where it is in the conversation already.
    """

    text: str
    place: Place
    id: str
    keys: tuple[str, ...]
    asks: bool = False
    invited: bool = True


def person(team: str, user: str) -> str:
    """The conversation of a person: their direct messages, commands and what they press in the bot's home."""
    return f"{PREFIX}-{team}-{user}"


def place_of(conversation: str) -> Place:
    """Where a conversation is held, from its name, for a message that nobody asked for just now."""
    channel, *thread = conversation.split("-")[2:] or [conversation]
    return Place(conversation, channel, "", thread[0] if thread else None)


def told_by_event(body: Body) -> Told | None:
    """The message in an event; None where there is none for the bot."""
    event = body.get("event") or {}
    bot = _bot_of(body)
    if event.get("type") not in ("message", "app_mention") or not _by_a_person(event, bot):
        return None
    team, channel, ts = str(body.get("team_id") or ""), str(event.get("channel") or ""), str(event.get("ts") or "")
    text, thread = str(event.get("text") or ""), event.get("thread_ts")
    keys = (f"event {body.get('event_id')}", f"message {channel} {ts}")
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    called = event.get("type") == "app_mention" or mentions(text, bot)
    if direct:
        place = Place(person(team, event["user"]), channel, event["user"], thread)
    elif called or thread:
        place = Place(f"{PREFIX}-{team}-{channel}-{thread or ts}", channel, event["user"], str(thread or ts))
    else:
        return None
    return Told(plain(text, bot)[:LONGEST], place, ts, keys, invited=direct or called)


def _by_a_person(event: Body, bot: str) -> bool:
    user = event.get("user")
    by_machine = event.get("bot_id") or event.get("hidden") or user in (bot, "USLACKBOT")
    return bool(user) and bool(event.get("ts")) and not by_machine and event.get("subtype") in _SPOKEN


def _bot_of(body: Body) -> str:
    """The bot's own id, which Slack sends with each event; the person who installed the app may be named there too."""
    given = [each for each in body.get("authorizations") or [] if isinstance(each, Mapping)]
    return next((str(each.get("user_id") or "") for each in given if each.get("is_bot", True)), "")


def told_by_command(form: Mapping[str, str]) -> Told:
    """A slash command: the answer is seen by this person alone, wherever they typed it."""
    team, user = form.get("team_id", ""), form.get("user_id", "")
    place = Place(person(team, user), form.get("channel_id", ""), user, hook=form.get("response_url", ""))
    trigger = form.get("trigger_id", "")
    return Told(plain(form.get("text", ""))[:LONGEST], place, trigger, (f"trigger {trigger}",), asks=True)


def place_of_click(payload: Body) -> Place:
    """Where something was pressed, and so where the answer belongs."""
    user = str((payload.get("user") or {}).get("id") or "")
    team = str((payload.get("team") or {}).get("id") or (payload.get("user") or {}).get("team_id") or "")
    container, message = payload.get("container") or {}, payload.get("message") or {}
    channel = str((payload.get("channel") or {}).get("id") or container.get("channel_id") or "")
    if not channel or container.get("type") == "view":
        return Place(person(team, user), user, user)  # Slack takes a person's id for their direct messages
    if container.get("is_ephemeral"):
        return Place(person(team, user), channel, user, hook=str(payload.get("response_url") or ""))
    thread = message.get("thread_ts") or container.get("thread_ts")
    if channel.startswith("D"):
        return Place(person(team, user), channel, user, thread)
    root = str(thread or message.get("ts") or container.get("message_ts"))
    return Place(f"{PREFIX}-{team}-{channel}-{root}", channel, user, root)


def picked(action: Body) -> tuple[str, str]:
    """What an element that was pressed or filled in says, and how it reads; two empty texts where it says nothing."""
    kind = str(action.get("type") or "")
    if kind == "button":
        return _value(action.get("value")), _label(action) or _value(action.get("value"))
    if isinstance(action.get("selected_option"), Mapping):
        return _value(action["selected_option"].get("value")), _label(action["selected_option"])
    if isinstance(action.get("selected_options"), list):
        options = [each for each in action["selected_options"] if isinstance(each, Mapping)]
        return ", ".join(_value(each.get("value")) for each in options), ", ".join(map(_label, options))
    told = next((action[key] for key in ("value", "selected_date", "selected_time") if action.get(key)), "")
    return _value(told), _value(told)


def _value(value: Any) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _label(element: Body) -> str:
    text = element.get("text")
    return str(text.get("text") or "") if isinstance(text, Mapping) else ""
