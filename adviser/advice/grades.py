"""Which grade of membership is open to somebody: of CMI, and of The Institute of Leadership.

A grade is open, open if something holds that nobody has said, or not open yet. What is not said is never read as a
no. What each grade asks for, and all words, are data: see `adviser.advice.ladder`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from adviser.advice.ladder import LISTED, NUMBERS, Grade, Ladder, Requirement
from adviser.advice.model import Outcome
from adviser.advice.phrases import stated, with_notes
from adviser.advice.record import Record
from adviser.catalogue import plain
from adviser.model import Citation, KnowledgeBase
from adviser.talk import Answer, Focus, Statement, Status
from adviser.tell import offers

RANK = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)


class Opening(str, Enum):
    """How a grade stands for somebody."""

    OPEN = "open"
    IF = "if"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Finding:
    """How one requirement stands; `unsettled` where no source says whether the person's `own` value meets it."""

    requirement: Requirement
    outcome: Outcome
    unsettled: bool
    own: str

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts it rests on."""
        wanted = self.requirement
        return (*wanted.facts, *(wanted.unsettled_facts if self.unsettled else ()))

    def words(self, opening: Opening, ladder: Ladder) -> str:
        """What is said of it where the grade as a whole stands like that."""
        conditional = "unsettled" if self.unsettled else "unknown"
        key = {Opening.OPEN: "met", Opening.IF: conditional, Opening.NOT_YET: "unmet"}[opening]
        text = self.requirement.words[key].format(least=plain(self.requirement.need), own=self.own)
        short = key == "unmet" and self.outcome == Outcome.NOT_MET and self.requirement.of in NUMBERS
        return text + ladder.say("so_far", own=self.own) if short else text


@dataclass(frozen=True)
class GradeResult:
    """How a grade stands: why it is open, or what is missing, in words; `steps` counts what is missing."""

    grade: Grade
    opening: Opening
    words: str
    rests_on: tuple[str, ...]
    citations: tuple[Citation, ...]
    steps: int = 0


# -- deciding


def grades(record: Record, knowledge: KnowledgeBase, ladder: Ladder, body: str = "") -> tuple[GradeResult, ...]:
    """How every grade stands, those of a body together and its highest first; of one body where it is named."""
    wanted = (grade for grade in ladder.grades.values() if body in ("", grade.body))
    return tuple(_result(grade, record, knowledge, ladder) for grade in wanted)


def _result(grade: Grade, record: Record, knowledge: KnowledgeBase, ladder: Ladder) -> GradeResult:
    tried = _tried(grade, record, ladder)
    if _held(grade, record, ladder):
        words = ladder.say("holds", grade=ladder.grades[record.holds].name)
        return _told(grade, Opening.OPEN, words, (*grade.ways[0].facts, *_facts(tried[0])), 0, knowledge)
    outcomes = [_worst(found) for found in tried]
    best = max(outcomes, key=RANK.index)
    if best == Outcome.MET:
        way, found = grade.ways[outcomes.index(best)], tried[outcomes.index(best)]
        words = way.because or _listed(found, Opening.OPEN, ladder)
        return _told(grade, Opening.OPEN, words, (*way.facts, *_facts(found)), 0, knowledge)
    opening = Opening.IF if best == Outcome.UNKNOWN else Opening.NOT_YET
    near = _nearest([_missing(found) for found, outcome in zip(tried, outcomes, strict=True) if outcome == best])
    words = ladder.say("or").join(_listed(way, opening, ladder) for way in near)
    return _told(grade, opening, words, _facts([f for way in near for f in way]), min(map(len, near)), knowledge)


def _held(grade: Grade, record: Record, ladder: Ladder) -> bool:
    """Whether somebody holds this grade or a higher one of the same body."""
    held = ladder.grades.get(record.holds)
    return held is not None and held.body == grade.body and held.order >= grade.order


def _tried(grade: Grade, record: Record, ladder: Ladder) -> list[list[Finding]]:
    """How the requirements of each way to a grade stand."""
    return [[_finding(ladder.requirements[key], record, ladder) for key in way.requirements] for way in grade.ways]


def _worst(found: list[Finding]) -> Outcome:
    return min((each.outcome for each in found), key=RANK.index, default=Outcome.MET)


def _told(
    grade: Grade, opening: Opening, words: str, facts: Sequence[str], steps: int, knowledge: KnowledgeBase
) -> GradeResult:
    rest = stated(words, facts, knowledge)
    return GradeResult(grade, opening, words, rest.rests_on, rest.citations, steps)


def _missing(found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.outcome != Outcome.MET]


def _facts(found: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(key for each in found for key in each.facts)


def _listed(found: Sequence[Finding], opening: Opening, ladder: Ladder) -> str:
    """Their words as a list: a, b and c."""
    words = [each.words(opening, ladder) for each in found]
    return ladder.say("and").join((*([ladder.say("comma").join(words[:-1])] if words[1:] else []), words[-1]))


def _nearest(ways: list[list[Finding]]) -> list[list[Finding]]:
    """The ways worth telling: none that asks for all that another does and more, and none that is far longer."""
    fewest = min(map(len, ways))
    near = [way for way in ways if len(way) <= fewest + 1]
    told: list[list[Finding]] = []
    for way in sorted(near, key=len):
        if not any(_easier(other, way) for other in told):
            told = [*(other for other in told if not _easier(way, other)), way]
    return [way for way in near if any(way is other for other in told)]  # in the order of the file


def _easier(one: list[Finding], other: list[Finding]) -> bool:
    """Whether whoever comes to have what `other` misses then has what `one` misses too."""
    return all(any(_within(mine.requirement, theirs.requirement) for theirs in other) for mine in one)


def _within(mine: Requirement, theirs: Requirement) -> bool:
    return mine.id == theirs.id or (mine.of == theirs.of and mine.of in NUMBERS and mine.need < theirs.need)


def _finding(wanted: Requirement, record: Record, ladder: Ladder) -> Finding:
    """How a requirement stands, or what will do instead where that stands better."""
    outcome, unsettled = _stands(wanted, record, ladder)
    if wanted.instead and outcome != Outcome.MET:
        other = _finding(ladder.requirements[wanted.instead], record, ladder)
        if RANK.index(other.outcome) > RANK.index(outcome):
            return other
    return Finding(wanted, outcome, unsettled, _own(wanted.of, record, ladder))


def _stands(wanted: Requirement, record: Record, ladder: Ladder) -> tuple[Outcome, bool]:
    """How a requirement stands by itself, and whether that is unknown because no source settles it."""
    if record.holds and record.holds in wanted.held_by:
        return Outcome.MET, False
    if wanted.of in NUMBERS:
        return _years(wanted, *record.bounds(wanted.of))
    if wanted.of in LISTED:
        value = record.listed(wanted.of)
        open_still = value is None or value in wanted.ask
        return _outcome(None if open_still else value in wanted.counts), value in wanted.ask
    if wanted.of == "grade":
        tried = _tried(ladder.grades[wanted.grade], record, ladder)
        return max((_worst(found) for found in tried), key=RANK.index), False
    return _outcome(None if wanted.of == "holds" else getattr(record, wanted.of)), False


def _years(wanted: Requirement, low: float, high: float | None) -> tuple[Outcome, bool]:
    if low > wanted.need or (low == wanted.need and not wanted.over):
        return Outcome.MET, False
    if high is not None and high < wanted.need:
        return Outcome.NOT_MET, False
    return Outcome.UNKNOWN, low == high == wanted.need


def _outcome(truth: bool | None) -> Outcome:
    return Outcome.UNKNOWN if truth is None else Outcome.MET if truth else Outcome.NOT_MET


def _own(of: str, record: Record, ladder: Ladder) -> str:
    """The person's own value, in words where it is years."""
    if of not in NUMBERS:
        return str(record.listed(of)) if of in LISTED else ""
    _, most = record.bounds(of)
    number = most or 0.0
    key = "no_years" if not number else "under_a_year" if number < 1 else "one_year" if number == 1 else "years"
    words = ladder.say(key, number=plain(number))
    return words if getattr(record, of) is not None else ladder.say("at_most", years=words)


# -- telling


def grades_answer(
    record: Record, knowledge: KnowledgeBase, ladder: Ladder, body: str = "", target: str = ""
) -> Answer | None:
    """The highest grade open and what the next would take, of each body or of one; or how the `target` stands.

    None where neither the body nor the target is one whose grades are known.
    """
    found = {result.grade.id: result for result in grades(record, knowledge, ladder, body)}
    if target:
        shown = [found[target]] if target in found else []
        said = [_said(result, result.opening.value, ladder, knowledge) for result in shown]
    else:
        pairs = [_highest_and_next([r for r in found.values() if r.grade.body == each]) for each in ladder.bodies]
        shown = [result for pair in pairs for result in pair]
        said = [each for pair in pairs for each in _pair_said(pair, record, ladder, knowledge)]
    if not shown:
        return None
    said += _warnings(shown, knowledge)
    return _answer(with_notes(said, knowledge), shown, [r for r in found.values() if r not in shown], knowledge)


def _highest_and_next(found: Sequence[GradeResult]) -> list[GradeResult]:
    """The highest open grade, and of those above it the one that takes least, what is unsaid before what is short."""
    highest = next((result for result in found if result.opening == Opening.OPEN), None)
    above = [result for result in found if highest is None or result.grade.order > highest.grade.order]
    unsaid = [result for result in above if result.opening == Opening.IF]
    following = min(unsaid, key=lambda result: result.steps) if unsaid else above[-1] if above else None
    return [result for result in (highest, following) if result is not None]


def _pair_said(
    pair: Sequence[GradeResult], record: Record, ladder: Ladder, knowledge: KnowledgeBase
) -> Iterable[Statement]:
    for result in pair:
        opened = result.opening == Opening.OPEN
        key = ("held" if result.grade.id == record.holds else "highest") if opened else f"next_{result.opening.value}"
        yield _said(result, key, ladder, knowledge)


def _said(result: GradeResult, key: str, ladder: Ladder, knowledge: KnowledgeBase) -> Statement:
    """A grade in a sentence; the caution of its body stands with the one on what is open."""
    body = ladder.bodies[result.grade.body]
    places = {"grade": result.grade.name, "grades": body.grades, "because": result.words, "missing": result.words}
    caution = "" if key.startswith("next") else body.caution
    return stated(ladder.say(key, **places), result.rests_on, knowledge, caution)


def _warnings(shown: Sequence[GradeResult], knowledge: KnowledgeBase) -> list[Statement]:
    """What must not be misunderstood about grades that are not open, each once."""
    closed = [result.grade for result in shown if result.grade.warn and result.opening != Opening.OPEN]
    return list(dict.fromkeys(stated(grade.warn, grade.warn_facts, knowledge) for grade in closed))


def _answer(
    said: tuple[Statement, ...], shown: Sequence[GradeResult], others: Sequence[GradeResult], knowledge: KnowledgeBase
) -> Answer:
    bodies = dict.fromkeys(result.grade.body for result in shown)
    named = tuple(result.grade.id for result in shown)
    told = tuple(dict.fromkeys(key for each in said for key in each.rests_on))
    rest = tuple(dict.fromkeys(key for result in others for key in result.rests_on if key not in told))
    subjects = (*bodies, *(named[:1] if len(bodies) == 1 else ()))
    now = Focus(subjects, "membership", ("grade_requirement",), told, rest, named)
    return Answer(Status.ANSWERED, said, offers=offers(now, knowledge), focus=now)
