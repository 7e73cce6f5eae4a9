"""How talking to a person sounds and is heard: `knowledge/contact.yml` in, checked `ContactWords` out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adviser import checks
from adviser.advice.phrases import only, read_words
from adviser.lines import Lined, Problem

if TYPE_CHECKING:
    from adviser.knowledge import Loader

FILE = "contact.yml"
NAME, EMAIL, TIME, PHONE = "name", "email", "time", "phone"
FIELDS = (NAME, EMAIL, TIME, PHONE)
OPTIONAL = (TIME, PHONE)  # a person may leave them out
PREFIX = "contact_"  # of its notes among those of the wording
KEYS = ("fields", "labels", "prompts", "choices", "notes", "hearing", "letter")
FIELD_WORDS = {"label": (), "ask": ("name", "desk"), "why": ("desk",), "again": ("desk",)}
LABELS: dict[str, tuple[str, ...]] = dict.fromkeys(("about", "summary", "none"), ())
PROMPTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("consent", "review", "amend"), ("desk",)),
    "back": ("desk", "question"),
}
CHOICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("agree", "refuse", "send", "change", "cancel"), ()),
    "change_field": ("field",),
}
NOTES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("asked call failures what must_agree review".split(), ("desk",)),
    **dict.fromkeys("begun noted changed missed declined withdrawn kept_ends".split(), ()),
    "policy": ("policy",),
    "enough": ("number", "desk"),
    "line": ("label", "value"),
    "sent": ("desk", "reference", "email"),
    "keeps": ("days",),
    "handling": ("desk", "desk_capital", "days"),
    "why": ("why",),
    "kept_talk": ("messages", "since"),
    "kept_enquiry": ("desk", "day", "details"),
    "kept_feedback": ("votes",),
    "with_them": ("desk", "day", "reference"),
}
HEARING = tuple(
    "agree doubts refuse stop skip change change_asked back delete handling why asking call person times named "
    "not_names fillers".split()
)
LETTER: dict[str, tuple[str, ...]] = {
    "subject": ("reference", "name"),
    "opening": ("name", "day"),
    "closing": ("desk",),
    "reply": (),
    "reference": ("reference",),
}
MEND = 'Put "yes", "no" and numbers in quotes.'


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for: how it is called, by us and by people, and the words around asking for it."""

    id: str
    label: str = ""
    ask: str = ""
    why: str = ""
    again: str = ""
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactWords:
    """The words by key; `hearing` holds phrases in small letters, longest first."""

    fields: Mapping[str, Asked] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    hearing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letter: Mapping[str, str] = field(default_factory=dict)


def read_contact(loader: Loader, words: Lined) -> ContactWords:
    """The words of talking to a person; its notes go to `words`, the wording, where every note is looked up.

    What is wrong with the file goes to the loader's problems.
    """
    file = loader.file(FILE)
    loader.accept(only(file, "talking to a person", KEYS, KEYS))
    notes = read_words(loader, _part(file, "notes"), NOTES, "notes")
    words.setdefault("advice", Lined()).setdefault("notes", Lined()).update(
        {f"{PREFIX}{key}": text for key, text in notes.items()}
    )
    return ContactWords(
        fields=_fields(loader, file),
        labels=read_words(loader, _part(file, "labels"), LABELS, "labels"),
        prompts=read_words(loader, _part(file, "prompts"), PROMPTS, "prompts"),
        choices=read_words(loader, _part(file, "choices"), CHOICES, "choices"),
        hearing=_hearing(loader, _part(file, "hearing")),
        letter=read_words(loader, _part(file, "letter"), LETTER, "letter"),
    )


def _part(file: Lined, key: str) -> Lined:
    found = file.get(key)
    if isinstance(found, Lined):
        return found
    empty = Lined()
    empty.file, empty.line = file.file, file.line
    return empty


def _fields(loader: Loader, file: Lined) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for entry in loader.entries(file, "fields"):
        listed = Lined({key: value for key, value in entry.items() if key not in ("id", "aliases", "choices")})
        listed.file, listed.line = entry.file, entry.line
        said = read_words(loader, listed, FIELD_WORDS, f"field {entry.get('id')}")
        if loader.accept(checks.one_of(entry, "field", entry.get("id"), FIELDS)):
            aliases, choices = (tuple(_phrases(loader, entry, key)) for key in ("aliases", "choices"))
            asked = Asked(entry["id"], said["label"], said["ask"], said["why"], said["again"], aliases, choices)
            found[asked.id] = asked
    missing = [name for name in FIELDS if name not in found]
    loader.accept(file.problem(f"the field '{name}' is missing.", "It needs all of them.") for name in missing)
    return {name: found.get(name, Asked(name)) for name in FIELDS}


def _hearing(loader: Loader, entry: Lined) -> dict[str, tuple[str, ...]]:
    loader.accept(only(entry, "hearing", HEARING, HEARING))
    return {
        key: tuple(sorted(_phrases(loader, entry, key), key=lambda phrase: (-len(phrase.split()), phrase)))
        for key in HEARING
    }


def _phrases(loader: Loader, entry: Lined, key: str) -> Iterator[str]:
    """A list of words as it stands; what is no words (a bare `yes` is true to YAML) is a problem."""
    for each in entry.get(key) or ():
        if loader.accept(_is_text(entry, key, each)):
            yield each


def _is_text(entry: Lined, key: str, each: Any) -> Iterator[Problem]:
    if not isinstance(each, str):
        yield entry.problem(f"'{key}' holds {each!r}, which is not words.", MEND)
