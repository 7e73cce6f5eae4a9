"""One value for each feature, where a message tells several."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from adviser.advice.told import REACH
from nlu.hearing_cues import Fact
from nlu.hearing_data import InterviewVocabulary
from nlu.hearing_scene import JOINS, Scene

WISHES = "wants_"
LEADING = re.compile(r"^(?:and|but|so|because)\s+", re.I)
NO_GOALS = {
    "wants_one_subject", "wants_range", "wants_depth", "wants_no_exams", "wants_many_units", "wants_few_units"
}  # fmt: skip


def settled(scene: Scene, facts: Sequence[Fact], vocabulary: InterviewVocabulary) -> list[Fact]:
    """At most one fact for each feature, in the order they were told, with what goes with them."""
    by_feature: dict[str, list[Fact]] = {}
    for fact in _without_place_of_work(scene, facts):
        if fact.value is None:
            continue
        by_feature.setdefault(fact.feature, []).append(fact)
    kept: dict[str, Fact] = {}
    for feature, told in by_feature.items():
        likely = [fact for fact in told if fact.sure] or told
        if feature == "focus":  # "managed a team for years. I need a coaching qualification"
            likely = [fact for fact in likely if scene.clause(fact.start).wants] or likely
            likely = [] if _either_or(scene, likely) else likely
        chosen = _SETTLING.get(feature, _last)(likely) if likely else None
        if chosen is not None:
            kept[feature] = chosen
    _follow(kept, vocabulary)
    _consistent(kept, vocabulary)
    _goal(scene, kept)
    return sorted(kept.values(), key=lambda fact: fact.start)


def _either_or(scene: Scene, facts: Sequence[Fact]) -> bool:
    """Whether two values stand with "or" between them: "dunno if it's coaching or management I want"."""
    told = sorted(facts, key=lambda fact: fact.start)
    pairs = [(one, two) for one, two in pairwise(told) if one.value != two.value]
    return any("or" in scene.words[one.end : two.start] for one, two in pairs)


def _without_place_of_work(scene: Scene, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Without the department in which somebody works who leads nobody: "I don't manage anyone in my department"."""
    if not any((fact.feature, fact.value) == ("responsibility", "none") for fact in facts):
        return facts
    wide = ("responsibility", "whole_department", "team_size")
    return [
        fact
        for fact in facts
        if fact.feature not in wide
        or fact.value == "none"
        or not set(scene.words[max(0, fact.start - 4) : fact.start]) & {"in", "from", "within"}
    ]


def _last(told: Sequence[Fact]) -> Fact | None:
    return max(told, key=lambda fact: fact.start)


def _first(told: Sequence[Fact]) -> Fact | None:
    return min(told, key=lambda fact: fact.start)


def _leading(told: Sequence[Fact]) -> Fact | None:
    """The first role, or the first that leads: "nurse and team leader"."""
    return _first([fact for fact in told if fact.value != "team-member"] or told)


def _widest(told: Sequence[Fact]) -> Fact | None:
    return max(told, key=lambda fact: (REACH.index(fact.value), -fact.start))


def _main(told: Sequence[Fact]) -> Fact | None:
    """The path told first, which is the main one: "management with a bit of coaching"."""
    return min(told, key=lambda fact: fact.start)


def _only(told: Sequence[Fact]) -> Fact | None:
    """The value if there is one; of two nothing is sure."""
    return told[0] if len({fact.value for fact in told}) == 1 else None


def _open_or_only(told: Sequence[Fact]) -> Fact | None:
    """No preference where it is said, or both are named so."""
    return next((fact for fact in told if fact.value == "any"), None) or _only(told)


def _size(told: Sequence[Fact]) -> Fact | None:
    """The size that is named, though another is ruled out: "forget the diploma, a certificate is enough"."""
    named = [fact for fact in told if fact.value != "any"]
    return (_only(named) if named else None) or _open_or_only(told)


def _mixed(told: Sequence[Fact]) -> Fact | None:
    """Both ways of studying are no preference."""
    return told[0] if len({fact.value for fact in told}) == 1 else replace(told[0], value="any")


def _years(told: Sequence[Fact]) -> Fact | None:
    """None at all wins over years of something else; else the first told."""
    return next((fact for fact in told if fact.value == 0), told[0])


def _most(told: Sequence[Fact]) -> Fact | None:
    """All of them: "forty people and their four team leaders"."""
    return max(told, key=lambda fact: fact.value)


def _group(told: Sequence[Fact]) -> Fact | None:
    return next((fact for fact in told if fact.value == "organisation"), told[0])


_SETTLING: dict[str, Callable[[Sequence[Fact]], Fact | None]] = {
    "role": _leading,
    "responsibility": _widest,
    "experience": _years,
    "audience": _group,
    "focus": _main,
    "awarding_body": _open_or_only,
    "qualification_type": _size,
    "learning_style": _mixed,
    "headcount": _first,
    "team_size": _most,
    "qualification_held": _first,
}


def _follow(kept: dict[str, Fact], vocabulary: InterviewVocabulary) -> None:
    """Add what goes with a feature where nothing else is said of it."""
    for when, tells in vocabulary.follows:
        if all(name in kept and kept[name].value == value for name, value in when):
            cause = kept[when[0][0]]
            for name, value in tells:
                kept.setdefault(name, Fact(name, value, cause.start, cause.end, cause.sure, cause.supposed))


def _consistent(kept: dict[str, Fact], vocabulary: InterviewVocabulary) -> None:
    """Somebody who leads nobody has led for no years unless they say so; who leads is not only about to.

    A team leader who will "run the whole chain one day" leads today.
    """
    width, role = kept.get("responsibility"), kept.get("role")
    leads = role is not None and role.value in vocabulary.words["leading"] - vocabulary.words["buyers"]
    leads = leads or (width is not None and width.value in REACH[1:])
    if leads and "wants_first_lead" not in kept:
        kept.pop("aspiring", None)
    if {"wants_one_subject", "wants_depth"} <= set(kept):  # "not big, not small"
        kept["wants_range"] = replace(kept.pop("wants_one_subject"), feature="wants_range")
        kept.pop("wants_depth")
    years = kept.get("experience")
    if width is not None and width.sure and width.value in REACH[1:] and years is not None and years.value == 0:
        kept.pop("experience")  # "I don't run the place, I supervise a team of five"


def _goal(scene: Scene, kept: dict[str, Fact]) -> None:
    """The goal is the clause that tells what is wanted."""
    wish = next((f for f in kept.values() if f.feature.startswith(WISHES) and f.feature not in NO_GOALS), None)
    if "goal" in kept and kept["goal"].value != "*":
        return
    source = kept.get("goal") or wish
    if source is not None and source.value in ("yes", "*"):
        clause = scene.clause(source.start)
        start = next((at for at in range(clause.start, clause.end) if scene.words[at] not in JOINS), clause.start)
        words = LEADING.sub("", scene.said(start, clause.end))
        kept["goal"] = Fact("goal", words, clause.start, clause.end, source.sure, source.supposed)
