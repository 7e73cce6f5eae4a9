"""What leans on the last answer: its sources, its reason, the rest of it, one thing it listed."""

from __future__ import annotations

from dataclasses import replace

from adviser.about import Known
from adviser.model import Citation, Disagreement, Fact, KnowledgeBase
from adviser.resolve import Topic, Turn
from adviser.select import SINGLING, Scored, rank
from adviser.talk import Answer, Focus, Kind, Statement, Status
from adviser.tell import MOST_WORDS, offers, statements_of, told

LIKE = 0.33  # nearness to what is known of another of the kind


def where_from(turn: Turn) -> Answer:
    """The sources of the last answer, and where they disagree; of a fact asked about, if one is named."""
    focus, knowledge = turn.focus, turn.knowledge
    if not focus.told:
        ranked = [] if _points_back(turn) else rank(turn)
        if ranked and ranked[0].points >= turn.weights.answer:
            return told(ranked, turn)
        return Answer(Status.ANSWERED, notes=("nothing_said_yet",), focus=focus)
    if dated := _of_its_own(turn):
        return told([dated], turn)
    said = _told_last(turn)
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
    sources = tuple(places.values())
    return Answer(status, items=views, notes=("where_from",), sources=sources, focus=focus, kind=Kind.SOURCES)


def _of_its_own(turn: Turn) -> Scored | None:
    """What is known of the very thing talked about, where the words lie nearest to the same of another of its kind.

    "What year is that from", of Gibbs, asks no source: it lies near the year of Kolb.
    """
    nearest = next(iter(turn.question.matches), None)
    if nearest is None or nearest.nearness < LIKE:
        return None
    alike = (f"{key}.{nearest.id.partition('.')[2]}" for key in turn.focus.subjects)
    own = next((key for key in alike if key in turn.nearness and key in turn.knowledge.facts), "")
    named = turn.knowledge.statement(nearest.id)
    single = named is not None and any(turn.vocabulary.kind(key) in SINGLING for key in named.about)
    return Scored(turn.weights.answer, own) if own and single and own not in turn.focus.told else None


def because(turn: Turn) -> Answer:
    """The reason that a source gives for what was told last."""
    focus, knowledge = turn.focus, turn.knowledge
    for key in focus.told:
        fact = knowledge.facts.get(key)
        if fact is not None and fact.because:
            said = statements_of([knowledge.facts[fact.because]], knowledge)
            return Answer(Status.ANSWERED, said, offers=offers(focus, knowledge), focus=_told_also(focus, said))
    if focus.told and (further := _rest(focus, knowledge)):
        return further
    ranked = rank(turn)
    if focus.told and ranked and ranked[0].points < turn.weights.answer:
        return Answer(Status.NO_SOURCE, notes=("no_reason",), focus=focus)
    found = told(ranked, turn)
    if not focus.told and _points_back(turn) and found.status not in (Status.ANSWERED, Status.DISPUTED):
        return Answer(Status.ANSWERED, notes=("nothing_said_yet",), focus=focus)
    return found


def _points_back(turn: Turn) -> bool:
    """Whether the words point at something said before and name nothing themselves."""
    return turn.question.leans and not turn.topic.named


def tell_more(turn: Turn) -> Answer:
    """What was kept back from the last answer."""
    focus, knowledge = turn.focus, turn.knowledge
    if further := _rest(focus, knowledge):
        return further
    if focus.told:
        return Answer(Status.ANSWERED, notes=("no_more",), offers=offers(focus, knowledge), focus=focus)
    return Answer(Status.UNSURE, notes=("rephrase",), focus=focus)


def sum_up(turn: Turn) -> Answer:
    """What was told last, once more."""
    focus, knowledge = turn.focus, turn.knowledge
    told_last = _told_last(turn)
    if not told_last:
        return Answer(Status.ANSWERED, notes=("nothing_said_yet",), focus=focus)
    said = statements_of(told_last, knowledge)
    found = offers(focus, knowledge)
    return Answer(Status.ANSWERED, notes=("summary",), items=said, offers=found, focus=focus, kind=Kind.SUMMARY)


def pick(turn: Turn) -> Answer:
    """One of the things listed last: "the second one", "the top one"."""
    focus, knowledge = turn.focus, turn.knowledge
    place = turn.question.pick or 0
    if not focus.items or not -len(focus.items) <= place < len(focus.items):
        return told(rank(turn), turn)
    chosen = focus.items[place]
    if chosen in turn.vocabulary.subjects:
        likely = tuple(dict.fromkeys(aspect for aspect in (focus.aspect, "meaning", "audience", "content") if aspect))
        for aspects in (likely, tuple(turn.vocabulary.aspects)):
            if found := _picked(chosen, aspects, turn):
                return found
    statement = knowledge.statement(chosen)
    if statement is None:
        return told([], turn)
    return Answer(Status.ANSWERED, statements_of([statement], knowledge), focus=replace(focus, told=(chosen,)))


def _picked(chosen: str, aspects: tuple[str, ...], turn: Turn) -> Answer | None:
    """The two best facts about a subject that was picked, or None where these aspects hold none."""
    kind = turn.vocabulary.kind(chosen)
    others = tuple(key for key in turn.topic.subjects if turn.vocabulary.kind(key) != kind)
    only = Topic((chosen,), others, aspects, (*turn.focus.properties, "definition", "audience"), kept=True)
    ranked = rank(replace(turn, question=replace(turn.question, matches=()), topic=only))
    facts = turn.knowledge.facts
    said = [fact for each in ranked if (fact := facts.get(each.id)) and chosen in fact.about][:2]
    if not said:
        return None
    now = replace(turn.focus, subjects=only.subjects, told=tuple(fact.id for fact in said))
    return Answer(Status.ANSWERED, statements_of(said, turn.knowledge), focus=now)


def _told_last(turn: Turn) -> list[Known]:
    return [found for key in turn.focus.told if (found := turn.knowledge.statement(key)) is not None]


def _rest(focus: Focus, knowledge: KnowledgeBase) -> Answer | None:
    """The next two statements kept back, or None."""
    chosen: list[Known] = []
    words = 0
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
