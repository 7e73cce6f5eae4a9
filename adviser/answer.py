"""From a question to everything the person may be told: the only door of the core.

Each kind of enquiry goes one way: the topic is resolved, facts are chosen, and the answer holds their
sentences with citations. No fact, no sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from adviser.arithmetic import sums
from adviser.compare import compare
from adviser.follow import because, pick, sum_up, tell_more, where_from
from adviser.model import Answer, Disagreement, Focus, KnowledgeBase, Question, Statement, Status, Table
from adviser.resolve import Topic, renewed, resolve, several
from adviser.search import search
from adviser.select import WEIGHTS, Scored, Weights, rank
from adviser.tell import known, offers, statements_of, told, whole_dispute

Handler = Callable[[Question, Topic, Focus, KnowledgeBase, Weights], Answer]


def answer(question: Question, focus: Focus, knowledge: KnowledgeBase, weights: Weights = WEIGHTS) -> Answer:
    """The answer to one question after what `focus` remembers; its own `focus` is for the next one."""
    focus = renewed(focus, knowledge)
    topic = resolve(question, focus, knowledge.vocabulary)
    if outside := _outside(topic, knowledge):
        found = Answer(Status.OUT_OF_SCOPE, notes=("outside",), names=outside, focus=focus)
    elif summed := sums(question, topic, knowledge):
        found = summed
    else:
        found = HANDLERS.get(question.kind, _ask)(question, topic, focus, knowledge, weights)
    if found.status in (Status.ANSWERED, Status.DISPUTED, Status.NOT_KNOWN):
        return found
    return replace(found, focus=replace(focus, age=focus.age + 1))


def _ask(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """A question about one thing, or about several of a kind, which makes it a comparison."""
    named = several(topic.named, knowledge.vocabulary)
    if named and question.kind == "ask_comparable" and not _studies(topic, knowledge):
        return _compare(
            replace(question, kind="compare"), replace(topic, aspects=question.aspects), focus, knowledge, weights
        )
    ranked = rank(question, topic, knowledge, weights)
    things = named or several(topic.carried, knowledge.vocabulary)
    if things and not _settled(ranked, topic, things, knowledge, weights):
        return _compared(things, topic, ranked, knowledge, weights) or told(ranked, topic, knowledge, weights)
    found = told(ranked, topic, knowledge, weights)
    together = ranked and len(known(ranked[0], knowledge).about & set(named)) > 1
    if together and found.status == Status.ANSWERED:
        return replace(found, table=compare(named, topic, knowledge))
    return found


def _compare(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """Two or more things of a kind, one or all of them perhaps talked about before."""
    listed = tuple(key for key in focus.items if key in knowledge.vocabulary.subjects)
    things = several(topic.named, knowledge.vocabulary)
    things = things or several((*topic.named, *focus.subjects, *listed), knowledge.vocabulary)
    ranked = rank(question, topic, knowledge, weights)
    if things:
        return _compared(things, topic, ranked, knowledge, weights) or told(ranked, topic, knowledge, weights)
    return told(ranked, topic, knowledge, weights)


def _search(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """A list of what fits; a single fact where the list would be empty."""
    ranked = rank(question, topic, knowledge, weights)
    found = search(question, topic, knowledge, weights)
    best = known(ranked[0], knowledge) if ranked else None
    if not found or (best is not None and ranked[0].points >= weights.answer and best not in found[:1]):
        return told(ranked, topic, knowledge, weights)
    items = statements_of(list(found), knowledge)
    told_ids = tuple(key for item in items for key in item.rests_on)
    now = Focus(topic.subjects, found[0].property.aspect, (found[0].property.id,), told_ids, items=told_ids)
    return Answer(Status.ANSWERED, items=items, notes=("found",), offers=offers(now, knowledge), focus=now)


def _outside(topic: Topic, knowledge: KnowledgeBase) -> tuple[str, ...]:
    subjects = knowledge.vocabulary.subjects
    return tuple(subjects[key].name for key in topic.named if subjects[key].kind == "outside")


def _studies(topic: Topic, knowledge: KnowledgeBase) -> bool:
    """Whether a degree or the like is named; "how do 5 and 7 differ" asks for no comparable study."""
    return any(knowledge.vocabulary.kind(key) == "study" for key in topic.subjects)


def _settled(
    ranked: list[Scored], topic: Topic, things: tuple[str, ...], knowledge: KnowledgeBase, weights: Weights
) -> bool:
    """Whether one statement speaks of all these things, or of none of those carried over, and answers by itself."""
    if not ranked or topic.kept or ranked[0].points < weights.answer:
        return False
    spoken_of = len(known(ranked[0], knowledge).about & set(things))
    if set(things) & set(topic.named):
        return spoken_of > 1 or (not spoken_of and ranked[0].points >= weights.settled)
    return not spoken_of or ranked[0].points >= weights.settled


def _compared(
    things: tuple[str, ...], topic: Topic, ranked: list[Scored], knowledge: KnowledgeBase, weights: Weights
) -> Answer | None:
    """A table with the statement that speaks of the things together, or None where neither is known."""
    table = compare(things, topic, knowledge)
    lead = next((known(s, knowledge) for s in ranked[:2] if s.points >= weights.answer), None)
    statements: tuple[Statement, ...] = ()
    if lead is not None and len(lead.about & set(things)) > 1:
        lead = whole_dispute(lead, ranked, knowledge)
        statements = statements_of([lead], knowledge)
    if table is None and not statements:
        return None
    now = Focus(
        subjects=(*things, *(key for key in topic.subjects if key not in things)),
        aspect=topic.aspects[0] if topic.aspects else "",
        told=(*(key for each in statements for key in each.rests_on), *_told_in(table)),
        items=things,
    )
    status = Status.DISPUTED if statements and isinstance(lead, Disagreement) else Status.ANSWERED
    return Answer(status, statements, table=table, offers=offers(now, knowledge), focus=now)


def _told_in(table: Table | None) -> tuple[str, ...]:
    rows = table.rows if table else ()
    return tuple(key for _, row in rows for cell in row for key in cell.rests_on)


HANDLERS: dict[str, Handler] = {
    "compare": _compare,
    "search": _search,
    "ask_source": where_from,
    "why": because,
    "more": tell_more,
    "pick": pick,
    "summary": sum_up,
}
