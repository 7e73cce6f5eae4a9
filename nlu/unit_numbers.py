"""Units asked for by their number: "what's unit 213", "is 301 one you have to do at level 3"."""

from __future__ import annotations

import re

from adviser.model import KnowledgeBase

NAMED = 0.95  # nearness of a unit whose number is said: no wording is as plain
# A number that counts or prices something is no unit's.
NUMBER = re.compile(
    r"(?<![\w£$€.,])(\d{3})(?![\w%])(?![.,]\d)(?!\s*(?:\+|-\s*\d|words?|hours?|hrs?|credits?|people|staff|employees"
    r"|managers?|quid|pounds?|pages?|degrees?|learners?|of (?:us|them)|a (?:year|month)|per)\b)"
)
BESIDE = ("unit", "credit")  # subjects that may stand beside it; "unit 501 evidence" asks about evidence


class UnitNumbers:
    """The units of the catalogue by number."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._concepts = {key for key, each in knowledge.vocabulary.subjects.items() if each.kind == "concept"}
        self._units: dict[str, list[str]] = {}
        for fact in knowledge.facts.values():
            number = fact.id.rpartition(".")[2]
            if fact.property.id == "unit" and number.isdigit():
                self._units.setdefault(number, []).append(fact.id)

    def __call__(self, text: str, subjects: list[str]) -> list[tuple[str, float]]:
        """Ids of the units whose numbers are said, with their nearness; none where something of a unit is asked."""
        if self._concepts.intersection(subjects).difference(BESIDE):
            return []
        said = dict.fromkeys(NUMBER.findall(text))
        return [(key, NAMED) for number in said for key in self._units.get(number, ())]
