"""The catalogue: qualifications and units as rows, each made into a fact that can be cited.

A row has no sentence of its own; its sentence comes from a pattern of `knowledge/wording.yml`, so that
twenty-seven units need no twenty-seven sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.lines import Lined, Problem
from adviser.model import Citation, Fact, Qualification, Source, Span, Vocabulary

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
    found = Catalogue()
    patterns = words.get("catalogue") or {}
    if not loader.accept(_needs(words, vocabulary)):
        return found
    for file in loader.files("qualifications/*.yml"):
        for entry in loader.entries(file, "qualifications"):
            _qualification(loader, found, file, entry, vocabulary, sources, patterns)
    for file in loader.files("units/*.yml"):
        if loader.accept(checks.placed(file), checks.subjects(file, vocabulary), checks.sources(file, sources, None)):
            for entry in loader.entries(file, "units"):
                _unit(loader, found, file, entry, vocabulary, sources, patterns)
    return found


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


def _qualification(
    loader: Loader,
    found: Catalogue,
    file: Lined,
    entry: Lined,
    vocabulary: Vocabulary,
    sources: dict[str, Source],
    patterns: dict[str, str],
) -> None:
    parts = [entry[key] for key in ("body", "level", "type", "pathway") if key in entry]
    good = loader.accept(
        checks.fields("qualification", entry),
        checks.identity(entry),
        checks.one_of(entry, "status", entry.get("status"), checks.STATUS),
        checks.sources(entry, sources, file.get("source")),
        *(checks.one_of(entry, "subject", part, vocabulary.subjects) for part in parts),
    )
    if not (loader.first(entry) and good):
        return
    size = _number(entry.get("credits"))
    said = [patterns["qualification"].format(title=entry["title"])]
    for key, amount in (("credits", size), ("structure", entry.get("structure")), ("number", entry.get("number"))):
        if amount is not None:
            said.append(patterns[key].format(amount=plain(amount)))
    if entry["status"] != "current":
        said.append(patterns[entry["status"]])
    fact = Fact(
        id=f"qualification.{entry['id']}",
        about=frozenset(parts),
        property=vocabulary.properties["name"],
        value=entry["title"],
        says=" ".join(said),
        citations=(
            Citation(sources[entry.get("source", file.get("source"))], entry["place"], loader.day(entry, file)),
        ),
        caution=" ".join(str(entry.get("caution", "")).split()),
        asks=(entry["title"], *map(str, entry.get("aliases") or ())),
    )
    found.facts.append(fact)
    found.qualifications.append(
        Qualification(
            entry["id"], entry["title"], entry["body"], entry["level"], entry.get("type", ""),
            entry.get("pathway", ""), entry["status"], fact.id, size,
            _number(entry.get("guided_hours")), _number(entry.get("tqt")),
            str(entry.get("number", "")), str(entry.get("structure", "")),
        )
    )  # fmt: skip


def _unit(
    loader: Loader,
    found: Catalogue,
    file: Lined,
    entry: Lined,
    vocabulary: Vocabulary,
    sources: dict[str, Source],
    patterns: dict[str, str],
) -> None:
    if not loader.accept(checks.fields("unit", entry)):
        return
    about = frozenset(file["about"])
    named = [vocabulary.subjects[key].name for key in file["about"]]
    code = str(entry.get("code", ""))
    slug = "".join(c if c.isalnum() else "-" for c in (code or str(entry["title"])).lower()).strip("-")
    size = _number(entry.get("credits"))
    sized = patterns["unit_credits"].format(amount=plain(size)) if size is not None else ""
    note = f" ({entry['note']})" if entry.get("note") else ""
    pattern = patterns["unit" if code else "unit_without_code"]
    said = pattern.format(about=" ".join(named[:2]), code=code, title=entry["title"], note=note, credits=sized)
    day = loader.day(file, file)
    found.facts.append(
        Fact(
            id=f"unit.{file.file.rsplit('/', 1)[-1][:-4]}.{slug}",
            about=about,
            property=vocabulary.properties["unit"],
            value=str(entry["title"]),
            says=said,
            citations=(Citation(sources[file["source"]], str(file["place"]), day),),
            caution=" ".join(str(file.get("caution", "")).split()),
            asks=(str(entry["title"]),),
        )
    )


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
