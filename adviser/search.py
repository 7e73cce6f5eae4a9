"""Lists: which qualifications, units or courses fit the words and subjects of a question."""

from __future__ import annotations

from adviser.model import Fact, KnowledgeBase, Question
from adviser.resolve import STRONG, Topic
from adviser.select import WEIGHTS, Weights, fits, subject_points

MOST_FOUND = 6
LISTED = ("unit", "covers", "name", "offers")  # properties whose facts are things to list
NEAR_ENOUGH = 0.5


def search(question: Question, topic: Topic, knowledge: KnowledgeBase, weights: Weights = WEIGHTS) -> tuple[Fact, ...]:
    """Facts worth listing, the nearest first; nothing that contradicts a named subject."""
    near = {match.id: match.nearness for match in question.matches}
    found: list[tuple[float, str, Fact]] = []
    for fact in knowledge.facts.values():
        if fact.property.id not in LISTED or not fits(fact, topic, knowledge.vocabulary):
            continue
        nearness = near.get(fact.id, 0.0)
        if nearness < NEAR_ENOUGH and not _pointed_at(fact, topic, knowledge):
            continue
        points = nearness + subject_points(fact, topic, knowledge.vocabulary, weights)
        found.append((-points, fact.id, fact))
    return tuple(fact for _, _, fact in sorted(found)[:MOST_FOUND])


def _pointed_at(fact: Fact, topic: Topic, knowledge: KnowledgeBase) -> bool:
    """Whether two or more strong subjects single this row of the catalogue out ("coaching courses at level 5")."""
    strong = {key for key in topic.named if knowledge.vocabulary.kind(key) in STRONG}
    return fact.id.startswith("qualification.") and len(strong) > 1 and strong <= fact.about
