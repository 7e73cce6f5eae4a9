"""The points and bars by which facts are chosen; `adviser.select` gives them, `adviser.tell` holds them to the bars."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """Points. Chosen on held-out questions by `benchmarks/tune.py`, not by hand."""

    aspect: float = 0.102
    second_aspect: float = 0.06
    other_aspect: float = -0.15
    other_of_full_name: float = -0.4
    same_property: float = 0.45
    same_aspect: float = 0.375
    counterpart: float = 0.2
    holds_too: float = 0.3
    alike: float = 0.9
    alike_from: float = 0.6
    kept_nearness: float = 0.6
    named: float = 0.06
    together: float = 0.08
    named_weak: float = 0.08
    carried: float = 0.045
    other: float = -0.5
    other_carried: float = -0.16
    unnamed: float = -0.05
    missing: float = -0.1
    other_pathway: float = -0.1
    leaning: float = 0.25
    wanted: float = 0.1
    row: float = -0.2
    gap: float = -0.07
    beside_gap: float = 0.12
    nearest_gap: float = 0.2
    gap_lead: float = 0.03
    gap_rival: float = 0.62
    gap_leaning: float = 0.6
    ahead: float = 0.5
    disagreement: float = -0.03
    differs: float = 0.15
    answer: float = 0.32
    guess: float = 0.28
    settled: float = 0.57
    settled_on_one: float = 0.72
    companion: float = 0.22


WEIGHTS = Weights()
