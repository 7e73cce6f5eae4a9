"""Takes out of a message what could tell who wrote it: addresses, numbers, names.

Nothing can find every name in free text. So this errs on the safe side: whatever begins with a capital and is no word
of the bot's own trade goes, and so does what follows "my name is", and the commonest first names however written.
What is left is for the editors of this bot, and for nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
NAMES = Path(__file__).with_name("first-names.txt")
NAME, NUMBER, EMAIL, LINK = "[name]", "[number]", "[e-mail]", "[link]"

_EMAIL = re.compile(r"\S+@\S+|\S+\s+(?:at|\(at\))\s+\w+\s+(?:dot|\(dot\))\s+\w+", re.I)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|gov|ac|co)(?:\.uk)?(?:/\S*)?\b|(?<!\w)@\w+", re.I)
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.I)
# A level, a grade of the health service and a small count are no secret; longer numbers and those with letters may be.
_NUMBER = re.compile(
    r"(?:(?:\+|\b)\d[\d\s().,/:-]{2,}\d\b|\b[a-z]*\d{3,}[a-z\d]*\b|\b[a-z]{2,}\d{2,}\b|\b\d{2,}\b)", re.I
)
_CUE = re.compile(
    r"\b((?:my|his|her|their)\s+(?:\w+[’']?s\s+)?name(?:[’']?s|\s+is)|call\s+me|named|called|(?:mr|mrs|ms|miss|dr|prof|sir)\b\.?"
    r"|(?:kind\s+)?regards,?|signed,?|dear|this\s+is|hi|hello|hey)\s+((?:[a-z][\w’'-]+)(?:\s+[a-z][\w’'-]+)?)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def redacted(text: str) -> str:
    """The text with placeholders for what could name somebody; line breaks become spaces."""
    text = " ".join(text.split())
    for pattern, placeholder in ((_EMAIL, EMAIL), (_LINK, LINK), (_POSTCODE, NUMBER), (_NUMBER, NUMBER)):
        text = pattern.sub(placeholder, text)
    text = _CUE.sub(_after_cue, text)
    text = re.sub(r"\[[a-z-]+\]|[^\W\d_][\w’'-]*", _word, text)
    return re.sub(r"\[name\](?:[\s,.-]*\[name\])+", NAME, text)


def _after_cue(found: re.Match[str]) -> str:
    """What follows a cue for a name: hidden where it is no word of ours."""
    words = [word if _is_known(word) else NAME for word in found[2].split()]
    return f"{found[1]} {' '.join(words)}"


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if word.startswith("[") or len(word) == 1:
        return word
    plain = re.sub(r"[’']s$", "", word).lower()
    if plain in first_names():
        return NAME
    return NAME if word[0].isupper() and not word.isupper() and not _is_known(word) else _shout(word)


def _shout(word: str) -> str:
    """A word in capitals may be a name that is shouted; an abbreviation of ours is known."""
    return NAME if len(word) > 3 and word.isupper() and not _is_known(word) else word


def _is_known(word: str) -> bool:
    plain = word.lower()
    return plain in known_words() or re.sub(r"[’'](?:s|d|t|m|ll|re|ve)$", "", plain) in known_words()


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names that are no common word besides."""
    return frozenset(NAMES.read_text(encoding="utf-8").split()) - known_words(with_examples=False)


@lru_cache(maxsize=2)
def known_words(with_examples: bool = True) -> frozenset[str]:
    """Words that the bot knows: those of its subjects, and those of its training examples, small or capital."""
    files = [ROOT / "knowledge/vocabulary/subjects.yml"]
    if with_examples:
        files += [path for path in sorted((ROOT / "data/nlu").glob("*.yml")) if path.name != "reviewed.yml"]
    found: set[str] = set()
    for path in files:
        for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found |= {word.lower() for word in _WORD.findall(text)}
    if with_examples:
        found -= frozenset(NAMES.read_text(encoding="utf-8").split()) - known_words(with_examples=False)
    return frozenset(found)


def _texts(entry: object) -> Iterator[str]:
    """Every text in a piece of YAML."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        yield from _each(entry.values())
    elif isinstance(entry, list):
        yield from _each(entry)


def _each(entries: Iterable[object]) -> Iterator[str]:
    for entry in entries:
        yield from _texts(entry)
