"""Two or more things of one kind, side by side: a row for each property known of at least two of them."""

from __future__ import annotations

from collections.abc import Mapping

from adviser.catalogue import plain
from adviser.model import Fact, KnowledgeBase, Subject
from adviser.resolve import STRONG, Topic
from adviser.select import GENERIC, fits
from adviser.talk import Cell, Table

MOST_ROWS = 5
LONGEST_LIST = 4
BROAD = ("level", "type", "body", "pathway")  # what a fact says of an award of ILM's, it does not say of ILM


def compare(things: tuple[str, ...], topic: Topic, knowledge: KnowledgeBase) -> Table | None:
    """The table of these things, or None when no property is known of two of them.

    With aspects named, only their properties are compared; otherwise the most telling ones.
    """
    best = {thing: _facts_of(thing, things, topic, knowledge) for thing in things}
    wanted = [aspect for aspect in topic.aspects if aspect not in ("meaning", "choice")]
    shared = [
        name
        for name in knowledge.vocabulary.properties
        if sum(name in facts for facts in best.values()) >= min(2, len(things))
    ]
    named = [name for name in shared if knowledge.vocabulary.properties[name].aspect in wanted]
    order = {name: place for place, name in enumerate(knowledge.vocabulary.compare_first)}
    telling = [] if wanted else [name for name in shared if name in order]
    rows = sorted(named or telling, key=lambda name: order.get(name, len(order)))[:MOST_ROWS]
    if not rows:
        return None
    properties, subjects = knowledge.vocabulary.properties, knowledge.vocabulary.subjects
    return Table(
        columns=tuple(subjects[thing].name for thing in things),
        rows=tuple(
            (properties[name].label, tuple(cell(best[thing].get(name), subjects) for thing in things)) for name in rows
        ),
    )


def _facts_of(thing: str, things: tuple[str, ...], topic: Topic, knowledge: KnowledgeBase) -> dict[str, Fact]:
    """The fact that fits best for each property of one thing."""
    kind = knowledge.vocabulary.kind(thing)
    others = set(things) - {thing}
    found: dict[str, tuple[tuple[int, str], Fact]] = {}
    for fact in knowledge.facts.values():
        if thing not in fact.about or fact.about & others or not fits(fact, topic, knowledge.vocabulary, but=kind):
            continue
        alien = fact.about - {thing, *topic.subjects} - GENERIC
        strangers = [key for key in alien if knowledge.vocabulary.kind(key) in STRONG]
        claim = (-len(fact.about & set(topic.subjects)), fact.id)
        if strangers and (kind in BROAD or kind in {knowledge.vocabulary.kind(key) for key in strangers}):
            continue
        if fact.property.id not in found or claim < found[fact.property.id][0]:
            found[fact.property.id] = (claim, fact)
    return {name: fact for name, (_, fact) in found.items()}


def cell(fact: Fact | None, subjects: Mapping[str, Subject]) -> Cell:
    """What a table says of one fact: its value with the unit, never its sentence."""
    if fact is None:
        return Cell("")
    return Cell(value_text(fact, subjects), (fact.id,), fact.citations[:1])


def value_text(fact: Fact, subjects: Mapping[str, Subject]) -> str:
    """The value of a fact in words: "13 to 36 credits", "delegation, motivation and more"."""
    if isinstance(fact.value, tuple):
        shown = [subjects[term].name if term in subjects else term for term in fact.value[:LONGEST_LIST]]
        more = ", …" if len(fact.value) > LONGEST_LIST else ""
        return ", ".join(shown) + more
    if not fact.unit and isinstance(fact.value, (int, float)):
        return str(fact.value)  # a year: 1984, not 1,984
    if not fact.unit or isinstance(fact.value, str):
        return plain(fact.value)
    first, _, rest = fact.unit.partition(" ")
    many = first if fact.value == 1 else {"criterion": "criteria"}.get(first, f"{first}s")
    return f"{plain(fact.value)} {many} {rest}".strip()
