"""Whether somebody asks to be advised, or asks a question of fact."""

from __future__ import annotations

import pytest

from nlu.wishes import asks_advice, wants_a_course, wants_advice

STORY = {"role", "experience", "headcount", "responsibility"}


@pytest.mark.parametrize(
    "text",
    [
        "which course should I do",
        "What would suit our new team leaders?",
        "wot shud i take",
        "where do I start",
        "Can you recommend something for her?",
        "what's the next step for me",
        "which level?",
        "which one sets me up for that",
        "what is there?",
        "so what would you put me on",
        "which one would you sign them up for",
        "where would you start a shift lead",
    ],
)
def test_a_wish_for_advice_is_heard(text: str) -> None:
    assert asks_advice(text)


@pytest.mark.parametrize(
    "text",
    [
        "which level is comparable to a degree",
        "what about level 5",
        "who is Level 5 for?",
        "how long does it take",
        "when would you book a",
    ],
)
def test_a_question_of_fact_asks_for_no_advice(text: str) -> None:
    assert not asks_advice(text)


@pytest.mark.parametrize("kind", ["ask_membership", "ask_cost", "ask_choice", "ask_units"])
def test_a_whole_story_that_is_like_no_question_wants_advice(kind: str) -> None:
    assert wants_advice(kind, 0.5, STORY, "six area managers, five years in. what do we buy", False, 0.5)


@pytest.mark.parametrize("kind", ["ask_membership", "ask_cost"])
def test_a_story_that_ends_in_a_plain_question_of_fact_is_one(kind: str) -> None:
    text = "I have led eight people for five years, what does the Level 5 Diploma cost?"
    assert not wants_advice(kind, 0.95, STORY, text, True, 0.9)
    assert not wants_advice(kind, 0.95, STORY, text, True, 0.5)


def test_little_told_and_a_near_fact_want_that_fact() -> None:
    assert not wants_advice("ask_audience", 0.9, {"role"}, "is Level 3 right for a supervisor", True, 0.9)


def test_a_fact_that_lies_very_near_is_wanted_by_whom_it_is_likely_asked() -> None:
    text = "I run a team and want to move up. Should I pick a level for the job I have now or for the next?"
    told = {"responsibility", "goal", "audience"}
    assert not wants_advice("ask_choice", 0.66, told, text, False, 0.77)
    assert wants_advice("ask_choice", 0.66, told, text, False, 0.72)


def test_a_course_is_asked_for_in_any_trade() -> None:
    assert wants_a_course("could you point me at the right course please, I look after the polytunnels")
    assert not wants_a_course("could you point me at the right bus stop")
    assert not wants_a_course("I look after the polytunnels")
    assert not wants_a_course("could you point me at the right course for knitting")
    assert not wants_a_course("which qualification do I need to be a plumber")


def test_another_trade_is_not_advised_on() -> None:
    text = "Could you recommend a good electrician near Hull?"
    assert not wants_advice("near_scope", 0.0, {"role"}, text, False, 0.4)
    assert wants_advice("near_scope", 0.0, {"role"}, "Could you recommend a course for an electrician?", False, 0.4)


def test_who_tells_of_a_new_job_and_asks_where_to_start_is_advised() -> None:
    text = "They've put me in charge of reception from next week. Where do I start?"
    assert wants_advice("ask_progression", 0.58, {"aspiring"}, text, False, 0.87)
    assert not wants_advice("ask_progression", 0.58, set(), "Where do I start?", False, 0.87)
    text = "I run a printing works and would like to learn something. Where do I begin?"
    assert wants_advice("ask_progression", 0.96, {"role"}, text, False, 0.75)


def test_at_which_level_speaks_of_a_thing_and_not_of_the_person() -> None:
    assert asks_advice("which level")
    assert not asks_advice("at which level")
