"""Conditions on a profile, in three values: true, false, and None where nobody has said enough to tell."""

from __future__ import annotations

from adviser.advice.model import ANY, NO, UNSURE, YES, Condition, Outcome, Profile

Truth = bool | None


def holds(condition: Condition, profile: Profile) -> Truth:
    """Whether a condition holds; None where that depends on what nobody has said."""
    if condition.kind == "all":
        return _all([holds(part, profile) for part in condition.parts])
    if condition.kind == "any":
        found = _all([_not(holds(part, profile)) for part in condition.parts])
        return _not(found)
    if condition.kind == "said":
        return holds(condition.parts[0], profile) is True
    said = profile.get(condition.feature)
    if condition.kind == "unsure":
        return said is not None and said.value == UNSURE
    if said is None or said.value in (UNSURE, ANY):
        return None
    if condition.kind == "values":
        return str(said.value) in condition.values
    if isinstance(said.value, str):
        return None  # words where a number is wanted tell nothing
    above = condition.low is None or said.value >= condition.low
    return above and (condition.below is None or said.value < condition.below)


def outcome(condition: Condition, profile: Profile) -> Outcome:
    """The same as an outcome."""
    truth = holds(condition, profile)
    if truth is None:
        return Outcome.UNKNOWN
    return Outcome.MET if truth else Outcome.NOT_MET


def features_of(condition: Condition | None) -> tuple[str, ...]:
    """The features that a condition looks at, in order, each once."""
    if condition is None:
        return ()
    own = (condition.feature,) if condition.feature else ()
    return tuple(dict.fromkeys((*own, *(name for part in condition.parts for name in features_of(part)))))


def bearing(condition: Condition, profile: Profile) -> tuple[str, ...]:
    """The features that make a condition hold: those whose own test is true."""
    if condition.parts:
        return tuple(dict.fromkeys(name for part in condition.parts for name in bearing(part, profile)))
    return (condition.feature,) if holds(condition, profile) else ()


def flag(told: bool) -> str:
    """A flag as it stands in a profile."""
    return YES if told else NO


def _all(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth
