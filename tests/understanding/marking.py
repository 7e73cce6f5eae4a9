"""How well held-out messages are understood: intents, subjects and what is outside, for anything that parses a text.

`parse(text)` gives a Rasa message: {"intent": {"name", "confidence"}, "entities": [{"value", "start", "end", "role"}]}.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from held_out import Message, Subject

Parsed = dict[str, Any]
REJECTING = ("out_of_scope", "near_scope", "nlu_fallback")  # intents that end in "that's not something I cover"


@dataclass(frozen=True)
class Reading:
    """A message and what it was taken for."""

    message: Message
    parsed: Parsed

    @property
    def intent(self) -> str:
        """The intent it was given, or nlu_fallback for none."""
        return str((self.parsed.get("intent") or {}).get("name") or "nlu_fallback")

    @property
    def right(self) -> bool:
        """Whether the intent is one of those that a sensible reader gives it."""
        return self.intent in self.message.intents

    @property
    def rejected(self) -> bool:
        """Whether it was taken for nothing that the bot covers."""
        return self.intent in REJECTING

    @property
    def false_reject(self) -> bool:
        """Whether it was refused though it is something the bot covers."""
        return not self.message.outside and self.rejected and not self.right


@dataclass(frozen=True)
class Intents:
    """Share of right intents; mean F1 over the intents that are wanted; (wanted, given) and how often, worst first."""

    accuracy: float
    macro_f1: float
    confusions: tuple[tuple[tuple[str, str], int], ...]
    wrong: tuple[Reading, ...]


@dataclass(frozen=True)
class Subjects:
    """Of the subjects: precision, recall, F1 (id and overlap), share of found ones with the right role; the errors."""

    precision: float
    recall: float
    f1: float
    role: float
    missed: tuple[tuple[Message, Subject], ...]
    invented: tuple[tuple[Message, dict[str, Any]], ...]


@dataclass(frozen=True)
class Outside:
    """Share of the outside messages that were rejected, and of the others that were too, as the bot decides it."""

    recall: float
    false_rejects: float
    passed: tuple[Reading, ...]
    refused: tuple[Reading, ...]


def read(found: Iterable[Message], parse: Callable[[str], Parsed]) -> list[Reading]:
    """Each message with what it is taken for, alone and without what was said before."""
    return [Reading(message, parse(message.text)) for message in found]


def intents(readings: Sequence[Reading]) -> Intents:
    """How well the intents are found. Where several are right, the one given counts as the one wanted."""
    wanted, given, both = Counter[str](), Counter[str](), Counter[str]()
    confused = Counter[tuple[str, str]]()
    for reading in readings:
        want = reading.intent if reading.right else reading.message.intents[0]
        wanted[want] += 1
        given[reading.intent] += 1
        both[want] += reading.right
        if not reading.right:
            confused[want, reading.intent] += 1
    f1 = [2 * both[name] / (wanted[name] + given[name]) for name in wanted]
    wrong = tuple(reading for reading in readings if not reading.right)
    return Intents(_share(both.total(), len(readings)), _share(sum(f1), len(f1)), tuple(confused.most_common()), wrong)


def subjects(readings: Iterable[Reading]) -> Subjects:
    """How well the subjects are found: one is found if an entity of its id overlaps its words."""
    found = roles = given = 0
    missed: list[tuple[Message, Subject]] = []
    invented: list[tuple[Message, dict[str, Any]]] = []
    for reading in readings:
        left = list(reading.parsed.get("entities") or ())
        for subject in reading.message.subjects:
            entity = next((each for each in left if _is(each, subject)), None)
            if entity is None:
                missed += [] if subject.may else [(reading.message, subject)]
                continue
            left.remove(entity)
            if not subject.may:
                found += 1
                given += 1
                roles += (entity.get("role") == "refused") == subject.refused
        given += len(left)
        invented += [(reading.message, entity) for entity in left]
    precision, recall = _share(found, given), _share(found, found + len(missed))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Subjects(precision, recall, f1, _share(roles, found), tuple(missed), tuple(invented))


def outside(readings: Sequence[Reading]) -> Outside:
    """What is rejected, by the intent given."""
    out = [reading for reading in readings if reading.message.outside]
    inside = [reading for reading in readings if not reading.message.outside]
    passed = tuple(reading for reading in out if not reading.rejected)
    refused = tuple(reading for reading in inside if reading.false_reject)
    return Outside(1 - _share(len(passed), len(out)), _share(len(refused), len(inside)), passed, refused)


def doubt(parsed: Parsed) -> float:
    """How surely a message is outside, 0 to 2, by nothing but the intent and its confidence."""
    intent = parsed.get("intent") or {}
    confidence = float(intent.get("confidence") or 0.0)
    return 1 + confidence if intent.get("name") in REJECTING else 1 - confidence


def recall_at(readings: Sequence[Reading], kept: float, score: Callable[[Parsed], float] = doubt) -> float:
    """The share of outside messages that a bar on the score rejects which keeps this share of the others.

    A message is rejected if its score is above the bar, which is as low as `kept` (0 to 1) allows.
    """
    inside = sorted(score(reading.parsed) for reading in readings if not reading.message.outside)
    out = [score(reading.parsed) for reading in readings if reading.message.outside]
    if not inside or not out:
        return 0.0
    bar = inside[max(0, math.ceil(kept * len(inside)) - 1)]
    return sum(each > bar for each in out) / len(out)


def by_voice(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The readings of each voice."""
    parts: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        parts[reading.message.voice].append(reading)
    return dict(parts)


def table(readings: Sequence[Reading]) -> str:
    """All the numbers, in per cent, a line for each voice and one for all of them."""
    head = (
        "voice      messages  intent  in scope  macro-F1  subj. P / R / F1   role  outside  false rej.  at 97%  at 95%"
    )
    lines = [head]
    for name, part in {**by_voice(readings), "all": list(readings)}.items():
        inside = [reading for reading in part if not reading.message.outside]
        near, known, out = intents(part), subjects(part), outside(part)
        numbers = (known.precision, known.recall, known.f1, known.role, out.recall, out.false_rejects)
        at_bars = (recall_at(part, 0.97), recall_at(part, 0.95))
        shares = (near.accuracy, intents(inside).accuracy, near.macro_f1, *numbers, *at_bars)
        lines.append(f"{name:<10} {len(part):>8}  " + "  ".join(f"{100 * each:6.1f}" for each in shares))
    return "\n".join(lines)


def _is(entity: dict[str, Any], subject: Subject) -> bool:
    same = str(entity.get("value")) == subject.id
    return same and int(entity["start"]) < subject.end and subject.start < int(entity["end"])


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
