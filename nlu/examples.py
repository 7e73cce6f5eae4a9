"""What kinds of enquiry are learnt from beside the written examples, and how examples are read."""

from __future__ import annotations

from collections.abc import Sequence

from adviser.model import KnowledgeBase
from adviser.resolve import several
from nlu.features import Dense, layered_without
from nlu.full_names import read_as
from nlu.reader import domain_words
from nlu.spelling import Speller
from nlu.subjects import SubjectFinder
from nlu.text import tidy

NO_EXAMPLES = ("unit", "name", "unknown", "advice")  # properties that are asked for in the words of any kind


def asks_as_examples(base: KnowledgeBase) -> list[tuple[str, str]]:
    """The asks of the facts, each an example of the kind of enquiry whose first aspect is the fact's."""
    kinds: dict[str, str] = {}
    for kind, aspects in base.vocabulary.enquiries.items():
        if kind.startswith("ask_") and aspects:
            kinds.setdefault(aspects[0], kind)
    facts = [
        fact
        for fact in base.facts.values()
        if fact.property.id not in NO_EXAMPLES and not several(tuple(fact.about), base.vocabulary)
    ]  # a fact about several things of a kind is asked for by comparing
    return [(tidy(ask), kinds[f.property.aspect]) for f in facts for ask in f.asks if f.property.aspect in kinds]


def nameless(lines: Sequence[str], base: KnowledgeBase) -> Dense:
    """`layered` of examples without what they name, shape (len(lines), 768).

    Names tell little of the kind, and much of what is mostly asked of whom: of "a diploma" how big it is.
    """
    finder = SubjectFinder(base.vocabulary, Speller(domain_words([])))
    read = [read_as(line, finder.read(line)[1]) for line in lines]
    return layered_without(read, [finder.named(line) for line in read])
