"""Amounts that a person tells: how long, how many hours a week, since when. Numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nlu.hearing_words import A_ONE, WHOLE, Token

YEARS = {"year": 1.0, "decade": 10.0, "month": 1 / 12, "week": 1 / 52, "fortnight": 1 / 26, "day": 1 / 365}
# How often a thing happens in a week that happens every ...
OFTEN = {
    "week": 1.0, "day": 7.0, "working-day": 5.0, "evening": 5.0, "morning": 5.0, "lunchtime": 5.0, "weekend": 1.0,
    "month": 0.25, "fortnight": 0.5, "sunday": 1.0, "year": 1 / 52,
}  # fmt: skip
# Hours of study in one ...
LASTING = {
    "hour": 1.0, "minute": 1 / 60, "day": 8.0, "evening": 2.0, "morning": 3.0, "lunchtime": 1.0, "weekend": 6.0,
    "sunday": 3.0, "working-day": 1.0,
}  # fmt: skip
LINKS = {"every", "one", A_ONE, "in", "on", "during"}
TIMES = {"twice": 2.0, "once": 1.0, "thrice": 3.0}
BEGUN = {"promoted", "newly", "started", "start", "began"}  # "promoted in March" is since March
EARLIEST = 1960
MONTHS = "january february march april may june july august september october november december".split()
SEASONS = {"spring": 4, "easter": 4, "summer": 7, "autumn": 10, "winter": 1}


@dataclass(frozen=True)
class Measure:
    """An amount and the tokens, `start` up to `end`, that say it; a `rate` is so much a week."""

    amount: float
    start: int
    end: int
    rate: bool = False


def durations(tokens: Sequence[Token], vague: Mapping[str, float], today: date) -> list[Measure]:
    """Stretches of time, in years: "18 months" 1.5, "since last March" reckoned from today."""
    found: list[Measure] = []
    at = 0
    while at < len(tokens):
        measure = _since(tokens, at, today) or _stretch(tokens, at, vague)
        if measure is None:
            at += 1
            continue
        joined = found and found[-1].end >= measure.start - (tokens[measure.start - 1].word == "and")
        if joined and measure.amount < 1 <= found[-1].amount:  # "two years and three months"
            measure = Measure(found.pop().amount + measure.amount, at, measure.end)
        found.append(measure)
        at = measure.end
    return [Measure(round(each.amount, 2), each.start, each.end) for each in found]


def _stretch(tokens: Sequence[Token], at: int, vague: Mapping[str, float]) -> Measure | None:
    number = tokens[at].number
    if number is None:
        number = vague.get(tokens[at].word)
    if number is None or at + 1 >= len(tokens) or tokens[at + 1].word not in YEARS:
        return None
    unit, end = YEARS[tokens[at + 1].word], at + 2
    if [token.word for token in tokens[end : end + 2]] == ["and", "N"] and tokens[end + 1].number == 0.5:
        number, end = number + 0.5, end + 2
    return Measure(number * unit, at, end)


def _since(tokens: Sequence[Token], at: int, today: date) -> Measure | None:
    """The years since a time that is named."""
    begun = {token.word for token in tokens[max(0, at - 4) : at]} & BEGUN
    if tokens[at].word != "since" and not (tokens[at].word in ("in", "last") and begun):
        return None
    at -= tokens[at].word == "last"
    words = [token.word for token in tokens[at + 1 : at + 4]]
    last = bool(words) and words[0] == "last"
    named = words[1:2] if last else words[:1]
    end = at + 2 + last
    number = next((token.number for token in tokens[at + 1 : at + 4] if token.number and token.number > EARLIEST), None)
    if named and (named[0] in MONTHS or named[0] in SEASONS):
        month = MONTHS.index(named[0]) + 1 if named[0] in MONTHS else SEASONS[named[0]]
        year = int(number) if number else today.year - (month > today.month)
        return Measure(max(0.0, (today - date(year, month, 1)).days / 365.25), at, end + bool(number))
    if number is not None and number <= today.year:
        return Measure(max(0.5, today.year - number), at, at + 2)
    if last and named and named[0] in YEARS:
        return Measure(YEARS[named[0]], at, end)
    return None


def study_times(tokens: Sequence[Token], vague: Mapping[str, float]) -> list[Measure]:
    """Hours a week: "an hour a day" 7, "20 hours a month" 5; without a period it is no `rate`."""
    found: list[Measure] = []
    at = 0
    while at < len(tokens):
        number = tokens[at].number if tokens[at].number is not None else vague.get(tokens[at].word)
        named = at + 2 if at + 1 < len(tokens) and tokens[at + 1].word in WHOLE else at + 1
        unit = tokens[named].word if named < len(tokens) else ""
        if number is None or unit not in LASTING:
            at += 1
            continue
        end = named + 1
        if [token.word for token in tokens[end : end + 2]] == ["and", "N"] and tokens[end + 1].number == 0.5:
            number, end = number + 0.5, end + 2
        times, after = _times(tokens, end)
        hours = number * LASTING[unit] * (times or 1.0)
        found.append(Measure(round(hours, 2), at, after, times is not None))
        at = after
    return found


def _times(tokens: Sequence[Token], at: int) -> tuple[float | None, int]:
    """How often in a week: "a week" 1, "every working day" 5, "twice a week" 2; None where it is not said."""
    times, end = 1.0, at
    if end < len(tokens) and tokens[end].word in TIMES:
        times, end = TIMES[tokens[end].word], end + 1
    elif end + 1 < len(tokens) and tokens[end].number and tokens[end + 1].word in ("times", "time"):
        times, end = tokens[end].number or 1.0, end + 2
    while end < len(tokens) and tokens[end].word in LINKS:
        end += 1
    if end < len(tokens) and tokens[end].word in OFTEN:
        return times * OFTEN[tokens[end].word], end + 1
    return (times, end) if times != 1.0 else (None, at)
