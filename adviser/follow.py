"""What leans on the last answer: its sources, its reason, the rest of it, one thing it listed."""

from __future__ import annotations

from dataclasses import replace

from adviser.model import Answer, Citation, Disagreement, Fact, Focus, KnowledgeBase, Question, Statement, Status
from adviser.resolve import Topic
from adviser.select import Weights, rank
from adviser.tell import MOST_WORDS, offers, statements_of, told


def where_from(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """The sources of the last answer, and where they disagree; of a fact asked about, if one is named."""
    if not focus.told:
        ranked = rank(question, topic, knowledge, weights)
        if ranked and ranked[0].points >= weights.answer:
            return told(ranked, topic, knowledge, weights)
        return Answer(Status.ANSWERED, notes=("nothing_said_yet",), focus=focus)
    said = [found for key in focus.told if (found := knowledge.statement(key)) is not None]
    disputes = {each.id for each in said if isinstance(each, Disagreement)}
    disputes |= {each.disputed for each in said if isinstance(each, Fact) and each.disputed}
    views = tuple(
        Statement(view.says, (key,), (view.citation,))
        for key in sorted(disputes)
        for view in knowledge.disagreements[key].views
    )
    places: dict[tuple[str, str], Citation] = {}
    for each in said:
        for citation in each.citations:
            places.setdefault((citation.source.id, citation.place), citation)
    status = Status.DISPUTED if disputes else Status.ANSWERED
    return Answer(status, items=views, notes=("where_from",), sources=tuple(places.values()), focus=focus)


def because(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """The reason that a source gives for what was told last."""
    for key in focus.told:
        fact = knowledge.facts.get(key)
        if fact is not None and fact.because:
            reason = knowledge.facts[fact.because]
            said = statements_of([reason], knowledge)
            return Answer(Status.ANSWERED, said, offers=offers(focus, knowledge), focus=_told_also(focus, said))
    if focus.told and (further := _rest(focus, knowledge)):
        return further
    ranked = rank(question, topic, knowledge, weights)
    if focus.told and ranked and ranked[0].points < weights.answer:
        return Answer(Status.NO_SOURCE, notes=("no_reason",), focus=focus)
    return told(ranked, topic, knowledge, weights)


def tell_more(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """What was kept back from the last answer."""
    if further := _rest(focus, knowledge):
        return further
    if focus.told:
        return Answer(Status.ANSWERED, notes=("no_more",), offers=offers(focus, knowledge), focus=focus)
    return Answer(Status.UNSURE, notes=("rephrase",), focus=focus)


def sum_up(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """What was told last, once more."""
    told_last = [found for key in focus.told if (found := knowledge.statement(key)) is not None]
    if not told_last:
        return Answer(Status.ANSWERED, notes=("nothing_said_yet",), focus=focus)
    said = statements_of(told_last, knowledge)
    return Answer(Status.ANSWERED, notes=("summary",), items=said, offers=offers(focus, knowledge), focus=focus)


def pick(question: Question, topic: Topic, focus: Focus, knowledge: KnowledgeBase, weights: Weights) -> Answer:
    """One of the things listed last: "the second one", "the top one"."""
    place = question.pick or 0
    if not focus.items or not -len(focus.items) <= place < len(focus.items):
        ranked = rank(question, topic, knowledge, weights)
        return told(ranked, topic, knowledge, weights)
    chosen = focus.items[place]
    if chosen in knowledge.vocabulary.subjects:
        likely = tuple(dict.fromkeys(aspect for aspect in (focus.aspect, "meaning", "audience", "content") if aspect))
        for aspects in (likely, tuple(knowledge.vocabulary.aspects)):
            if found := _picked(chosen, aspects, question, topic, focus, knowledge, weights):
                return found
    statement = knowledge.statement(chosen)
    if statement is None:
        return told([], topic, knowledge, weights)
    return Answer(Status.ANSWERED, statements_of([statement], knowledge), focus=replace(focus, told=(chosen,)))


def _picked(
    chosen: str,
    aspects: tuple[str, ...],
    question: Question,
    topic: Topic,
    focus: Focus,
    knowledge: KnowledgeBase,
    weights: Weights,
) -> Answer | None:
    """The two best facts about a subject that was picked, or None where these aspects hold none."""
    kind = knowledge.vocabulary.kind(chosen)
    others = tuple(key for key in topic.subjects if knowledge.vocabulary.kind(key) != kind)
    only = Topic((chosen,), others, aspects, (*focus.properties, "definition", "audience"), kept=True)
    ranked = rank(replace(question, matches=()), only, knowledge, weights)
    said = [fact for each in ranked if (fact := knowledge.facts.get(each.id)) and chosen in fact.about][:2]
    if not said:
        return None
    now = replace(focus, subjects=only.subjects, told=tuple(fact.id for fact in said))
    return Answer(Status.ANSWERED, statements_of(said, knowledge), focus=now)


def _rest(focus: Focus, knowledge: KnowledgeBase) -> Answer | None:
    """The next two statements kept back, or None."""
    chosen, words = [], 0
    for key in focus.rest:
        found = knowledge.statement(key)
        if found is None:
            continue
        words += len((found.says if isinstance(found, Fact) else found.reply).split())
        if chosen and (words > MOST_WORDS or len(chosen) == 2):
            break
        chosen.append(found)
    if not chosen:
        return None
    said = statements_of(chosen, knowledge)
    left = tuple(key for key in focus.rest if key not in {each.id for each in chosen})
    return Answer(Status.ANSWERED, said, focus=replace(_told_also(focus, said), rest=left))


def _told_also(focus: Focus, said: tuple[Statement, ...]) -> Focus:
    return replace(focus, told=tuple(key for each in said for key in each.rests_on))
