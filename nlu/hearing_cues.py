"""Cues of the hearing files found in a message, as facts about the person.

A fact is `sure` where it may be taken without knowing what was asked; the others count as an answer to a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from adviser.advice.told import ASPIRING
from nlu.hearing_data import MANNERS, YES, Cue, InterviewVocabulary, Telling
from nlu.hearing_matcher import Found, Matcher, compiled
from nlu.hearing_scene import Clause, Scene
from nlu.hearing_words import normal_phrase

UNSURE, SKIP = -1, -2
OPEN = ("phrases", "wished")  # manners of phrases that may stand within a clause
HELD_TODAY = ("responsibility", "whole_department", "several_departments")
CROWD = 50  # people
OWNING = {"my", "our", "their", "his", "her"}
STARTING = {"first", "new", "become"}


@dataclass(frozen=True)
class Fact:
    """A value of a feature and the tokens, `start` up to `end`, that tell it; `supposed` facts are of a trial.

    A `listed` one is a whole clause, as in a list of facts; an `answer` tells nothing but as one.
    """

    feature: str
    value: Any
    start: int
    end: int
    sure: bool = True
    supposed: bool = False
    listed: bool = False
    answer: bool = False


class CueFinder:
    """Finds the cues of a vocabulary."""

    def __init__(self, vocabulary: InterviewVocabulary) -> None:
        self._matcher = Matcher()
        self._cues: list[tuple[Cue, str]] = []
        self._now = vocabulary.now

        def normal(text: str) -> tuple[str, ...]:
            return normal_phrase(text, vocabulary.wording)

        for cue in vocabulary.cues:
            for manner in MANNERS:
                self._cues.append((cue, manner))
                self._matcher.add(len(self._cues) - 1, [compiled(phrase, normal) for phrase in getattr(cue, manner)])
        self._matcher.add(UNSURE, [compiled(phrase, normal) for phrase in vocabulary.unsure])
        self._matcher.add(SKIP, [compiled(phrase, normal) for phrase in vocabulary.skip])

    def find(self, scene: Scene) -> tuple[list[Fact], list[Found]]:
        """The facts that cues tell, and the places of words that say "not sure" or "skip it".

        What is denied and tells nothing else is a fact without value: nothing else may tell it either.
        """
        found = self._matcher.find(scene.words)
        asides = [match for match in found if match.key < 0 and _aside(scene, match)]
        matches = self._kept([match for match in found if match.key >= 0])
        facts: list[Fact] = []
        said = [each for each in matches if self._cues[each.key][1] == MANNERS[0] and each.end - each.start > 1]
        for match in matches:
            covered = {at for other in said if other.end <= match.start for at in range(other.start, other.end)}
            facts += self._facts(scene, match, covered)
        return facts, asides

    def _kept(self, found: Sequence[Found]) -> list[Found]:
        """Without what is part of a longer phrase about the same feature."""
        longer = [match for match in found if match.end - match.start > 1 and self._cues[match.key][1] in OPEN]
        return [match for match in found if not any(self._holds(other, match) for other in longer)]

    def _holds(self, longer: Found, match: Found) -> bool:
        if longer.start > match.start or longer.end < match.end or longer.end - longer.start <= match.end - match.start:
            return False
        about = self._about(longer) | set(self._cues[longer.key][0].silent)
        return bool(about & self._about(match))

    def _about(self, match: Found) -> set[str]:
        return {feature for feature, _ in self._cues[match.key][0].tells}

    def _facts(self, scene: Scene, match: Found, covered: set[int]) -> list[Fact]:
        cue, manner = self._cues[match.key]
        clause = scene.clause(match.start)
        sure = self._sure(scene, match, manner, clause)
        if sure is None:
            return []
        denied = scene.denied(match.start, covered)
        nothing = tuple((feature, None) for feature, _ in cue.tells)
        told: Telling = (cue.negated or nothing) if denied else cue.tells
        facts = []
        for feature, value in told:
            fact = Fact(feature, value, match.start, match.end, sure and not clause.asked, clause.supposed)
            today = _today(scene, match.start, clause) or (feature in HELD_TODAY and _possessed(scene, match))
            if feature in self._now and feature != ASPIRING and not today:  # which is a wish
                continue
            if (feature, value) == ("responsibility", "team") and _crowd(scene, match):
                fact = replace(fact, sure=False)  # 200 people are hardly one team: better to ask
            facts.append(replace(fact, listed=manner == "alone", answer=manner == "answer"))
        return facts + [Fact(feature, None, match.start, match.end) for feature in cue.silent]

    def _sure(self, scene: Scene, match: Found, manner: str, clause: Clause) -> bool | None:
        """Whether a match tells without a question; None where it tells nothing at all."""
        if manner == "phrases":
            return not _bare_gerund(scene, match, clause)
        if manner == "wished":
            return clause.wants and not _held(scene, match, clause)
        inner = [at for at in range(clause.start, clause.end) if scene.words[at] not in scene.lists["around"]]
        if inner and inner[0] < match.start and scene.words[inner[0]] in scene.lists["refusing"]:
            inner = inner[1:]  # "not me" is "me", denied
        own = [at for at in range(match.start, match.end) if scene.words[at] not in scene.lists["around"]]
        return manner == "alone" if inner == own else None


def _aside(scene: Scene, match: Found) -> bool:
    """Whether "pass" or "no idea" is about all that its clause says."""
    clause = scene.clause(match.start)
    rest = [*range(clause.start, match.start), *range(match.end, clause.end)]
    others = [at for at in rest if scene.words[at] not in scene.lists["around"]]
    return len(others) <= match.end - match.start


def _today(scene: Scene, start: int, clause: Clause) -> bool:
    """Whether what stands at a place is so today; of a trial, what is wished for is."""
    return not scene.past(start) and (clause.supposed or not scene.wished(start))


def _possessed(scene: Scene, match: Found) -> bool:
    """Whether what stands within a wish is somebody's already: "to lead my team better", "my own team of six"."""
    said = scene.words[match.start : match.end]
    counted = any(scene.tokens[at].number is not None for at in range(match.start, match.end))
    return (
        not scene.past(match.start)
        and bool(OWNING & set(said))
        and (counted or "own" not in said)
        and not STARTING & set(said)
    )


def _crowd(scene: Scene, match: Found) -> bool:
    """Whether so many people are counted that they may be several teams."""
    counted = (scene.tokens[at].number for at in range(match.start, match.end))
    return any(number is not None and number >= CROWD for number in counted)


def _bare_gerund(scene: Scene, match: Found, clause: Clause) -> bool:
    """Whether a clause begins "leading people", without a number: what is done, or what is wanted."""
    first = scene.tokens[match.start]
    ing = first.word == "manage" and scene.text[first.start : first.end].lower().endswith("ing")
    return ing and match.start == clause.start and not any(t.number for t in scene.tokens[match.start : match.end])


def _held(scene: Scene, match: Found, clause: Clause) -> bool:
    """Whether the clause says that it is held already."""
    before = scene.words[clause.start : match.start]
    return any(word in scene.lists["holding"] for word in before) and "want" not in before


def widths(facts: Sequence[Fact]) -> list[int]:
    """The places at which facts tell that somebody leads a team, a department or more."""
    return [
        fact.start
        for fact in facts
        if (fact.feature == "responsibility" and fact.value not in (None, "none"))
        or (fact.feature in ("whole_department", "several_departments") and fact.value == YES)
    ]
