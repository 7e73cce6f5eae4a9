"""The engine: conditions in three values, reasons, rivals, confidence, what would change it, and what is not told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adviser.advice.ask import next_question, open_questions
from adviser.advice.conditions import bearing, holds
from adviser.advice.decide import Engine, tried_out
from adviser.advice.model import Condition, Confidence, Outcome, Profile, Said
from adviser.advice.told import with_said


def person(**told: Any) -> Profile:
    """Somebody who said these things, in words of their own."""
    return {name: Said(value, f"words for {name}") for name, value in told.items()}


TEAM = person(responsibility="team", experience=3.0)
IS_TEAM = Condition("values", "responsibility", ("team",))
LONG = Condition("range", "experience", low=1)


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        (IS_TEAM, {}, None),
        (IS_TEAM, {"responsibility": "unsure"}, None),
        (IS_TEAM, {"responsibility": "any"}, None),
        (IS_TEAM, {"responsibility": "team"}, True),
        (IS_TEAM, {"responsibility": "none"}, False),
        (LONG, {"experience": 1.0}, True),
        (LONG, {"experience": 0.9}, False),
        (LONG, {"experience": "ages"}, None),
        (Condition("range", "experience", below=1), {"experience": 1.0}, False),
        (Condition("all", parts=(IS_TEAM, LONG)), {"responsibility": "team"}, None),
        (Condition("all", parts=(IS_TEAM, LONG)), {"responsibility": "none"}, False),
        (Condition("any", parts=(IS_TEAM, LONG)), {"responsibility": "team"}, True),
        (Condition("any", parts=(IS_TEAM, LONG)), {"responsibility": "none"}, None),
        (Condition("any", parts=(IS_TEAM, LONG)), {"responsibility": "none", "experience": 0.0}, False),
        (Condition("said", parts=(IS_TEAM,)), {}, False),
        (Condition("unsure", "responsibility"), {}, False),
        (Condition("unsure", "responsibility"), {"responsibility": "unsure"}, True),
        (Condition("all"), {}, True),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition: Condition, said: dict[str, Any], expected: Any) -> None:
    assert holds(condition, person(**said)) is expected


def test_only_what_makes_it_so_bears_on_a_condition() -> None:
    either = Condition("any", parts=(IS_TEAM, LONG))
    assert bearing(either, person(responsibility="none", experience=2.0)) == ("experience",)


def test_reasons_quote_the_person_and_begin_with_the_level(engine: Engine) -> None:
    first = engine.decide(TEAM).first
    assert first is not None
    assert first.reasons[0].dimension == "level"
    quoted = {said.words for reason in first.reasons for said in reason.said}
    assert {"words for responsibility", "words for experience"} <= quoted
    assert {reason.outcome for reason in first.reasons} == {Outcome.MET}


def test_what_speaks_against_is_told_as_well(engine: Engine) -> None:
    first = engine.decide(person(responsibility="department", budget="no")).first
    assert first is not None
    against = {reason.criterion: reason for reason in first.against}
    assert Said("no", "words for budget") in against["l5-budget"].said
    assert against["l5-budget"].outcome is Outcome.NOT_MET


def test_a_title_of_the_catalogue_is_told_where_there_is_one(engine: Engine) -> None:
    first = engine.decide(TEAM).first
    assert first is not None
    assert first.qualification in engine.knowledge.qualifications
    assert first.title == engine.knowledge.qualifications[first.qualification].title
    assert first.id == first.qualification


def test_a_title_that_nobody_knows_is_named_as_what_it_is(engine: Engine) -> None:
    unknown = next(cell for cell in engine.cells if cell not in engine.titles)
    told = engine.recommendation(unknown, 1.0, TEAM)
    assert told.qualification == ""
    assert told.id == f"{unknown.body}-{unknown.level}-{unknown.type}-{unknown.pathway}"
    assert told.title == engine.generic_title(unknown)


def test_dated_titles_are_not_recommended(engine: Engine) -> None:
    assert {row.status for row in engine.titles.values()} == {"current"}


def test_the_ranking_goes_down_and_names_nothing_twice(engine: Engine) -> None:
    ranked = engine.decide(TEAM).ranked
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert len({one.id for one in ranked}) == len(ranked)


def test_two_levels_that_come_near_are_both_told(engine: Engine) -> None:
    decision = engine.decide(person(responsibility="team", new_in_post="yes"))
    assert decision.confidence is Confidence.SPLIT
    assert decision.rivals["level"] == "level-3"


def test_an_undisputed_case_is_sure(engine: Engine) -> None:
    decision = engine.decide(person(responsibility="organisation", awarding_body="ilm"))
    assert decision.confidence is Confidence.SURE
    assert decision.rivals == {}


def test_first_is_what_deciding_puts_first(engine: Engine) -> None:
    for profile in (TEAM, person(responsibility="none"), person(no_workplace="yes"), person(experience=1.0)):
        told = engine.decide(profile).first
        assert engine.first(profile) == (told.cell if told else None)


def test_what_would_change_it_is_neither_said_already_nor_idle(engine: Engine) -> None:
    first = engine.decide(TEAM).first
    assert first is not None
    found = engine.changes(TEAM, first.cell)
    assert next(trial.says for trial, _ in found) == "responsibility for several teams, a department or a project"
    assert all(recommendation.cell != first.cell for _, recommendation in found)
    levels = [recommendation.cell.level != first.cell.level for _, recommendation in found]
    assert levels == sorted(levels, reverse=True)


def test_trying_something_out_leaves_the_answers_as_they_are(engine: Engine) -> None:
    before = dict(TEAM)
    assert tried_out(TEAM, {"experience": 10})["experience"] == Said(10)
    engine.changes(TEAM, engine.cells[0])
    assert before == TEAM


def test_a_correction_replaces_the_value_and_its_words() -> None:
    corrected = with_said(TEAM, {"experience": Said(5.0, "sorry, five years")})
    assert corrected["experience"] == Said(5.0, "sorry, five years")
    assert with_said(TEAM, {"experience": Said(3.0)})["experience"] == TEAM["experience"]


def test_with_no_workplace_nothing_is_recommended_or_asked(engine: Engine) -> None:
    profile = {**TEAM, **person(no_workplace="yes")}
    decision = engine.decide(profile)
    assert decision.ranked == ()
    assert decision.because
    assert next_question(profile, engine) is None


def test_the_first_question_is_about_responsibility(engine: Engine) -> None:
    ask = next_question({}, engine)
    assert ask is not None
    assert ask.id == "responsibility"


@pytest.mark.parametrize("answer", ["unsure", "any"])
def test_a_question_that_was_answered_with_nothing_is_not_asked_again(engine: Engine, answer: str) -> None:
    for ask in engine.rules.questions.values():
        for name in ask.settles:
            assert ask not in list(open_questions({**TEAM, name: Said(answer)}, engine))


def test_with_everything_in_the_opening_nothing_is_asked(engine: Engine) -> None:
    told = {**TEAM, **person(focus="leadership_and_management", learning_style="practical", qualification_type="any")}
    assert next_question(told, engine) is None


def test_a_catalogue_of_any_size_gives_the_same_levels(engine: Engine) -> None:
    rows = dict(engine.knowledge.qualifications)
    copies = {f"{key}-{n}": replace(row, id=f"{key}-{n}") for n in range(20) for key, row in rows.items()}
    larger = Engine(replace(engine.knowledge, qualifications={**rows, **copies}))
    assert larger.decide(TEAM) == engine.decide(TEAM)
