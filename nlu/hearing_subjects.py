"""Of whom a clause speaks: "my boss runs four depots" tells nothing of the depots of the one who says so.

What is told of a superior, a deputy or a relative is left out, unless it is they who are asked for; that they decide
the strategy or hold the budget tells that the speaker does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlu.hearing_cues import Fact
from nlu.hearing_data import NO, YES, InterviewVocabulary
from nlu.hearing_scene import JOINS, Clause, Scene
from nlu.hearing_settle import WISHES
from nlu.hearing_titles import ONE, SEVERAL, Holder
from nlu.hearing_words import BREAKS

OWNERS = {"my", "our", "his", "her", "their"}
SPEAKER = {"i", "me", "myself", "mine", "we", "us"}
THEY = {"she", "he", "they", "who"}
THIRD = {"she", "he", "they", "him", "her", "them", "himself", "herself", "themselves"}
SEEKING = {"want", "think", "guess", "wonder", "know", "need", "ask", "buy"}  # after "i": no word about the work
LEAD_IN = {"and", "that", "if", "when", "where", "as"}
DECIDING = {
    "conduct",
    "decide",
    "decides",
    "write",
    "own",
    "owns",
    "say",
    "tell",
    "told",
    "ask",
    "asked",
    "think",
    "expect",
}
TOP = ("owner", "director", "senior-manager")  # "the owner" needs no "our"
OF_TODAY_TOO = ("team_size", "headcount")
THEIRS = {  # what it means of the speaker that somebody above does so
    ("strategy", YES): ("operational_only", YES),
    ("responsibility", "organisation"): ("operational_only", YES),
    ("budget", YES): ("budget", NO),
}


def others_places(scene: Scene, titled: Sequence[Holder]) -> dict[int, bool]:
    """The places of which somebody else is the subject, and whether that one stands above the speaker."""
    if not _speaks(scene):
        return {}
    titles = {holder.at: holder for holder in titled}
    found: dict[int, bool] = {}
    above: bool | None = None
    for clause in scene.clauses:
        first = next((at for at in range(clause.start, clause.end) if scene.words[at] not in JOINS), clause.start)
        goes_on = above is not None and scene.words[first] in THEY
        above = above if goes_on else None
        starts = [first] + [at + 1 for at in range(first, clause.end - 1) if scene.words[at] in LEAD_IN]
        for start in starts:
            noun = _noun(scene, start, clause, titles)
            if noun is None or _asked_for(scene, noun):
                continue
            above = scene.words[noun] not in scene.lists["beside"]
            found |= dict.fromkeys(_reach(scene, start, noun, clause), above)
        for at in range(clause.start + 1, clause.end - 1):
            if scene.words[at] == "who" and _somebody(scene, at - 1, titles) and not _asked_for(scene, at - 1):
                found |= dict.fromkeys(_reach(scene, at, at, clause), True)  # "I report to a director who ..."
        if goes_on and above is not None and not found.keys() & {first}:
            found |= dict.fromkeys(_reach(scene, first, first, clause), above)
    return found


def of_others(holders: Sequence[Holder], places: dict[int, bool]) -> list[Holder]:
    """The titles of a message, those of somebody else marked so."""
    return [replace(each, whose="other") if each.at in places else each for each in holders]


def of_the_speaker(
    scene: Scene, facts: Sequence[Fact], places: dict[int, bool], vocabulary: InterviewVocabulary
) -> list[Fact]:
    """The facts without those of somebody else, with what these mean of the speaker."""
    kept = []
    for fact in facts:
        if _sets_it(scene, fact):
            continue
        said = set(scene.words[fact.start : fact.end])
        own = said & SPEAKER or {"my", SEVERAL} <= said  # "my supervisors each have a team"
        mine = fact.start not in places or (own and fact.feature != "qualification_held")
        if mine or _not_mine(fact) or not _of_work(scene, fact, vocabulary):
            kept.append(fact)
        elif places[fact.start] and (fact.feature, fact.value) in THEIRS:
            feature, value = THEIRS[fact.feature, fact.value]
            kept.append(replace(fact, feature=feature, value=value))
    return [fact for fact in kept if not _of_another_height(fact, kept, places)]


def _sets_it(scene: Scene, fact: Fact) -> bool:
    """Whether "they set the strategy" speaks of those whom a buyer asks for, so that it is theirs."""
    above = (fact.feature, fact.value) == ("operational_only", YES) and scene.words[fact.start] == "they"
    return above and not _speaks(scene)


def _of_another_height(fact: Fact, own: Sequence[Fact], places: dict[int, bool]) -> bool:
    """Whether others set a strategy, and so does the speaker: "the group has its own, I set the division's"."""
    sets = any((each.feature, each.value) == ("strategy", YES) and each.start not in places for each in own)
    return sets and (fact.feature, fact.value) == ("operational_only", YES) and fact.start in places


def _of_work(scene: Scene, fact: Fact, vocabulary: InterviewVocabulary) -> bool:
    """Whether a fact tells how somebody's work is, or is an aim that nobody in its clause wishes for."""
    if fact.feature in vocabulary.now or fact.feature in OF_TODAY_TOO:
        return True
    return (fact.feature == "audience" or fact.feature.startswith(WISHES)) and not scene.wished(fact.start)


def _not_mine(fact: Fact) -> bool:
    """Whether a fact tells of the speaker by what others do: "the owner keeps the budget", "when she is away"."""
    mine = {("operational_only", YES), ("budget", NO), ("delegated", YES), ("strategy", NO), ("aspiring", YES)}
    return (fact.feature, fact.value) in mine or fact.value is None


def _speaks(scene: Scene) -> bool:
    """Whether somebody speaks of himself: otherwise those whom a message is about are those asked for."""
    for at, word in enumerate(scene.words):
        after = scene.words[at + 1] if at + 1 < len(scene.words) else ""
        if word in ("i", "we") and after not in SEEKING:
            return True
        if word == "me" and (at == 0 or scene.words[at - 1] not in ("for", "tell", "help", "suit")):
            return True
    return False


def _noun(scene: Scene, start: int, clause: Clause, titles: dict[int, Holder]) -> int | None:
    """The place of somebody else who is the subject from a place on: "my new boss", "the owner", "head office"."""
    at, owned = start, False
    while at < clause.end and (scene.words[at] in OWNERS or scene.words[at] in scene.lists["modifying"]):
        owned |= scene.words[at] in OWNERS
        at += 1
    ends = at + 1 >= clause.end or scene.words[at + 1] in BREAKS
    if at >= clause.end or ends or clause.asked:
        return None
    if scene.words[at] in scene.lists["above"]:
        return at
    if scene.words[at] in scene.lists["beside"]:
        return at if owned else None
    holder = titles.get(at)
    if holder is None or scene.words[at] not in (ONE, SEVERAL):
        return None
    the = owned or scene.text[: scene.tokens[at].start].lower().endswith("the ")
    if scene.words[at] == ONE:
        return at if the else None
    mine = "my" in scene.words[start:at] or (holder.title.role in TOP and scene.words[at + 1] in DECIDING)
    return at if mine else None  # "our supervisors lead a team each" are a group to buy for


def _somebody(scene: Scene, at: int, titles: dict[int, Holder]) -> bool:
    """Whether a word names one who is not the speaker."""
    if scene.words[at] == ONE and at in titles:
        return titles[at].whose == "other"
    return scene.words[at] in scene.lists["above"] | scene.lists["beside"]


def _asked_for(scene: Scene, noun: int) -> bool:
    """Whether the course is for that somebody: "for my boss", "what should she do", "my mate needs a course"."""
    word = scene.words[noun]
    for at, each in enumerate(scene.words):
        near = scene.words[at + 1 : at + 4]
        before = set(scene.words[scene.clause(at).start : at])
        offered = before & (scene.lists["offered"] | {"something", "anything"}) or scene.clause(at).wants
        if each == "for" and offered and (word in near or set(near[:1]) & THIRD):
            return True  # but "I fill in for him"
    for clause in scene.clauses:
        said = set(scene.words[clause.start : clause.end])
        if clause.advised and said & THIRD and not said & SPEAKER:
            return True
    clause = scene.clause(noun)
    after = scene.words[noun : clause.end]
    wishes = {"want", "need"} & set(after) and scene.lists["offered"] & set(after)
    return bool(wishes) and not SPEAKER & set(after)


def _reach(scene: Scene, start: int, noun: int, clause: Clause) -> range:
    """How far a subject reaches: to the end of its clause, or to where the speaker comes in."""
    end = next((at for at in range(noun + 1, clause.end) if scene.words[at] in SPEAKER), clause.end)
    return range(start, end)
