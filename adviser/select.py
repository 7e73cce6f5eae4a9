"""Which facts answer a question.

A fact earns points for lying near the person's words, for the aspect asked about and for each subject
shared with the question; it loses them for speaking of another level, type or body. What remains above
a bar is an answer; a little below it, a guess worth checking; further down, nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from adviser.about import COACHING, GAP, ROWS, Known, holds_too, subject_points, surely_asked
from adviser.model import Disagreement, Vocabulary
from adviser.resolve import STRONG, Topic, Turn, singles_out

GENERIC = {"ilm", "leadership-and-management"}  # what the sources speak of unless they say otherwise
SINGLING = ("grade", "provider", "theory", "apprenticeship", "variant")  # kinds of which one is a case of its own
STRICTLY = 0.8  # chance of a kind from which its own aspects alone answer it, where what is not known of it is said
NEAR_GAP = 0.45  # nearness of what is not known from which it is what was meant
NEAR, FAR = 0.72, 0.62  # nearness from which words, not names, are alike; below which names alone may be
FEW_NEAR = 4  # statements, one of which was meant if anything that lies near was


@dataclass(frozen=True, order=True)
class Scored:
    """A fact or disagreement with its points."""

    points: float
    id: str


def rank(turn: Turn) -> list[Scored]:
    """Facts and disagreements for this turn, the best first; those without any claim are left out."""
    back = points_back(turn)
    near = _near(turn, back)
    factor = turn.weights.kept_nearness if turn.topic.kept or back else 1.0
    gap = "" if turn.topic.kept else _nearest_gap(turn, back)
    ahead, lead = ("", 0.0) if turn.topic.kept or back else _ahead(turn)
    scored = []
    silent, only = _strictly(turn)
    for known in candidates(near, turn):
        if only and known.property.aspect not in only:
            continue
        points = near.get(known.id, 0.0) * (1.0 if known.id == gap else factor)
        points += _aspect_points(known, turn)
        points += subject_points(known, turn, back)
        points += turn.weights.holds_too if holds_too(known, turn) else 0.0
        points += _leaning_points(known, turn) if back else 0.0
        points += _wanted_points(known, turn)
        if isinstance(known, Disagreement):
            points += turn.weights.differs if turn.question.differs else turn.weights.disagreement
        if known.id == ahead:
            points += turn.weights.ahead * lead
        if known.id == gap:
            points += turn.weights.nearest_gap
        scored.append(Scored(points, known.id))
    scored.sort(key=lambda each: (-each.points, each.id))
    if silent and not _enough(scored, turn):
        most = max((each.points for each in scored), default=0.0)
        return [Scored(max(most, turn.weights.answer), silent), *(each for each in scored if each.id != silent)]
    return scored


def _near(turn: Turn, back: bool) -> Mapping[str, float]:
    """How near each statement lies, by id: to the words, or to those that name nothing, if it is what is asked for.

    "How does referencing work on the Level 3 coaching course" is far from what is said of referencing at any level.
    """
    if turn.topic.kept or back or turn.question.confidence < turn.weights.alike_from:
        return turn.nearness
    near = dict(turn.nearness)
    for match in turn.question.alike:
        known = turn.knowledge.statement(match.id)
        if known is not None and known.property.aspect in turn.topic.aspects[:1]:
            near.setdefault(match.id, turn.weights.alike * match.nearness)
    return near


def _strictly(turn: Turn) -> tuple[str, frozenset[str]]:
    """What is said where nothing answers, and the aspects that alone may; empty where whatever lies near may.

    Who surely asks for a price is told one, or that it is not known; what the course is about would pass that over.
    """
    aspects = turn.vocabulary.enquiries.get(turn.question.kind, ())
    if not aspects or turn.question.confidence < STRICTLY:
        return "", frozenset()
    properties = turn.vocabulary.properties.values()
    gap = next((each.gap for each in properties if each.gap and each.aspect == aspects[0]), "")
    return (gap, frozenset(aspects)) if gap in turn.knowledge.facts else ("", frozenset())


def _enough(scored: list[Scored], turn: Turn) -> bool:
    """Whether the best answers: it passes the bar, and what it says is not known is what was meant."""
    if not scored or scored[0].points < turn.weights.answer:
        return False
    best = turn.knowledge.facts.get(scored[0].id)
    if best is None or best.property.id != GAP:
        return True
    nearest = islice((key for key in turn.nearness if not key.startswith(ROWS)), FEW_NEAR)
    return turn.nearness.get(best.id, 0.0) >= NEAR_GAP and best.id in nearest  # hours, where a price is asked, is not


def _nearest_gap(turn: Turn, back: bool) -> str:
    """The statement that something is not known, where the words lie nearer to it than to anything that is.

    Words that point back ("does it expire") say less by themselves, so they have to lie nearer.
    """
    facts = turn.knowledge.facts
    gaps = {key: fact.property.id == GAP for key in turn.nearness if (fact := facts.get(key)) is not None}
    best = next(iter(gaps), "")
    rival = next((turn.nearness[key] for key, gap in gaps.items() if not gap), 0.0)
    lead = turn.nearness.get(best, 0.0) - rival
    leads = gaps.get(best, False) and lead >= turn.weights.gap_lead and rival < turn.weights.gap_rival
    leads = leads and (not back or turn.nearness[best] >= turn.weights.gap_leaning)
    return best if leads else ""


def _ahead(turn: Turn) -> tuple[str, float]:
    """The statement whose wording lies nearest, and how far it leads the next: a long lead outweighs a wrong guess."""
    known = (each for each in turn.question.matches if not each.id.startswith(ROWS))
    first, second = next(known, None), next(known, None)
    return (first.id, first.nearness - second.nearness) if first and second else ("", 0.0)


def candidates(near: Mapping[str, float], turn: Turn) -> Iterator[Known]:
    """What lies near the words, and what the topic itself points at."""
    wanted = set(turn.topic.subjects)
    aspects = set(turn.topic.aspects)
    kinds = {turn.vocabulary.kind(key) for key in wanted}
    pointed = [known for aspect in aspects for known in turn.knowledge.by_aspect.get(aspect, ())]
    found = {known.id: known for known in pointed if not wanted or known.about & wanted}
    found |= {key: known for key in near if (known := turn.knowledge.statement(key)) is not None}
    for known in found.values():
        if not known.property.only_if_named or known.property.only_if_named in kinds:
            yield known


def _aspect_points(known: Known, turn: Turn) -> float:
    topic, weights, confidence = turn.topic, turn.weights, turn.question.confidence
    if topic.kept:
        if known.property.id in topic.properties[1:]:  # what went with the answer weighs a little less than it did
            return (weights.same_property + weights.same_aspect) / 2 + weights.counterpart * _is_counterpart(
                known, turn
            )
        if known.property.id in topic.properties:
            return weights.same_property + weights.counterpart * _is_counterpart(known, turn)
        return weights.same_aspect if known.property.aspect in topic.aspects else 0.0
    if known.property.aspect in topic.aspects[:1]:
        return weights.aspect * min(1.0, 1.5 * confidence)
    if known.property.aspect in topic.aspects:
        return weights.second_aspect * confidence
    # Much lies near a qualification's full name, and shares its subjects, whatever of it is asked for.
    return min(weights.other_of_full_name * surely_asked(turn, 2), weights.other_aspect * _passes_over(known, turn))


def _passes_over(known: Known, turn: Turn) -> float:
    """How far something of another aspect passes over what is surely asked for, 0 to 1; little if it lies near."""
    if not turn.topic.aspects or turn.question.step or points_back(turn):
        return 0.0
    sure = max(0.0, turn.question.confidence - STRICTLY) / (1 - STRICTLY)
    return sure * min(1.0, max(0.0, NEAR - turn.nearness.get(known.id, 0.0)) / (NEAR - FAR))


def _is_counterpart(known: Known, turn: Turn) -> bool:
    """Whether this says of what is named now what was told last of another ("kolb.year" after "gibbs.year")."""
    last = next(iter(turn.focus.told), "")
    alike = known.id != last and known.id.partition(".")[2] == last.partition(".")[2]
    return alike and not known.about.isdisjoint(turn.topic.named)


def points_back(turn: Turn) -> bool:
    """Whether the words lean on what was talked about and name nothing strong themselves ("who should take it?").

    Said first thing, "it" points back at nothing: all that such a question means is in its words.
    """
    names = singles_out(set(turn.topic.named) - GENERIC, turn.vocabulary)
    return turn.question.leans and bool(turn.topic.carried) and not turn.topic.kept and not names


def _leaning_points(known: Known, turn: Turn) -> float:
    """Points for speaking of just what the words point back at, and not of a case or a pathway of its own."""
    strong = {key for key in turn.topic.carried if turn.vocabulary.kind(key) in STRONG} - GENERIC
    about = turn.vocabulary.by_kind(known.about)
    others = about.keys() & set(SINGLING) - turn.carried.keys() - turn.named.keys()
    named = {key for kind in about for key in about[kind] if kind in STRONG} - GENERIC
    elsewhere = others or (COACHING in known.about and COACHING not in turn.topic.subjects)
    if not strong or (elsewhere and strong <= known.about):
        return 0.0
    if strong <= known.about:
        # "Can these be done online", of coaching at Level 7: what is said of coaching in near words is asked for rather
        # than what lies nowhere near the words, though it speaks of both.
        if _of_another_aspect(known, turn):
            return 0.0
        far = known.id not in turn.nearness and _near_of_a_part(strong, turn)
        return turn.weights.leaning / 2 if far else turn.weights.leaning
    if named and named < strong and {turn.vocabulary.kind(key) for key in named} <= set(SINGLING):
        return turn.weights.leaning / 2  # "what help do they give", of a provider and a level: of that provider
    kinds = {turn.vocabulary.kind(key) for key in strong}
    spoken_of = strong.union(GENERIC, turn.focus.items)
    # "Is there an exam on it": what holds of all of them is no worse an answer for speaking of none by name, nor what
    # speaks of one of several things carried over, or of one that the last answer listed.
    others_of_a_kind = any(about[kind] - spoken_of for kind in kinds & about.keys())
    return -turn.weights.leaning / 2 if others_of_a_kind else 0.0


def _of_another_aspect(known: Known, turn: Turn) -> bool:
    """Whether it tells of something else than what is surely asked: what it does for a team, where "who for" is."""
    wanted = turn.topic.aspects[:1]
    return bool(wanted) and turn.question.confidence >= STRICTLY and known.property.aspect not in turn.topic.aspects


def _near_of_a_part(strong: set[str], turn: Turn) -> bool:
    """Whether something near the words is of the aspect asked for and speaks of some of these subjects and no other."""
    near = (known for key in turn.nearness if (known := turn.knowledge.statement(key)) is not None)
    wanted = [known.about - GENERIC for known in near if known.property.aspect in turn.topic.aspects[:1]]
    singled = ({key for key in about if turn.vocabulary.kind(key) in STRONG} for about in wanted)
    return any(about and about < strong for about in singled)


def _wanted_points(known: Known, turn: Turn) -> float:
    """Points for naming one thing of the kind that was asked for ("which level ...")."""
    wants = turn.question.wants
    if not wants:
        return 0.0
    named = [key for key in known.about if turn.vocabulary.kind(key) == wants]
    single = len(named) == 1 or known.property.id == f"{wants}_choice"
    return turn.weights.wanted if single else 0.0


def fits(known: Known, topic: Topic, vocabulary: Vocabulary, but: str = "") -> bool:
    """Whether nothing strong in this fact contradicts the topic; the kind `but` is left out of account."""
    asked = vocabulary.by_kind(frozenset(topic.subjects))
    for kind, keys in vocabulary.by_kind(known.about).items():
        if kind == but or kind not in STRONG:
            continue
        if kind in asked and not keys & asked[kind]:
            return False
    return (COACHING in topic.subjects) == (COACHING in known.about)
