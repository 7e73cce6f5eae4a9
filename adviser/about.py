"""Points for what a statement is about: the subjects it shares with the question, and those that are of another.

Where it is plain what is asked of a qualification, what is said of its level alone or of all levels is an answer too.
"""

from __future__ import annotations

from collections.abc import Mapping

from adviser.model import Disagreement, Fact
from adviser.resolve import STRONG, Topic, Turn
from adviser.weights import Weights

Known = Fact | Disagreement
Kinds = Mapping[str, frozenset[str]]  # subjects by their kind
COACHING = "coaching-and-mentoring"
SIZES = ("level", "type")  # kinds of which a statement on a body as a whole holds, too
NAME = ("body", *SIZES)  # the kinds that a qualification's full name is made of
GAP = "unknown"  # the property of facts that say what no source says
# Rows of the catalogue, by how their ids begin: for lists, seldom the answer to a question. "unit.definition" is none.
ROWS = ("unit.ilm-", "unit.cmi-", "qualification.")


def subject_points(known: Known, turn: Turn, back: bool = False) -> float:
    """Points for shared subjects, less those for subjects that differ, lack or were not asked for."""
    weights = turn.weights
    points = weights.row if known.id.startswith(ROWS) else weights.gap * (known.property.id == GAP)
    about = turn.vocabulary.by_kind(known.about)
    named, carried = turn.named, turn.carried
    general = 1.0 if known.property.id == GAP or holds_too(known, turn) else 0.0
    # What is said of the level alone, or of all of them, is the answer for a qualification of that level, too.
    asked = known.property.aspect in turn.topic.aspects[:1]
    of_a_part = max(general, min(1.0, 2 * surely_asked(turn, 1)) if asked and not back else 0.0)
    for kind, keys in named.items():
        points += _named_points(kind, keys, about, weights, of_a_part if kind in NAME else general)
    for kind, keys in carried.items():
        points += _carried_points(kind, keys.union(turn.focus.items), about, weights, back)
    for kind in about.keys() - named.keys() - carried.keys():
        points += weights.unnamed * _weight_of_unnamed(kind, about[kind])
    return points + _pathway_points(known, turn.topic, weights, of_a_part)


def _named_points(kind: str, keys: frozenset[str], about: Kinds, weights: Weights, general: float) -> float:
    """Points for the subjects of one kind that the question names; how far what is `general` holds for all: 0 to 1."""
    shared = len(keys & about.get(kind, frozenset()))
    if kind not in STRONG:
        return weights.named_weak * shared
    if shared:
        together = weights.together if shared == len(keys) > 1 else 0.0
        return weights.named * (1 + shared / len(keys)) / 2 + together
    return weights.other if kind in about else weights.missing * (1 - general)


def _carried_points(kind: str, keys: frozenset[str], about: Kinds, weights: Weights, back: bool) -> float:
    """Points for the subjects of one kind that were carried over."""
    if kind not in about:
        return 0.0
    if keys & about[kind]:
        return weights.carried
    if kind not in STRONG:
        return 0.0
    return weights.other if back else weights.other_carried


def _weight_of_unnamed(kind: str, keys: frozenset[str]) -> float:
    if kind == "body":
        return 0.0 if "ilm" in keys else 1.0  # the sources speak of ILM unless they say otherwise
    if kind in ("level", "grade", "provider", "variant", "apprenticeship"):
        return 1.0
    return 0.5 if kind == "type" and len(keys) == 1 else 0.0


def _pathway_points(known: Known, topic: Topic, weights: Weights, general: float) -> float:
    asked = COACHING in topic.subjects
    if not asked and COACHING in known.about and "leadership-and-management" not in known.about:
        return weights.other_pathway
    return weights.other_pathway * (1 - general) if asked and COACHING not in known.about else 0.0


def surely_asked(turn: Turn, parts: int) -> float:
    """How sure it is which aspect is asked for, 0 to 1, of what is named by so many parts of a full name; 0 else."""
    named = sum(kind in NAME for kind in turn.named) + (COACHING in turn.topic.named)
    sought = named >= parts and not turn.topic.kept and turn.topic.aspects
    return max(0.0, 2 * turn.question.confidence - 1) if sought else 0.0


def holds_too(known: Known, turn: Turn) -> bool:
    """Whether what was told last of all of them is the answer for the one named now ("no exams" - "and level 7?").

    It is where nothing of that kind is said of that one alone.
    """
    if not turn.topic.kept or known.id != next(iter(turn.focus.told), ""):
        return False
    named = {key for key in turn.topic.named if turn.vocabulary.kind(key) in SIZES}
    if not named or turn.vocabulary.by_kind(known.about).keys() & {"level", *map(turn.vocabulary.kind, named)}:
        return False
    alike = turn.knowledge.by_aspect.get(known.property.aspect, ())
    return not any(each.property.id == known.property.id and each.about & named for each in alike)
