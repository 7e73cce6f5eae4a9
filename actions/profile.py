"""Between Rasa's slots and the interview: the profile, the waiting question, the recommendation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.conversation import knowledge
from adviser.advice.decide import Engine
from adviser.advice.hear import Heard, Layer, heard_of
from adviser.advice.interview import State
from adviser.advice.model import FOCUS, Decision, Recommendation, Said
from adviser.advice.plan import decision_for
from adviser.advice.record import Record
from adviser.advice.study_plan import StudyPlan

# A feature with a slot of its name stands there, every other in `traits`.
TRAITS, WORDS, INTERVIEW = "traits", "words", "interview"
ASKED = "requested_slot"
STAGE = "stage"
RECOMMENDATION = "recommendation"
T = TypeVar("T")


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine over this server's knowledge base."""
    return Engine(knowledge())


def heard_in(tracker: Tracker) -> Heard:
    """What the last message tells of the person."""
    message = tracker.latest_message
    return heard_of(message.get("heard") or {}, str(message.get("text") or ""))


def state_of(tracker: Tracker) -> State:
    """Where the interview stands, from the slots; the decision is computed anew, never trusted from outside."""
    words = _mapping(tracker.get_slot(WORDS))
    traits = _mapping(tracker.get_slot(TRAITS))
    found = {**{name: tracker.get_slot(name) for name in engine().rules.features if name in tracker.slots}, **traits}
    known = engine().rules.features
    profile = {
        name: Said(value, str(words.get(name, "")))
        for name, value in found.items()
        if isinstance(value, (str, int, float)) and name in known
    }
    kept = _mapping(tracker.get_slot(INTERVIEW))
    layers = _read(_layers, kept.get("layers")) or ()
    decision = decision_for(layers, profile, engine()) if tracker.get_slot(RECOMMENDATION) else None
    return State(
        profile,
        str(tracker.get_slot(ASKED) or ""),
        _read(int, kept.get("misses")) or 0,
        decision,
        layers,
        _read(lambda plan: StudyPlan(**plan), kept.get("plan")),
        _read(lambda record: Record(**record), kept.get("record")),
    )


def _read(reader: Callable[[Any], T], kept: Any) -> T | None:
    """What a slot keeps, as its type; nothing where it is of another shape (a slot can be set from outside)."""
    try:
        return None if kept is None else reader(kept)
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _layers(kept: Any) -> tuple[Layer, ...]:
    return tuple(Layer(str(each["words"]), _number(each["count"]), _said(each["told"])) for each in kept)


def _number(kept: Any) -> float | None:
    return None if kept is None else float(kept)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _said(told: Mapping[str, Any]) -> dict[str, Said]:
    return {name: Said(value, words) for name, (value, words) in told.items()}


def slots_for(state: State, tracker: Tracker) -> list[Any]:
    """The slots that a new state changes."""
    profile = state.profile
    own = [name for name in engine().rules.features if name in tracker.slots]
    traits = {name: said.value for name, said in profile.items() if name not in own}
    wanted: dict[str, Any] = {name: profile[name].value if name in profile else None for name in own}
    wanted[TRAITS] = traits or None
    wanted[WORDS] = {name: said.words for name, said in profile.items() if said.words} or None
    wanted[ASKED] = state.asked or None
    wanted[STAGE] = stage_of(state)
    wanted[INTERVIEW] = _interview(state) or None
    wanted[RECOMMENDATION] = recommendation(state.decision) if state.advised and state.decision else None
    return [SlotSet(name, value) for name, value in wanted.items() if tracker.get_slot(name) != value]


def stage_of(state: State) -> str | None:
    """What is going on, for the rules."""
    return "asking" if state.running else "advised" if state.advised else None


def _interview(state: State) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if state.misses:
        kept["misses"] = state.misses
    if state.layers:
        kept["layers"] = [
            {"words": x.words, "count": x.count, "told": {n: [s.value, s.words] for n, s in x.told.items()}}
            for x in state.layers
        ]
    kept |= {name: _plain(value) for name in ("plan", "record") if (value := getattr(state, name)) is not None}
    return kept


def _plain(value: Any) -> dict[str, Any]:
    """A flat dataclass as plain values, without those that say nothing."""
    return {name: each for name, each in vars(value).items() if each not in (None, "")}


def recommendation(decision: Decision) -> dict[str, Any]:
    """A decision as the slot holds it, best first; `level` is a number, `pathway` a value of the slot `focus`."""
    return {"ranked": [_row(found) for found in decision.ranked], "confidence": decision.confidence.value}


def _row(found: Recommendation) -> dict[str, Any]:
    cell = found.cell
    return {
        "id": found.id,
        "title": found.title,
        "awarding_body": cell.body,
        "level": knowledge().vocabulary.subjects[cell.level].order,
        "type": cell.type,
        "pathway": FOCUS[cell.pathway],
        "score": found.score,
        "reasons": [reason.text for reason in found.reasons],
    }
