"""Credits to hours, hours to credits, and the type that fits: sums on facts, labelled as sums."""

from __future__ import annotations

from adviser.catalogue import plain
from adviser.model import Fact, KnowledgeBase, Span
from adviser.resolve import Turn
from adviser.talk import Answer, Focus, Statement, Status
from adviser.tell import offers, statements_of

SUMMED = (
    "ask_size",
    "ask_time",
    "ask_meaning",
    "ask_choice",
    "ask_availability",
    "recommend",
    "follow_up",
    "search",
    "ask_units",
    "ask_entry",
)


def sums(turn: Turn) -> Answer | None:
    """The answer to a question that gives an amount of credits or hours; None for any other."""
    question, knowledge = turn.question, turn.knowledge
    if knowledge.sums is None or question.kind not in SUMMED or not (question.credits or question.hours):
        return None
    rate = knowledge.facts[knowledge.sums.hours_a_credit]
    per_credit = float(rate.value) if isinstance(rate.value, (int, float)) else 0.0
    if not per_credit:
        return None
    size = question.credits or (question.hours or 0.0) / per_credit
    hours = question.hours or size * per_credit
    one = plain(size) == "1"
    pattern = f"credit{'' if one else 's'}_to_hours" if question.credits else f"hours_to_credit{'' if one else 's'}"
    text = knowledge.words["sums"][pattern].format(credits=plain(size), hours=plain(hours), rate=plain(rate.value))
    band = type_for(size, knowledge)
    said = (Statement(text, (rate.id,), rate.citations), *statements_of([band] if band else [], knowledge))
    subjects = tuple(dict.fromkeys((*turn.topic.subjects, *(sorted(band.about) if band else ()))))
    focus = Focus(subjects, "size", (rate.property.id,), tuple(key for each in said for key in each.rests_on))
    return Answer(Status.ANSWERED, said, offers=offers(focus, knowledge), focus=focus)


def type_for(size: float, knowledge: KnowledgeBase) -> Fact | None:
    """The fact on the largest type whose least credits this size reaches; None below the smallest."""
    found = None
    for key in knowledge.sums.bands if knowledge.sums else ():
        band = knowledge.facts[key]
        if isinstance(band.value, Span) and size >= band.value.low:
            found = band
    return found
