"""What was typed, as a name, an address, a time or a number: read kindly, or not at all (None)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from adviser.contact.words import EMAIL, NAME, PHONE, TIME, ContactWords

REGION = "GB"  # of numbers without a country
LONGEST = {NAME: 80, TIME: 120}  # characters
MOST_NAMES = 6  # words
FEWEST_DIGITS = 7
MANY_DIGITS = 4  # no name holds so many
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
SAID_AT, SAID_DOT = re.compile(r"\s+[(\[]?at[)\]]?\s+", re.I), re.compile(r"\s+[(\[]?dot[)\]]?\s+", re.I)
SPELT = re.compile(r"\S+\s+[(\[]?at[)\]]?\s.*", re.I)
EDGES = " \t.,;:!?\"'“”‘’<>()[]{}"


def clean(text: str) -> str:
    """One line without signs that cannot be seen, in composed form: nothing that could begin a line of a letter."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # JSON can carry half an emoji, which is no text
    seen = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in whole)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def normal(text: str) -> str:
    """The words of a text in small letters, apostrophes dropped, single spaces between."""
    straight = clean(text).replace("’", "'").lower()
    return " ".join(word.replace("'", "") for word in WORD.findall(straight))


def read(field: str, text: str, words: ContactWords, lenient: bool = False) -> str | None:
    """What a field gets from a text; `lenient` where somebody insists on an unlikely name."""
    if field == EMAIL:
        return email_in(text)
    if field == PHONE:
        return phone_in(text)
    if field == NAME:
        return name_in(text, words, lenient)
    said = clean(text)
    return said if normal(said) and len(said) <= LONGEST[TIME] else None


def name_in(text: str, words: ContactWords, lenient: bool = False) -> str | None:
    """A name, without what it was introduced by ("my name is"), as it was written."""
    said = _without_introduction(clean(text).strip(EDGES), words).strip(EDGES)
    spoken = normal(said).split()
    letters = [sign for sign in said if sign.isalpha()]
    if not letters or len(said) > LONGEST[NAME] or len(spoken) > MOST_NAMES or re.search(r"[@/\\<>|{}]", said):
        return None
    if sum(sign.isdigit() for sign in said) >= MANY_DIGITS:
        return None
    return None if not lenient and set(spoken) & set(words.hearing["not_names"]) else said


def _without_introduction(said: str, words: ContactWords) -> str:
    """What follows "hi, actually my name is"; word by word, so that the rest stays as it was typed."""
    parts = said.split()
    phrases = (*words.hearing["named"], *words.hearing["fillers"])
    while found := next((size for phrase in phrases if (size := _begins_with(parts, phrase))), 0):
        parts = parts[found:]
    return " ".join(parts)


def _begins_with(parts: list[str], phrase: str) -> int:
    """How many words a phrase has that a text of more words begins with; 0 where it does not."""
    size = len(phrase.split())
    return size if len(parts) > size and normal(" ".join(parts[:size])) == phrase else 0


def email_in(text: str) -> str | None:
    """The last good address in a text, normalised; also one that is spelt out or has spaces around its signs."""
    return next((found for each in _addresses(text) if (found := _valid_email(each))), None)


def _addresses(text: str) -> Iterator[str]:
    said = clean(text)
    yield from (part.strip(EDGES) for part in reversed(re.split(r"[\s,;<>()\"]+", said)) if "@" in part)
    joined = re.sub(r"\s*@\s*", "@", said)
    yield from (part.strip(EDGES) for part in reversed(joined.split()) if "@" in part)
    spelt = SAID_DOT.sub(".", SAID_AT.sub("@", said))
    yield from (part.strip(EDGES) for part in reversed(spelt.split()) if "@" in part)
    if said.count("@") == 1:
        yield "".join(said.split()).strip(EDGES)


def _valid_email(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def without_email(text: str) -> str:
    """A text without the words that hold an address, or from where one is spelt out."""
    said = clean(text)
    if "@" not in said:
        return SPELT.sub("", said)
    return " ".join(part for part in said.split() if "@" not in part)


def phone_in(text: str) -> str | None:
    """The first number in a text that could be rung, written as from abroad: +44 20 7946 0958."""
    import phonenumbers

    said = clean(text)
    if sum(sign.isdigit() for sign in said) < FEWEST_DIGITS:
        return None
    found = phonenumbers.PhoneNumberMatcher(said, REGION, leniency=phonenumbers.Leniency.POSSIBLE)
    match = next(iter(found), None)
    if match is None or len(str(match.number.national_number)) < FEWEST_DIGITS:
        return None
    return str(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
