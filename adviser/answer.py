"""From a question to everything the person may be told: the only door of the core.

Each kind of enquiry goes one way: the topic is resolved, facts are chosen, and the answer holds their
sentences with citations. No fact, no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from adviser.arithmetic import sums
from adviser.compare import compare
from adviser.follow import because, pick, sum_up, tell_more, where_from
from adviser.model import Disagreement, Fact, KnowledgeBase
from adviser.resolve import FORGOTTEN_AFTER, Turn, beside, renewed, resolve, several, singles_out
from adviser.search import search
from adviser.select import Scored, rank
from adviser.steps import stepped
from adviser.talk import HELPFUL, Answer, Focus, Question, Statement, Status, Table
from adviser.tell import known, offers, statements_of, told, whole_dispute
from adviser.weights import WEIGHTS, Weights

OUTSIDE = "outside"  # the kind of what is named but not covered
BESIDE = 0.45  # nearness of a statement on how ours stand to it

Handler = Callable[[Turn], Answer]


def answer(question: Question, focus: Focus, knowledge: KnowledgeBase, weights: Weights = WEIGHTS) -> Answer:
    """The answer to one question after what `focus` remembers; its own `focus` is for the next one."""
    question, focus = stepped(question, renewed(focus, knowledge), knowledge)
    turn = Turn(question, resolve(question, focus, knowledge.vocabulary), focus, knowledge, weights)
    if outside := _outside(turn):
        found = _beside_the_point(turn, outside)
    elif summed := sums(turn):
        found = summed
    else:
        found = HANDLERS.get(question.kind, _ask)(turn)
    if found.status in HELPFUL:
        return replace(found, focus=replace(found.focus, beside=beside(focus, found.focus, knowledge.vocabulary)))
    return replace(found, focus=replace(focus, age=focus.age + 1))


def _ask(turn: Turn) -> Answer:
    """A question about one thing, or about several of a kind, which makes it a comparison."""
    if _weighs_the_last_two(turn):
        return _compare(turn)
    named = several(turn.topic.named, turn.vocabulary)
    if _picks(turn):
        return pick(turn)
    if named and turn.question.kind == "ask_comparable" and not _studies(turn):
        aspects = turn.question.aspects
        return _compare(
            replace(turn, question=replace(turn.question, kind="compare"), topic=replace(turn.topic, aspects=aspects))
        )
    if joined := _joins_the_compared(turn):
        return _compared([], joined, turn) or told(rank(turn), turn)
    ranked = rank(turn)
    things = named or ((not _repeats(turn) and several(turn.topic.carried, turn.vocabulary)) or ())
    if things and not _settled(ranked, things, turn):
        return _compared(ranked, things, turn) or told(ranked, turn)
    found = told(ranked, turn)
    spoken_of = _like(named[0], known(ranked[0], turn.knowledge).about, turn) if named and ranked else set()
    # What lies between two things is told of a third: a table of the two would answer another question.
    if len(spoken_of) > 1 and spoken_of <= set(named) and found.status == Status.ANSWERED:
        return replace(found, table=compare(named, turn.topic, turn.knowledge))
    return _of_the_others_too(found, ranked, named, turn)


def _joins_the_compared(turn: Turn) -> tuple[str, ...]:
    """The two things compared last with a third of their kind, where the words only name that: "and 7?"."""
    if turn.question.kind != "follow_up" or turn.topic.aspects or len(turn.focus.items) != 2:
        return ()
    things = several((*turn.focus.items, *turn.topic.named), turn.vocabulary)
    return things if len(things) == 3 and set(turn.focus.items) < set(things) else ()


def _compare(turn: Turn) -> Answer:
    """Two or more things of a kind, one or all of them perhaps talked about before."""
    listed = tuple(key for key in turn.focus.items if key in turn.vocabulary.subjects)
    things = several(turn.topic.named, turn.vocabulary)
    spoken_of = (*turn.topic.named, *turn.focus.subjects, *listed)
    things = things or several(spoken_of, turn.vocabulary) or several((*spoken_of, *turn.focus.beside), turn.vocabulary)
    ranked = rank(turn)
    compared = _compared(ranked, things, turn) if things else None
    return compared or told(ranked, turn)


def _repeats(turn: Turn) -> bool:
    """Whether it asks once more what was asked, naming and weighing nothing ("so who does then")."""
    return turn.topic.kept and not turn.topic.named and not turn.question.weighs


def _picks(turn: Turn) -> bool:
    """Whether a short question points at one of the things listed last ("and the highest?")."""
    question = turn.question
    return question.kind == "follow_up" and bool(
        turn.focus.items and question.pick is not None and not turn.topic.named
    )


def _of_the_others_too(found: Answer, ranked: list[Scored], named: tuple[str, ...], turn: Turn) -> Answer:
    """The same of the other things named, where all that was told is of one of them ("at 7, as opposed to 3")."""
    if not named or not ranked or found.status != Status.ANSWERED:
        return found
    best = known(ranked[0], turn.knowledge)
    if len(best.about & set(named)) != 1 or best.property.aspect == "progression":
        return found
    said = list(found.statements)
    for thing in named:
        if thing in best.about:
            continue
        like = (known(each, turn.knowledge) for each in ranked)
        others = (o for o in like if isinstance(o, Fact) and o.property.id == best.property.id)
        other = next((o for o in others if o.about & set(named) == {thing}), None)
        if other is not None and not {other.id} & {key for each in said for key in each.rests_on}:
            said += statements_of([other], turn.knowledge)
    focus = replace(found.focus, told=tuple(key for each in said for key in each.rests_on))
    return replace(found, statements=tuple(said), focus=focus)


def _search(turn: Turn) -> Answer:
    """A list of what fits; a single fact where the list would be empty."""
    ranked, found = rank(turn), search(turn)
    best = known(ranked[0], turn.knowledge) if ranked else None
    better = bool(ranked) and best not in found and ranked[0].points >= turn.weights.answer
    if not found or (len(found) == 1 and better):
        return told(ranked, turn)
    items = statements_of(found, turn.knowledge)
    told_ids = tuple(key for item in items for key in item.rests_on)
    listed = found[0].property
    focus = Focus(turn.topic.subjects, listed.aspect, (listed.id,), told_ids, items=told_ids)
    return Answer(Status.ANSWERED, items=items, notes=("found",), offers=offers(focus, turn.knowledge), focus=focus)


def _outside(turn: Turn) -> tuple[str, ...]:
    subjects = turn.vocabulary.subjects
    return tuple(subjects[key].name for key in turn.topic.named if subjects[key].kind == OUTSIDE)


def _like(thing: str, keys: Iterable[str], turn: Turn) -> set[str]:
    """Those of these subjects that are of the same kind as a thing."""
    return {key for key in keys if turn.vocabulary.kind(key) == turn.vocabulary.kind(thing)}


def _beside_the_point(turn: Turn, names: tuple[str, ...]) -> Answer:
    """That something is not covered, and what is known of how ours stand to it ("is it the same as an NVQ")."""
    outside = {key for key in turn.topic.named if turn.vocabulary.kind(key) == OUTSIDE}
    near = (known(each, turn.knowledge) for each in rank(turn) if turn.nearness.get(each.id, 0.0) >= BESIDE)
    found = [each for each in near if each.about & outside][:1]
    return Answer(
        Status.OUT_OF_SCOPE, statements_of(found, turn.knowledge), notes=("outside",), names=names, focus=turn.focus
    )


def _weighs_the_last_two(turn: Turn) -> bool:
    """Whether two things were spoken of one after the other, and are now set against each other."""
    names = singles_out(turn.topic.named, turn.vocabulary)
    recent = turn.focus.beside and turn.focus.age < FORGOTTEN_AFTER
    return bool(turn.question.weighs and recent and not names and not several(turn.focus.subjects, turn.vocabulary))


def _studies(turn: Turn) -> bool:
    """Whether a degree or the like is named; "how do 5 and 7 differ" asks for no comparable study."""
    return any(turn.vocabulary.kind(key) == "study" for key in turn.topic.subjects)


def _settled(ranked: list[Scored], things: tuple[str, ...], turn: Turn) -> bool:
    """Whether one statement speaks of all these things, or of none of those carried over, and answers by itself."""
    if not ranked or turn.topic.kept or ranked[0].points < turn.weights.answer:
        return False
    spoken_of = len(known(ranked[0], turn.knowledge).about & set(things))
    if ranked[0].points >= turn.weights.settled and _one_each(ranked, things, turn):
        return True
    if set(things) & set(turn.topic.named):
        enough = turn.weights.settled_on_one if spoken_of else turn.weights.settled
        return spoken_of > 1 or ranked[0].points >= enough
    return not spoken_of or ranked[0].points >= turn.weights.settled


def _one_each(ranked: list[Scored], things: tuple[str, ...], turn: Turn) -> bool:
    """Whether the best statements say the same of one thing each ("is there a model to reflect with at 3 and 5")."""
    best = [known(each, turn.knowledge) for each in ranked[: len(things)]]
    spoken_of = [each.about & set(things) for each in best]
    apart = all(len(each) == 1 for each in spoken_of) and set[str]().union(*spoken_of) == set(things)
    return apart and len({each.property.id for each in best}) == 1


def _compared(ranked: list[Scored], things: tuple[str, ...], turn: Turn) -> Answer | None:
    """A table with the statement that speaks of the things together, or None where neither is known."""
    topic, knowledge = turn.topic, turn.knowledge
    table = compare(things, topic, knowledge)
    lead = next((known(each, knowledge) for each in ranked[:2] if each.points >= turn.weights.answer), None)
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
