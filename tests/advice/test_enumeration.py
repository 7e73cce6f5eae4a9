"""What must hold for every combination of answers, tried on all of them; the counts are printed.

Levels: every answer to every feature that bears on the level (`combinations.py` says how that is possible).
Interviews: every choice, and "not sure", at every question, from several openings. Where all combinations are too
many because type and body join in, a sample with a fixed seed is taken.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from adviser.advice.decide import Engine
from adviser.advice.model import UNSURE, Cell, Condition, Profile
from tests.advice.combinations import (
    BARRED,
    HAIR,
    Answer,
    Combinations,
    answers_to,
    levels_of,
    looks_at,
    profile_of,
    shortest,
)
from tests.advice.interviews import Interviews, key_of, opening, remembering

LEADERSHIP, COACHING = "leadership-and-management", "coaching-and-mentoring"
SCOPES = ("none", "team", "department", "organisation")
DUTIES = (
    "delegated answerable project manages_managers several_sites budget whole_department several_departments strategy"
).split()
NARROWER = ("coordinates_only", "operational_only")  # a yes is less to answer for
# B10, L4.1, L4.2: "several teams or a department" is Level 5, and Level 4 once it turns out to be managers or sites
# alone, with no budget, no project and no whole department.
SAYS_WHICH = ("manages_managers", "several_sites")
AMBITIONS = (
    "wants_first_lead wants_day_to_day wants_next_step wants_senior wants_strategy wants_change wants_transformation "
    "wants_highest wants_degree"
).split()
TIE = 0.5  # points: the next step in a career decides between levels that are as near as this, and no others
BODY_AND_TYPE = (
    "awarding_body learning_style wants_chartered wants_no_exams wants_many_units wants_few_units "
    "qualification_type study_time wants_one_subject wants_range wants_depth"
).split()
SAMPLE, SEED = 2000, 20261121
MOST_QUESTIONS = 6


@pytest.fixture(scope="module")
def leadership(engine: Engine) -> Combinations:
    """All combinations for the level in leadership and management."""
    return levels_of(engine, LEADERSHIP)


@pytest.fixture(scope="module")
def coaching(engine: Engine) -> Combinations:
    """All combinations for the level in coaching and mentoring."""
    return levels_of(engine, COACHING)


@pytest.fixture(scope="module")
def sample(engine: Engine) -> list[dict[str, Answer]]:
    """People who said anything at all about some of the features."""
    chance = random.Random(SEED)
    names = [name for name in engine.rules.features if name != "no_workplace"]
    return [
        {
            name: chance.choice(answers_to(engine.rules, name)[1:])
            for name in chance.sample(names, chance.randint(1, 14))
        }
        for _ in range(SAMPLE)
    ]


# -- the enumeration itself


def test_every_combination_is_counted(
    leadership: Combinations, coaching: Combinations, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        for name, found in (("leadership", leadership), ("coaching", coaching)):
            levels = Counter({value: int((found.best == at).sum()) for at, value in enumerate(found.values)})
            shares = ", ".join(f"{level} {count / found.best.size:.0%}" for level, count in levels.items())
            print(f"\n{name}: {found.count:,} combinations of answers, {found.best.size:,} that differ: {shares}")
    assert leadership.best.size > 1_000_000


def test_the_enumeration_decides_as_the_engine_does(
    engine: Engine, leadership: Combinations, coaching: Combinations
) -> None:
    chance = random.Random(SEED)
    for found, focus in ((leadership, "leadership_and_management"), (coaching, "coaching_and_mentoring")):
        for _ in range(SAMPLE // 2):
            answers = {name: chance.choice(answers_to(engine.rules, name)) for name in found.names}
            places = np.array([[found.at(name, answers[name]) for name in found.names]])
            profile = profile_of({**answers, "focus": focus})
            judged = engine.judge(profile)
            for value in found.values:
                key = (found.criteria[0].pathway, value)
                points = -np.inf if key in judged.barred else judged.points.get(key, 0.0)
                assert found.at_places(value, places)[0] == pytest.approx(points), answers


# -- a result or a reason


def test_some_level_is_always_left(leadership: Combinations, coaching: Combinations) -> None:
    assert [int((found.best < 0).sum()) for found in (leadership, coaching)] == [0, 0]


def test_only_levels_are_ever_barred(engine: Engine) -> None:
    assert {c.dimension for c in engine.rules.criteria if c.reaches is not None} == {"level"}


def test_there_is_a_result_or_a_reason_or_too_little_to_go_by(engine: Engine, sample: list[dict[str, Answer]]) -> None:
    for answers in sample[: SAMPLE // 4]:
        for more in ({}, {"no_workplace": "yes"}):
            profile = profile_of({**answers, **more})
            decision = engine.decide(profile)
            assert bool(decision.ranked) != bool(decision.because), answers
            assert set(decision.because) <= set(engine.knowledge.facts)


# -- more responsibility, more years, more ambition


@pytest.mark.parametrize("more", list(pairwise(SCOPES)), ids=lambda more: " to ".join(more))
def test_more_responsibility_never_lowers_the_level(
    leadership: Combinations, coaching: Combinations, more: tuple[str, str]
) -> None:
    for found in (leadership, coaching):
        assert found.lowered("responsibility", *more, found.where("responsibility", *SCOPES)) == []


@pytest.mark.parametrize("duty", DUTIES)
def test_a_further_duty_never_lowers_the_level(leadership: Combinations, coaching: Combinations, duty: str) -> None:
    for found in (leadership, coaching):
        if duty in found.names:
            only = found.where("responsibility", *SCOPES)
            if duty in SAYS_WHICH and found is leadership:
                no = [found.where(name, None) for name in ("budget", "project", "whole_department")]
                only = only & ~(found.where("responsibility", "department") & no[0] & no[1] & no[2])
            assert found.lowered(duty, "no", "yes", only) == []


@pytest.mark.parametrize("narrower", NARROWER)
def test_less_narrow_a_role_never_lowers_the_level(leadership: Combinations, narrower: str) -> None:
    only = leadership.where("responsibility", *SCOPES)
    assert leadership.lowered(narrower, "yes", "no", only) == []
    assert leadership.lowered(narrower, "yes", None, only) == []


def test_more_years_never_lower_the_level(leadership: Combinations) -> None:
    assert leadership.lowered("experience", 0.5, 1.0, leadership.where("responsibility", *SCOPES)) == []


def test_years_never_bar(leadership: Combinations, coaching: Combinations) -> None:
    for found in (leadership, coaching):
        for criterion in found.criteria:
            if "experience" in looks_at(criterion):
                assert not (found.tables[criterion.id] == BARRED).any(), criterion.id


def test_ambition_alone_never_raises_the_level(leadership: Combinations) -> None:
    """All wishes at once against none: a higher level was as near as a tie before, and had points of its own."""
    before = leadership.best
    for name in set(AMBITIONS) & set(leadership.names):
        before = leadership.with_answer(before, name, None)
    before = np.broadcast_to(before, leadership.shape)
    raised = np.argwhere(leadership.best > before)
    bare = raised.copy()
    for name in set(AMBITIONS) & set(leadership.names):
        bare[:, leadership.axis(name)] = leadership.at(name, None)
    points = np.array([leadership.at_places(value, bare) for value in leadership.values])
    rows = np.arange(len(raised))
    higher, lower = points[leadership.best[tuple(raised.T)], rows], points[before[tuple(raised.T)], rows]
    wrong = raised[(higher <= 0) | (higher < lower - TIE)]
    assert [leadership.answers(places) for places in shortest(wrong)] == []


# -- what is not known


def within_said(condition: Condition | None) -> set[str]:
    """The features that a condition counts as false unless somebody says them."""

    def names(part: Condition) -> set[str]:
        return ({part.feature} if part.feature else set()).union(*map(names, part.parts))

    if condition is None:
        return set()
    own = names(condition) if condition.kind == "said" else set()
    return own.union(*map(within_said, condition.parts))


def test_what_nobody_said_bars_nothing_that_some_answer_would_leave(
    leadership: Combinations, coaching: Combinations
) -> None:
    """Except what a person has to name: it bars no more than some other answer does."""
    for found in (leadership, coaching):
        for criterion in found.criteria:
            table = found.tables[criterion.id] == BARRED
            for axis, name in enumerate(looks_at(criterion)):
                unsaid, unsure, *told = np.moveaxis(table, axis, 0)
                some_leave = ~(np.any(told, axis=0) if name in within_said(criterion.reaches) else np.all(told, axis=0))
                assert not ((unsaid | unsure) & some_leave).any(), (criterion.id, name)


def test_nothing_is_barred_while_the_scope_is_unknown(leadership: Combinations, coaching: Combinations) -> None:
    for found in (leadership, coaching):
        unknown = found.where("responsibility", None)
        for name in NARROWER:
            unknown = unknown & (found.where(name, None) if name in found.names else True)
        for value in found.values:
            assert not (np.isneginf(found.points(value)) & unknown).any(), value


# -- type, body and pathway do not decide the level, nor the level them


def test_a_wish_for_a_size_or_body_moves_the_level_only_where_no_such_title_is_known(
    engine: Engine, sample: list[dict[str, Answer]]
) -> None:
    for answers in sample:
        if "wants_chartered" in answers:
            continue  # an aim as well: it speaks for a pathway
        bare = engine.first(profile_of({n: v for n, v in answers.items() if n not in BODY_AND_TYPE}))
        cell = engine.first(profile_of(answers))
        if bare is not None and cell is not None and bare.level != cell.level:
            assert Cell(bare.pathway, bare.level, cell.type, cell.body) not in engine.titles, answers
            assert (cell.pathway, cell.level) not in engine.judge(profile_of(answers)).barred


def test_no_level_is_worth_enough_to_choose_the_pathway(
    engine: Engine, leadership: Combinations, coaching: Combinations
) -> None:
    points = np.concatenate([found.points(v).ravel() for found in (leadership, coaching) for v in found.values])
    most = float(points[np.isfinite(points)].max())
    criteria = [c for c in engine.rules.criteria if c.dimension == "pathway"]
    aims = Combinations(engine.rules, criteria, [LEADERSHIP, COACHING])
    assert float(np.abs(aims.points(LEADERSHIP) - aims.points(COACHING)).min()) > most + HAIR - engine.rules.no_title


# -- reasons, and the order in which things are said


def test_every_reason_cites_a_live_fact_and_quotes_what_was_said(
    engine: Engine, sample: list[dict[str, Answer]]
) -> None:
    facts = engine.knowledge.facts
    for criterion in engine.rules.criteria:
        assert criterion.facts
        assert all(facts[key].citations for key in criterion.facts), criterion.id
    for answers in sample[: SAMPLE // 4]:
        profile = profile_of(answers)
        for recommendation in engine.decide(profile).ranked:
            for reason in (*recommendation.reasons, *recommendation.against):
                assert reason.text
                assert set(reason.facts) <= set(facts)
                assert all(said in profile.values() for said in reason.said)


def test_the_same_answers_in_another_order_give_the_same(engine: Engine, sample: list[dict[str, Answer]]) -> None:
    chance = random.Random(SEED)
    for answers in sample[: SAMPLE // 4]:
        profile = profile_of(answers)
        shuffled = dict(chance.sample(list(profile.items()), len(profile)))
        assert engine.decide(shuffled) == engine.decide(profile)


# -- the interview

OPENINGS: dict[str, Profile] = {
    "nothing": opening(),
    "a team leader": opening(role="team-leader"),
    "a new team leader": opening(role="team-leader", new_in_post="yes", responsibility="team"),
    "hopes to lead": opening(aspiring="yes"),
    "a project": opening(role="project-lead", project="yes"),
    "an owner": opening(role="owner"),
    "a department": opening(responsibility="department"),
    "coaching": opening(focus="coaching_and_mentoring"),
    "a pool of coaches": opening(audience="organisation", wants_coaching_pool="yes"),
}


@pytest.fixture(scope="module")
def interviews(engine: Engine) -> Interviews:
    """One memory for all openings."""
    return Interviews(remembering(engine))


@pytest.fixture(scope="module", params=OPENINGS)
def walked(request: Any, interviews: Interviews) -> list[tuple[Profile, tuple[str, ...]]]:
    """All interviews from one opening."""
    return list(interviews.walk(OPENINGS[request.param]))


def test_an_interview_is_short_and_asks_nothing_twice(
    walked: list[tuple[Profile, tuple[str, ...]]], capsys: pytest.CaptureFixture[str]
) -> None:
    lengths = [len(path) for _, path in walked]
    with capsys.disabled():
        print(f"\n{len(walked)} interviews: {sum(lengths) / len(lengths):.2f} questions, at most {max(lengths)}")
    assert max(lengths) <= MOST_QUESTIONS
    assert all(len(set(path)) == len(path) for _, path in walked)


def test_it_stops_when_no_answers_to_open_questions_change_the_recommendation(
    walked: list[tuple[Profile, tuple[str, ...]]], interviews: Interviews
) -> None:
    ends = {key_of(profile): profile for profile, _ in walked}
    missed = [(dict(key), found) for key, end in ends.items() if (found := interviews.missed(end)) is not None]
    assert missed[:3] == []


def test_it_ends_with_a_recommendation_unless_the_person_could_not_say(
    walked: list[tuple[Profile, tuple[str, ...]]], interviews: Interviews
) -> None:
    ends = [profile for profile, _ in walked if interviews.first(profile) is None]
    assert [profile for profile in ends if profile["responsibility"].value != UNSURE] == []


def test_a_question_is_asked_only_if_its_answers_lead_to_different_recommendations(
    walked: list[tuple[Profile, tuple[str, ...]]], interviews: Interviews
) -> None:
    for profile, path in walked:
        assert len(path) == 0 or not interviews.idle(profile)
    assert [dict(key) for key in interviews.asked if interviews.idle(opening(**dict(key)))][:3] == []
