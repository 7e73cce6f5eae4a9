"""Simulated interviews: every way in which the questions that follow an opening can be answered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adviser.advice.ask import next_question, open_questions
from adviser.advice.decide import Engine, tried_out
from adviser.advice.model import UNSURE, Ask, Cell, Profile, Said, Value

Key = frozenset[tuple[str, Value]]


def key_of(profile: Profile) -> Key:
    """What a profile comes to, for remembering it."""
    return frozenset((name, said.value) for name, said in profile.items())


def answers(ask: Ask) -> list[Mapping[str, Value]]:
    """What each button of a question sets, and what "not sure" does."""
    return [*(choice.sets for choice in ask.choices), {ask.settles[0]: UNSURE}]


class Remembering(Engine):
    """The engine, which remembers what it put first."""

    told: dict[Key, Cell | None]

    def first(self, profile: Profile) -> Cell | None:
        """The best combination alone, or None."""
        key = key_of(profile)
        if key not in self.told:
            self.told[key] = super().first(profile)
        return self.told[key]


def remembering(engine: Engine) -> Remembering:
    """The same engine, remembering."""
    found = Remembering(engine.knowledge)
    found.told = {}
    return found


@dataclass
class Interviews:
    """Walks through interviews, and remembers what was asked."""

    engine: Remembering
    asked: dict[Key, Ask | None] = field(default_factory=dict)

    def question(self, profile: Profile) -> Ask | None:
        """The next question."""
        key = key_of(profile)
        if key not in self.asked:
            self.asked[key] = next_question(profile, self.engine)
        return self.asked[key]

    def first(self, profile: Profile) -> Cell | None:
        """The first recommendation."""
        return self.engine.first(profile)

    def walk(self, profile: Profile, path: tuple[str, ...] = ()) -> Iterator[tuple[Profile, tuple[str, ...]]]:
        """Each interview: the profile at its end, and the questions asked."""
        ask = self.question(profile)
        if ask is None:
            yield profile, path
            return
        for sets in answers(ask):
            yield from self.walk(tried_out(profile, sets), (*path, ask.id))

    def idle(self, profile: Profile) -> bool:
        """Whether the next question is one whose choices all lead to the same recommendation."""
        ask = self.question(profile)
        return ask is not None and len({self.first(tried_out(profile, c.sets)) for c in ask.choices}) == 1

    def missed(self, profile: Profile) -> dict[str, Value] | None:
        """Answers to questions still open, one or more, that change the first recommendation; None where none do."""
        options = [[{}, *(choice.sets for choice in ask.choices)] for ask in open_questions(profile, self.engine)]
        now = self.first(profile)
        for picked in itertools.product(*options):
            sets = {name: value for each in picked for name, value in each.items()}
            if self.first(tried_out(profile, sets)) != now:
                return sets
        return None


def opening(**told: Value) -> Profile:
    """What somebody says before the first question."""
    return {name: Said(value) for name, value in told.items()}
