"""Which facts answer a question.

A fact earns points for lying near the person's words, for the aspect asked about and for each subject
shared with the question; it loses them for speaking of another level, type or body. What remains above
a bar is an answer; a little below it, a guess worth checking; further down, nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adviser.model import Disagreement, Fact, KnowledgeBase, Question, Vocabulary
from adviser.resolve import STRONG, Topic

Known = Fact | Disagreement
GENERIC = {"ilm", "leadership-and-management"}  # what the sources speak of unless they say otherwise
ROWS = ("unit.", "qualification.")  # rows of the catalogue: for lists, seldom the answer to a question


@dataclass(frozen=True)
class Weights:
    """Points. Chosen on the development questions by `benchmarks/tune.py`, not by hand."""

    aspect: float = 0.102
    second_aspect: float = 0.06
    same_property: float = 0.45
    same_aspect: float = 0.375
    kept_nearness: float = 0.6
    named: float = 0.06
    named_weak: float = 0.08
    carried: float = 0.045
    other: float = -0.5
    other_carried: float = -0.16
    unnamed: float = -0.05
    missing: float = -0.1
    other_pathway: float = -0.1
    leaning: float = 0.25
    wanted: float = 0.1
    row: float = -0.2
    disagreement: float = -0.03
    answer: float = 0.32
    guess: float = 0.28
    settled: float = 0.57
    companion: float = 0.35


WEIGHTS = Weights()


@dataclass(frozen=True, order=True)
class Scored:
    """A fact or disagreement with its points."""

    points: float
    id: str


def rank(question: Question, topic: Topic, knowledge: KnowledgeBase, weights: Weights = WEIGHTS) -> list[Scored]:
    """Facts and disagreements for this topic, the best first; those without any claim are left out."""
    near = {match.id: match.nearness for match in question.matches}
    back = points_back(question, topic, knowledge.vocabulary)
    scored = []
    for known in candidates(near, topic, knowledge):
        points = near.get(known.id, 0.0) * (weights.kept_nearness if topic.kept or back else 1.0)
        points += _aspect_points(known, topic, question.confidence, weights)
        points += subject_points(known, topic, knowledge.vocabulary, weights, back)
        points += _leaning_points(known, topic, knowledge.vocabulary, weights) if back else 0.0
        points += _wanted_points(question, known, knowledge.vocabulary, weights)
        if isinstance(known, Disagreement):
            points += weights.disagreement
        scored.append(Scored(points, known.id))
    return sorted(scored, key=lambda each: (-each.points, each.id))


def candidates(near: dict[str, float], topic: Topic, knowledge: KnowledgeBase) -> Iterable[Known]:
    """What lies near the words, and what the topic itself points at."""
    wanted = set(topic.subjects)
    aspects = set(topic.aspects)
    kinds = {knowledge.vocabulary.kind(key) for key in wanted}
    for known in (*knowledge.facts.values(), *knowledge.disagreements.values()):
        if known.property.only_if_named and known.property.only_if_named not in kinds:
            continue
        if known.id in near or (known.property.aspect in aspects and (not wanted or known.about & wanted)):
            yield known


def _aspect_points(known: Known, topic: Topic, confidence: float, weights: Weights) -> float:
    if topic.kept:
        if known.property.id in topic.properties:
            return weights.same_property
        return weights.same_aspect if known.property.aspect in topic.aspects else 0.0
    if known.property.aspect in topic.aspects[:1]:
        return weights.aspect * min(1.0, 1.5 * confidence)
    return weights.second_aspect * confidence if known.property.aspect in topic.aspects else 0.0


def subject_points(
    known: Known, topic: Topic, vocabulary: Vocabulary, weights: Weights = WEIGHTS, back: bool = False
) -> float:
    """Points for shared subjects, less those for subjects that differ, lack or were not asked for."""
    points = weights.row if known.id.startswith(ROWS) else 0.0
    about = _by_kind(known.about, vocabulary)
    named = _by_kind(topic.named, vocabulary)
    carried = _by_kind(topic.carried, vocabulary)
    for kind, keys in named.items():
        shared = len(keys & about.get(kind, frozenset()))
        if kind not in STRONG:
            points += weights.named_weak * shared
        elif shared:
            points += weights.named * (1 + shared / len(keys)) / 2 if len(keys) > 1 else weights.named
        elif kind in about:
            points += weights.other
        else:
            points += weights.missing
    for kind, keys in carried.items():
        if kind in about and keys & about[kind]:
            points += weights.carried
        elif kind in about and kind in STRONG:
            points += weights.other if back else weights.other_carried
    for kind in about.keys() - named.keys() - carried.keys():
        points += weights.unnamed * _weight_of_unnamed(kind, about[kind])
    return points + _pathway_points(known, topic, weights)


def _weight_of_unnamed(kind: str, keys: frozenset[str]) -> float:
    if kind == "body":
        return 0.0 if "ilm" in keys else 1.0  # the sources speak of ILM unless they say otherwise
    if kind in ("level", "grade", "provider", "variant", "apprenticeship"):
        return 1.0
    return 0.5 if kind == "type" and len(keys) == 1 else 0.0


def _pathway_points(known: Known, topic: Topic, weights: Weights) -> float:
    coaching = "coaching-and-mentoring"
    asked = coaching in topic.subjects
    if not asked and coaching in known.about and "leadership-and-management" not in known.about:
        return weights.other_pathway
    return weights.other_pathway if asked and coaching not in known.about else 0.0


def points_back(question: Question, topic: Topic, vocabulary: Vocabulary) -> bool:
    """Whether the words lean on what was talked about and name nothing strong themselves ("who should take it?")."""
    return question.leans and not topic.kept and not any(vocabulary.kind(key) in STRONG for key in topic.named)


def _leaning_points(known: Known, topic: Topic, vocabulary: Vocabulary, weights: Weights) -> float:
    """Points for speaking of just what the words point back at."""
    strong = {key for key in topic.carried if vocabulary.kind(key) in STRONG} - GENERIC
    if not strong:
        return 0.0
    return weights.leaning if strong <= known.about else -weights.leaning / 2


def _wanted_points(question: Question, known: Known, vocabulary: Vocabulary, weights: Weights) -> float:
    """Points for naming one thing of the kind that was asked for ("which level ...")."""
    if not question.wants:
        return 0.0
    named = [key for key in known.about if vocabulary.kind(key) == question.wants]
    single = len(named) == 1 or known.property.id == f"{question.wants}_choice"
    return weights.wanted if single else 0.0


def _by_kind(keys: Iterable[str], vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(vocabulary.kind(key), set()).add(key)
    return {kind: frozenset(members) for kind, members in found.items()}


def fits(known: Known, topic: Topic, vocabulary: Vocabulary, but: str = "") -> bool:
    """Whether nothing strong in this fact contradicts the topic; the kind `but` is left out of account."""
    asked = _by_kind(topic.subjects, vocabulary)
    for kind, keys in _by_kind(known.about, vocabulary).items():
        if kind == but or kind not in STRONG:
            continue
        if kind in asked and not keys & asked[kind]:
            return False
    coaching = "coaching-and-mentoring"
    return (coaching in topic.subjects) == (coaching in known.about)
