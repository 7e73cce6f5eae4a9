"""What can be known of a person, how it bears on a qualification, and what comes of it, as frozen values.

A profile maps features (`knowledge/interview/features.yml`) to what was said. What is not in it, nobody has said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

UNSURE = "unsure"  # asked, and the person could not or would not say: never asked again
ANY = "any"  # no preference
YES, NO = "yes", "no"

PATHWAY, LEVEL, TYPE, BODY = DIMENSIONS = ("pathway", "level", "type", "body")
FOCUS = {"leadership-and-management": "leadership_and_management", "coaching-and-mentoring": "coaching_and_mentoring"}

Value = str | float


class Outcome(str, Enum):
    """How a criterion stands for somebody; what nobody has said is unknown, never a no."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Said:
    """A value of a feature, with the person's own words for it."""

    value: Value
    words: str = ""


Profile = Mapping[str, Said]


@dataclass(frozen=True)
class Feature:
    """Something that can be known of a person: `kind` is choice, flag, number or words."""

    id: str
    kind: str
    values: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Condition:
    """A test of a profile: `kind` is all, any, said, values, range or unsure; the first three test `parts`.

    `said` counts what nobody has told as false: it is for exceptions that a person has to name.
    """

    kind: str
    feature: str = ""
    values: tuple[str, ...] = ()
    low: float | None = None
    below: float | None = None
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """What speaks for values of one dimension, with points; `reaches`, where not met, bars them."""

    id: str
    dimension: str
    supports: Mapping[str, float]
    when: Condition
    facts: tuple[str, ...]
    met: str
    not_met: str = ""
    unknown: str = ""
    pathway: str = ""
    reaches: Condition | None = None


@dataclass(frozen=True)
class Choice:
    """A button of a question: its label for one person and for a group, and what choosing it means."""

    label: str
    label_group: str
    sets: Mapping[str, Value]


@dataclass(frozen=True)
class Ask:
    """A question of the interview."""

    id: str
    settles: tuple[str, ...]
    ask: str
    ask_group: str
    why: str
    fact: str
    choices: tuple[Choice, ...]
    only: Condition | None = None


@dataclass(frozen=True)
class Aside:
    """Something told beside a recommendation: a fact or disagreement, where profile and recommendation fit."""

    says: str
    when: Condition | None = None
    unless: Condition | None = None
    fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """A change of the profile worth trying out, and what it is called."""

    sets: Mapping[str, Value]
    when: Condition
    says: str


@dataclass(frozen=True)
class Cell:
    """A qualification by what makes it one: ids of the four dimensions."""

    pathway: str
    level: str
    type: str
    body: str

    def value(self, dimension: str) -> str:
        """Its value in a dimension."""
        return str(getattr(self, dimension))


@dataclass(frozen=True)
class Rules:
    """All of `knowledge/interview/`: what advice is computed from."""

    features: Mapping[str, Feature]
    questions: Mapping[str, Ask]
    criteria: tuple[Criterion, ...]
    needs: Condition
    needs_facts: tuple[str, ...]
    never: tuple[tuple[Condition, tuple[str, ...]], ...]
    not_offered: Mapping[tuple[str, str, str], str]
    no_title: float
    no_title_facts: tuple[str, ...]
    ties: Mapping[str, int]
    matters: Mapping[str, float]
    split: float
    sure: float
    cautions: tuple[Aside, ...]
    next: tuple[Aside, ...]
    evidence: tuple[Aside, ...]
    confirm: tuple[Aside, ...]
    trials: tuple[Trial, ...]
    texts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why, or why not: a criterion, how it stands, what the person said, and the facts behind it."""

    criterion: str
    dimension: str
    outcome: Outcome
    text: str
    said: tuple[Said, ...]
    facts: tuple[str, ...]


class Confidence(str, Enum):
    """How sure a recommendation is."""

    SURE = "sure"
    FAIRLY = "fairly"
    SPLIT = "split"


@dataclass(frozen=True)
class Recommendation:
    """One qualification with its points and reasons; `qualification` is its row of the catalogue, if it has one."""

    cell: Cell
    score: float
    title: str
    qualification: str = ""
    reasons: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()

    @property
    def id(self) -> str:
        """The id of its row of the catalogue, or the four dimensions in a row."""
        return self.qualification or "-".join((self.cell.body, self.cell.level, self.cell.type, self.cell.pathway))


@dataclass(frozen=True)
class Decision:
    """Recommendations, best first; none where `because` holds the facts that say why not.

    `rivals` are other values that come within the split, by dimension; `others` are the same from the other body
    (`body`), a size `lighter` and a size `deeper`.
    """

    ranked: tuple[Recommendation, ...]
    confidence: Confidence = Confidence.SPLIT
    because: tuple[str, ...] = ()
    rivals: Mapping[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, Recommendation], ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def first(self) -> Recommendation | None:
        """The best one, or None."""
        return self.ranked[0] if self.ranked else None
