"""Scores conversations by what their cases expect: said word for word, or answered by a persona.

`all`, `any` and `none` are regexes on all that a person can read in a reply, `outcome` is answer or fallback. Around
the interview a turn may also say which question waits then (`asked`, "" for none), what `slots` hold, and how the first
recommendation looks (`top`: each key one value or several, an empty one for no recommendation).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servers import Bot

FALLBACK = re.compile(r"fallback|out_of_scope|clarif|ask_rephrase|handoff", re.I)

DONT_KNOW = "I'm not sure"  # what a persona says who has no words for what is asked
MOST_TURNS = 14  # of an interview
MOST_REPEATS = 2  # of one question

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


def wrong_first(wanted: Mapping[str, Any], recommendation: Mapping[str, Any] | None) -> list[str]:
    """How the first recommendation differs from what it should be."""
    ranked = (recommendation or {}).get("ranked") or [{}]
    if not wanted:
        return ["there is a recommendation"] if recommendation else []
    return [
        f"{key} of the first is {ranked[0].get(key)}, not {value}"
        for key, value in wanted.items()
        if str(ranked[0].get(key)).lower() not in [str(each).lower() for each in listed(value)]
    ]


def problems_of_slots(turn: Mapping[str, Any], slots: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with where the interview stands after a turn."""
    found = []
    if "asked" in turn and (slots.get("requested_slot") or "") != turn["asked"]:
        found.append(f"asks for {slots.get('requested_slot')}, not {turn['asked'] or 'anything'}")
    for name, value in turn.get("slots", {}).items():
        if slots.get(name) != value:
            found.append(f"slot {name} is {slots.get(name)!r}, not {value!r}")
    return found + (wrong_first(turn["top"], slots.get("recommendation")) if "top" in turn else [])


def interview(bot: Bot, case: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Let a persona be interviewed; gives what is wrong with it, and the questions that were asked."""
    from servers import somebody  # the benchmarks score with no server at hand

    sender, text, asked = somebody(), case["open"], []
    for _ in range(MOST_TURNS):
        reply = words(bot.say(sender, text))
        slots = bot.tracker(sender)["slots"]
        if slots.get("recommendation"):
            found = wrong_first(case["top"], slots["recommendation"]) + misses(case, reply)
            if len(asked) > case.get("questions_at_most", MOST_TURNS):
                found.append(f"{len(asked)} questions: {asked}")
            return found, asked
        question = slots.get("requested_slot")
        if not question:
            return ["it ended without a recommendation"], asked
        asked.append(question)
        if asked.count(question) > MOST_REPEATS:
            return [f"asked for {question} again and again"], asked
        text = case["persona"].get(question, case.get("otherwise", DONT_KNOW))
    return ["it never ended"], asked
