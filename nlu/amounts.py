"""Numbers with a unit, in digits or words: "24 credits", "two hundred hours", "thirteen credits"."""

from __future__ import annotations

import re

ONES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
WEEKS = {"week": 1.0, "month": 52 / 12, "year": 52.0}
LENGTH_NAMES = {
    "week": ("week", "weeks", "wk", "wks"),
    "month": ("month", "months", "mths"),
    "year": ("year", "years", "yr", "yrs"),
}
UNITS = {"hour": ("hour", "hours", "hr", "hrs"), "credit": ("credit", "credits", "cr")}
NOT_COUNTED = {"360"}  # 360-degree feedback
NUMBER_OR_WORD = re.compile(r"\d+(?:\.\d+)?|[a-z]+")  # "24credits" is two, "2.5" one


RATE = ("a", "per", "each", "every", "weekly")


def names_a_pace(text: str) -> bool:
    """Whether so many hours a week are named: "4 hours a week", "five hrs weekly"."""
    said = NUMBER_OR_WORD.findall(text.lower())
    return any(
        word in UNITS["hour"] and said[at + 1 : at + 2] and said[at + 1] in RATE and number_before(said, at) is not None
        for at, word in enumerate(said)
    )


def amounts_in(text: str) -> dict[str, float]:
    """The first amount of each unit: {"credit": 24}. A rate ("4 hours a week") is no amount of hours."""
    said = NUMBER_OR_WORD.findall(text.lower().replace(",", ""))
    found: dict[str, float] = {}
    for unit, names in UNITS.items():
        for at, word in enumerate(said):
            rate = said[at + 1 : at + 2] and said[at + 1] in RATE
            if word in names and not rate and (number := number_before(said, at)) is not None:
                found.setdefault(unit, number)
    return found


def weeks_in(text: str) -> float | None:
    """A length of time to study in, in weeks: "in 6 months" is 26, "within a year" 52; None where none is named.

    A rate ("4 hours a week") is none, nor is the question how many weeks it takes.
    """
    said = NUMBER_OR_WORD.findall(text.lower().replace(",", ""))
    for unit, names in LENGTH_NAMES.items():
        for at, word in enumerate(said):
            led = said[at - 2 : at - 1] if at > 1 else []
            if (
                word in names
                and said[at - 1 : at] in (["a"], ["one"])
                and led
                and led[0] in ("in", "within", "inside", "under")
            ):
                return WEEKS[unit]
            if word in names and at and (number := number_before(said, at)) is not None:
                return number * WEEKS[unit]
    return None


def number_before(said: list[str], at: int) -> float | None:
    """The number that ends just before a place, in digits or words; None where there is none."""
    start = at
    while start > 0 and (said[start - 1] in ONES or said[start - 1] in TENS or said[start - 1] in ("hundred", "and")):
        start -= 1
    if start < at and said[start:at] != ["and"]:
        return number_of(said[start:at])
    before = said[at - 1] if at else ""
    return float(before) if before[:1].isdigit() and before not in NOT_COUNTED else None


def number_of(said: list[str]) -> float:
    """Number words below a thousand as a number: ["two", "hundred", "and", "ten"] is 210."""
    total = 0
    for word in said:
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += ONES.get(word, 0) + TENS.get(word, 0)
    return float(total)
