"""How long study takes at so many hours a week, what a week must hold, and which type fits the time there is.

Sums on facts, labelled as sums: sources state learning hours, and no length in weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from adviser.advice.phrases import stated, with_notes
from adviser.advice.study_plan import StudyPlan
from adviser.advice.study_rules import StudyRules
from adviser.arithmetic import type_for
from adviser.catalogue import plain
from adviser.model import Fact, KnowledgeBase, Qualification, Span
from adviser.talk import Answer, Focus, Statement, Status
from adviser.tell import offers, statements_of

HOURS_IN_A_WEEK = 7 * 24
USUAL_PATHWAY = "leadership-and-management"


@dataclass(frozen=True)
class Fit:
    """The type for which there is time, with the fact on its hours; none where there is too little.

    `hours` are those there are; `whole` tells that even the longest of that type fits.
    """

    hours: float
    type: str = ""
    band: Fact | None = None
    whole: bool = False


@dataclass(frozen=True)
class _Size:
    """How many hours there are to learn, of what, and the facts that say so, with their caution."""

    hours: Span
    what: str
    facts: tuple[str, ...]
    caution: str = ""


# -- sums


def weeks(hours: float, hours_a_week: float) -> int:
    """The whole weeks in which so many hours are done. ValueError unless 0 < `hours_a_week` <= 168."""
    if not 0 < hours_a_week <= HOURS_IN_A_WEEK:
        raise ValueError(f"no plan with {hours_a_week} hours a week")
    near = math.ceil(hours / hours_a_week)  # which a division can miss by a hair, either way
    return next(count for count in (near - 1, near, near + 1) if count >= 0 and count * hours_a_week >= hours)


def pace(hours: float, in_weeks: float) -> float:
    """The hours a week, rounded up to half an hour, that finish so many hours in time. ValueError unless weeks > 0."""
    if in_weeks <= 0:
        raise ValueError(f"no plan over {in_weeks} weeks")
    return math.ceil(2 * hours / in_weeks) / 2


def type_for_time(hours_a_week: float, in_weeks: float | None, knowledge: KnowledgeBase, rules: StudyRules) -> Fit:
    """The largest type whose least hours fit into that time; into a year where no weeks are given."""
    there = hours_a_week * (in_weeks or rules.year)
    found = Fit(there)
    for key in rules.hours:
        band = knowledge.facts[key]
        if isinstance(band.value, Span) and there >= band.value.low:
            top = band.value.top
            found = Fit(there, _type_of(band, knowledge), band, top is not None and there >= top)
    return found


def _type_of(band: Fact, knowledge: KnowledgeBase) -> str:
    return next(key for key in band.about if knowledge.vocabulary.kind(key) == "type")


# -- telling


def plan(wanted: StudyPlan, knowledge: KnowledgeBase, rules: StudyRules) -> Answer | None:
    """All that can be said of a plan; None where it holds neither a size nor a pace."""
    size = _size(wanted, knowledge, rules)
    a_week, length = wanted.hours_a_week, wanted.weeks if wanted.weeks and round(wanted.weeks, 2) > 0 else None
    if size is None and a_week is None:
        return None
    teller = _Teller(knowledge, rules)
    fit = None
    if a_week is not None and a_week >= HOURS_IN_A_WEEK:
        said = [teller.impossible(a_week)]
    elif a_week is not None and round(a_week, 2) <= 0:
        said = [teller.no_time(size)]
    elif size is None:
        fit = type_for_time(a_week or 0.0, length, knowledge, rules)
        said = teller.room(a_week or 0.0, length, fit)
    elif a_week is not None:
        said = teller.weeks(size, a_week, length)
    else:
        said = [teller.pace(size, length) if length else teller.size(size)]
    said += _other_type(wanted, knowledge)
    subjects = (*_about(wanted, knowledge), *([fit.type] if fit and fit.type else []))
    told = tuple(dict.fromkeys(key for each in said for key in each.rests_on))
    now = Focus(tuple(dict.fromkeys(subjects)), "study_time", ("learning_hours",), told)
    return Answer(Status.ANSWERED, with_notes(said, knowledge), offers=offers(now, knowledge), focus=now)


def _size(wanted: StudyPlan, knowledge: KnowledgeBase, rules: StudyRules) -> _Size | None:
    """The hours of a plan: of its credits, its hours, its title in the catalogue, or its type, the first there is."""
    if wanted.credits and wanted.credits > 0:
        hours, facts = _hours_of(Span(wanted.credits, wanted.credits), wanted.body, knowledge, rules)
        key = "one_credit" if wanted.credits == 1 else "credits"
        return _Size(hours, rules.say(key, credits=plain(wanted.credits), hours=rules.say_hours(hours)), facts)
    if wanted.hours and wanted.hours > 0:
        hours = Span(wanted.hours, wanted.hours)
        return _Size(hours, rules.say("hours", hours=rules.say_hours(hours)), ())
    row = _row(wanted, knowledge)
    if row is not None and (found := _size_of_row(row, knowledge, rules)):
        return found
    band = next((b for b in map(knowledge.facts.get, rules.hours) if b and wanted.type in b.about), None)
    if band is None or not isinstance(band.value, Span):
        return None
    name = _name(wanted.type, knowledge)
    return _Size(band.value, rules.say("type", type=name, hours=rules.say_hours(band.value)), (band.id,))


def _size_of_row(row: Qualification, knowledge: KnowledgeBase, rules: StudyRules) -> _Size | None:
    """The total qualification time of a title, or the hours of its credits."""
    if row.tqt is not None:
        total = _span(row.tqt)
        what = rules.say("title_tqt", title=row.title, hours=rules.say_hours(total))
        return _Size(total, what, (row.fact,), knowledge.facts[row.fact].caution)
    if row.credits is None:
        return None
    size = _span(row.credits)
    hours, facts = _hours_of(size, row.body, knowledge, rules)
    amount = plain(size.low if size.low == size.top else size)
    what = rules.say("title", title=row.title, credits=amount, hours=rules.say_hours(hours))
    return _Size(hours, what, (row.fact, *facts), knowledge.facts[row.fact].caution)


def _row(wanted: StudyPlan, knowledge: KnowledgeBase) -> Qualification | None:
    """The title that is meant: the one named, or the only one of that body, level and type offered today."""
    if wanted.qualification:
        return knowledge.qualifications.get(wanted.qualification)
    if not (wanted.body and wanted.level and wanted.type):
        return None
    which = (wanted.body, wanted.level, wanted.type, wanted.pathway or USUAL_PATHWAY)
    rows = [
        row
        for row in knowledge.qualifications.values()
        if (row.body, row.level, row.type, row.pathway) == which and row.status == "current"
    ]
    return rows[0] if len(rows) == 1 else None


def _about(wanted: StudyPlan, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """What is talked of after a plan."""
    row = knowledge.qualifications.get(wanted.qualification)
    return wanted.subjects if row is None else tuple(key for key in (row.body, row.level, row.type, row.pathway) if key)


def _hours_of(size: Span, body: str, knowledge: KnowledgeBase, rules: StudyRules) -> tuple[Span, tuple[str, ...]]:
    """Credits as hours, and the facts that this rests on."""
    key = knowledge.sums.hours_a_credit if knowledge.sums else ""
    rate = knowledge.facts[key].value if key else 0
    each = float(rate) if isinstance(rate, (int, float)) else 0.0
    top = None if size.top is None else size.top * each
    return Span(size.low * each, top), (key, *([rules.size_of[body]] if body in rules.size_of else []))


def _span(amount: object) -> Span:
    if isinstance(amount, Span):
        return amount
    number = float(amount) if isinstance(amount, (int, float)) else 0.0
    return Span(number, number)


def _name(kind: str, knowledge: KnowledgeBase) -> str:
    """A type with its article."""
    return str(knowledge.words["subject_names"].get(kind, knowledge.vocabulary.subjects[kind].name))


def _other_type(wanted: StudyPlan, knowledge: KnowledgeBase) -> list[Statement]:
    """What so many credits are called, where that is not the type named with them."""
    band = type_for(wanted.credits, knowledge) if wanted.credits and wanted.type else None
    return [] if band is None or wanted.type in band.about else list(statements_of([band], knowledge)[:1])


def _exactly(number: float) -> Span:
    return Span(number, number)


@dataclass(frozen=True)
class _Teller:
    """Puts sums into sentences."""

    knowledge: KnowledgeBase
    rules: StudyRules

    def _say(self, key: str, facts: tuple[str, ...], caution: str = "", **places: str) -> Statement:
        return stated(self.rules.say(key, **places), facts or (self.rules.no_length,), self.knowledge, caution)

    def _hours(self, number: float) -> str:
        return self.rules.say_hours(_exactly(number))

    def _weeks(self, number: float) -> str:
        return self.rules.say_weeks_alone(_exactly(number))

    def impossible(self, a_week: float) -> Statement:
        """More than a week holds."""
        places = {"most": self._hours(HOURS_IN_A_WEEK), "pace": self._hours(a_week)}
        return self._say("impossible", (self.rules.what_counts,), **places)

    def no_time(self, size: _Size | None) -> Statement:
        """No hours a week at all."""
        counts = (self.rules.what_counts,)
        return (
            self._say("no_time", (*size.facts, *counts), what=size.what)
            if size
            else self._say("no_time_at_all", counts)
        )

    def size(self, size: _Size) -> Statement:
        """The hours alone."""
        return self._say("size", size.facts, size.caution, what=size.what)

    def weeks(self, size: _Size, a_week: float, length: float | None) -> list[Statement]:
        """How many weeks, and whether they fit into those there are."""
        top = size.hours.top
        needed = Span(weeks(size.hours.low, a_week), None if top is None else weeks(top, a_week))
        facts = (*size.facts, self.rules.no_length)
        places = {"pace": self._hours(a_week), "what": size.what, "weeks": self.rules.say_weeks(needed)}
        said = [self._say("weeks", facts, size.caution, **places)]
        if length is None:
            return said
        key = "fits_not" if needed.low > length else "fits" if needed.top and needed.top <= length else "fits_partly"
        room = self._hours(a_week * length)
        pace_then = self._pace(size, length)
        return [*said, self._say(key, facts, weeks=self._weeks(length), hours=room, pace=pace_then)]

    def _pace(self, size: _Size, length: float) -> str:
        top = size.hours.top
        return self.rules.say_hours(Span(pace(size.hours.low, length), None if top is None else pace(top, length)))

    def pace(self, size: _Size, length: float) -> Statement:
        """How many hours a week finish it in time."""
        facts = (*size.facts, self.rules.no_length)
        key = "pace_too_much" if pace(size.hours.low, length) >= HOURS_IN_A_WEEK else "pace"
        return self._say(
            key, facts, size.caution, weeks=self._weeks(length), what=size.what, pace=self._pace(size, length)
        )

    def room(self, a_week: float, length: float | None, fit: Fit) -> list[Statement]:
        """How many hours there are, and the type for which they are enough."""
        band = fit.band or self.knowledge.facts[self.rules.hours[0]]
        assumed = "room" if length else "room_assumed"
        there = self._hours(fit.hours)
        places = {"pace": self._hours(a_week), "weeks": self._weeks(length or self.rules.year), "hours": there}
        key = "too_little" if not fit.type else "type_fits" if fit.whole else "type_fits_partly"
        hours = self.rules.say_hours(_span(band.value))
        named = {"type": _name(_type_of(band, self.knowledge), self.knowledge), "band": hours, "hours": there}
        return [self._say(assumed, (self.rules.no_length,), **places), self._say(key, (band.id,), **named)]
