"""What the answers of a system are worth."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.numbers import percentile
from benchmarks.understanding.sets import REJECTING, Asked, Task

BINS = 10


@dataclass(frozen=True)
class Marks:
    """Shares are 0 to 1, times in the unit named; `reliability` holds (mean chance, share right, messages) of bins.

    What is about outside messages is None where the set has none, and `named_f1` where the system was taught to find
    nothing that a message names; `rejected` is the system's own decision.
    """

    system: str
    task: str
    seed: int
    accuracy: float
    macro_f1: float
    named_f1: float | None
    typo_accuracy: float
    outside_at_95: float | None
    outside_at_97: float | None
    rejected: float | None
    false_rejects: float
    training_s: float
    p50_ms: float
    p95_ms: float
    megabytes: float
    confusions: tuple[tuple[str, str, int], ...]
    reliability: tuple[tuple[float, float, int], ...]


def marks(system: str, task: Task, found: Mapping[str, Any]) -> Marks:
    """Mark what a worker wrote down."""
    inside = [(asked, said) for asked, said in zip(task.asked, found["said"], strict=True) if not asked.outside]
    outside = [said for asked, said in zip(task.asked, found["said"], strict=True) if asked.outside]
    wanted, given, both, confused = Counter[str](), Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for asked, (kind, *_) in inside:
        want = kind if kind in asked.kinds else asked.kinds[0]
        wanted[want] += 1
        given[kind] += 1
        both[want] += want == kind
        confused[want, kind] += want != kind
    slips = [kind in asked.kinds for (asked, _), (kind, *_) in zip(inside, found["mistyped"], strict=True)]
    times = found["milliseconds"]
    return Marks(
        system,
        task.name,
        task.seed,
        both.total() / len(inside),
        statistics.fmean(2 * both[kind] / (wanted[kind] + given[kind]) for kind in wanted),
        _named_f1(task.asked, found.get("named")),
        sum(slips) / len(inside),
        _caught(inside, outside, 0.95),
        _caught(inside, outside, 0.97),
        sum(kind in REJECTING for kind, *_ in outside) / len(outside) if outside and task.ours else None,
        sum(kind in REJECTING and kind not in asked.kinds for asked, (kind, *_) in inside) / len(inside),
        found["training"],
        percentile(times, 50),
        percentile(times, 95),
        found["megabytes"],
        tuple((want, got, times) for (want, got), times in confused.most_common(12) if times),
        _reliability(inside),
    )


def _caught(inside: Sequence[tuple[Asked, Any]], outside: Sequence[Any], kept: float) -> float | None:
    """The share of outside messages above a bar on doubt that keeps this share of the others."""
    if not outside:
        return None
    doubts = sorted(doubt for _, (_, _, doubt) in inside)
    bar = doubts[max(0, math.ceil(kept * len(doubts)) - 1)]
    return sum(doubt > bar for _, _, doubt in outside) / len(outside)


def _named_f1(asked: Sequence[Asked], found: Sequence[Sequence[tuple[str, int, int]]] | None) -> float | None:
    """How well the subjects are found: one is found if something of its id overlaps its words."""
    if not found or not any(each.named for each in asked):
        return None
    hits = given = wanted = 0
    for message, subjects in zip(asked, found, strict=True):
        left = [(name, start, end) for name, start, end in subjects]
        for name, start, end, may in message.named or ():
            hit = next((one for one in left if one[0] == name and one[1] < end and start < one[2]), None)
            if hit is not None:
                left.remove(hit)
            hits += hit is not None and not may
            given += hit is not None and not may
            wanted += not may
        given += len(left)
    return 2 * hits / (given + wanted) if hits else 0.0


def _reliability(inside: Sequence[tuple[Asked, Any]]) -> tuple[tuple[float, float, int], ...]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for asked, (kind, chance, _) in inside:
        bins[min(BINS - 1, int(chance * BINS))].append((chance, kind in asked.kinds))
    return tuple(
        (statistics.fmean(chance for chance, _ in each), sum(right for _, right in each) / len(each), len(each))
        for each in bins
        if each
    )
