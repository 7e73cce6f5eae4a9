"""Whether a message speaks of one person or of a group that somebody buys for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu.hearing_cues import Fact
from nlu.hearing_data import InterviewVocabulary
from nlu.hearing_numbers import leads
from nlu.hearing_roles import FIRST
from nlu.hearing_scene import Scene
from nlu.hearing_titles import ONE, Holder

GROUPED = ("role", "experience", "responsibility")
WHOLE = {"place", "places", "organisation", "organisations", "have"}
FOR_OTHERS = {"my", "our", "them", "these", "those", "N", "ROLES", "people", "all", "both", "team", "some"}
INDIVIDUAL, ORGANISATION = "individual", "organisation"


def of_the_group(
    scene: Scene, facts: list[Fact], titled: Sequence[Holder], vocabulary: InterviewVocabulary
) -> list[Fact]:
    """The facts with the audience that they imply; of a buyer, without what he says of himself alone."""
    group = [holder for holder in titled if holder.whose == "group"]
    facts = [fact for fact in facts if not _for_something_else(scene, fact)]
    if any(_own_use(scene, fact) for fact in facts) and not group:
        facts = [fact for fact in facts if (fact.feature, fact.value) != ("audience", ORGANISATION)]
    sure = [fact for fact in facts if fact.feature == "audience" and fact.sure]
    several = [each for each in titled if each.whose == "wanted" and scene.words[each.at] != ONE]  # are to become it
    for_many = any(fact.value == ORGANISATION for fact in sure) or bool(group or several)
    for_one = any(fact.value == INDIVIDUAL for fact in sure)
    if for_many and not (for_one and not group):
        if not any(fact.value == ORGANISATION for fact in sure):
            at = (group or several)[0].at
            facts.append(Fact("audience", ORGANISATION, at, at + 1, True, scene.clause(at).supposed))
        return [fact for fact in facts if not _of_the_buyer(scene, fact, group)]
    own = next((holder for holder in titled if _implies_one(scene, holder, vocabulary)), None)
    if own is not None and not for_one:
        facts.append(Fact("audience", INDIVIDUAL, own.at, own.at + 1, True, scene.clause(own.at).supposed))
    facts = [replace(fact, sure=False) if fact.feature == "headcount" else fact for fact in facts]
    facts += [_team_size(fact, leads(facts, vocabulary.words["leading"])) for fact in facts if _counts(fact)]
    leads_first = any(holder.whose == "self" and holder.title.role in FIRST for holder in titled)
    return [_team(fact) if leads_first and fact.feature == "headcount" else fact for fact in facts]


def _counts(fact: Fact) -> bool:
    return fact.feature == "headcount"


def _team_size(fact: Fact, sure: bool) -> Fact:
    """People counted by somebody who asks for himself are those whom he leads."""
    return replace(fact, feature="team_size", sure=sure)


def _team(fact: Fact) -> Fact:
    """People whom a team leader counts are a team."""
    return replace(fact, feature="responsibility", value="team", sure=True)


def _for_something_else(scene: Scene, fact: Fact) -> bool:
    """Whether "for" follows what is done at work ("the strategy for the charity"), or "I need a course" goes on so."""
    if fact.feature != "audience" or fact.value is None:
        return False
    if fact.value == ORGANISATION:
        before = scene.words[scene.clause(fact.start).start : fact.start][-1:]
        return scene.words[fact.start] == "for" and bool(set(before) & scene.lists["worked_for"])
    after = scene.words[fact.end : fact.end + 2]
    return after[:1] == ["for"] and bool(set(after[1:]) & FOR_OTHERS)


def _own_use(scene: Scene, fact: Fact) -> bool:
    """Whether a fact is that somebody asks for himself, in so many words: "for me", not "what should I buy"."""
    own = set(scene.words[fact.start : fact.end]) & scene.lists["own_use"]
    return fact.sure and (fact.feature, fact.value) == ("audience", INDIVIDUAL) and bool(own)


def _implies_one(scene: Scene, holder: Holder, vocabulary: InterviewVocabulary) -> bool:
    """Whether somebody who says "I am a supervisor" asks for himself; people of HR and training may not."""
    clause = scene.clause(holder.at)
    said = scene.words[clause.start : holder.at]
    return (
        holder.whose == "self"
        and bool({"i", "she", "he"} & set(said))
        and holder.title.role not in vocabulary.words["buyers"]
    )


def _of_the_buyer(scene: Scene, fact: Fact, group: Sequence[Holder]) -> bool:
    """Whether a fact tells of the one who buys rather than of the group."""
    clause = scene.clause(fact.start)
    said = scene.words[clause.start : fact.start]
    if fact.feature in ("responsibility", "several_sites") and "we" in said[:2]:
        return bool(WHOLE & set(scene.words[fact.start : fact.end]))  # "we run a bakery" says what the buyer is
    if fact.feature not in GROUPED:
        return False
    if any(clause.start <= holder.at < clause.end for holder in group):
        return False
    return "i" in said or (fact.feature == "role" and bool(group) and not any(h.at == fact.start for h in group))
