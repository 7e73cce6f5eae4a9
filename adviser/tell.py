"""From ranked facts to what is told: the best one, what completes it, and what is kept for later."""

from __future__ import annotations

from collections.abc import Sequence

from adviser.about import GAP, Known
from adviser.model import Disagreement, Fact, KnowledgeBase, Span
from adviser.resolve import STRONG, Topic, Turn, several
from adviser.select import GENERIC, Scored
from adviser.talk import Answer, Focus, Offer, Statement, Status

MOST_WORDS = 70  # of an answer: two to four sentences on a phone
MOST_OFFERS = 3
WHOLE_DISPUTE = 0.06  # points within which a disagreement is told instead of one side of it
MOST_REST = 6
NAMED = ("level", "type", "body", "pathway", "grade", "provider", "apprenticeship")  # kinds an offer can name
SURE_KIND = 0.9  # chance of the kind of question
MOST_READ, LEAST_NEARNESS = 8, 0.3
ADVICE = "advice"  # the aspect of hints that have nothing in common but that
OFFERS = "offers"  # the property of a provider's courses
DATED = "L"  # the trust mark of sources that are dated or superseded


def told(ranked: list[Scored], turn: Turn) -> Answer:
    """The best fact with its companions, or an honest no."""
    knowledge, weights = turn.knowledge, turn.weights
    if not ranked:
        return Answer(Status.NO_SOURCE, notes=("out_of_scope",))
    if ranked[0].points < weights.answer:
        meant = _surely_meant(ranked, turn)
        if not meant and ranked[0].points < weights.guess:
            return Answer(Status.NO_SOURCE, notes=("out_of_scope",))
        if not meant:
            return Answer(Status.UNSURE, notes=("unsure",), offers=guesses(ranked, knowledge))
        ranked = meant
    best = whole_dispute(known(ranked[0], knowledge), ranked, knowledge)
    if partly := _told_in_part(best, ranked, turn):
        return partly
    companions, rest = _companions(best, ranked, turn)
    statements = statements_of([best, *companions], knowledge)
    listed = best.value if isinstance(best, Fact) and isinstance(best.value, tuple) else ()
    status = _status(best)
    notes = _lead(best) if status == Status.NOT_KNOWN else ()
    focus = Focus(
        subjects=spoken_of(best, turn.topic, knowledge),
        aspect=best.property.aspect,
        properties=tuple(dict.fromkeys(each.property.id for each in (best, *companions))),
        told=tuple(key for statement in statements for key in statement.rests_on),
        rest=tuple(each.id for each in rest),
        items=tuple(str(key) for key in listed if key in turn.vocabulary.subjects) or _in_order(best, knowledge),
    )
    return Answer(status, statements, notes=notes, offers=offers(focus, knowledge), focus=focus)


def _surely_meant(ranked: list[Scored], turn: Turn) -> list[Scored]:
    """From the first fact on that is of just the kind asked for, where that kind is beyond doubt; else nothing.

    "What does it cost each" lies near no fact, but leaves no doubt that it asks for the price.
    """
    wanted = turn.vocabulary.enquiries.get(turn.question.kind, ())
    if turn.question.confidence < SURE_KIND or not wanted:
        return []
    fits = (wanted[0], *({GAP} & set(wanted)))
    for place, each in enumerate(ranked[:MOST_READ]):
        if known(each, turn.knowledge).property.aspect in fits and turn.nearness.get(each.id, 0.0) >= LEAST_NEARNESS:
            return ranked[place:]
    return []


def _told_in_part(best: Known, ranked: list[Scored], turn: Turn) -> Answer | None:
    """What is known of the very aspect asked for, followed by the gap; None where the gap is all there is."""
    if best.property.id != GAP or not turn.topic.aspects:
        return None
    near = [each for each in ranked[1:4] if each.points >= ranked[0].points - turn.weights.beside_gap]
    facts = (known(each, turn.knowledge) for each in near)
    fact = next(
        (f for f in facts if f.property.aspect == turn.topic.aspects[0] and _status(f) == Status.ANSWERED), None
    )
    if fact is None:
        return None
    statements = statements_of([fact, best], turn.knowledge)
    told_ids = tuple(key for statement in statements for key in statement.rests_on)
    focus = Focus(spoken_of(fact, turn.topic, turn.knowledge), fact.property.aspect, (fact.property.id,), told_ids)
    return Answer(Status.ANSWERED, statements, offers=offers(focus, turn.knowledge), focus=focus)


def _in_order(best: Known, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """The things of a kind that a statement speaks of, smallest or first first, for "the second one"."""
    things = several(tuple(sorted(best.about)), knowledge.vocabulary)
    return tuple(sorted(things, key=lambda key: knowledge.vocabulary.subjects[key].order))


def _status(best: Known) -> Status:
    """How an answer with this best statement ends: what is long out of date, or changes often, is not known."""
    if isinstance(best, Disagreement):
        return Status.DISPUTED
    dated = all(citation.source.trust == DATED for citation in best.citations)
    return Status.NOT_KNOWN if best.property.id == GAP or best.property.hand_over or dated else Status.ANSWERED


def _lead(best: Known) -> tuple[str, ...]:
    """What goes before a fact that does not hold today for sure: a figure has changed, other things have grown old."""
    if best.property.id == GAP or isinstance(best, Disagreement):
        return ()
    notes = ("old_source",)
    if best.property.hand_over or isinstance(best.value, (int, float, Span)):
        notes = ("check_first",)
    return notes


def known(scored: Scored, knowledge: KnowledgeBase) -> Known:
    """The fact or disagreement behind the points."""
    return knowledge.facts.get(scored.id) or knowledge.disagreements[scored.id]


def whole_dispute(best: Known, ranked: list[Scored], knowledge: KnowledgeBase) -> Known:
    """The disagreement itself, when one side of it and the whole lie equally near the question."""
    if isinstance(best, Fact) and best.disputed:
        close = {each.id for each in ranked if each.points > ranked[0].points - WHOLE_DISPUTE}
        return knowledge.disagreements[best.disputed] if best.disputed in close else best
    return best


def _companions(best: Known, ranked: list[Scored], turn: Turn) -> tuple[Sequence[Known], Sequence[Known]]:
    """Facts that complete the answer, and those kept for "tell me more"."""
    knowledge = turn.knowledge
    if isinstance(best, Disagreement) or best.property.id == GAP:
        return [], [fact for fact in knowledge.facts.values() if fact.disputed == best.id][:MOST_REST]
    spoken = len(best.says.split())
    companions: list[Known] = []
    rest: list[Known] = []
    for scored in ranked[1:]:
        other = known(scored, knowledge)
        listed = isinstance(other, Fact) and _listed_too(other, best, turn)
        if not isinstance(other, Fact) or not (listed or _completes(other, best, knowledge)):
            continue
        near = listed or scored.points >= ranked[0].points - turn.weights.companion
        words = len(other.says.split())
        new = listed or not _alike(other, [best, *companions])
        if near and len(companions) < 2 and spoken + words <= MOST_WORDS and new:
            companions.append(other)
            spoken += words
        elif len(rest) < MOST_REST and not _alike(other, [best, *companions, *rest]):
            rest.append(other)
    return companions, rest


def _completes(other: Fact, best: Fact, knowledge: KnowledgeBase) -> bool:
    """Whether a fact speaks of the same as the best one, holds today and is not its reason, kept for "why?".

    Advice on one thing does not complete advice on another.
    """
    same = other.property.aspect == best.property.aspect and _strong(other, knowledge) == _strong(best, knowledge)
    if best.property.aspect == ADVICE and not (other.about & best.about) - GENERIC:
        return False
    return same and _status(other) != Status.NOT_KNOWN and other.id != best.because


def _listed_too(other: Fact, best: Fact, turn: Turn) -> bool:
    """Whether another course fits all that was named as well as the best does ("which Level 7 ones has UKCPD")."""
    named = {key for key in turn.topic.named if turn.vocabulary.kind(key) in STRONG}
    both = other.property.id == best.property.id == OFFERS and named <= best.about & other.about
    return both and any(turn.vocabulary.kind(key) == "provider" for key in named) and len(named) > 1


def _strong(found: Known, knowledge: KnowledgeBase) -> frozenset[str]:
    return frozenset(k for k in found.about - GENERIC if knowledge.vocabulary.kind(k) in STRONG)


def _alike(fact: Fact, others: list[Known]) -> bool:
    """Whether another statement says nearly the same in other words."""
    words = set(fact.says.lower().split())
    for other in others:
        theirs = set((other.says if isinstance(other, Fact) else other.reply).lower().split())
        if len(words & theirs) > 0.6 * min(len(words), len(theirs)):
            return True
    return False


def statements_of(chosen: Sequence[Known], knowledge: KnowledgeBase) -> tuple[Statement, ...]:
    """Their sentences; a side of a disagreement never goes without a note of the other."""
    said: list[Statement] = []
    noted: set[str] = set()
    for each in chosen:
        if isinstance(each, Disagreement):
            said.append(Statement(each.reply, (each.id,), each.citations))
            noted.add(each.id)
        else:
            said.append(Statement(each.says, (each.id,), each.citations, each.caution))
    for each in chosen:
        key = each.disputed if isinstance(each, Fact) else ""
        if key and key not in noted:
            other = knowledge.disagreements[key]
            said.append(Statement(other.note, (key,), other.citations))
            noted.add(key)
    return tuple(said)


def spoken_of(best: Known, topic: Topic, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """What the conversation is about now: what was asked, and what the answer singled out."""
    singled = sorted(key for key in best.about if knowledge.vocabulary.kind(key) in STRONG)
    kinds = {knowledge.vocabulary.kind(key) for key in topic.subjects}
    return (*topic.subjects, *(key for key in singled if knowledge.vocabulary.kind(key) not in kinds))


def offers(focus: Focus, knowledge: KnowledgeBase) -> tuple[Offer, ...]:
    """At most three next questions about the same subject, or the same two things, that the base can answer."""
    vocabulary = knowledge.vocabulary
    subjects = tuple(key for key in focus.subjects if vocabulary.kind(key) in NAMED)
    kind = next((kind for kind in vocabulary.offered if any(vocabulary.kind(key) == kind for key in subjects)), "")
    wanted = [a for a in vocabulary.next_aspects.get(focus.aspect, ()) if a in vocabulary.offered.get(kind, ())]
    if things := several(subjects, vocabulary):
        named = [aspect for aspect in wanted if vocabulary.aspects[aspect]]
        return _known_offers(named, things, [(thing,) for thing in things], knowledge)
    return _known_offers(wanted, subjects, [subjects], knowledge)


def _known_offers(
    aspects: list[str], subjects: tuple[str, ...], each: list[tuple[str, ...]], knowledge: KnowledgeBase
) -> tuple[Offer, ...]:
    """The offers of these aspects for which something is known of each."""
    known_of = (aspect for aspect in aspects if all(_known_of(keys, aspect, knowledge) for keys in each))
    return tuple(Offer(aspect, subjects) for aspect in known_of)[:MOST_OFFERS]


def _known_of(subjects: tuple[str, ...], aspect: str, knowledge: KnowledgeBase) -> bool:
    """Whether a fact of this aspect speaks of all of these subjects."""
    asked = set(subjects) - GENERIC or set(subjects)
    return any(
        isinstance(fact, Fact) and asked and asked <= fact.about and _status(fact) == Status.ANSWERED
        for fact in knowledge.by_aspect.get(aspect, ())
    )


def guesses(ranked: list[Scored], knowledge: KnowledgeBase) -> tuple[Offer, ...]:
    """Up to three readings of an unclear question, each one a question that can be answered."""
    found: dict[Offer, None] = {}
    for scored in ranked[:12]:
        best = known(scored, knowledge)
        subjects = tuple(sorted(key for key in best.about if knowledge.vocabulary.kind(key) in NAMED))
        found.setdefault(Offer(best.property.aspect, subjects))
    return tuple(found)[:MOST_OFFERS]
