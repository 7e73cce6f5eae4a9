"""What is asked of a recommendation in hand: why, why not another, what if, compare, what next, sum it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adviser.advice.conditions import holds
from adviser.advice.decide import Engine
from adviser.advice.interview import State, Step, on_from
from adviser.advice.model import (
    BODY,
    DIMENSIONS,
    LEVEL,
    TYPE,
    Aside,
    Cell,
    Criterion,
    Decision,
    Outcome,
    Reason,
    Recommendation,
    Said,
)
from adviser.advice.tell import (
    capital,
    cautions,
    changes,
    fact_of,
    focus_on,
    headline,
    main_reasons,
    next_best,
    noted,
    reason_line,
    recommended,
)
from adviser.advice.told import in_other_duties, with_said
from adviser.model import Fact
from adviser.talk import Answer, Kind, Note, Part, Statement, Status
from adviser.tell import statements_of

WANTED = {LEVEL: "", TYPE: "qualification_type", BODY: "awarding_body"}


def again(state: State, engine: Engine) -> Step:
    """The recommendation in hand, once more."""
    assert state.decision is not None
    if state.layers:
        return on_from(state, engine)
    return Step(recommended(state.decision, state.profile, engine, key="recommend_again"), state)


def why(state: State, engine: Engine) -> Step:
    """Every reason for the recommendation, and what speaks against it."""
    decision, found = _in_hand(state)
    lines = (reason_line(reason, found.cell.body, engine) for reason in found.against[:2])
    against = [replace(line, part=Part.AGAINST) for line in lines]
    answer = Answer(
        Status.ANSWERED,
        statements=(headline(found, engine, "because"),),
        items=tuple(reason_line(reason, found.cell.body, engine) for reason in _telling(found)),
        closing=(*against, *cautions(decision, engine), *changes(found.cell, state.profile, engine, 3)),
        focus=focus_on(decision, engine),
        ending=(Note("sources_offer"),),
        kind=Kind.REASONS,
        title=found.title,
    )
    return Step(answer, state)


def _telling(found: Recommendation) -> list[Reason]:
    seen: dict[str, Reason] = {}
    for reason in found.reasons:
        seen.setdefault(reason.facts[0], reason)
    return list(seen.values())[:6]


def why_not(wanted: Mapping[str, str], state: State, engine: Engine) -> Step:
    """Why another level, type or body does not come first: `wanted` maps dimensions to values."""
    decision, found = _in_hand(state)
    new = {d: v for d, v in wanted.items() if v != found.cell.value(d)}
    if not new:
        return why(state, engine)
    said: list[Statement] = []
    for dimension, value in new.items():
        said += _against(dimension, value, found.cell, state, engine)
    if not said and (place := _place_of(new, decision)):
        return compared(0, place, state, engine)  # nothing speaks against it: what speaks for either
    names = engine.knowledge.vocabulary.subjects
    answer = Answer(
        Status.ANSWERED,
        items=tuple(said),
        closing=changes(found.cell, state.profile, engine),
        opening=(Note("why_not", (("wanted", " ".join(names[v].name for v in new.values())), ("title", found.title))),),
        focus=focus_on(decision, engine),
        ending=(Note("still_yours"),),
        kind=Kind.REASONS,
    )
    return Step(answer, state)


def _place_of(wanted: Mapping[str, str], decision: Decision) -> int:
    """The place in the ranking of the best that is like that; 0 for none."""
    places = enumerate(distinct(decision))
    return next((at for at, each in places if all(each.cell.value(d) == v for d, v in wanted.items())), 0)


def _against(dimension: str, value: str, best: Cell, state: State, engine: Engine) -> list[Statement]:
    """What keeps a value from coming first: requirements that are not met, then what speaks for the chosen one."""
    terms = engine.knowledge.words["advice"]
    bars, weaker = [], []
    for criterion in _about(dimension, value, best, engine):
        reason = engine.reason(criterion, state.profile)
        if criterion.reaches is not None and holds(criterion.reaches, state.profile) is False:
            bars.append(reason)
        elif reason.outcome in (Outcome.NOT_MET, Outcome.UNKNOWN) and reason.text:
            weaker.append(reason)
    chosen = [engine.reason(c, state.profile) for c in _about(dimension, best.value(dimension), best, engine)]
    met = [reason for reason in chosen if reason.outcome == Outcome.MET]
    names = engine.knowledge.vocabulary.subjects
    lines = [(names[value].name, reason) for reason in (bars or weaker[:1])[:2]]
    lines += [(names[best.value(dimension)].name, reason) for reason in met[:1]]
    found = []
    for name, reason in lines:
        fact = fact_of(reason, best.body, engine)
        line = reason_line(reason, best.body, engine)
        found.append(
            Statement(str(terms["for_value"]).format(value=name, reason=line.text), (fact.id,), fact.citations)
        )
    return found


def _about(dimension: str, value: str, best: Cell, engine: Engine) -> list[Criterion]:
    own = [c for c in engine.rules.criteria if c.dimension == dimension and value in c.supports]
    own = [c for c in own if c.pathway in ("", best.pathway)]
    return sorted(own, key=lambda c: -c.supports[value])


def next_level(state: State, engine: Engine, up: bool) -> str | None:
    """The level next to the recommended one on its pathway; None at the end of the ladder."""
    _, found = _in_hand(state)
    levels = list(dict.fromkeys(cell.level for cell in engine.cells if cell.pathway == found.cell.pathway))
    levels.sort(key=lambda level: engine.rules.ties.get(level, 0))
    place = levels.index(found.cell.level) + (1 if up else -1)
    return levels[place] if 0 <= place < len(levels) else None


def what_if(told: Mapping[str, Said], state: State, engine: Engine) -> Step:
    """What would come first if that were so; the person's own answers stay as they are."""
    tried = with_said(in_other_duties(state.profile, told), told)
    decision = engine.decide(tried)
    supposed = [name for name in told if name not in ("goal", "audience")]
    what = noted(supposed, tried, engine) or "”, “".join(dict.fromkeys(said.words for said in told.values()))
    opening = (Note("trial", (("what", what),)),)
    answer = replace(recommended(decision, tried, engine, opening, key="would_recommend"), kind=Kind.TRIAL)
    if state.decision is not None:
        same = decision.first is not None and decision.first.cell == state.decision.ranked[0].cell
        answer = replace(answer, ending=(Note("trial_same" if same else "trial_over"),))
    return Step(answer, state)


def another_size(smaller: bool, state: State, engine: Engine) -> Step:
    """The next smaller or larger type in place of the recommended one."""
    _, found = _in_hand(state)
    sizes = sorted(
        {cell.type for cell in engine.cells}, key=lambda key: engine.knowledge.vocabulary.subjects[key].order
    )
    place = sizes.index(found.cell.type) + (-1 if smaller else 1)
    if not 0 <= place < len(sizes):
        return again(state, engine)
    told = {"qualification_type": Said(sizes[place])}
    note = Note("changed", (("what", capital(engine.knowledge.vocabulary.subjects[sizes[place]].name)),))
    return on_from(replace(state, profile=with_said(state.profile, told)), engine, (note,))


def compared(first: int, second: int, state: State, engine: Engine) -> Step:
    """Two of the ranking side by side: how they differ, and what speaks for either."""
    decision, _ = _in_hand(state)
    ranked = distinct(decision)
    if max(first, second) >= len(ranked):
        return again(state, engine)
    one, two = ranked[first], ranked[second]
    items = []
    for dimension in DIMENSIONS:
        if one.cell.value(dimension) != two.cell.value(dimension):
            for found in (one, two):
                items += _for_value(dimension, found.cell, state, engine)
    pair = headline(one, engine, "first_is"), headline(two, engine, "second_is")
    answer = Answer(
        Status.ANSWERED,
        statements=pair,
        items=tuple(items),
        focus=focus_on(decision, engine),
        ending=(Note("first_still"),),
        kind=Kind.COMPARISON,
    )
    return Step(answer, state)


def _for_value(dimension: str, cell: Cell, state: State, engine: Engine) -> list[Statement]:
    """The weightiest fact on a value, with how it stands for the person."""
    terms, names = engine.knowledge.words["advice"], engine.knowledge.vocabulary.subjects
    about = _about(dimension, cell.value(dimension), cell, engine)
    met = [c for c in about if holds(c.when, state.profile)] or about
    if not met:
        return []
    fact = engine.knowledge.facts[met[0].facts[0]]
    text = str(terms["for_value"]).format(value=names[cell.value(dimension)].name, reason=fact.says)
    return [Statement(text, (fact.id,), fact.citations, fact.caution)]


def distinct(decision: Decision) -> list[Recommendation]:
    """The ranking as it was told: the first, then those named as next best, then the rest."""
    named = [other for _, other in decision.others]
    return [
        decision.ranked[0],
        *named,
        *(r for r in decision.ranked[1:] if r.cell not in {other.cell for other in named}),
    ]


def one_of(place: int, state: State, engine: Engine) -> Step:
    """Another of the ranking, by its place, with its reasons."""
    decision, _ = _in_hand(state)
    ranked = distinct(decision)
    if not -len(ranked) <= place < len(ranked):
        return again(state, engine)
    found = ranked[place]
    answer = Answer(
        Status.ANSWERED,
        statements=(headline(found, engine, "that_is"),),
        items=tuple(
            reason_line(reason, found.cell.body, engine) for reason in [*main_reasons(found), *found.against[:1]]
        ),
        focus=replace(focus_on(decision, engine), subjects=tuple(found.cell.value(d) for d in (BODY, LEVEL, TYPE))),
    )
    return Step(answer, state)


def beside(listed: tuple[Aside, ...], state: State, engine: Engine) -> Step:
    """Facts that go with the recommendation: what comes next, what the evidence would be."""
    decision, found = _in_hand(state)
    keys = engine.asides(listed, found.cell, state.profile)[:3]
    facts: list[Fact] = [engine.knowledge.facts[key] for key in keys if key in engine.knowledge.facts]
    said = statements_of(facts, engine.knowledge)
    if not said:
        return Step(None, state)
    return Step(Answer(Status.ANSWERED, said, focus=focus_on(decision, engine)), state)


def summary(state: State, engine: Engine) -> Step:
    """All of it as a text to copy or print: answers, recommendation, reasons, alternatives, next steps, who decides."""
    if state.layers:
        return on_from(state, engine)
    decision, found = _in_hand(state)
    after = engine.asides((*engine.rules.next, *engine.rules.confirm), found.cell, state.profile)
    facts = [engine.knowledge.facts[key] for key in after if key in engine.knowledge.facts]
    answer = Answer(
        Status.ANSWERED,
        statements=(headline(found, engine, "summary_recommend"),),
        items=tuple(reason_line(reason, found.cell.body, engine) for reason in main_reasons(found)),
        opening=(Note("summary", (("known", noted(state.profile, state.profile, engine)),)),),
        closing=(
            *cautions(decision, engine),
            *next_best(decision, engine),
            *statements_of(facts, engine.knowledge),
        ),
        ending=(Note("decides"),),
        focus=focus_on(decision, engine),
        kind=Kind.SUMMARY,
        title=found.title,
    )
    return Step(answer, state)


def _in_hand(state: State) -> tuple[Decision, Recommendation]:
    assert state.decision is not None
    return state.decision, state.decision.ranked[0]
