"""Scores a conversation by what its case expects; the format is that of conversations.yml and heldout.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

FALLBACK = re.compile(r"fallback|out_of_scope|clarif|ask_rephrase|handoff", re.I)

Replies = list[dict[str, Any]]


def words(value: Any) -> str:
    """All that a person could read in a reply, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "\n".join(words(item) for item in value)
    if isinstance(value, Mapping):
        return "\n".join(words(item) for key, item in value.items() if key not in ("recipient_id", "payload"))
    return ""


def misses(turn: Mapping[str, Any], text: str) -> list[str]:
    """What a reply lacks, or should not say."""
    found = [f"lacks /{each}/" for each in listed(turn.get("all")) if not matches(each, text)]
    options = listed(turn.get("any"))
    if options and not any(matches(each, text) for each in options):
        found.append("lacks any of " + " | ".join(f"/{each}/" for each in options))
    return found + [f"should not say /{each}/" for each in listed(turn.get("none")) if matches(each, text)]


def listed(value: Any) -> list[str]:
    """One regex, several, or none, as a list."""
    return value if isinstance(value, list) else [value] if value else []


def matches(regex: str, text: str) -> bool:
    """Whether a regex is found, in capitals or not, over lines."""
    return re.search(regex, text, re.I | re.S) is not None


def outcome(names: Iterable[str]) -> str:
    """How a turn ended, by the names of its actions and intent."""
    return "fallback" if any(FALLBACK.search(name) for name in names) else "answer"


def problems_of(turn: Mapping[str, Any], replies: Replies, names: Iterable[str]) -> list[str]:
    """Everything that is wrong with the replies to one turn."""
    text = words(replies)
    found = misses(turn, text)
    if not text.strip():
        found.append("no reply")
    if "outcome" in turn and outcome(names) != turn["outcome"]:
        found.append(f"outcome is {outcome(names)}, by {list(names)}")
    return found
