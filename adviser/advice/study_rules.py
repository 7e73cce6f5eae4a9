"""What the study plan counts with and how it speaks: `knowledge/interview/study.yml` in, checked `StudyRules` out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adviser import checks
from adviser.advice.phrases import known, only, read_words
from adviser.catalogue import plain
from adviser.lines import Lined, Problem
from adviser.model import Fact, Span, Vocabulary

if TYPE_CHECKING:
    from adviser.knowledge import Loader

FILE = "interview/study.yml"
KEYS = ("hours", "size_of", "no_length", "what_counts", "weeks_in_a_year", "words")
MONTHS_IN_A_YEAR = 12
FEW_WEEKS = 8  # up to here weeks say enough; beyond, months are told too
WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("credits", "one_credit"), ("credits", "hours")),
    "hours": ("hours",),
    "type": ("type", "hours"),
    "title": ("title", "credits", "hours"),
    "title_tqt": ("title", "hours"),
    **dict.fromkeys(("size", "no_time"), ("what",)),
    "weeks": ("pace", "what", "weeks"),
    "fits": ("weeks",),
    "fits_partly": ("weeks", "hours"),
    "fits_not": ("weeks", "pace"),
    "pace": ("weeks", "what", "pace"),
    "pace_too_much": ("weeks", "what"),
    "room": ("pace", "weeks", "hours"),
    "room_assumed": ("pace", "hours"),
    **dict.fromkeys(("type_fits", "type_fits_partly", "too_little"), ("type", "band", "hours")),
    "no_time_at_all": (),
    "impossible": ("most", "pace"),
    **dict.fromkeys(("one_hour", "one_week", "one_year"), ()),
    **dict.fromkeys(("many_hours", "many_weeks", "months", "years", "years_and_a_half"), ("number",)),
    **dict.fromkeys(("about", "about_at_most", "about_or_more"), ("weeks", "length")),
    "about_range": ("weeks", "length", "top"),
}


@dataclass(frozen=True)
class StudyRules:
    """Facts by id: the learning hours of each type, smallest first; what else credits rest on, by body; and two more.

    `no_length` is that no source states weeks, `what_counts` what the hours are spent on; `year` is in weeks.
    """

    hours: tuple[str, ...] = ()
    size_of: Mapping[str, str] = field(default_factory=dict)
    no_length: str = ""
    what_counts: str = ""
    year: int = 0
    words: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **places: str) -> str:
        """The words of a key with its places filled."""
        return self.words[key].format(**places)

    def say_hours(self, hours: Span) -> str:
        """Hours in words: 1 hour, 130 to 360 hours, 370 or more hours."""
        return self._amount(hours, "one_hour", "many_hours")

    def say_weeks(self, weeks: Span) -> str:
        """Weeks in words, with months or years where there are many: 65 weeks, about 15 months."""
        said = self.say_weeks_alone(weeks)
        low, top = self._length(weeks.low), self._length(weeks.low if weeks.top is None else weeks.top)
        if weeks.top is None:
            return self.say("about_or_more", weeks=said, length=low) if low else said
        if low == top:
            return self.say("about", weeks=said, length=low) if low else said
        if not low:
            return self.say("about_at_most", weeks=said, length=top)
        if max(map(self._months, (weeks.low, weeks.top))) < 2 * MONTHS_IN_A_YEAR:
            low, top = str(self._months(weeks.low)), self.say("months", number=str(self._months(weeks.top)))
        return self.say("about_range", weeks=said, length=low, top=top)

    def say_weeks_alone(self, weeks: Span) -> str:
        """Weeks in words and no more: 65 weeks."""
        return self._amount(weeks, "one_week", "many_weeks")

    def _amount(self, amount: Span, one: str, many: str) -> str:
        number = amount.low if amount.low == amount.top else amount
        return self.say(one) if number == 1 else self.say(many, number=plain(number))

    def _months(self, weeks: float) -> int:
        return round(weeks * MONTHS_IN_A_YEAR / self.year)

    def _length(self, weeks: float) -> str:
        """Weeks as months, or as years to the nearest half; nothing where there are few."""
        months = self._months(weeks)
        if weeks <= FEW_WEEKS:
            return ""
        if months == MONTHS_IN_A_YEAR:
            return self.say("one_year")
        if months < 2 * MONTHS_IN_A_YEAR:
            return self.say("months", number=str(months))
        halves = math.floor(2 * weeks / self.year + 0.5)
        return self.say("years_and_a_half" if halves % 2 else "years", number=plain(halves // 2))


def read_study(loader: Loader, vocabulary: Vocabulary, facts: Mapping[str, Fact]) -> StudyRules:
    """The rules; what is wrong with the file goes to the loader's problems."""
    file = loader.file(FILE)
    loader.accept(only(file, "the study plan", KEYS, KEYS), _year(file))
    hours = known(loader, file, file.get("hours", []), facts)
    bands = [_band(file, facts[key], vocabulary) for key in hours]
    size_of = file.get("size_of") or {}
    loader.accept(*bands, *(checks.one_of(file, "subject", body, vocabulary.subjects) for body in size_of))
    single = {key: known(loader, file, file.get(key), facts) for key in ("no_length", "what_counts")}
    return StudyRules(
        hours=tuple(key for key in hours if isinstance(facts[key].value, Span)),
        size_of={body: key for body, fact in size_of.items() for key in known(loader, file, fact, facts)},
        no_length="".join(single["no_length"]),
        what_counts="".join(single["what_counts"]),
        year=int(file["weeks_in_a_year"]) if isinstance(file.get("weeks_in_a_year"), int) else 1,
        words=read_words(loader, file.get("words") or file, WORDS),
    )


def _year(file: Lined) -> Iterator[Problem]:
    weeks = file.get("weeks_in_a_year")
    if not isinstance(weeks, int) or weeks < 1:
        yield file.problem("'weeks_in_a_year' is no number of weeks.", "weeks_in_a_year: 52")


def _band(file: Lined, fact: Fact, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A fact on the hours of one type: a span of hours, about that type alone."""
    types = [key for key in fact.about if vocabulary.kind(key) == "type"]
    if not isinstance(fact.value, Span) or fact.unit != "hour" or len(types) != 1:
        problem = f"{fact.id} does not give the hours of one type."
        yield file.problem(problem, "It needs value: {min: 130, max: 360}, unit: hour.")
