"""All combinations of answers, made few enough to try: answers that no criterion tells apart count once.

A criterion looks at a handful of features. It is tried on all their answers, which gives a small table: nothing, met
or barred. Answers with the same tables make one class. Points add up, so the points of a value for every combination
of classes are the sum of its tables along their features, and the best value of each combination is found at once.
What is assumed here, that criteria add up and look at nothing else, is tested against the engine itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from adviser.advice.conditions import features_of, holds
from adviser.advice.decide import Engine
from adviser.advice.model import UNSURE, Condition, Criterion, Profile, Rules, Said, Value

Answer = Value | None  # None: nothing was said
NOTHING, MET, BARRED = 0, 1, 2
HAIR = 1e-4  # points that are nearer to each other are equal


def profile_of(answers: Mapping[str, Answer]) -> Profile:
    """The profile of somebody who gave these answers."""
    return {name: Said(answer) for name, answer in answers.items() if answer is not None}


def bounds(rules: Rules, name: str) -> list[float]:
    """The numbers at which a condition on this feature begins or ends to hold."""

    def within(condition: Condition | None) -> set[float]:
        if condition is None:
            return set()
        own = {condition.low, condition.below} if condition.feature == name else set()
        return {bound for bound in own if bound is not None}.union(*map(within, condition.parts))

    return sorted({bound for c in rules.criteria for part in (c.when, c.reaches) for bound in within(part)})


def answers_to(rules: Rules, name: str) -> tuple[Answer, ...]:
    """Everything that can be said of a feature, with nothing and "not sure"; of a number one from each stretch."""
    feature = rules.features[name]
    if feature.kind == "choice":
        return (None, UNSURE, *feature.values)
    if feature.kind == "flag":
        return (None, UNSURE, "yes", "no")
    if feature.kind == "number":
        found = bounds(rules, name)
        return (None, UNSURE, *([found[0] / 2, *found] if found else [1.0]))
    return (None, UNSURE, "words")


def looks_at(criterion: Criterion) -> tuple[str, ...]:
    """The features that a criterion looks at."""
    return tuple(dict.fromkeys((*features_of(criterion.when), *features_of(criterion.reaches))))


def table_of(criterion: Criterion, rules: Rules) -> Any:
    """How a criterion stands for all answers to its features; an axis for each of them."""
    names = looks_at(criterion)
    options = [answers_to(rules, name) for name in names]
    table = np.zeros([len(each) for each in options], np.int8)
    for places in np.ndindex(*table.shape):
        profile = profile_of({name: each[at] for name, each, at in zip(names, options, places, strict=True)})
        if criterion.reaches is not None and holds(criterion.reaches, profile) is False:
            table[places] = BARRED
        elif holds(criterion.when, profile):
            table[places] = MET
    return table


def shortest(places: Any) -> Any:
    """The three combinations that hold the fewest answers."""
    return places[np.argsort((places != 0).sum(axis=1), kind="stable")[:3]]


@dataclass
class Combinations:
    """All combinations of answers to what the criteria of one dimension, on one pathway, look at."""

    rules: Rules
    criteria: Sequence[Criterion]
    values: Sequence[str]
    tables: dict[str, Any] = field(init=False)
    counted: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Try each criterion."""
        self.tables = {criterion.id: table_of(criterion, self.rules) for criterion in self.criteria}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The features, one axis each."""
        return tuple(dict.fromkeys(name for criterion in self.criteria for name in looks_at(criterion)))

    @cached_property
    def classes(self) -> dict[str, list[list[Answer]]]:
        """The answers to each feature, those together that no criterion tells apart."""
        return {name: self._classes(name) for name in self.names}

    def _classes(self, name: str) -> list[list[Answer]]:
        found: dict[tuple[bytes, ...], list[Answer]] = {}
        for at, answer in enumerate(answers_to(self.rules, name)):
            stands = tuple(
                np.take(self.tables[c.id], at, axis=looks_at(c).index(name)).tobytes()
                for c in self.criteria
                if name in looks_at(c)
            )
            found.setdefault(stands, []).append(answer)
        return list(found.values())

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of classes along each axis."""
        return tuple(len(self.classes[name]) for name in self.names)

    @property
    def count(self) -> int:
        """How many combinations of answers there are."""
        return math.prod(len(answers_to(self.rules, name)) for name in self.names)

    def at(self, name: str, answer: Answer) -> int:
        """The class of an answer."""
        return next(at for at, each in enumerate(self.classes[name]) if answer in each)

    def axis(self, name: str) -> int:
        """The axis of a feature."""
        return self.names.index(name)

    def answers(self, places: Sequence[int]) -> dict[str, Answer]:
        """The answers of one combination of classes, by the first answer of each; without what was not said."""
        picked = {name: self.classes[name][at][0] for name, at in zip(self.names, places, strict=True)}
        return {name: answer for name, answer in picked.items() if answer is not None}

    def reduced(self, criterion: Criterion) -> Any:
        """The table of a criterion with an entry for each class, on the axes of all features."""
        names, table = looks_at(criterion), self.tables[criterion.id]
        for axis, name in enumerate(names):
            firsts = [answers_to(self.rules, name).index(each[0]) for each in self.classes[name]]
            table = np.take(table, firsts, axis=axis)
        table = table.transpose(sorted(range(len(names)), key=lambda axis: self.axis(names[axis])))
        return table.reshape([len(self.classes[name]) if name in names else 1 for name in self.names])

    def points(self, value: str) -> Any:
        """The points of a value for every combination, minus infinity where it is barred.

        An axis that does not matter to the value has length 1.
        """
        if value not in self.counted:
            total = np.zeros([1] * len(self.names), np.float32)
            for criterion in self.criteria:
                if value in criterion.supports:
                    table = self.reduced(criterion)
                    worth = np.float32(criterion.supports[value])
                    total = total + np.where(table == BARRED, np.float32(-np.inf), (table == MET) * worth)
            self.counted[value] = total
        return self.counted[value]

    @cached_property
    def best(self) -> Any:
        """The place of the best value for every combination, -1 where all are barred; the earlier of equals."""
        top, best = np.full(self.shape, -np.inf, np.float32), np.full(self.shape, -1, np.int8)
        for place, value in enumerate(self.values):
            points = np.broadcast_to(self.points(value), self.shape)
            better = points > top + HAIR
            np.copyto(top, points, where=better)
            best[better] = place
        return best

    def where(self, name: str, *answers: Answer) -> Any:
        """True for the combinations with one of these answers."""
        found = np.array([any(answer in each for answer in answers) for each in self.classes[name]])
        return found.reshape([len(found) if other == name else 1 for other in self.names])

    def with_answer(self, numbers: Any, name: str, answer: Answer) -> Any:
        """The part of an array that has this answer, its axis kept."""
        axis = self.axis(name)
        return numbers if numbers.shape[axis] == 1 else np.take(numbers, [self.at(name, answer)], axis=axis)

    def lowered(self, name: str, before: Answer, after: Answer, only: Any) -> list[str]:
        """Combinations whose best value comes earlier once an answer is another, the shortest three in words."""
        was, now = self.with_answer(self.best, name, before), self.with_answer(self.best, name, after)
        wrong = shortest(np.argwhere((now < was) & self.with_answer(only, name, after)))
        return [
            f"{name}: {before} to {after}, {self.values[was[tuple(places)]]} to {self.values[now[tuple(places)]]}, "
            f"for {self.answers(places)}"
            for places in wrong
        ]

    def at_places(self, value: str, places: Any) -> Any:
        """The points of a value for some combinations, one a row."""
        return np.broadcast_to(self.points(value), self.shape)[tuple(places.T)]


def levels_of(engine: Engine, pathway: str) -> Combinations:
    """All combinations of answers that bear on the level on a pathway; the values in order of level."""
    criteria = [c for c in engine.rules.criteria if c.dimension == "level" and c.pathway == pathway]
    values = sorted({value for criterion in criteria for value in criterion.supports})
    return Combinations(engine.rules, criteria, values)
