"""What both calculators need to speak: their words read and checked, and sentences that never lack a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.lines import Lined, Problem
from adviser.model import Fact, KnowledgeBase
from adviser.talk import Statement
from adviser.tell import statements_of

if TYPE_CHECKING:
    from adviser.knowledge import Loader


def stated(text: str, facts: Iterable[str], knowledge: KnowledgeBase, caution: str = "") -> Statement:
    """A sentence with the facts it rests on, each once, and their citations."""
    rests_on = tuple(dict.fromkeys(facts))
    citations = tuple(dict.fromkeys(c for key in rests_on for c in knowledge.facts[key].citations))
    return Statement(text, rests_on, citations, caution)


def with_notes(said: Iterable[Statement], knowledge: KnowledgeBase) -> tuple[Statement, ...]:
    """The statements, with a note wherever one rests on a side of a disagreement."""
    told = tuple(said)
    facts = [knowledge.facts[key] for each in told for key in each.rests_on if key in knowledge.facts]
    notes = [s for s in statements_of(facts, knowledge) if s.rests_on[0] in knowledge.disagreements]
    return (*told, *notes)


def read_words(
    loader: Loader, entry: Lined, wanted: Mapping[str, tuple[str, ...]], name: str = "words"
) -> dict[str, str]:
    """The words of an entry by key; what is missing, misleads or has a strange {place} is a problem."""
    loader.accept(
        _fields(entry, wanted),
        *(_pattern(loader, entry, f"{name}: '{key}'", entry[key], wanted[key]) for key in wanted if key in entry),
    )
    return {key: str(entry.get(key, "")) for key in wanted}


def known(loader: Loader, entry: Lined, keys: Any, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Ids of facts as an entry lists them, without those that do not exist, which are problems."""
    listed = keys if isinstance(keys, list) else [keys]
    loader.accept(*(checks.one_of(entry, "fact", key, facts) for key in listed))
    return tuple(str(key) for key in listed if key in facts)


def only(entry: Lined, kind: str, required: Collection[str], allowed: Collection[str]) -> Iterator[Problem]:
    """Keys that are missing or that nobody reads."""
    for key in required:
        if key not in entry:
            yield entry.problem(f"{kind} {entry.get('id', '')} has no '{key}'.", f"It needs {', '.join(required)}.")
    for key in entry:
        if key not in allowed:
            mend = checks.nearest(str(key), allowed)
            yield entry.problem(f"{kind} {entry.get('id', '')} has the unknown field '{key}'.", mend)


def _fields(entry: Lined, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    return only(entry, "these words:", tuple(wanted), tuple(wanted))


def _pattern(loader: Loader, entry: Lined, name: str, text: Any, places: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with one pattern of words."""
    if not isinstance(text, str) or not text:
        yield entry.problem(f"{name} is not words.", "Put them in quotes.")
        return
    try:
        found = {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError as error:
        yield entry.problem(f"{name} cannot be read ({error}).", "Write each place as {name}.")
        return
    for place in sorted(found - set(places)):
        yield entry.problem(f"{name} has the unknown place '{{{place}}}'.", checks.nearest(place, places or ("none",)))
    for never in loader.never:
        if hit := never.search(text):
            yield entry.problem(f'{name} says "{hit.group()}".', "Say what it is comparable to, and who says so.")
