"""What somebody means who is asked for contact details: an answer, yes or no, stop, a change, a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from adviser.contact.fields import clean, email_in, normal, phone_in
from adviser.contact.words import EMAIL, FIELDS, NAME, PHONE, TIME, ContactWords

MORE_WORDS = 4  # that may follow "stop" or "yes": longer messages say something else too
SHORT_QUESTION = 3  # words
FEW_LEFT = 2  # words beside those of a wish for a person: what it is about


class Meant(str, Enum):
    """What a message is for; `OTHER` is an answer to what was asked, or nothing that is known here."""

    AGREE = "agree"
    REFUSE = "refuse"
    STOP = "stop"
    SKIP = "skip"
    BACK = "back"
    CHANGE = "change"
    WHY = "why"
    HANDLING = "handling"
    DELETE = "delete"
    ASKS = "asks"
    OTHER = "other"


@dataclass(frozen=True)
class Said:
    """One message: its text, the intent it was taken for, and what understanding found.

    `asks`: it has the form of a question; `names`: it names something the adviser knows ("level 5").
    """

    text: str
    kind: str = ""
    asks: bool = False
    names: bool = False


@dataclass(frozen=True)
class Meaning:
    """What a message means; with `CHANGE` of which field, if it says so."""

    meant: Meant
    field: str = ""


def meaning(said: Said, words: ContactWords) -> Meaning:
    """What a message means by itself, whatever was asked. An address in it is never a command."""
    text = _without_fillers(normal(said.text), words)
    heard = words.hearing
    if said.kind == "delete_me" and set(text.split()) & set(heard["delete"]) and "@" not in said.text:
        return Meaning(Meant.DELETE)
    if (changed := _changed(said, text, words)) is not None:
        return changed
    if "@" in said.text:
        return Meaning(Meant.OTHER)
    for meant in (Meant.STOP, Meant.SKIP, Meant.BACK):
        if _is(text, heard[meant.value]):
            return Meaning(meant)
    asks = said.asks or clean(said.text).endswith("?") or _begins(text, heard["asking"])
    if _holds(text, heard["handling"], asks):
        return Meaning(Meant.HANDLING)
    if _begins(text, heard["why"]) and (asks or text in heard["why"]):
        return Meaning(Meant.WHY)
    return _yes_or_no(said, text, asks, words)


def _yes_or_no(said: Said, text: str, asks: bool, words: ContactWords) -> Meaning:
    doubts = set(text.split()) & set(words.hearing["doubts"])
    if not asks and not (doubts and _is(text, words.hearing["agree"])):
        for meant, kind in ((Meant.AGREE, "affirm"), (Meant.REFUSE, "deny")):
            if _is(text, words.hearing[meant.value]) or (said.kind == kind and not text):
                return Meaning(meant)
    return Meaning(Meant.ASKS if asks else Meant.OTHER)


def _changed(said: Said, text: str, words: ContactWords) -> Meaning | None:
    """A wish to change something: "change the email", "my name is wrong", "go back to the phone number"."""
    if text in words.hearing["change_asked"] or text == normal(words.choices["change"]):
        return Meaning(Meant.CHANGE)
    verbs = set(words.hearing["change"])
    address = normal(email_in(said.text) or "")
    without = text.replace(address, " ") if address else text
    if not verbs & set(without.split()):
        return None
    named = field_named(without, words)
    return Meaning(Meant.CHANGE, named) if named else None


def field_named(text: str, words: ContactWords) -> str:
    """The field that a text names, by its longest name; "" for none."""
    names = [(alias, field.id) for field in words.fields.values() for alias in (normal(field.label), *field.aliases)]
    found = sorted((len(alias), id_) for alias, id_ in names if _within(text, alias))
    return found[-1][1] if found else ""


def new_value(field: str, text: str) -> str:
    """What comes after "to" or "is" in "change my name to Jo", or the address or number wherever it stands."""
    if field == EMAIL:
        return email_in(text) or ""
    if field == PHONE:
        return phone_in(text) or ""
    said = clean(text)
    for sign in (" to ", " should be ", " is "):
        _, found, rest = said.partition(sign)
        if found and "wrong" not in normal(rest):
            return rest
    return ""


def is_question(said: Said, field: str, words: ContactWords) -> bool:
    """Whether a message that might be a field's answer is a question of something else. Will and May are names."""
    text, cut = normal(said.text), clean(said.text).endswith("?")
    if field == TIME and set(text.split()) & set(words.hearing["times"]):
        return said.names and (cut or said.asks)  # "how about Tuesday?"
    if field == NAME:
        begins = _begins(text, words.hearing["asking"]) and len(text.split()) >= SHORT_QUESTION
        return cut or begins or (said.asks and said.names)
    return cut or said.asks or _begins(text, words.hearing["asking"])


def offered_unasked(said: Said) -> str:
    """The field whose value somebody gives without being asked: an address or a number."""
    if email_in(said.text):
        return EMAIL
    return PHONE if phone_in(said.text) else ""


def wants_call(text: str, words: ContactWords) -> bool:
    """Whether somebody asks for a discovery call, or to be rung."""
    said = normal(text)
    return any(_within(said, phrase) for phrase in words.hearing["call"])


def matter(text: str, words: ContactWords) -> str:
    """What a wish for a person is about, in the person's words; "" where it says nothing more."""
    rest = [word for word in normal(text).split() if word not in set(words.hearing["person"])]
    return clean(text) if len(rest) > FEW_LEFT else ""


def _is(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text is one of these, or begins with one and is hardly longer."""
    size = len(text.split())
    return any(
        text == phrase or (text.startswith(f"{phrase} ") and size <= len(phrase.split()) + MORE_WORDS)
        for phrase in phrases
    )


def _begins(text: str, phrases: Iterable[str]) -> bool:
    return any(text == phrase or text.startswith(f"{phrase} ") for phrase in phrases)


def _within(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def _holds(text: str, phrases: Iterable[str], asks: bool) -> bool:
    """Whether a phrase stands anywhere; a single word only in a question or by itself."""
    return any(_within(text, phrase) and (" " in phrase or asks or text == phrase) for phrase in phrases)


def _without_fillers(text: str, words: ContactWords) -> str:
    """A text without "oh, actually" before it, unless that is all there is."""
    left = text
    while any(left.startswith(f"{filler} ") for filler in words.hearing["fillers"]):
        filler = next(filler for filler in words.hearing["fillers"] if left.startswith(f"{filler} "))
        left = left[len(filler) + 1 :]
    return left


def field_of(text: str, words: ContactWords) -> str:
    """The field that a message of one name alone means ("email", "the email")."""
    said = normal(text).removeprefix("the ").removeprefix("my ")
    return next(
        (name for name in FIELDS if said in (normal(words.fields[name].label), *words.fields[name].aliases)), ""
    )
