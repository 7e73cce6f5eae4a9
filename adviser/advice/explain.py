"""A case file of answers in, the whole reasoning out, so that a subject expert can check a rule at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from adviser import checks
from adviser.advice.ask import telling, worth
from adviser.advice.conditions import features_of, flag
from adviser.advice.decide import Engine
from adviser.advice.model import DIMENSIONS, UNSURE, Criterion, Feature, Outcome, Profile, Said
from adviser.advice.tell import in_words
from adviser.lines import Lined, Problem, read

MARKS = {Outcome.MET: "+", Outcome.NOT_MET: "-", Outcome.UNKNOWN: "?"}


def read_case(path: Path, engine: Engine) -> tuple[dict[str, Said], list[Problem]]:
    """The profile of a case file (`feature: value` lines; true and false for flags) and what is wrong with it."""
    content, problems = read(path, str(path))
    profile = {}
    for name, value in content.items():
        problems += checks.one_of(content, "feature", name, engine.rules.features)
        if name in engine.rules.features:
            feature = engine.rules.features[name]
            problems += _fits(content, feature, value)
            profile[name] = Said(flag(value) if isinstance(value, bool) else value)
    return profile, problems


def _fits(entry: Lined, feature: Feature, value: object) -> Iterator[Problem]:
    if value == UNSURE:
        return
    if feature.kind == "choice":
        yield from checks.one_of(entry, feature.id, value, feature.values)
    if feature.kind == "flag" and not isinstance(value, bool):
        yield entry.problem(f"{feature.id} is {value!r}.", "Write true, false or unsure.")
    if feature.kind == "number" and (isinstance(value, bool) or not isinstance(value, (int, float))):
        yield entry.problem(f"{feature.id} is {value!r}.", f"Write a number ({feature.unit}s).")


def explained(profile: Profile, engine: Engine) -> Iterator[str]:
    """The reasoning, line by line: answers, criteria, ranking, what would change it, what would be asked."""
    yield "Answers"
    for name, said in profile.items():
        yield f"  {name}: {in_words(name, profile, engine) or said.value}"
    for dimension in DIMENSIONS:
        yield from _criteria(dimension, profile, engine)
    decision = engine.decide(profile)
    yield ""
    if decision.first is None:
        facts = [engine.knowledge.facts[key].says for key in decision.because]
        yield "Recommendation: none. " + (" ".join(facts) or "Not enough is known yet.")
    else:
        yield f"Recommendation ({decision.confidence.value})"
        yield from (f"  {found.score:6.1f}  {found.title}" for found in decision.ranked)
        for key in decision.cautions:
            yield f"  beside it: {key}"
        for trial, other in engine.changes(profile, decision.first.cell):
            yield f"  with {trial.says}: {other.title}"
    asks = telling(profile, engine)
    yield ""
    yield "Would be asked: " + (", ".join(f"{a.id} ({worth(a, profile, engine):.1f})" for a in asks) or "nothing")


def _criteria(dimension: str, profile: Profile, engine: Engine) -> Iterator[str]:
    own = [c for c in engine.rules.criteria if c.dimension == dimension]
    yield ""
    yield f"{dimension.capitalize()} (+ met, - not met, ? unknown, x barred)"
    for criterion in own:
        yield _criterion(criterion, profile, engine)


def _criterion(criterion: Criterion, profile: Profile, engine: Engine) -> str:
    reason = engine.reason(criterion, profile)
    barred = criterion.reaches is not None and reason.outcome == Outcome.NOT_MET
    mark = "x" if barred else MARKS[reason.outcome]
    worth_of = ", ".join(f"{value} {points:g}" for value, points in criterion.supports.items())
    looked = ", ".join(features_of(criterion.when)) or "always"
    return f"  {mark} {criterion.id:<20} {worth_of:<34} {looked:<44.44} {', '.join(criterion.facts)}"
