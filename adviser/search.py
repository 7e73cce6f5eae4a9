"""Lists: which qualifications, units or courses fit the words and subjects of a question."""

from __future__ import annotations

from adviser.about import ROWS, subject_points
from adviser.model import Fact
from adviser.resolve import STRONG, Turn
from adviser.select import fits

MOST_FOUND = 6
LISTED = ("unit", "covers", "name", "offers")  # properties whose facts are things to list
NEAR_ENOUGH = 0.5
NEAR_ENOUGH_ROW = 0.42  # a bare title lies further from a question than a sentence does


def search(turn: Turn) -> tuple[Fact, ...]:
    """Facts worth listing, the nearest first; nothing that contradicts a named subject."""
    near = turn.nearness
    found: list[tuple[float, str, Fact]] = []
    for fact in turn.knowledge.facts.values():
        if fact.property.id not in LISTED or not fits(fact, turn.topic, turn.vocabulary):
            continue
        nearness = near.get(fact.id, 0.0)
        row = fact.id.startswith(ROWS)
        if nearness < (NEAR_ENOUGH_ROW if row else NEAR_ENOUGH) and not _pointed_at(fact, turn):
            continue
        points = nearness + subject_points(fact, turn) - (turn.weights.row if row else 0.0)
        found.append((-points, fact.id, fact))
    return tuple(fact for _, _, fact in sorted(found)[:MOST_FOUND])


def _pointed_at(fact: Fact, turn: Turn) -> bool:
    """Whether two or more strong subjects single this row of the catalogue out ("coaching courses at level 5")."""
    strong = {key for key in turn.topic.named if turn.vocabulary.kind(key) in STRONG}
    return fact.id.startswith("qualification.") and len(strong) > 1 and strong <= fact.about
