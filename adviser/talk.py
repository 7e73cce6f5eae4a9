"""What is said, as frozen values: a question in our ids, what was talked about, and all that may be told.

What it is said about is in `adviser.model`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from adviser.model import Citation


class Kind(str, Enum):
    """What sort of answer it is, for a channel that draws each in its own way."""

    ANSWER = "answer"
    COMPARISON = "comparison"
    QUESTION = "question"
    RECOMMENDATION = "recommendation"
    TRIAL = "trial"
    REASONS = "reasons"
    PLAN = "plan"
    SUMMARY = "summary"
    SOURCES = "sources"


class Part(str, Enum):
    """What a sentence does beside a recommendation."""

    HEADLINE = "headline"
    CAUTION = "caution"
    RIVAL = "rival"
    AGAINST = "against"
    CHANGE = "change"
    NEXT_BEST = "next_best"


class Status(str, Enum):
    """How an enquiry ended."""

    ANSWERED = "answered"
    DISPUTED = "disputed"
    UNSURE = "unsure"
    NOT_KNOWN = "not_known"
    NO_SOURCE = "no_source"
    OUT_OF_SCOPE = "out_of_scope"


HELPFUL = (Status.ANSWERED, Status.DISPUTED, Status.NOT_KNOWN)  # something was told


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
    `talk` is the kind it would have about a recommendation in hand; `pick` is the place of a listed thing (0 first,
    -1 last), `step` how far up or down it lies from what was talked about ("the grade above it"); `wants` is the kind
    of subject that would answer ("which level"); `leans` tells that the wording points back, `weighs` that it sets
    things against each other, `differs` that it says people disagree. `matches` lie near its words, `alike` near those
    that name nothing.
    """

    kind: str
    subjects: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    alike: tuple[Match, ...] = ()
    leans: bool = False
    weighs: bool = False
    differs: bool = False
    pick: int | None = None
    step: int = 0
    wants: str | None = None
    confidence: float = 1.0
    hours: float | None = None
    credits: float | None = None
    weeks: float | None = None
    talk: str = ""


@dataclass(frozen=True)
class Focus:
    """What was last talked about, so that "and level 7?" can be understood.

    `told` are the statements of the last answer, `rest` those that "tell me more" would tell, `items`
    the subjects it listed in order, `beside` what one of the subjects took the place of ("and level 7?"); `age` counts
    turns without an answer since.
    """

    subjects: tuple[str, ...] = ()
    aspect: str = ""
    properties: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    age: int = 0


@dataclass(frozen=True)
class Statement:
    """A sentence with the facts or disagreements it rests on and their citations. Never empty of either.

    `part` is what it does beside a recommendation; None for what merely answers.
    """

    text: str
    rests_on: tuple[str, ...]
    citations: tuple[Citation, ...]
    caution: str = ""
    part: Part | None = None


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
class Note:
    """Words about the conversation, never about a qualification: a key of the wording's `advice`, and its values."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Prompt:
    """A question to the person, with its choices as they are labelled; `progress` is how its text may begin."""

    text: str
    choices: tuple[str, ...] = ()
    progress: str = ""


@dataclass(frozen=True)
class Answer:
    """Everything the person may be told about one question.

    `notes` are keys of `knowledge/wording.yml` for what is said around the facts (never about a
    qualification), with the names they speak of in `names`. Advice opens and ends with notes of its own, closes with
    statements that come after its list, and may end in a question to the person. `title` is what is recommended.
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
    opening: tuple[Note, ...] = ()
    closing: tuple[Statement, ...] = ()
    ending: tuple[Note, ...] = ()
    prompt: Prompt | None = None
    kind: Kind = Kind.ANSWER
    title: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each source of this answer once, in the order in which it is first leant on."""
        cells = [cell for _, row in self.table.rows for cell in row] if self.table else []
        parts: list[Statement | Cell] = [*self.statements, *cells, *self.items, *self.closing]
        every = [citation for part in parts for citation in part.citations]
        found: dict[str, Citation] = {}
        for citation in (*every, *self.sources):
            found.setdefault(citation.source.id, citation)
        return tuple(found.values())
