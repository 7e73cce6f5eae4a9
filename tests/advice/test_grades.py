"""Which grades of membership are open: the cases of `cases/grades.yml`, and what holds whatever is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from adviser.advice.grades import Opening, grades, grades_answer
from adviser.advice.ladder import NUMBERS, read_grades
from adviser.advice.record import Record, carried
from adviser.knowledge import KNOWLEDGE, Loader
from adviser.talk import Answer
from tests.advice.slips import assert_told, problems_of

LOADER = Loader(KNOWLEDGE, date.today())
BASE = LOADER.load()
LADDER = read_grades(LOADER, BASE.vocabulary, BASE.facts)
CASES = yaml.safe_load((Path(__file__).parent / "cases/grades.yml").read_text(encoding="utf-8"))
FIELDS = {"name", "told", "body", "target", "grades", "says", "not_says", "cites"}
BODIES = ("cmi", "institute-of-leadership")
HEIGHT = (Opening.NOT_YET, Opening.IF, Opening.OPEN)

steady = settings(derandomize=True, database=None, max_examples=200, deadline=None)
years = some.none() | some.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 3.5, 5.0, 6.0, 9.5, 10.0, 15.0])
truths = some.none() | some.booleans()
records = some.builds(
    Record,
    years=years,
    strategic_years=years,
    middle_years=years,
    held_level=some.none() | some.integers(0, 8),
    held_body=some.sampled_from([None, "ilm", "cmi"]),
    held_type=some.sampled_from([None, "award", "certificate", "diploma"]),
    has_degree=truths,
    assessed=truths,
    holds=some.sampled_from(["", *LADDER.grades]),
)


def openings(record: Record) -> dict[str, Opening]:
    """How every grade stands, by id."""
    return {result.grade.id: result.opening for result in grades(record, BASE, LADDER)}


def told(record: Record, body: str = "", target: str = "") -> Answer:
    """The answer, which there must be."""
    found = grades_answer(record, BASE, LADDER, body, target)
    assert found is not None
    return found


def text_of(answer: Answer) -> str:
    """All that is said, with its cautions."""
    return " ".join(f"{each.text} {each.caution}" for each in answer.statements)


def lower(before: dict[str, Opening], after: dict[str, Opening]) -> list[str]:
    """The grades that stand worse than before."""
    return [key for key in before if HEIGHT.index(after[key]) < HEIGHT.index(before[key])]


# -- cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    record = Record(**case["told"])
    answer = told(record, case.get("body", ""), case.get("target", ""))
    text, stand = text_of(answer), {key: opening.value for key, opening in openings(record).items()}
    assert {key: stand[key] for key in case.get("grades", {})} == case.get("grades", {})
    assert [said for said in case.get("says", ()) if not re.search(said, text, re.I)] == [], text
    assert [said for said in case.get("not_says", ()) if re.search(said, text, re.I)] == [], text
    assert set(case.get("cites", ())) <= {citation.source.id for citation in answer.citations}, text


def test_cases_name_only_what_exists() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
    for case in CASES:
        assert set(case) <= FIELDS, case["name"]
        assert {*case.get("grades", {}), *filter(None, [case.get("target")])} <= set(LADDER.grades), case["name"]
        assert set(case.get("cites", ())) <= set(BASE.sources), case["name"]


def test_every_grade_is_seen_open_closed_and_in_between() -> None:
    seen = {(key, opening) for case in CASES for key, opening in case.get("grades", {}).items()}
    always = {"cmi-affiliate", "iol-community"}
    assert {(key, o.value) for key in set(LADDER.grades) - always for o in Opening} - seen == set()


def test_the_highest_grade_of_each_body_comes_first() -> None:
    for body in BODIES:
        orders = [result.grade.order for result in grades(Record(), BASE, LADDER, body)]
        assert orders == sorted(orders, reverse=True)


def test_a_grade_that_no_source_describes_is_left_to_others() -> None:
    assert grades_answer(Record(years=6), BASE, LADDER, target="cmi-fellow") is None
    assert grades_answer(Record(years=6), BASE, LADDER, body="ilm") is None


def test_what_was_said_before_is_kept_and_a_no_is_something_said() -> None:
    record = carried(Record(years=4, has_degree=True), Record(has_degree=False, held_level=0))
    assert record == Record(years=4, has_degree=False, held_level=0)


def test_the_focus_is_on_the_grade_so_that_the_next_question_can_lean_on_it() -> None:
    focus = told(Record(years=6), "cmi").focus
    assert focus.subjects == ("cmi", "cmi-member")
    assert focus.items == ("cmi-member", "cmi-chartered-member")
    assert focus.aspect == "membership"


# -- what always holds


@steady
@given(records, some.sampled_from(NUMBERS), some.floats(0, 20))
def test_more_years_close_no_grade(record: Record, kind: str, more: float) -> None:
    longer = replace(record, **{kind: (getattr(record, kind) or 0.0) + more})
    if getattr(record, kind) is not None:
        assert lower(openings(record), openings(longer)) == []


@steady
@given(records, some.sampled_from(["has_degree", "assessed"]))
def test_a_yes_closes_no_grade_and_a_no_opens_none(record: Record, what: str) -> None:
    yes, unsaid, no = (openings(replace(record, **{what: value})) for value in (True, None, False))
    assert lower(unsaid, yes) == []
    assert lower(no, unsaid) == []


@steady
@given(records, some.sampled_from(sorted({*vars(Record())} - {"holds"})), records)
def test_what_is_unsaid_is_never_read_as_a_no(record: Record, what: str, other: Record) -> None:
    answered = replace(record, **{what: getattr(other, what)})
    if consistent(answered):
        before, after = openings(replace(record, **{what: None})), openings(answered)
        assert [key for key in before if before[key] == Opening.NOT_YET and after[key] != Opening.NOT_YET] == []


def consistent(record: Record) -> bool:
    """Whether the parts of the years fit into all of them, and no body or type is named of no qualification."""
    said = [value for value in (record.strategic_years, record.middle_years, record.years) if value is not None]
    return said == sorted(said) and (record.held_level != 0 or (record.held_body, record.held_type) == (None, None))


@steady
@given(records)
def test_nobody_is_chartered_without_the_assessment(record: Record) -> None:
    if record.assessed is not True and "chartered" not in record.holds:
        found = openings(record)
        assert Opening.OPEN not in (found["cmi-chartered-member"], found["cmi-chartered-fellow"])


@steady
@given(records)
def test_a_fellow_of_the_institute_has_both_the_level_and_the_years(record: Record) -> None:
    if openings(record)["iol-fellow"] == Opening.OPEN and record.holds != "iol-fellow":
        assert record.held_level == 7
        assert (record.strategic_years or 0) >= 3


@steady
@given(records, some.sampled_from(["", *BODIES]), some.sampled_from(["", *LADDER.grades]))
def test_every_sentence_rests_on_facts_and_misleads_nobody(record: Record, body: str, target: str) -> None:
    answer = grades_answer(record, BASE, LADDER, body, target)
    for each in answer.statements if answer else ():
        assert each.rests_on
        assert each.citations
        assert all(BASE.statement(key) for key in each.rests_on)
        assert "{" not in each.text
        assert not any(never.search(each.text) for never in LOADER.never)


@steady
@given(records)
def test_each_result_says_why_and_on_what_authority(record: Record) -> None:
    for result in grades(record, BASE, LADDER):
        assert result.words
        assert result.rests_on
        assert result.citations
        assert (result.steps == 0) == (result.opening == Opening.OPEN)


# -- the file


MISTAKES = [
    ("over: cmi-member.grade_requirement.years-with-degree", "over: cmi-member.grade_requirement.years-with",
     "'cmi-member.grade_requirement.years-with' is not a known fact"),
    ("over: cmi-member.grade_requirement.years-with-degree", "over: cmi-member.definition",
     "cmi-member.definition is no number of years"),
    ("all: [over-five-years]", "all: [over-six-years]", "'over-six-years' is not a known condition"),
    ("- id: iol-fellow\n", "- id: iol-felow\n", "'iol-felow' is not a known grade"),
    ("of: has_degree", "of: degree", "'degree' is not a known thing to look at"),
    ("  or: management-level-six", "  or: management-level", "'management-level' is not a known condition"),
    ("  ask: [award]\n", "  asks: [award]\n", "condition cmi-type has the unknown field 'asks'"),
    ("  unsettled: CMI accepts an award, which the requirement does not name\n", "",
     "cmi-type does not say what is unsettled"),
    ("  unmet: what Member (MCMI) asks", "  unmet: what Member asks of {owner}",
     "what-member-asks: 'unmet' has the unknown place '{owner}'"),
    ("  unmet: a qualification comparable in level to a degree", "  unmet: a degree-level qualification",
     "degree: 'unmet' says \"degree-level\""),
    ("  open: \"{grade} is open", "  opened: \"{grade} is open", "has no 'open'"),
    ("grade: cmi-member\n", "grade: cmi-membr\n", "'cmi-membr' is not a known grade"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=lambda text: text[:40])
def test_a_slip_in_the_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert_told(tmp_path, "interview/grades.yml", (old, new, message), read_grades, BASE)


def test_the_file_has_no_problems() -> None:
    assert problems_of(KNOWLEDGE, read_grades, BASE).problems == []
