"""A decision as an answer: what is recommended, why, what would change it, what else is near. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adviser.advice.decide import Engine
from adviser.advice.model import (
    BODY,
    LEVEL,
    PATHWAY,
    TYPE,
    UNSURE,
    Ask,
    Cell,
    Decision,
    Outcome,
    Profile,
    Reason,
    Recommendation,
)
from adviser.model import Disagreement, Fact
from adviser.talk import Answer, Focus, Kind, Note, Part, Prompt, Statement, Status
from adviser.tell import statements_of

MAIN_PATHWAY = "leadership-and-management"  # goes without saying
ADVICE = "advice"  # the aspect of the focus after a recommendation
MOST_REASONS = {LEVEL: 1, BODY: 1, TYPE: 1, PATHWAY: 1}
MOST_CHANGES = 1  # beside a recommendation; all of them when somebody asks why
MOST_OTHERS = 2
MOST_CAUTIONS = 2


def for_group(profile: Profile) -> bool:
    """Whether a buyer asks for a group."""
    said = profile.get("audience")
    return said is not None and said.value == "organisation"


def prompt(ask: Ask, profile: Profile) -> Prompt:
    """A question of the interview in words that fit one person or a group."""
    group = for_group(profile)
    labels = tuple(choice.label_group if group else choice.label for choice in ask.choices)
    return Prompt(ask.ask_group if group else ask.ask, labels)


def headline(found: Recommendation, engine: Engine, key: str = "recommend") -> Statement:
    """The sentence that names a qualification, resting on its row of the catalogue or on what speaks for it."""
    terms = engine.knowledge.words["advice"]
    text = str(terms[key]).format(title=with_article(found.title, terms))
    row = engine.knowledge.qualifications.get(found.qualification)
    if row is not None:
        fact = engine.knowledge.facts[row.fact]
        return Statement(text, (fact.id,), fact.citations, fact.caution, Part.HEADLINE)
    facts = [engine.knowledge.facts[key] for key in engine.rules.no_title_facts]
    said = f"{text} {terms['no_title']}"
    return Statement(said, tuple(f.id for f in facts), facts[0].citations, part=Part.HEADLINE)


def with_article(title: str, terms: dict[str, str]) -> str:
    """A title after "the", as it reads inside a sentence."""
    return str(terms["titled"]).format(title=title)


def fact_of(reason: Reason, body: str, engine: Engine) -> Fact:
    """The fact behind a reason: one about the body in question where there is one, else the first."""
    facts = [engine.knowledge.facts[key] for key in reason.facts]
    return next((fact for fact in facts if body in fact.about), facts[0])


def reason_line(reason: Reason, body: str, engine: Engine) -> Statement:
    """One reason: how the criterion stands, what the person said, and the fact behind it for that body."""
    terms = engine.knowledge.words["advice"]
    fact = fact_of(reason, body, engine)
    quoted = [said.words for said in reason.said if said.words and said.value != UNSURE]
    said = str(terms["quoted"]).format(words="”, “".join(dict.fromkeys(quoted))) if quoted else ""
    text = str(terms["reason"]).format(reason=capital(reason.text), said=said, fact=fact.says)
    return Statement(text, (fact.id,), fact.citations, fact.caution)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def main_reasons(found: Recommendation) -> list[Reason]:
    """The weightiest reasons for it, a few of each dimension; no two resting on the same fact."""
    chosen: list[Reason] = []
    for dimension in (LEVEL, BODY, TYPE, PATHWAY):
        own = [reason for reason in found.reasons if reason.dimension == dimension]
        if dimension == PATHWAY:
            own = [reason for reason in own if reason.said and found.cell.pathway != MAIN_PATHWAY]
        if dimension == TYPE and len(own) > 1:
            own = [reason for reason in own if reason.said]
        seen = {reason.facts[0] for reason in chosen}
        chosen += [reason for reason in own if reason.facts[0] not in seen][: MOST_REASONS[dimension]]
    return chosen


def recommended(
    decision: Decision, profile: Profile, engine: Engine, opening: Sequence[Note] = (), key: str = "recommend"
) -> Answer:
    """The recommendation with its reasons, cautions, what would change it and the next best ones."""
    found = decision.first
    if found is None:
        return nothing(decision, profile, engine, opening)
    spoken_key = f"{key}_group" if key == "recommend" and for_group(profile) else key
    return Answer(
        Status.ANSWERED,
        statements=(headline(found, engine, spoken_key),),
        items=tuple(reason_line(reason, found.cell.body, engine) for reason in main_reasons(found)),
        focus=focus_on(decision, engine),
        opening=tuple(opening),
        closing=(
            *cautions(decision, engine),
            *rivals(decision, engine),
            *changes(found.cell, profile, engine),
            *next_best(decision, engine),
        ),
        ending=(Note(f"sure_{decision.confidence.value}"),),
        kind=Kind.RECOMMENDATION,
        title=found.title,
    )


def so_far(profile: Profile, engine: Engine) -> tuple[Statement, ...]:
    """What the level would be on what is known so far, with the fact behind it; nothing where too little is."""
    best = engine.first(profile)
    if best is None:
        return ()
    reason = next((r for r in engine.reasons(best, profile) if r.outcome == Outcome.MET), None)
    if reason is None or reason.dimension != LEVEL:
        return ()
    fact = engine.knowledge.facts[reason.facts[0]]
    names = engine.knowledge.vocabulary.subjects
    key = "so_far" if best.pathway == MAIN_PATHWAY else "so_far_pathway"
    text = str(engine.knowledge.words["advice"][key]).format(
        level=names[best.level].name, pathway=names[best.pathway].name, fact=fact.says
    )
    return (Statement(text, (fact.id,), fact.citations, fact.caution),)


def nothing(decision: Decision, profile: Profile, engine: Engine, opening: Sequence[Note] = ()) -> Answer:
    """Why nothing is recommended, and where to go instead."""
    said = statements_of([engine.knowledge.facts[key] for key in decision.because], engine.knowledge)
    note = Note("not_recommended" if engine.refused(profile) else "not_enough")
    return Answer(Status.ANSWERED, said, opening=(*opening, note), focus=Focus(aspect=ADVICE))


def focus_on(decision: Decision, engine: Engine) -> Focus:
    """The conversation is now about the first recommendation; the listed ones can be picked by place."""
    found = decision.ranked[0]
    rows = (engine.knowledge.qualifications.get(each.qualification) for each in decision.ranked)
    return Focus(
        subjects=tuple(found.cell.value(dimension) for dimension in (BODY, LEVEL, TYPE, PATHWAY)),
        aspect=ADVICE,
        told=tuple(key for reason in main_reasons(found) for key in reason.facts[:1]),
        items=tuple(row.fact for row in rows if row is not None),
    )


def cautions(decision: Decision, engine: Engine) -> tuple[Statement, ...]:
    """What has to be said beside it: a disagreement as its short note, a fact as it is."""
    said = []
    for key in decision.cautions[:MOST_CAUTIONS]:
        known = engine.knowledge.statement(key)
        if isinstance(known, Disagreement):
            said.append(Statement(known.note, (key,), known.citations, part=Part.CAUTION))
        elif known is not None:
            said.append(Statement(known.says, (key,), known.citations, known.caution, Part.CAUTION))
    return tuple(said)


def rivals(decision: Decision, engine: Engine) -> tuple[Statement, ...]:
    """Values that come as near as makes no difference, each with the fact that decides."""
    terms, subjects = engine.knowledge.words["advice"], engine.knowledge.vocabulary.subjects
    said = []
    for dimension, value in decision.rivals.items():
        best = decision.ranked[0].cell.value(dimension)
        criterion = next(
            (
                c
                for c in engine.rules.criteria
                if value in c.supports and c.pathway in ("", decision.ranked[0].cell.pathway)
            ),
            None,
        )
        if criterion is None:
            continue
        fact = engine.knowledge.facts[criterion.facts[0]]
        text = str(terms[f"rival_{dimension}"]).format(
            first=subjects[best].name, second=subjects[value].name, fact=fact.says
        )
        said.append(Statement(text, (fact.id,), fact.citations, fact.caution, Part.RIVAL))
    return tuple(said)


def changes(cell: Cell, profile: Profile, engine: Engine, most: int = MOST_CHANGES) -> tuple[Statement, ...]:
    """What would bring another qualification first, each with the fact that makes it so."""
    terms = engine.knowledge.words["advice"]
    said = []
    for trial, other in engine.changes(profile, cell)[:most]:
        differs = next(d for d in (PATHWAY, LEVEL, BODY, TYPE) if other.cell.value(d) != cell.value(d))
        reason = next((r for r in other.reasons if r.dimension == differs), other.reasons[0])
        fact = engine.knowledge.facts[reason.facts[0]]
        names = engine.knowledge.vocabulary.subjects
        text = str(terms["change"]).format(change=trial.says, value=names[other.cell.value(differs)].name)
        said.append(Statement(text, (fact.id,), fact.citations, part=Part.CHANGE))
    return tuple(said)


def next_best(decision: Decision, engine: Engine) -> tuple[Statement, ...]:
    """The next best ones, named by how they differ from the first, resting on their rows of the catalogue."""
    terms = engine.knowledge.words["advice"]
    others = decision.others[:MOST_OTHERS]
    if not others:
        return ()
    named = "; ".join(str(terms[f"other_{kind}"]).format(title=other.title) for kind, other in others)
    rows = [engine.knowledge.facts[engine.knowledge.qualifications[other.qualification].fact] for _, other in others]
    citations = tuple(citation for fact in rows for citation in fact.citations)
    text = str(terms["alternatives"]).format(others=named)
    return (Statement(text, tuple(f.id for f in rows), citations, part=Part.NEXT_BEST),)


def noted(names: Iterable[str], profile: Profile, engine: Engine) -> str:
    """Answers in short words: "one team, 5 years, CMI"."""
    return ", ".join(dict.fromkeys(text for name in names if (text := in_words(name, profile, engine))))


def in_words(name: str, profile: Profile, engine: Engine) -> str:
    """An answer as it is called in a summary; empty where nobody gave one, or it was a no."""
    said = profile.get(name)
    labels = engine.knowledge.words["advice"]["values"].get(name)
    if said is None or labels is None:
        return ""
    if isinstance(labels, list):  # for one, for more
        labels = labels[0] if said.value == 1 else labels[1]
    if isinstance(labels, str):
        number = f"{said.value:g}" if isinstance(said.value, (int, float)) else str(said.value)
        return "" if said.value in (UNSURE, "no") else labels.format(value=number)
    return str(labels.get(said.value, ""))
