"""The closed lists of `knowledge/vocabulary/` in, a checked `Vocabulary` out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adviser import checks
from adviser.lines import Lined
from adviser.model import Elsewhere, Property, Subject, Vocabulary

if TYPE_CHECKING:
    from adviser.knowledge import Loader

ELSEWHERE = "vocabulary/elsewhere.yml"
WORDS = ("callings", "courses", "becoming", "topics", "ours")


def read_vocabulary(loader: Loader) -> Vocabulary:
    """Subjects, properties, aspects and kinds of enquiry; problems go to the loader."""
    subjects: dict[str, Subject] = {}
    listed = loader.file("vocabulary/subjects.yml")
    for kind in listed:
        for entry in loader.entries(listed, kind):
            if loader.accept(checks.fields("subject", entry), checks.identity(entry)) and loader.first(entry):
                aliases, unless = (tuple(map(str, entry.get(key, ()))) for key in ("aliases", "unless"))
                means, order = tuple(entry.get("means", ())), entry.get("order", 0)
                beside = _beside(loader, entry, subjects)
                subjects[entry["id"]] = Subject(entry["id"], kind, entry["name"], aliases, order, means, unless, beside)
    _aliases(loader, subjects)
    terms = loader.file("vocabulary/properties.yml")
    named = _complete(loader, terms, "property", "properties")
    properties = {key: Property(key, **entry) for key, entry in named.items()}
    aspects = _complete(loader, terms, "aspect", "aspects")
    for name in {p.aspect for p in properties.values()} - set(aspects):
        loader.problems.append(terms.problem(f"the aspect '{name}' is not listed.", "Add it under 'aspects'."))
    kinds = loader.file("vocabulary/enquiries.yml")
    for table in (kinds.get(name, Lined()) for name in ("enquiries", "next", "offered")):
        for name in {aspect for listed in table.values() for aspect in listed} - set(aspects):
            loader.problems.append(table.problem(f"'{name}' is not an aspect.", checks.nearest(name, aspects)))
    return Vocabulary(
        subjects=subjects,
        properties=properties,
        units=tuple(terms.get("units", ())),
        aspects={key: tuple(str(alias) for alias in aspect.get("aliases", ())) for key, aspect in aspects.items()},
        enquiries={key: tuple(listed) for key, listed in kinds.get("enquiries", {}).items()},
        next_aspects={key: tuple(listed) for key, listed in kinds.get("next", {}).items()},
        offered={key: tuple(listed) for key, listed in kinds.get("offered", {}).items()},
        compare_first=tuple(kinds.get("compare_first", ())),
        elsewhere=_elsewhere(loader),
    )


def _beside(loader: Loader, entry: Lined, subjects: Mapping[str, Subject]) -> dict[str, tuple[str, ...]]:
    """Words that mean this subject where another, which stands further up, is named too."""
    written = entry.get("beside", Lined())
    if not isinstance(written, Lined) or not all(isinstance(words, list) for words in written.values()):
        mend = "Write beside: {id-of-the-other: [word, word]}."
        loader.problems.append(entry.problem(f"'beside' of {entry['id']} does not list words by subject.", mend))
        return {}
    for key in written.keys() - subjects.keys():
        loader.problems.append(written.problem(f"'{key}' is no subject above this one.", checks.nearest(key, subjects)))
    return {str(key): tuple(str(word).lower() for word in words) for key, words in written.items()}


def _elsewhere(loader: Loader) -> Elsewhere:
    """What others teach; a folder without the file names nothing of it."""
    if not (loader.folder / ELSEWHERE).exists():
        return Elsewhere({})
    listed = loader.file(ELSEWHERE)
    for key in listed:
        if key not in ("fields", *WORDS):
            loader.problems.append(listed.problem(f"nothing reads '{key}'.", checks.nearest(key, ("fields", *WORDS))))
    fields = listed.get("fields", Lined())
    lists = {key: listed.get(key, []) for key in WORDS}
    named = fields if isinstance(fields, Lined) else {"fields": fields}  # what is no mapping is told below
    for key, names in {**named, **lists}.items():
        if not isinstance(names, list) or not isinstance(fields, Lined) or not all(isinstance(n, str) for n in names):
            mend = "Write [name, name]; under 'fields', one such list for each group."
            loader.problems.append(listed.problem(f"'{key}' is no list of names.", mend))
            return Elsewhere({})
    return Elsewhere({key: tuple(names) for key, names in fields.items()}, *(tuple(lists[key]) for key in WORDS))


def _complete(loader: Loader, file: Lined, kind: str, table: str) -> dict[str, Lined]:
    """The entries of a table that have what their kind needs."""
    found = {}
    for key, entry in file.get(table, {}).items():
        if not isinstance(entry, Lined):
            loader.problems.append(file.problem(f"the {kind} '{key}' is {entry!r}.", "Write {label: ...} after it."))
        elif loader.accept(checks.fields(kind, entry, key)):
            found[key] = entry
    return found


def _aliases(loader: Loader, subjects: dict[str, Subject]) -> None:
    owner: dict[str, str] = {}
    for subject in subjects.values():
        for alias in {subject.name.lower(), *(alias.lower() for alias in subject.aliases)}:
            if owner.setdefault(alias, subject.id) != subject.id:
                message = f"'{alias}' already means {owner[alias]}, so it cannot mean {subject.id}."
                loader.problems.append(loader.places[subject.id].problem(message, "Remove it from one of the two."))
