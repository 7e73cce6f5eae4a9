"""What an entry of the knowledge base must look like, and the words for when it does not.

Every check gives problems with file, line and mend; none raises, so that an editor sees all at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from adviser.lines import Lined, Problem
from adviser.model import Source, Span, Vocabulary

REQUIRED = {
    "source": ("id", "publisher", "title", "standing", "interest", "trust", "read"),
    "fact": ("id", "about", "property", "value", "says", "place"),
    "disagreement": ("id", "about", "property", "topic", "views", "reply", "note"),
    "view": ("says", "source", "place"),
    "qualification": ("id", "title", "body", "level", "place", "status"),
    "unit": ("title",),
    "subject": ("id", "name"),
    "property": ("aspect", "label"),
    "aspect": ("label",),
}
OPTIONAL = {
    "source": ("url",),
    "fact": ("unit", "source", "read", "also", "caution", "disputed", "because", "asks"),
    "disagreement": ("asks", "read"),
    "view": ("read",),
    "qualification": (
        "type pathway credits guided_hours tqt number structure source read caution aliases minimum_age entry".split()
    ),
    "unit": ("code", "credits", "note", "guided_hours", "hours", "about"),
    "subject": ("aliases", "number", "order", "means", "unless", "beside"),
    "property": ("only_if_named", "hand_over", "gap"),
    "aspect": ("aliases",),
}
STANDINGS = ("awarding_body", "professional_body", "government", "provider", "seller", "press")
TRUST = ("A", "P", "C", "L", "U")
STATUS = ("current", "dated", "uncertain")
ID = re.compile(r"^[a-z0-9]+([._-][a-z0-9]+)*$")
ID_MEND = "Use small letters, digits, dots, hyphens and underscores."
LONGEST_STATEMENT = 60  # words: an answer is two to four sentences on a phone
GUIDE = 'See CONTRIBUTING.md, "Add a fact".'


def fields(kind: str, entry: Lined, name: str = "") -> Iterator[Problem]:
    """Keys that are missing or that nobody reads."""
    named = f"{kind} {name or entry.get('id', '')}".strip()
    allowed = (*REQUIRED[kind], *OPTIONAL[kind])
    for key in REQUIRED[kind]:
        if key not in entry:
            yield entry.problem(f"{named} has no '{key}'.", f"Every {kind} needs {', '.join(REQUIRED[kind])}. {GUIDE}")
    for key in entry:
        if key not in allowed:
            yield entry.problem(f"{named} has the unknown field '{key}'.", nearest(str(key), allowed))


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The mend for a word outside a closed list."""
    names = list(allowed)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Use one of: {', '.join(sorted(names)[:40])}."


def one_of(entry: Lined, field: str, word: Any, allowed: Iterable[str]) -> Iterator[Problem]:
    """A word that must come from a closed list."""
    names = list(allowed)
    if word not in names:
        yield entry.problem(f"{entry.get('id', 'entry')}: '{word}' is not a known {field}.", nearest(str(word), names))


def identity(entry: Lined, pattern: re.Pattern[str] = ID, mend: str = ID_MEND) -> Iterator[Problem]:
    """An id of small letters, digits, dots and hyphens."""
    if not pattern.match(str(entry.get("id", ""))):
        yield entry.problem(f"'{entry.get('id')}' is not an id.", mend)


def subjects(entry: Lined, vocabulary: Vocabulary) -> Iterator[Problem]:
    """`about` lists subjects of the vocabulary."""
    about = entry.get("about", [])
    if not isinstance(about, list) or not about:
        yield entry.problem(
            f"{entry.get('id', 'entry')}: 'about' is not a list of subjects.", "Write about: [ilm, level-3]."
        )
        return
    for word in about:
        yield from one_of(entry, "subject", word, vocabulary.subjects)


def value(entry: Lined, units: Iterable[str]) -> Iterator[Problem]:
    """A number with its unit, a span, a short phrase or a list of them."""
    found, name = entry.get("value"), entry.get("id")
    if isinstance(found, bool):
        yield entry.problem(f"{name}: the value was read as true or false.", 'Put the word in quotes: "no".')
    elif isinstance(found, dict):
        yield from _span(entry, found)
    elif isinstance(found, list):
        if not found or not all(isinstance(term, (str, int)) for term in found):
            yield entry.problem(f"{name}: the list of values must hold words.", "Quote each term that holds ': '.")
    elif found is not None and not isinstance(found, (str, int, float)):
        yield entry.problem(f"{name}: the value {found!r} is neither number, words nor list.", GUIDE)
    if entry.get("unit") is not None:
        yield from one_of(entry, "unit", entry["unit"], units)


def _span(entry: Lined, found: dict[str, Any]) -> Iterator[Problem]:
    name = entry.get("id")
    if not set(found) <= {"min", "max"} or not all(isinstance(n, (int, float)) for n in found.values()):
        yield entry.problem(f"{name}: a span holds the numbers 'min' and 'max' only.", "{min: 13, max: 36}")
    elif not entry.get("unit"):
        yield entry.problem(f"{name}: a number without a unit.", "Add unit: credit (or hour, word, year...).")


def spoken(entry: Lined, field: str, never: Iterable[re.Pattern[str]], longest: int) -> Iterator[Problem]:
    """A sentence that may be said aloud: short, finished, and without the phrases that mislead."""
    text = entry.get(field)
    name = entry.get("id", "view")
    if not isinstance(text, str) or not text.strip():
        if field in entry:
            yield entry.problem(f"{name}: '{field}' is not a sentence.", "Write one or two plain sentences.")
        return
    if len(text.split()) > longest:
        yield entry.problem(f"{name}: '{field}' is longer than {longest} words.", "Split it into two facts.")
    if text.strip().rstrip("”\"')")[-1] not in ".?!":
        yield entry.problem(f"{name}: '{field}' does not end like a sentence.", "End it with a full stop.")
    for pattern in never:
        if found := pattern.search(text):
            yield entry.problem(
                f"{name}: '{field}' says \"{found.group()}\".", "Say what it is comparable to, and who says so."
            )


def age(entry: Lined, read: date, today: date, warn: int, fail: int) -> Iterator[Problem]:
    """A fact nobody has looked at for long: a warning after `warn` months, an error after `fail`."""
    months = (today.year - read.year) * 12 + today.month - read.month - (today.day < read.day)
    name = entry.get("id", "entry")
    if read > today:
        yield entry.problem(f"{name}: was read on {read}, which is still to come.", "Give the day it was read.")
    elif months >= warn:
        yield entry.problem(
            f"{name}: was last read {months} months ago.",
            "Look at the source again and set 'read' to that day, or remove the fact.",
            warning=months < fail,
        )


def sources(entry: Lined, found: Mapping[str, Source], default: Any) -> Iterator[Problem]:
    """Every source named is one of sources*.yml."""
    named = [entry.get("source", default)]
    for other in entry.get("also") or []:
        strange = not isinstance(other, Lined) or set(other) - {"source", "place", "read"} or "place" not in other
        if strange or not isinstance(other.get("read", date.min), date):
            yield entry.problem(f"{entry.get('id')}: 'also' holds source and place.", "{source: ukcpd, place: line 3}")
        else:
            named.append(other.get("source"))
    for name in named:
        if name is None:
            yield entry.problem(f"{entry.get('id', 'entry')}: has no 'source'.", f"No source, no statement. {GUIDE}")
        else:
            yield from one_of(entry, "source", name, found)


def placed(file: Lined) -> Iterator[Problem]:
    """A file whose entries share one place in a source names it."""
    if not file.get("place"):
        yield file.problem("has no 'place'.", "Add place: where in the source its entries stand.")


def views(entry: Lined, found: dict[str, Source]) -> Iterator[Problem]:
    """A disagreement has two or more views, each with its source."""
    views_given = entry.get("views")
    listed = views_given if isinstance(views_given, list) else []
    for view in listed:
        if isinstance(view, Lined):
            yield from fields("view", view)
            yield from one_of(view, "source", view.get("source"), found)
        else:
            yield entry.problem(f"{entry.get('id')}: a view is {view!r}.", "Each view has says, source and place.")
    if len(listed) < 2:
        yield entry.problem(f"{entry.get('id')}: fewer than two views.", "Give both.")


def as_value(found: Any) -> Any:
    """A value of the YAML as a `Value` of the model."""
    if isinstance(found, dict):
        return Span(found.get("min", 0), found.get("max"))
    if isinstance(found, list):
        return tuple(str(term) for term in found)
    return found
