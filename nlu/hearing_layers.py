"""The groups of people that a buyer names in one message, each with what is told of it alone.

"Forty supervisors with one team each and six directors who set the strategy": the strategy is no word about the
supervisors, nor about the buyer, so what is told of a group is kept apart from what the message tells otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlu.hearing_cues import Fact
from nlu.hearing_data import InterviewVocabulary
from nlu.hearing_scene import Scene
from nlu.hearing_settle import settled
from nlu.hearing_titles import PEOPLE, SEVERAL, Holder
from nlu.hearing_words import ASKED, BREAKS, END

ALSO_OWN = frozenset({"headcount", "team_size", "aspiring", "wants_first_lead", "audience"})
UNTOLD = ("headcount", "team_size", "audience", "goal")  # a layer has its own count and is a group by itself


@dataclass(frozen=True)
class Group:
    """People at a token (`at`), counted from token `start` on; what is said of them ends before token `end`.

    `again` are the tokens where more is said of them: "60 carers and five senior carers; the senior carers lead ..."
    """

    at: int
    start: int
    end: int
    count: float | None
    name: str
    again: range = range(0)


def groups_of(scene: Scene, titled: Sequence[Holder]) -> list[Group]:
    """The groups that a message names, where there are two or more."""
    found = [_group(scene, each.at, each.count, each.title.role) for each in titled if _is_one(scene, each)]
    taken = {group.at for group in found}
    if found:
        found += [_group(scene, at, scene.tokens[start].number, PEOPLE) for start, at in _untitled(scene, taken)]
    found.sort(key=lambda group: group.at)
    if len({group.name for group in found}) < 2:
        return []
    nexts = [group.start for group in found[1:]] + [len(scene.words)]
    ended = [replace(group, end=_end(scene, group.at, after)) for group, after in zip(found, nexts, strict=True)]
    return _once(ended)


def _once(groups: Sequence[Group]) -> list[Group]:
    """The groups without second mentions, of which what is said counts for the first."""
    found: list[Group] = []
    for group in groups:
        known = next((each for each in found if each.name == group.name and group.count is None), None)
        if known is None:
            found.append(group)
        else:
            found[found.index(known)] = replace(known, again=range(group.start, group.end))
    return found


def layers_of(
    scene: Scene, facts: Sequence[Fact], groups: Sequence[Group], vocabulary: InterviewVocabulary
) -> list[dict[str, Any]]:
    """The groups as they stand on a message: how many, what they are called, what is told of each."""
    timed = any(fact.feature == "experience" and _of(fact, group) for fact in facts for group in groups)
    found = []
    for group in groups:
        own = [fact for fact in facts if fact.sure and _is_own(fact, vocabulary) and _of(fact, group)]
        own = [fact for fact in own if fact.feature != "role" or fact.start == group.at]
        if timed and not any(fact.feature == "experience" for fact in own):
            own += _bare_years(scene, group)
        told = [
            [fact.feature, fact.value, scene.said(fact.start, fact.end)]
            for fact in settled(scene, own, vocabulary)
            if fact.feature not in UNTOLD
        ]
        count = int(group.count) if group.count else None
        found.append({"count": count, "words": scene.said(group.at, group.at + 1), "told": told})
    return found


def of_all(facts: Sequence[Fact], groups: Sequence[Group], vocabulary: InterviewVocabulary) -> list[Fact]:
    """The facts that are not of a single group; that it is bought for a group is told of all of them."""
    return [
        fact
        for fact in facts
        if fact.feature == "audience" or not _is_own(fact, vocabulary) or not any(_of(fact, group) for group in groups)
    ]


def _is_one(scene: Scene, holder: Holder) -> bool:
    """Whether a title names a group; people who are to become something are one where they are counted."""
    several = scene.words[holder.at] in (SEVERAL, PEOPLE)
    return holder.whose == "group" or (holder.whose == "wanted" and several and holder.count is not None)


def _group(scene: Scene, at: int, count: float | None, name: str) -> Group:
    counted = next((n for n in range(at - 1, max(-1, at - 4), -1) if count and scene.tokens[n].number == count), at)
    return Group(at, counted, len(scene.words), count, name)


def _untitled(scene: Scene, taken: set[int]) -> list[tuple[int, int]]:
    """The places of a number and of people without a title, of whom something is told: "20 people who lead nobody"."""
    found = []
    for start, token in enumerate(scene.tokens):
        at = next((n for n in (start + 1, start + 2) if scene.words[n : n + 1] == [PEOPLE]), 0)
        following = set(scene.words[at + 1 : at + 2])
        if token.number is not None and at and at not in taken and following & scene.lists["described"]:
            found.append((start, at))
    return found


def _end(scene: Scene, at: int, after: int) -> int:
    """Where the words about a group end: with its sentence, or where the next group begins."""
    stop = next((n for n in range(at, after) if scene.words[n] in (END, ASKED)), after)
    return max(stop, at + 1)


def _of(fact: Fact, group: Group) -> bool:
    return group.start <= fact.start < group.end or fact.start in group.again


def _is_own(fact: Fact, vocabulary: InterviewVocabulary) -> bool:
    return fact.feature in vocabulary.now or fact.feature in ALSO_OWN


def _bare_years(scene: Scene, group: Group) -> list[Fact]:
    """Years without the word, where another group's have it: "supervisors about 6 years, directors about 10"."""
    for at in range(group.at + 1, group.end):
        last = at + 1 == len(scene.words) or scene.words[at + 1] in BREAKS or at + 1 == group.end
        if scene.tokens[at].number is not None and last:
            return [Fact("experience", scene.tokens[at].number, at, at + 1)]
    return []
