"""What happened in each turn of a conversation, read from Rasa's events: for the metrics and for the report alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

ASKED, RECOMMENDATION, STAGE, FAILURES = "requested_slot", "recommendation", "stage", "failures"
HANDOFF, FALLBACK, OUTSIDE, TROUBLE = "action_handoff", "action_fallback", "action_out_of_scope", "utter_trouble"
LAST_STEP = 3  # the fallback goes no further: a person


@dataclass
class Turn:
    """A message, what was done about it, and how the interview stood before and after."""

    at: datetime
    text: str
    intent: str
    channel: str
    subjects: tuple[str, ...] = ()
    actions: list[str] = field(default_factory=list)
    waiting: str = ""  # the question of the interview that waited for an answer
    asked: str = ""  # the one that waits now
    stage: str = ""
    failures: int = 0  # messages in a row without an answer
    advised: Mapping[str, Any] | None = None  # the first of a recommendation given in this turn
    is_trouble: bool = False  # the person heard that something went wrong

    @property
    def outcome(self) -> str:
        """How it went: answered, not_understood, out_of_scope or trouble."""
        if self.is_trouble:
            return "trouble"
        if FALLBACK in self.actions:
            return "not_understood"
        return "out_of_scope" if OUTSIDE in self.actions else "answered"

    @property
    def step(self) -> int:
        """The step of the fallback that the person met, from 1 to 3; 0 for none."""
        return min(max(self.failures, 1), LAST_STEP) if {FALLBACK, OUTSIDE} & set(self.actions) else 0

    @property
    def is_handover(self) -> bool:
        """Whether the person was told of people to talk to, at their wish."""
        return HANDOFF in self.actions

    @property
    def interview(self) -> list[tuple[str, str]]:
        """What happened to questions of the interview: (question, "asked" | "answered" | "repeated" | "left")."""
        found = []
        if self.waiting:
            kept = "repeated" if self.asked == self.waiting else "answered"
            found.append((self.waiting, kept if self.asked or self.stage else "left"))
        if self.asked and self.asked != self.waiting:
            found.append((self.asked, "asked"))
        return found


def turns_of(events: Iterable[Mapping[str, Any]], slots: Mapping[str, Any] | None = None) -> Iterator[Turn]:
    """The turns of one conversation, oldest first.

    Args:
        events: of one conversation, as Rasa stores them, in order.
        slots: how the slots stood before the first of them.
    """
    held = dict(slots or {})
    turn: Turn | None = None
    for event in events:
        kind = event.get("event")
        if kind in ("user", "session_started"):
            if turn is not None:
                yield _ended(turn, held)
            turn = _begun(event, held) if kind == "user" else None
        elif kind == "slot":
            held[event["name"]] = event["value"]
        if turn is not None:
            _add(turn, event)
    if turn is not None:
        yield _ended(turn, held)


def _add(turn: Turn, event: Mapping[str, Any]) -> None:
    """What an event tells of the turn it belongs to."""
    kind, name = event.get("event"), str(event.get("name") or "")
    if kind == "action":
        turn.actions.append(name)
        turn.is_trouble |= name == TROUBLE
    elif kind == "bot":
        turn.is_trouble |= (event.get("metadata") or {}).get("utter_action") == TROUBLE
    elif kind == "slot" and name == RECOMMENDATION:
        turn.advised = _first(event["value"]) or turn.advised


def _begun(event: Mapping[str, Any], held: Mapping[str, Any]) -> Turn:
    parsed = event.get("parse_data") or {}
    questions = [each for each in parsed.get("questions") or () if isinstance(each, Mapping)]
    return Turn(
        datetime.fromtimestamp(float(event.get("timestamp") or 0), UTC),
        str(event.get("text") or ""),
        str((parsed.get("intent") or {}).get("name") or ""),
        str(event.get("input_channel") or "unknown"),
        tuple(dict.fromkeys(str(key) for each in questions for key in each.get("subjects") or ())),
        waiting=str(held.get(ASKED) or ""),
    )


def _ended(turn: Turn, held: Mapping[str, Any]) -> Turn:
    failures = held.get(FAILURES)
    turn.asked, turn.stage = str(held.get(ASKED) or ""), str(held.get(STAGE) or "")
    turn.failures = failures if isinstance(failures, int) else 0
    return turn


def _first(recommendation: Any) -> Mapping[str, Any] | None:
    """The row that stands first in the slot; None where it holds none."""
    ranked = recommendation.get("ranked") if isinstance(recommendation, Mapping) else None
    return ranked[0] if isinstance(ranked, list) and ranked and isinstance(ranked[0], Mapping) else None
