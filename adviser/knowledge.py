"""`knowledge/` in, a checked `KnowledgeBase` out.

`load` gives the base and everything that is wrong with the files; `load_checked` refuses a base with
errors. Both read each file once; all of it takes well under a second.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from adviser import catalogue, checks
from adviser.advice.ladder import read_grades
from adviser.advice.reading import read_rules
from adviser.advice.study_rules import read_study
from adviser.contact.words import read_contact
from adviser.lines import KnowledgeError as KnowledgeError  # noqa: PLC0414 - to be had from here, too
from adviser.lines import Lined, Problem, read
from adviser.model import Citation, Disagreement, Fact, FixedReply, KnowledgeBase, Source, Sums, View, Vocabulary
from adviser.vocabulary import read_vocabulary

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
DISAGREEMENT_ID = re.compile(r"^[CS]\d\d$")


class Loader:
    """Reads a knowledge folder; `problems` fills as it goes."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder, self.today = folder, today
        self.problems: list[Problem] = []
        self.places: dict[str, Lined] = {}
        self._digest = hashlib.sha256()
        self.reading = ""  # the file in hand
        rules = self.file("house.yml")
        self.warn_months = self._months(rules, "read_again_after_months", 12)
        self.fail_months = self._months(rules, "too_old_after_months", 24)
        self.never = [pattern for text in rules.get("never_say", []) for pattern in self._pattern(rules, text)]

    def load(self) -> KnowledgeBase:
        """The base; entries with problems are left out of it."""
        vocabulary = read_vocabulary(self)
        sources = self._sources()
        facts = self._facts(vocabulary, sources)
        for _ in self.files("interview/hearing*.yml"):
            pass  # read by understanding; here only so that the version changes with them
        words = self.file("wording.yml")
        contact = read_contact(self, words)
        rows = catalogue.read_catalogue(self, vocabulary, sources, words)
        facts.update({fact.id: fact for fact in rows.facts})
        disagreements = self._disagreements(vocabulary, sources)
        self._links(facts, disagreements)
        return KnowledgeBase(
            version=self._digest.hexdigest()[:12],
            vocabulary=vocabulary,
            sources=sources,
            facts=facts,
            disagreements=disagreements,
            qualifications={row.id: row for row in rows.qualifications},
            words=words,
            replies=self._replies(facts, words),
            sums=self._sums(facts),
            rules=read_rules(self, vocabulary, facts, disagreements),
            ladder=read_grades(self, vocabulary, facts),
            study=read_study(self, vocabulary, facts),
            contact=contact,
        )

    def _months(self, rules: Lined, name: str, otherwise: int) -> int:
        found = rules.get(name, otherwise)
        if type(found) is int and found > 0:
            return found
        self.problems.append(
            rules.problem(f"'{name}' is {found!r}.", f"Write a whole number of months, as in {otherwise}.")
        )
        return otherwise

    def _pattern(self, rules: Lined, text: Any) -> Iterator[re.Pattern[str]]:
        try:
            yield re.compile(str(text), re.I)
        except re.error as error:
            problem = f"'{text}' cannot be read ({error})."
            self.problems.append(rules.problem(problem, "Mend this regular expression: \\[ and \\( mean the signs."))

    # -- files

    def files(self, pattern: str) -> Iterator[Lined]:
        """Each file of the folder that fits, in order of name."""
        for path in sorted(self.folder.glob(pattern)):
            yield self.file(path.relative_to(self.folder).as_posix())

    def file(self, name: str) -> Lined:
        """One file of the folder; an unreadable one is an empty mapping and a problem."""
        path = self.folder / name
        self.reading = name
        content, problems = read(path, f"{self.folder.name}/{name}")
        self.problems += problems
        if path.exists():
            self._digest.update(name.encode() + path.read_bytes())
        return content

    def entries(self, file: Lined, key: str) -> Iterator[Lined]:
        """The entries of one list of a file."""
        found = file.get(key)
        if not isinstance(found, list):
            self.problems.append(file.problem(f"holds no list '{key}:'.", "See CONTRIBUTING.md."))
            return
        for entry in found:
            if isinstance(entry, Lined):
                yield entry
            else:
                self.problems.append(file.problem(f"'{key}' holds {entry!r}.", "Each entry is a list of 'key: value'."))

    def accept(self, *problems: Iterator[Problem]) -> bool:
        """Note the problems; whether none of them is an error."""
        found = [problem for each in problems for problem in each]
        self.problems += found
        return all(problem.warning for problem in found)

    def first(self, entry: Lined, kind: str = "") -> bool:
        """Whether this id is new among those of its kind; a second use is a problem."""
        if "id" not in entry:
            return False
        known = self.places.setdefault(f"{kind}{entry['id']}", entry)
        if known is entry:
            return True
        self.problems.append(
            entry.problem(f"the id '{entry['id']}' is used before, at {known.file}:{known.line}.", "Give it another.")
        )
        return False

    # -- sources

    def _sources(self) -> dict[str, Source]:
        sources: dict[str, Source] = {}
        for file in self.files("sources*.yml"):
            for entry in self.entries(file, "sources"):
                good = self.accept(
                    checks.fields("source", entry),
                    checks.identity(entry),
                    checks.one_of(entry, "standing", entry.get("standing"), checks.STANDINGS),
                    checks.one_of(entry, "trust", entry.get("trust"), checks.TRUST),
                )
                if self.first(entry, "source ") and good:
                    sources[entry["id"]] = Source(**{key: entry[key] for key in entry})
        return sources

    # -- facts and disagreements

    def day(self, entry: Lined, file: Lined) -> date:
        """The day an entry was read: its own, or its file's."""
        found = entry.get("read", file.get("read"))
        if not isinstance(found, date) or isinstance(found, datetime):
            self.problems.append(entry.problem(f"{entry.get('id')}: no day of reading.", "Add read: 2026-11-21."))
            return self.today
        self.accept(checks.age(entry, found, self.today, self.warn_months, self.fail_months))
        return found

    def citation(self, entry: Lined, file: Lined, sources: Mapping[str, Source]) -> Citation:
        """Where an entry was read: in its own source, or its file's."""
        source = sources[str(entry.get("source", file.get("source")))]
        return Citation(source, str(entry["place"]), self.day(entry, file))

    def _facts(self, vocabulary: Vocabulary, sources: dict[str, Source]) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for file in self.files("facts/*.yml"):
            for entry in self.entries(file, "facts"):
                good = self.accept(
                    checks.fields("fact", entry),
                    checks.identity(entry),
                    checks.subjects(entry, vocabulary),
                    checks.one_of(entry, "property", entry.get("property"), vocabulary.properties),
                    checks.value(entry, vocabulary.units),
                    checks.spoken(entry, "says", self.never, checks.LONGEST_STATEMENT),
                    checks.sources(entry, sources, file.get("source")),
                )
                if self.first(entry) and good:
                    facts[entry["id"]] = self._fact(entry, file, vocabulary, sources)
        return facts

    def _fact(self, entry: Lined, file: Lined, vocabulary: Vocabulary, sources: dict[str, Source]) -> Fact:
        main = self.citation(entry, file, sources)
        others = entry.get("also") or ()
        also = (Citation(sources[o["source"]], str(o["place"]), o.get("read", main.read)) for o in others)
        return Fact(
            id=entry["id"],
            about=spread(entry["about"], vocabulary),
            property=vocabulary.properties[entry["property"]],
            value=checks.as_value(entry["value"]),
            says=" ".join(entry["says"].split()),
            citations=(main, *also),
            unit=entry.get("unit", ""),
            caution=" ".join(str(entry.get("caution", "")).split()),
            disputed=entry.get("disputed", ""),
            because=entry.get("because", ""),
            asks=tuple(str(ask) for ask in entry.get("asks") or ()),
        )

    def _disagreements(self, vocabulary: Vocabulary, sources: dict[str, Source]) -> dict[str, Disagreement]:
        found: dict[str, Disagreement] = {}
        for file in self.files("disagreements/*.yml"):
            for entry in self.entries(file, "disagreements"):
                good = self.accept(
                    checks.fields("disagreement", entry),
                    checks.identity(entry, DISAGREEMENT_ID, "Use C01 to C99, or S01 to S99 for small ones."),
                    checks.subjects(entry, vocabulary),
                    checks.one_of(entry, "property", entry.get("property"), vocabulary.properties),
                    checks.spoken(entry, "reply", self.never, 95),
                    checks.spoken(entry, "note", self.never, 30),
                    checks.views(entry, sources),
                )
                if self.first(entry) and good:
                    found[entry["id"]] = self._disagreement(entry, file, vocabulary, sources)
        return found

    def _disagreement(
        self, entry: Lined, file: Lined, vocabulary: Vocabulary, sources: dict[str, Source]
    ) -> Disagreement:
        day = self.day(entry, file)
        return Disagreement(
            id=entry["id"],
            about=spread(entry["about"], vocabulary),
            property=vocabulary.properties[entry["property"]],
            topic=entry["topic"],
            views=tuple(
                View(
                    " ".join(view["says"].split()),
                    Citation(sources[view["source"]], str(view["place"]), view.get("read", day)),
                )
                for view in entry["views"]
            ),
            reply=" ".join(entry["reply"].split()),
            note=" ".join(entry["note"].split()),
            asks=tuple(str(ask) for ask in entry.get("asks") or ()),
        )

    def _replies(self, facts: dict[str, Fact], words: Lined) -> dict[str, FixedReply]:
        found: dict[str, FixedReply] = {}
        for kind, entry in self.file("replies.yml").get("replies", {}).items():
            notes, keys = entry.get("notes", []), entry.get("facts", [])
            good = [self.accept(checks.one_of(entry, "note", note, words.get("notes", {}))) for note in notes]
            good += [self.accept(checks.one_of(entry, "fact", key, facts)) for key in keys]
            if all(good):
                found[kind] = FixedReply(tuple(notes), tuple(keys))
        return found

    def _sums(self, facts: dict[str, Fact]) -> Sums | None:
        entry = self.file("sums.yml")
        rate, bands = entry.get("hours_a_credit"), entry.get("bands") or []
        good = [self.accept(checks.one_of(entry, "fact", key, facts)) for key in (rate, *bands)]
        return Sums(str(rate), tuple(bands)) if all(good) else None

    def _links(self, facts: dict[str, Fact], disagreements: dict[str, Disagreement]) -> None:
        for fact in facts.values():
            entry = self.places.get(fact.id)
            if entry is None:
                continue
            if fact.disputed:
                self.accept(checks.one_of(entry, "disagreement", fact.disputed, disagreements))
            if fact.because:
                self.accept(checks.one_of(entry, "fact for 'because'", fact.because, facts))
            if fact.property.gap:
                self.accept(checks.one_of(entry, "fact for 'gap'", fact.property.gap, facts))


def spread(about: list[str], vocabulary: Vocabulary) -> frozenset[str]:
    """The subjects of an entry, a collective name ("the three types") together with what it stands for."""
    return frozenset(about) | {key for name in about for key in vocabulary.subjects[name].means}


def load(folder: Path, today: date) -> tuple[KnowledgeBase, list[Problem]]:
    """The base of a folder, and all that is wrong with it, in order of file and line.

    Raises:
        KnowledgeError: where a file is so unlike what it should be that nothing can be made of it.
    """
    loader: Loader | None = None
    try:
        loader = Loader(folder, today)
        return loader.load(), sorted(set(loader.problems))
    except (AttributeError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        name = f"{folder.name}/{loader.reading if loader else 'house.yml'}"
        what = f"cannot be made sense of, here or in what it refers to ({type(error).__name__}: {error})."
        found = Problem(name, 1, what, "A value is missing or of another kind: compare it with its neighbours.")
        raise KnowledgeError([*(loader.problems if loader else ()), found]) from error


@lru_cache(maxsize=2)
def load_checked(folder: Path, today: date) -> KnowledgeBase:
    """The base of a folder without errors; raises `KnowledgeError` naming each with its mend."""
    base, problems = load(folder, today)
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise KnowledgeError(errors)
    return base
