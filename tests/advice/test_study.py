"""Study plans: the cases of `cases/study.yml`, and what holds whatever the numbers."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from adviser.advice.study import pace, plan, type_for_time, weeks
from adviser.advice.study_plan import StudyPlan, carried, of_question
from adviser.advice.study_rules import read_study
from adviser.knowledge import KNOWLEDGE, Loader
from adviser.model import Span
from adviser.talk import Answer, Focus, Question
from tests.advice.slips import assert_told, problems_of

LOADER = Loader(KNOWLEDGE, date.today())
BASE = LOADER.load()
RULES = read_study(LOADER, BASE.vocabulary, BASE.facts)
CASES = yaml.safe_load((Path(__file__).parent / "cases/study.yml").read_text(encoding="utf-8"))
FIELDS = {"name", "plans", "says", "not_says", "cites"}
TYPES = ("award", "certificate", "diploma")

steady = settings(derandomize=True, database=None, max_examples=200, deadline=None)
amounts = some.none() | some.floats(0, 10**6)
plans = some.builds(
    StudyPlan,
    credits=amounts,
    hours=amounts,
    qualification=some.sampled_from(["", "long-gone", *sorted(BASE.qualifications)]),
    type=some.sampled_from(["", *TYPES, "extended-diploma"]),
    level=some.sampled_from(["", "level-2", "level-3", "level-5", "level-7"]),
    body=some.sampled_from(["", "ilm", "cmi"]),
    pathway=some.sampled_from(["", "coaching-and-mentoring", "leadership-and-management"]),
    hours_a_week=some.none() | some.floats(-5, 300),
    weeks=some.none() | some.floats(-5, 1000),
)


def text_of(answer: Answer) -> str:
    """All that is said, with its cautions."""
    return " ".join(f"{each.text} {each.caution}" for each in answer.statements)


# -- cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    kept = None
    for said in case["plans"]:
        kept = carried(kept, StudyPlan(**said))
    answer = plan(kept or StudyPlan(), BASE, RULES)
    assert answer is not None
    text = text_of(answer)
    assert [said for said in case.get("says", ()) if not re.search(str(said), text, re.I)] == [], text
    assert [said for said in case.get("not_says", ()) if re.search(str(said), text, re.I)] == [], text
    assert set(case.get("cites", ())) <= {citation.source.id for citation in answer.citations}, text


def test_cases_name_only_what_exists() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
    for case in CASES:
        assert set(case) <= FIELDS, case["name"]
        assert set(case.get("cites", ())) <= set(BASE.sources), case["name"]


def test_a_conversation_keeps_its_plan_between_turns() -> None:
    first = of_question(Question("ask_size", ("certificate",), credits=13), Focus(), BASE)
    focus = Focus(("certificate", "ilm"), "size")
    second = carried(first, of_question(Question("ask_time", leans=True), focus, BASE, hours_a_week=2))
    third = carried(second, of_question(Question("follow_up", leans=True), focus, BASE, hours_a_week=5))
    assert [each.hours_a_week for each in (first, second, third)] == [None, 2, 5]
    assert {each.credits for each in (first, second, third)} == {13}


def test_a_question_without_a_size_takes_it_from_what_was_talked_about() -> None:
    focus = Focus(("ilm", "level-3", "certificate"), "audience")
    found = of_question(Question("ask_time", refused=("cmi",)), focus, BASE, hours_a_week=4)
    assert (found.body, found.level, found.type) == ("ilm", "level-3", "certificate")
    assert of_question(Question("ask_time"), Focus(focus.subjects, age=3), BASE).subjects == ()


def test_a_type_that_was_ruled_out_is_not_planned_for() -> None:
    found = of_question(Question("ask_time", ("diploma", "award"), refused=("diploma",)), Focus(), BASE)
    assert found.type == "award"


def test_a_plan_with_neither_size_nor_pace_is_no_plan() -> None:
    assert plan(StudyPlan(level="level-3", weeks=20), BASE, RULES) is None


def test_the_answer_leaves_its_type_in_the_focus() -> None:
    answer = plan(StudyPlan(hours_a_week=4), BASE, RULES)
    assert answer is not None
    assert answer.focus.subjects == ("certificate",)
    assert answer.focus.aspect == "study_time"


@pytest.mark.parametrize(
    ("a_week", "in_weeks", "fits", "whole"),
    [(0, None, "", False), (0.19, None, "", False), (1, None, "award", False), (2.3, None, "award", False),
     (2.4, None, "award", True), (2.5, None, "certificate", False), (7, None, "certificate", True),
     (7.2, None, "diploma", False), (5, 24, "award", True), (5, 26, "certificate", False), (37, 10, "diploma", False)],
)  # fmt: skip
def test_the_type_that_fits_the_time_there_is(a_week: float, in_weeks: float, fits: str, whole: bool) -> None:
    found = type_for_time(a_week, in_weeks, BASE, RULES)
    assert (found.type, found.whole) == (fits, whole)


@pytest.mark.parametrize("a_week", [0, -1, 168.5])
def test_weeks_are_refused_for_hours_that_no_week_has(a_week: float) -> None:
    with pytest.raises(ValueError, match="hours a week"):
        weeks(100, a_week)


def test_a_pace_is_refused_over_no_weeks() -> None:
    with pytest.raises(ValueError, match="weeks"):
        pace(100, 0)


# -- what always holds


@steady
@given(some.floats(0, 10**6), some.floats(0.1, 168))
def test_so_many_weeks_hold_all_the_hours_and_one_fewer_does_not(hours: float, a_week: float) -> None:
    needed = weeks(hours, a_week)
    assert needed * a_week >= hours
    assert needed == 0 or (needed - 1) * a_week < hours


@steady
@given(some.floats(0.1, 10**6), some.floats(1, 1000))
def test_the_pace_finishes_in_time(hours: float, in_weeks: float) -> None:
    a_week = pace(hours, in_weeks)
    assert a_week * in_weeks >= hours * (1 - 1e-12)
    assert (a_week - 0.5) * in_weeks < hours


@steady
@given(some.floats(0, 100), some.floats(0, 60), some.none() | some.floats(1, 200))
def test_more_time_never_fits_a_smaller_type(a_week: float, more: float, in_weeks: float | None) -> None:
    order = ("", *TYPES)
    less, most = (type_for_time(each, in_weeks, BASE, RULES).type for each in (a_week, a_week + more))
    assert order.index(less) <= order.index(most)


@steady
@given(some.sampled_from(TYPES), some.floats(0.5, 100))
def test_a_range_stays_a_range(kind: str, a_week: float) -> None:
    answer = plan(StudyPlan(type=kind, hours_a_week=a_week), BASE, RULES)
    band = BASE.facts[f"{kind}.learning_hours"].value
    assert answer is not None
    assert isinstance(band, Span)
    least = f"{weeks(band.low, a_week):,}"
    wanted = rf"{least} or more weeks|1 or more weeks" if band.top is None else rf"{least}( to [\d,]+)? week"
    assert re.search(wanted, text_of(answer)), text_of(answer)


@steady
@given(plans)
def test_every_plan_is_answered_in_sentences_that_rest_on_facts(wanted: StudyPlan) -> None:
    answer = plan(wanted, BASE, RULES)
    assert answer is not None or wanted.hours_a_week is None
    for each in answer.statements if answer else ():
        assert each.rests_on
        assert each.citations
        assert all(BASE.statement(key) for key in each.rests_on)
        assert "{" not in each.text
        assert not any(never.search(each.text) for never in LOADER.never)


@steady
@given(plans)
def test_weeks_are_never_told_without_saying_that_they_are_a_sum(wanted: StudyPlan) -> None:
    answer = plan(wanted, BASE, RULES)
    if answer is not None and re.search(r"would take .*week", text_of(answer)):
        assert "not a course length" in text_of(answer)


@steady
@given(plans, plans)
def test_a_plan_can_be_kept_between_turns(before: StudyPlan, now: StudyPlan) -> None:
    kept = carried(before, now)
    assert StudyPlan(**json.loads(json.dumps(asdict(kept)))) == kept
    assert now.hours_a_week is None or kept.hours_a_week == now.hours_a_week
    assert carried(None, now) == now
    assert carried(before, StudyPlan()) == before


# -- the file


MISTAKES = [
    ("no_length: types.unknown.months", "no_length: types.unknown.month", "'types.unknown.month' is not a known fact"),
    ("award.learning_hours", "award.definition.size", "award.definition.size does not give the hours of one type"),
    ("size_of: {cmi:", "size_of: {cmj:", "'cmj' is not a known subject"),
    ("weeks_in_a_year: 52", "weeks_in_a_year: many", "'weeks_in_a_year' is no number of weeks"),
    ("what_counts:", "what_count:", "has no 'what_counts'"),
    ("  size: ", "  sise: ", "has no 'size'"),
    ("would take {weeks}.", "would take {week}.", "'weeks' has the unknown place '{week}'"),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=lambda text: text[:40])
def test_a_slip_in_the_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert_told(tmp_path, "interview/study.yml", (old, new, message), read_study, BASE)


def test_the_file_has_no_problems() -> None:
    assert problems_of(KNOWLEDGE, read_study, BASE).problems == []
