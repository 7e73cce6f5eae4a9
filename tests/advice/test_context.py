"""What a message means where the talk stands: in the interview, after a recommendation, after a grade was told."""

from __future__ import annotations

import pytest

from adviser.talk import Focus
from tests.advice.talking import Talk

GROUP = {"audience": "organisation", "responsibility": "department", "role": "middle-manager", "experience": 6.0}


def test_an_aside_that_tells_once_more_whom_it_is_for_is_answered(talk: Talk) -> None:
    talk.say("recommend", GROUP)
    told = {"audience": "organisation", "role": "middle-manager"}
    near = ["apprenticeship-operations-manager.standard"]
    said = talk.say("ask_audience", told, "apprenticeship", asks=True, near=near)
    assert "Level 5" in said
    assert "Back to your recommendation" in said


def test_a_question_of_apprenticeships_changes_nothing_that_was_said(talk: Talk) -> None:
    talk.say("recommend", {**GROUP, "audience": "individual"})
    near = ["apprenticeship-operations-manager.standard"]
    told = {"audience": "organisation", "role": "supervisor"}
    said = talk.say("ask_apprenticeship", told, "apprenticeship", asks=True, near=near)
    assert "Changed" not in said
    assert talk.state.profile["audience"].value == "individual"


@pytest.mark.parametrize(
    ("text", "pick"),
    [
        ("how does that stack up against your number 2", 1),
        ("what sets it apart from your second choice?", 1),
        ("is it any better than the runner-up", 1),
    ],
)
def test_the_first_is_set_beside_the_one_that_is_named_by_its_place(advised: Talk, text: str, pick: int) -> None:
    said = advised.say("ask_comparable", None, asks=True, text=text, pick=pick)
    assert "My first choice is" in said
    assert "The second, instead, is" in said


def test_a_body_that_came_second_is_told_why(advised: Talk) -> None:
    for text in ("Why that body in preference to CMI?", "why this one rather than cmi", "how come not CMI over it"):
        assert "Why not CMI" in advised.say("ask_recognition", None, "cmi", asks=True, text=text)


def test_reasons_are_told_to_whom_asks_for_them_naming_nothing(advised: Talk) -> None:
    said = advised.say("ask_audience", None, asks=True, text="for what reason is it this level and not the other")
    assert "These are my reasons" in said


def test_a_what_if_belongs_to_the_grade_talked_about(talk: Talk) -> None:
    talk.focus = Focus(("cmi-member", "cmi"), "meaning", ("definition",))
    said = talk.say("what_if", {"has_degree": "no"}, "degree", leans=True, text="and if you havent got a degree")
    assert "more than 5 years" in said
    assert talk.state.asked == ""


def test_a_what_if_that_lies_near_a_fact_is_told_of_the_last_topic(talk: Talk) -> None:
    talk.focus = Focus(("level-5", "ilm"), "audience", ("audience",))
    near = ["levels.entry_requirement.not-a-manager"]
    text = "and if i dont manage anyone"
    said = talk.say("inform", {"responsibility": "none"}, leans=True, text=text, near=near)
    assert "You need not be a manager" in said
    assert talk.state.asked == ""


def test_a_what_if_out_of_nothing_opens_the_interview(talk: Talk) -> None:
    talk.say("what_if", {"responsibility": "none"}, leans=True, text="what if i dont manage anyone")
    assert talk.state.asked


def test_few_hours_after_a_comparison_of_the_sizes_are_reckoned_with(talk: Talk) -> None:
    talk.focus = Focus(("award", "certificate"), "size", items=("award", "certificate"))
    said = talk.say("what_if", {"study_time": 3.0}, leans=True, text="and if i only have 3 hours a week?")
    assert "156 hours" in said


def test_what_a_grade_still_takes_is_told_of_the_next(talk: Talk) -> None:
    record = {"experience": 11.0, "strategic_years": 4.0}
    talk.say("ask_membership", record, "cmi", text="Which CMI grade could I aim for?")
    for text in (
        "Is there something that I'd have to pass first?",
        "would i need to sit anything",
        "any exam for that",
    ):
        said = talk.say("ask_progression", None, asks=True, leans=True, text=text)
        assert "Chartered" in said
        assert "Assessment" in said


def test_years_asked_of_the_grade_listed_second_are_its_own(talk: Talk) -> None:
    record = {"experience": 11.0, "strategic_years": 4.0}
    talk.say("ask_membership", record, "cmi", text="Which CMI grade could I aim for?")
    near = ["cmi-chartered-fellow.grade_requirement.strategic-years"]
    said = talk.say("ask_assessment", None, leans=True, asks=True, text="how many must be strategic?", near=near)
    assert said.startswith("At least 3 of the 10 years")
