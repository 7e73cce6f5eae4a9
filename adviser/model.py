"""The nouns of the project, as frozen values.

A fact is one attributed, dated statement. A disagreement is two or more views that cannot both be
said flat. An enquiry is what a person asks, in our ids; an answer is all that may be told them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any


class Status(str, Enum):
    """How an enquiry ended."""

    ANSWERED = "answered"
    DISPUTED = "disputed"
    UNSURE = "unsure"
    NOT_KNOWN = "not_known"
    NO_SOURCE = "no_source"
    OUT_OF_SCOPE = "out_of_scope"


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
    """Something a fact can be about: a level, a type, a body, a grade... `order` ranks within its kind;
    `means` are the subjects that a collective name ("both bodies") stands for."""

    id: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    order: int = 0
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """What can be said of a subject; properties of one aspect answer one kind of enquiry.

    `only_if_named` is the kind of subject that must be named before it is told; what is marked `hand_over` is told
    as something to check, and counts as not known.
    """

    id: str
    aspect: str
    label: str
    only_if_named: str = ""
    hand_over: bool = False


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

    @property
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


@dataclass(frozen=True)
class Vocabulary:
    """The closed lists: subjects by id, properties by id, aspects with the words that name them."""

    subjects: Mapping[str, Subject]
    properties: Mapping[str, Property]
    units: tuple[str, ...]
    aspects: Mapping[str, tuple[str, ...]]
    aspect_labels: Mapping[str, str]
    enquiries: Mapping[str, tuple[str, ...]]
    next_aspects: Mapping[str, tuple[str, ...]]
    compare_first: tuple[str, ...]

    def kind(self, subject: str) -> str:
        """The kind of a subject id."""
        return self.subjects[subject].kind


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

    def statement(self, key: str) -> Fact | Disagreement | None:
        """The fact or disagreement of that id, or None."""
        return self.facts.get(key) or self.disagreements.get(key)


@dataclass(frozen=True)
class Match:
    """How near a fact or disagreement lies to the person's words, 0 to 1."""

    id: str
    nearness: float


@dataclass(frozen=True)
class Question:
    """One question of a message, in our ids.

    `kind` is an intent of domain.yml; `subjects` keep the order in which they were named; `aspects` are
    those named outright ("on assessment"); `refused` are subjects the person ruled out ("not ILM");
    `pick` is the place of a listed thing (0 first, -1 last); `wants`
    is the kind of subject that would answer ("which level"); `leans` tells that the wording points back.
    """

    kind: str
    subjects: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    leans: bool = False
    pick: int | None = None
    wants: str | None = None
    confidence: float = 1.0
    hours: float | None = None
    credits: float | None = None


@dataclass(frozen=True)
class Focus:
    """What was last talked about, so that "and level 7?" can be understood.

    `told` are the statements of the last answer, `rest` those that "tell me more" would tell, `items`
    the subjects it listed in order; `age` counts turns without an answer since.
    """

    subjects: tuple[str, ...] = ()
    aspect: str = ""
    properties: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    age: int = 0


@dataclass(frozen=True)
class Statement:
    """A sentence with the facts or disagreements it rests on and their citations. Never empty of either."""

    text: str
    rests_on: tuple[str, ...]
    citations: tuple[Citation, ...]
    caution: str = ""


@dataclass(frozen=True)
class Cell:
    """What a table says of one thing under one property; `rests_on` is empty where nothing is known."""

    text: str
    rests_on: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Table:
    """A comparison: a column for each thing, a row for each property."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Offer:
    """A next question that the knowledge base can answer, as aspect and subjects."""

    aspect: str
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Everything the person may be told about one question.

    `notes` are keys of `knowledge/wording.yml` for what is said around the facts (never about a
    qualification), with the names they speak of in `names`.
    """

    status: Status
    statements: tuple[Statement, ...] = ()
    table: Table | None = None
    items: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    sources: tuple[Citation, ...] = ()
    focus: Focus = field(default_factory=Focus)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each source of this answer once, in the order in which it is leant on."""
        cells = [cell for _, row in self.table.rows for cell in row] if self.table else []
        every = [c for part in (*self.statements, *cells, *self.items) for c in part.citations]
        return tuple({c.source.id: c for c in (*reversed(every), *reversed(self.sources))}.values())[::-1]
