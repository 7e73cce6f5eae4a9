"""Whether somebody asks to be advised, or asks a question of fact."""

from __future__ import annotations

import pytest

from nlu.wishes import asks_advice, wants_advice

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
    ],
)
def test_a_wish_for_advice_is_heard(text: str) -> None:
    assert asks_advice(text)


@pytest.mark.parametrize(
    "text",
    ["which level is comparable to a degree", "what about level 5", "who is Level 5 for?", "how long does it take"],
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


def test_at_which_level_speaks_of_a_thing_and_not_of_the_person() -> None:
    assert asks_advice("which level")
    assert not asks_advice("at which level")
