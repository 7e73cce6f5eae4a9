"""What the grades of membership ask for: `knowledge/interview/grades.yml` in, a checked `Ladder` out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.advice.phrases import known, only, read_words
from adviser.lines import Lined, Problem
from adviser.model import Fact, Span, Vocabulary

if TYPE_CHECKING:
    from adviser.knowledge import Loader

FILE = "interview/grades.yml"
NUMBERS = ("years", "middle_years", "strategic_years")
LISTED = ("held_level", "held_body", "held_type")
LOOKED_AT = (*NUMBERS, *LISTED, "has_degree", "assessed", "holds", "grade")
SAID = ("met", "unmet", "unknown", "unsettled")
KEYS = ("id", "of", "over", "least", "counts", "ask", "or", "grade", "held_by", "facts", "unsettled_facts", *SAID)
GRADE_KEYS = ("id", "body", "any", "warn", "warn_facts")
WORDS: dict[str, tuple[str, ...]] = {
    "highest": ("grade", "grades", "because"),
    "held": ("grade",),
    "holds": ("grade",),
    "open": ("grade", "because"),
    "if": ("grade", "missing"),
    "not_yet": ("grade", "missing"),
    "next_if": ("grade", "missing"),
    "next_not_yet": ("grade", "missing"),
    **dict.fromkeys(("comma", "and", "or", "no_years", "under_a_year", "one_year"), ()),
    "so_far": ("own",),
    "years": ("number",),
    "at_most": ("years",),
}


@dataclass(frozen=True)
class Requirement:
    """One condition of a grade: `need` years (more than that where `over`), a listed value, a yes, or a grade."""

    id: str
    of: str
    words: Mapping[str, str]
    facts: tuple[str, ...]
    unsettled_facts: tuple[str, ...] = ()
    need: float = 0.0
    over: bool = False
    counts: tuple[Any, ...] = ()
    ask: tuple[Any, ...] = ()
    instead: str = ""
    grade: str = ""
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One of the ways to a grade: all its requirements, or none at all and the reason why."""

    requirements: tuple[str, ...] = ()
    because: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """A grade of a body with the ways to it; `warn` goes with every word on how to reach it."""

    id: str
    name: str
    body: str
    order: int
    ways: tuple[Way, ...]
    warn: str = ""
    warn_facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """What the grades of a body are called together, and the caution that goes with them."""

    grades: str
    caution: str


@dataclass(frozen=True)
class Ladder:
    """All grades by id, those of a body together and its highest first, with their requirements and words."""

    grades: Mapping[str, Grade] = field(default_factory=dict)
    requirements: Mapping[str, Requirement] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)

    def bears_on(self, grade: str, record: object) -> bool:
        """Whether anything that a record tells is asked for by the grade itself."""
        own = [self.requirements[key] for way in self.grades[grade].ways for key in way.requirements]
        asked = [*own, *(self.requirements[each.instead] for each in own if each.instead)]
        return any(getattr(record, each.of, None) is not None for each in asked)

    def say(self, key: str, **places: str) -> str:
        """The words of a key with its places filled."""
        return self.words[key].format(**places)


def read_grades(loader: Loader, vocabulary: Vocabulary, facts: Mapping[str, Fact]) -> Ladder:
    """The ladder; entries with problems are left out of it, and the problems go to the loader."""
    file = loader.file(FILE)
    reader = _Reader(loader, vocabulary, facts)
    requirements = {r.id: r for entry in loader.entries(file, "conditions") for r in reader.requirement(entry)}
    bodies = {b["id"]: Body(*_texts(b, "grades", "caution")) for b in loader.entries(file, "bodies") if reader.body(b)}
    found = [g for entry in loader.entries(file, "grades") for g in reader.grade(entry, requirements, bodies)]
    reader.check_links(file, requirements, {grade.id for grade in found})
    words = read_words(loader, file.get("words") or file, WORDS)
    place = {body: at for at, body in enumerate(bodies)}
    ranked = sorted(found, key=lambda grade: (place[grade.body], -grade.order))
    return Ladder({grade.id: grade for grade in ranked}, requirements, words, bodies)


@dataclass
class _Reader:
    """Reads the entries of the file; problems go to the loader."""

    loader: Loader
    vocabulary: Vocabulary
    facts: Mapping[str, Fact]

    def body(self, entry: Lined) -> bool:
        keys = ("id", "grades", "caution")
        return self.loader.accept(only(entry, "body", keys, keys), self._subject(entry, "body", entry.get("id")))

    def requirement(self, entry: Lined) -> Iterator[Requirement]:
        of = checks.one_of(entry, "thing to look at", entry.get("of"), LOOKED_AT)
        if not self.loader.accept(only(entry, "condition", ("id", "of", "met", "unmet", "unknown"), KEYS), of):
            return
        spoken = {key: ("least", "own") for key in SAID if key in entry}
        words = read_words(self.loader, _part(entry, spoken), spoken, entry["id"])
        limit = entry.get("over", entry.get("least"))
        rests_on = known(self.loader, entry, [*([limit] if limit else []), *entry.get("facts", [])], self.facts)
        if (limit and limit not in self.facts) or not self.loader.accept(
            self._limit(entry, limit), _rests(entry, rests_on), self._unsettled(entry)
        ):
            return
        yield Requirement(
            id=entry["id"],
            of=entry["of"],
            words=words,
            facts=rests_on,
            unsettled_facts=known(self.loader, entry, entry.get("unsettled_facts", []), self.facts),
            need=_least(self.facts[limit]) if limit else 0.0,
            over="over" in entry,
            instead=str(entry.get("or", "")),
            grade=str(entry.get("grade", "")),
            **{key: tuple(entry.get(key, ())) for key in ("counts", "ask", "held_by")},
        )

    def grade(self, entry: Lined, known_ones: Mapping[str, Requirement], bodies: Mapping[str, Body]) -> Iterator[Grade]:
        listed = checks.one_of(entry, "body", entry.get("body"), bodies)
        fields = only(entry, "grade", ("id", "body", "any"), GRADE_KEYS)
        if not self.loader.accept(fields, listed, self._subject(entry, "grade", entry.get("id"))):
            return
        ways = tuple(way for each in self.loader.entries(entry, "any") for way in self._way(each, known_ones))
        subject = self.vocabulary.subjects[entry["id"]]
        warned = known(self.loader, entry, entry.get("warn_facts", []), self.facts)
        yield Grade(subject.id, subject.name, entry["body"], subject.order, ways, str(entry.get("warn", "")), warned)

    def _way(self, entry: Lined, known_ones: Mapping[str, Requirement]) -> Iterator[Way]:
        wanted = entry.get("all", [])
        named = [checks.one_of(entry, "condition", key, known_ones) for key in wanted]
        if not self.loader.accept(only(entry, "way", (), ("all", "because", "facts")), *named):
            return
        facts = known(self.loader, entry, entry.get("facts", []), self.facts)
        if self.loader.accept(_rests(entry, facts or tuple(wanted))):
            yield Way(tuple(wanted), str(entry.get("because", "")), facts)

    def check_links(self, file: Lined, requirements: Mapping[str, Requirement], grades: set[str]) -> None:
        """Conditions and grades that a condition speaks of exist."""
        for each in requirements.values():
            linked = [checks.one_of(file, "condition", each.instead, requirements)] if each.instead else []
            linked += [checks.one_of(file, "grade", each.grade, grades)] if each.grade else []
            self.loader.accept(*linked, *(self._subject(file, "grade", key) for key in each.held_by))

    def _subject(self, entry: Lined, kind: str, key: Any) -> Iterator[Problem]:
        return checks.one_of(entry, kind, key, [s.id for s in self.vocabulary.subjects.values() if s.kind == kind])

    def _limit(self, entry: Lined, limit: Any) -> Iterator[Problem]:
        if entry["of"] in NUMBERS and limit is None:
            yield entry.problem(f"{entry['id']} has no number.", "Name the fact that has it: over: or least:.")
        fact = self.facts.get(str(limit))
        if fact is not None and (not isinstance(fact.value, Span) or fact.unit != "year"):
            yield entry.problem(f"{entry['id']}: {fact.id} is no number of years.", "value: {min: 3}, unit: year")

    def _unsettled(self, entry: Lined) -> Iterator[Problem]:
        """What sources leave open needs words and a fact for that."""
        needed = entry.get("ask") or "over" in entry
        if needed and not (entry.get("unsettled") and entry.get("unsettled_facts")):
            yield entry.problem(f"{entry['id']} does not say what is unsettled.", "Add unsettled and unsettled_facts.")


def _rests(entry: Lined, on: tuple[str, ...]) -> Iterator[Problem]:
    if not on:
        yield entry.problem(f"{entry.get('id', 'this way')} names no fact.", "No source, no statement: facts: [...].")


def _texts(entry: Lined, *keys: str) -> tuple[str, ...]:
    return tuple(str(entry[key]) for key in keys)


def _part(entry: Lined, keys: Mapping[str, Any]) -> Lined:
    """Some keys of an entry, at its place."""
    part = Lined({key: entry[key] for key in keys})
    part.file, part.line = entry.file, entry.line
    return part


def _least(fact: Fact) -> float:
    return fact.value.low if isinstance(fact.value, Span) else 0.0
