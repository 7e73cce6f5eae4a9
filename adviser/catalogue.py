"""The catalogue: qualifications and units as rows, each made into a fact that can be cited.

A row has no sentence of its own; its sentence comes from a pattern of `knowledge/wording.yml`, so that
twenty-seven units need no twenty-seven sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.lines import Lined, Problem
from adviser.model import Fact, Qualification, Source, Span, Vocabulary

if TYPE_CHECKING:
    from adviser.knowledge import Loader

PATTERNS = "qualification credits structure number dated uncertain unit unit_without_code unit_credits".split()


@dataclass
class Catalogue:
    """What the rows came to."""

    facts: list[Fact] = field(default_factory=list)
    qualifications: list[Qualification] = field(default_factory=list)


def read_catalogue(loader: Loader, vocabulary: Vocabulary, sources: dict[str, Source], words: Lined) -> Catalogue:
    """All rows of `qualifications/` and `units/`."""
    if not loader.accept(_needs(words, vocabulary)):
        return Catalogue()
    rows = _Rows(loader, vocabulary, sources, words["catalogue"])
    for file in loader.files("qualifications/*.yml"):
        for entry in loader.entries(file, "qualifications"):
            rows.qualification(file, entry)
    for file in loader.files("units/*.yml"):
        if loader.accept(checks.placed(file), checks.subjects(file, vocabulary), checks.sources(file, sources, None)):
            for entry in loader.entries(file, "units"):
                rows.unit(file, entry)
    return rows.found


def _needs(words: Lined, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What rows cannot be made into facts without."""
    for key in PATTERNS:
        if key not in (words.get("catalogue") or {}):
            yield words.problem(f"'catalogue' has no '{key}'.", "Rows of the catalogue cannot be said without it.")
    for key in ("name", "unit"):
        if key not in vocabulary.properties:
            yield words.problem(
                f"there is no property '{key}'.", "See vocabulary/properties.yml: rows are facts of it."
            )


@dataclass
class _Rows:
    """Makes rows into facts; `found` fills as it goes."""

    loader: Loader
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    patterns: Mapping[str, str]
    found: Catalogue = field(default_factory=Catalogue)

    def qualification(self, file: Lined, entry: Lined) -> None:
        """A title of the catalogue, as a row and as a fact."""
        about = [entry[key] for key in ("body", "level", "type", "pathway") if key in entry]
        good = self.loader.accept(
            checks.fields("qualification", entry),
            checks.identity(entry),
            checks.one_of(entry, "status", entry.get("status"), checks.STATUS),
            checks.sources(entry, self.sources, file.get("source")),
            *(checks.one_of(entry, "subject", part, self.vocabulary.subjects) for part in about),
        )
        if not (self.loader.first(entry) and good):
            return
        fact = Fact(
            id=f"qualification.{entry['id']}",
            about=frozenset(about),
            property=self.vocabulary.properties["name"],
            value=entry["title"],
            says=self._title(entry),
            citations=(self.loader.citation(entry, file, self.sources),),
            caution=_caution(entry),
            asks=(entry["title"], *map(str, entry.get("aliases") or ())),
        )
        self.found.facts.append(fact)
        self.found.qualifications.append(_row(entry, fact))

    def _title(self, entry: Lined) -> str:
        """The sentence of a qualification."""
        amounts = {"credits": _number(entry.get("credits"))}
        amounts |= {key: entry.get(key) for key in ("structure", "number")}
        said = [self.patterns["qualification"].format(title=entry["title"])]
        said += [self.patterns[k].format(amount=plain(amount)) for k, amount in amounts.items() if amount is not None]
        if entry["status"] != "current":
            said.append(self.patterns[entry["status"]])
        return " ".join(said)

    def unit(self, file: Lined, entry: Lined) -> None:
        """A unit, as a fact about what its file is about."""
        if not self.loader.accept(checks.fields("unit", entry)):
            return
        title, code = str(entry["title"]), str(entry.get("code", ""))
        slug = "".join(c if c.isalnum() else "-" for c in (code or title).lower()).strip("-")
        self.found.facts.append(
            Fact(
                id=f"unit.{file.file.rsplit('/', 1)[-1][:-4]}.{slug}",
                about=frozenset(file["about"]),
                property=self.vocabulary.properties["unit"],
                value=title,
                says=self._unit(file, entry, title, code),
                citations=(self.loader.citation(file, file, self.sources),),
                caution=_caution(file),
                asks=(title,),
            )
        )

    def _unit(self, file: Lined, entry: Lined, title: str, code: str) -> str:
        """The sentence of a unit."""
        about = " ".join(self.vocabulary.subjects[key].name for key in file["about"][:2])
        size = _number(entry.get("credits"))
        sized = self.patterns["unit_credits"].format(amount=plain(size)) if size is not None else ""
        note = f" ({entry['note']})" if entry.get("note") else ""
        pattern = self.patterns["unit" if code else "unit_without_code"]
        return pattern.format(about=about, code=code, title=title, note=note, credits=sized)


def _row(entry: Lined, fact: Fact) -> Qualification:
    """The same qualification as a row, field by field."""
    words = {key: str(entry.get(key, "")) for key in ("type", "pathway", "number", "structure")}
    amounts = {key: _number(entry.get(key)) for key in ("credits", "guided_hours", "tqt")}
    known = {key: entry[key] for key in ("id", "title", "body", "level", "status")}
    return Qualification(fact=fact.id, **known, **words, **amounts)


def _caution(entry: Lined) -> str:
    return " ".join(str(entry.get("caution", "")).split())


def _number(found: Any) -> Any:
    if isinstance(found, dict):
        return Span(found.get("min", 0), found.get("max"))
    return found


def plain(amount: object) -> str:
    """A number or span in words: 13 to 36, 37 or more, 1,500."""
    if isinstance(amount, Span):
        return f"{plain(amount.low)} or more" if amount.top is None else f"{plain(amount.low)} to {plain(amount.top)}"
    if isinstance(amount, (int, float)) and not isinstance(amount, bool):
        return f"{amount:,.2f}".rstrip("0").rstrip(".")
    return str(amount)
