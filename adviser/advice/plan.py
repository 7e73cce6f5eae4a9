"""One plan for a buyer with several groups of people: a recommendation for each layer, what they share asked once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adviser.advice.decide import Engine
from adviser.advice.hear import Layer
from adviser.advice.model import UNSURE, Decision, Profile, Said
from adviser.advice.tell import ADVICE, capital, fact_of, focus_on, main_reasons
from adviser.talk import Answer, Focus, Kind, Note, Statement, Status
from adviser.tell import statements_of

# What each layer has of its own; nobody is asked for it once the layers are named.
OF_A_LAYER = ("responsibility", "role", "experience", "headcount")
SHARED = (
    "focus goal wants_coaching_basics wants_coaching_role wants_coaching_pool wants_coaching_culture learning_style "
    "awarding_body qualification_type study_time wants_chartered wants_no_exams wants_many_units wants_few_units "
    "wants_one_subject wants_range wants_depth"
).split()
GROUP_FACTS = ("levels.level_choice.group",)


@dataclass(frozen=True)
class Planned:
    """A layer with the decision for it."""

    layer: Layer
    decision: Decision


def with_layers(before: tuple[Layer, ...], new: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers of before with what was just told of them; quite other ones take their place."""
    if not before or not new:
        return new or before
    merged = list(before)
    for layer in new:
        place = next((at for at, known in enumerate(merged) if _same(known, layer)), None)
        if place is None:
            continue
        known = merged[place]
        count = known.count if layer.count is None else layer.count
        merged[place] = replace(known, count=count, told={**known.told, **layer.told})
    return tuple(merged) if any(_same(known, layer) for known in before for layer in new) else new


def _same(one: Layer, other: Layer) -> bool:
    """Whether two names are of one group: "supervisors" are the "shift supervisors", "shift managers" no others."""
    first, second = ({word.rstrip("s") for word in layer.words.lower().split()} for layer in (one, other))
    return first <= second or second <= first


def profile_of(layer: Layer, profile: Profile) -> dict[str, Said]:
    """What is known of a layer: what the groups share, and its own."""
    shared = {name: said for name, said in profile.items() if name in SHARED}
    own = {name: Said(UNSURE) for name in OF_A_LAYER} | dict(layer.told)
    return {**shared, **own, "audience": Said("organisation")}


def planned(layers: tuple[Layer, ...], profile: Profile, engine: Engine) -> tuple[Planned, ...]:
    """A decision for each layer."""
    return tuple(Planned(layer, engine.decide(profile_of(layer, profile))) for layer in layers)


def decision_for(layers: tuple[Layer, ...], profile: Profile, engine: Engine) -> Decision:
    """The decision in hand: for a plan, that of its first layer that has one."""
    if not layers:
        return engine.decide(profile)
    rows = planned(layers, profile, engine)
    return next((row.decision for row in rows if row.decision.first), rows[0].decision)


def plan_answer(
    layers: tuple[Layer, ...], profile: Profile, engine: Engine, opening: tuple[Note, ...] = ()
) -> tuple[Answer, Decision]:
    """The plan as an answer, and the decision for its first layer that has one."""
    rows = planned(layers, profile, engine)
    first = decision_for(layers, profile, engine)
    facts = [engine.knowledge.facts[key] for key in GROUP_FACTS]
    answer = Answer(
        Status.ANSWERED,
        items=tuple(line for row in rows for line in line_of(row, engine)),
        opening=(*opening, Note("plan", (("groups", str(len(rows))),))),
        closing=statements_of(facts, engine.knowledge),
        ending=(Note("decides"),),
        focus=focus_on(first, engine) if first.first else Focus(aspect=ADVICE),
        kind=Kind.PLAN,
    )
    return answer, first


def line_of(row: Planned, engine: Engine) -> list[Statement]:
    """A layer's line: who, what, and the weightiest reason with its fact; none where nothing is known of it."""
    terms = engine.knowledge.words["advice"]
    group = row.layer.words
    if row.layer.count is not None:
        group = str(terms["layer_count"]).format(count=f"{row.layer.count:g}", group=group)
    found = row.decision.first
    if found is None:
        facts = [engine.knowledge.facts[key] for key in (*row.decision.because, *GROUP_FACTS)][:1]
        return [Statement(f"{capital(group)}: {terms['layer_unknown']}", (facts[0].id,), facts[0].citations)]
    reason = main_reasons(found)[0]
    fact = fact_of(reason, found.cell.body, engine)
    text = str(terms["layer"]).format(
        group=capital(group), title=found.title, reason=capital(reason.text), fact=fact.says
    )
    return [Statement(text, (fact.id,), fact.citations, fact.caution)]
