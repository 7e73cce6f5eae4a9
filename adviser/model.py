"""What is known, as frozen values: sources, subjects, facts, disagreements, the catalogue, and all of it together.

A fact is one attributed, dated statement. A disagreement is two or more views that cannot both be said flat.
What is said about it, question and answer, is in `adviser.talk`.
"""

from __future__ import annotations

import builtins
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from adviser.advice.model import Rules

if TYPE_CHECKING:
    from adviser.advice.ladder import Ladder
    from adviser.advice.study_rules import StudyRules
    from adviser.contact.words import ContactWords


@dataclass(frozen=True)
class Span:
    """A range of a unit of measure, open above when `top` is None (37 credits or more)."""

    low: float
    top: float | None = None


Value = int | float | str | tuple[str, ...] | Span


@dataclass(frozen=True)
class Source:
    """Who said it. `interest` is told when the publisher sells something; `trust` is A, P, C, L or U."""

    id: str
    publisher: str
    title: str
    standing: str
    interest: str
    trust: str
    read: date
    url: str = ""


@dataclass(frozen=True)
class Citation:
    """A place in a source, with the day somebody read it there."""

    source: Source
    place: str
    read: date


@dataclass(frozen=True)
class Subject:
    """Something a fact can be about: a level, a type, a body, a grade...

    `order` ranks within its kind; `means` are the subjects that a collective name ("both bodies") stands for; `unless`
    are phrases that hold one of its names and mean something else ("call centre"); `beside` are words that mean it
    where another subject is named too, and something else where not ("a fellow", beside the Institute of Leadership).
    """

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    order: int = 0
    means: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Elsewhere:
    """What other people's courses teach: fields by group, callings, and the words that tell of a course or a calling.

    `topics` are questions for somebody else without a course ("job vacancies"), `ours` words that only we are asked
    about ("unit").
    """

    fields: Mapping[str, tuple[str, ...]]
    callings: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    becoming: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """What can be said of a subject; properties of one aspect answer one kind of enquiry.

    `only_if_named` is the kind of subject that must be named before it is told; what is marked `hand_over` is told
    as something to check, and counts as not known. `gap` is the fact that says what is not known of it: who surely asks
    for it hears that before anything of another aspect.
    """

    id: str
    aspect: str
    label: str
    only_if_named: str = ""
    hand_over: bool = False
    gap: str = ""


@dataclass(frozen=True)
class Fact:
    """One statement, attributed and dated.

    `says` is the sentence that may be spoken; `value` with `unit` is the same for a table cell or a sum.
    `asks` are ways in which people ask for it. `disputed` names the disagreement it is one side of,
    `because` the fact that answers "why?" after it.
    """

    id: str
    about: frozenset[str]
    property: Property
    value: Value
    says: str
    citations: tuple[Citation, ...]
    unit: str = ""
    caution: str = ""
    disputed: str = ""
    because: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """One side of a disagreement."""

    says: str
    citation: Citation


@dataclass(frozen=True)
class Disagreement:
    """Views that cannot both be said flat, with the honest reply and a short note of the same."""

    id: str
    about: frozenset[str]
    property: Property
    topic: str
    views: tuple[View, ...]
    reply: str
    note: str
    asks: tuple[str, ...] = ()

    @builtins.property  # "property" is a field here
    def citations(self) -> tuple[Citation, ...]:
        """The places of all its views."""
        return tuple(view.citation for view in self.views)


@dataclass(frozen=True)
class Qualification:
    """A row of the catalogue. `credits` in credits, `guided_hours` and `tqt` in hours; None where not known."""

    id: str
    title: str
    body: str
    level: str
    type: str
    pathway: str
    status: str
    fact: str
    credits: Value | None = None
    guided_hours: Value | None = None
    tqt: Value | None = None
    number: str = ""
    structure: str = ""


MOST_REMEMBERED = 5000  # sets of subjects: many times those of the facts


@dataclass(frozen=True)
class Vocabulary:
    """The closed lists: subjects by id, properties by id, aspects with the words that name them."""

    subjects: Mapping[str, Subject]
    properties: Mapping[str, Property]
    units: tuple[str, ...]
    aspects: Mapping[str, tuple[str, ...]]
    enquiries: Mapping[str, tuple[str, ...]]
    next_aspects: Mapping[str, tuple[str, ...]]
    offered: Mapping[str, tuple[str, ...]]
    compare_first: tuple[str, ...]
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere({}))

    _sorted: dict[frozenset[str], Mapping[str, frozenset[str]]] = field(default_factory=dict, repr=False, compare=False)

    def kind(self, subject: str) -> str:
        """The kind of a subject id."""
        return self.subjects[subject].kind

    def beside(self, word: str, names: Collection[str]) -> str | None:
        """The subject that a word means where these are named too; None where it means what it always does."""
        return next((meant for other, meant in self._beside.get(word, ()) if other in names), None)

    @cached_property
    def _beside(self) -> Mapping[str, list[tuple[str, str]]]:
        """By word: beside which subject it means which; every name in every message is looked up here."""
        found: dict[str, list[tuple[str, str]]] = {}
        for subject in self.subjects.values():
            for other, words in subject.beside.items():
                for word in words:
                    found.setdefault(word, []).append((other, subject.id))
        return found

    def by_kind(self, keys: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """Subjects sorted by their kind; remembered, since every question meets the same facts again."""
        known = self._sorted.get(keys)
        if known is None:
            found: dict[str, set[str]] = {}
            for key in keys:
                found.setdefault(self.kind(key), set()).add(key)
            known = {kind: frozenset(members) for kind, members in found.items()}
            if len(self._sorted) < MOST_REMEMBERED:
                self._sorted[keys] = known
        return known


@dataclass(frozen=True)
class FixedReply:
    """What is always said to a kind of talk: keys of the wording, and facts."""

    notes: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """The facts that arithmetic rests on: hours a credit, and the credits of each type, smallest first."""

    hours_a_credit: str
    bands: tuple[str, ...]


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that may be said, checked. `version` changes whenever a file of it does."""

    version: str
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    disagreements: Mapping[str, Disagreement]
    qualifications: Mapping[str, Qualification]
    words: Mapping[str, Any]
    replies: Mapping[str, FixedReply]
    sums: Sums | None
    rules: Rules
    ladder: Ladder
    study: StudyRules
    contact: ContactWords

    @cached_property
    def by_aspect(self) -> Mapping[str, tuple[Fact | Disagreement, ...]]:
        """Every fact and disagreement by the aspect of its property, facts first: a question is about one or two."""
        found: dict[str, list[Fact | Disagreement]] = {}
        every: list[Fact | Disagreement] = [*self.facts.values(), *self.disagreements.values()]
        for known in every:
            found.setdefault(known.property.aspect, []).append(known)
        return {aspect: tuple(each) for aspect, each in found.items()}

    def statement(self, key: str) -> Fact | Disagreement | None:
        """The fact or disagreement of that id, or None."""
        return self.facts.get(key) or self.disagreements.get(key)
