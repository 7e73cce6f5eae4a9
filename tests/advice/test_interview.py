"""The interview as a person goes through it: what is asked, what is understood, what is said at the end."""

from __future__ import annotations

import pytest

from adviser.advice.decide import Engine
from adviser.advice.hear import BY_CUE, Heard, Layer
from adviser.advice.interview import State
from adviser.advice.model import Said
from adviser.advice.sums import study
from adviser.talk import Focus, Question
from tests.advice.talking import SUPERVISOR, Talk


def test_an_empty_opening_is_asked_what_somebody_answers_for(talk: Talk) -> None:
    said = talk.say("recommend")
    assert "responsible for" in said
    assert "about 5 short questions" in said
    assert "One team" in talk.choices
    assert talk.state.asked == "responsibility"


def test_everything_in_the_opening_is_advised_at_once(talk: Talk) -> None:
    said = talk.say("inform", SUPERVISOR)
    assert said.startswith("I recommend the ILM Level 3 Certificate")
    assert "“six people on nights”" in said
    assert "Source" in said
    assert not talk.state.running


def test_questions_stop_when_no_answer_matters_any_more(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": "organisation", "focus": "leadership_and_management"})
    assert talk.state.asked == "awarding_body"  # years change nothing here
    talk.say("inform", {"awarding_body": "cmi"})
    assert talk.state.asked == "qualification_type"
    said = talk.say("unsure", unsure=True)
    assert "CMI Level 7 Certificate" in said
    assert not talk.state.running


def test_not_sure_is_an_answer_and_is_not_asked_again(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": "team", "focus": "leadership_and_management"})
    asked = [talk.state.asked]
    while talk.state.running:
        talk.say("unsure", unsure=True)
        asked.append(talk.state.asked)
    assert len(asked) == len(set(asked))
    assert talk.state.advised


def test_a_misunderstood_answer_gets_the_choices_and_then_the_next_question(talk: Talk) -> None:
    talk.say("recommend", {"focus": "leadership_and_management"})
    first = talk.state.asked
    assert "choose one of these" in talk.say("nlu_fallback", text="bananas")
    assert talk.state.asked == first
    assert "leave that one" in talk.say("nlu_fallback", text="bananas again")
    assert talk.state.asked != first


def test_why_a_question_is_asked_is_told_with_its_source_and_the_question_again(talk: Talk) -> None:
    talk.say("recommend")
    said = talk.say("why_asked")
    assert "decides the level" in said
    assert "Source" in said
    assert said.rstrip().endswith("responsible for at work today?")


def test_a_question_of_fact_in_between_is_answered_and_the_interview_goes_on(talk: Talk) -> None:
    talk.say("recommend")
    said = talk.say("ask_recognition", None, "ilm", asks=True, near=["ilm.recognition"])
    assert "Back to your recommendation" in said
    assert talk.state.asked == "responsibility"


def test_a_correction_says_what_was_understood_and_advises_anew(advised: Talk) -> None:
    said = advised.say("inform", {"awarding_body": "cmi"})
    assert "I recommend the CMI Level 3 Certificate" in said
    said = advised.say("inform", {"responsibility": "department"})
    assert "instead of one team" in said
    assert "CMI Level 5" in said


def test_words_of_an_answer_that_changed_are_not_quoted_any_more(advised: Talk) -> None:
    assert "six people" not in advised.say("inform", {"responsibility": "department"})


@pytest.mark.parametrize(
    ("kind", "subjects", "expected"),
    [
        ("why", (), "These are my reasons"),
        ("why_not", ("level-7",), "Level 7: Responsibility does not reach"),
        ("why_not", ("cmi",), "ILM: Practical study"),
        ("advice", (), "My recommendation is"),
        ("compare", (), "My first choice is"),
        ("summary", (), "Summary. You told me: one team"),
        ("evidence", (), "team level"),
        ("what_known", (), "You told me: one team"),
    ],
)
def test_what_can_be_asked_of_a_recommendation(
    advised: Talk, kind: str, subjects: tuple[str, ...], expected: str
) -> None:
    before = advised.state
    assert expected in advised.say(kind, None, *subjects)
    assert advised.state == before


def test_who_asks_again_is_advised_on_what_is_known(talk: Talk) -> None:
    told = {name: SUPERVISOR[name] for name in ("responsibility", "role", "experience", "focus")}
    assert "So far this points to Level 3" in talk.say("recommend", told, asks=True)
    said = talk.say("advice", asks=True, text="what's your top pick")
    assert "I recommend the" in said
    assert "Level 3" in said


def test_why_one_and_not_the_other_asks_about_the_other(advised: Talk) -> None:
    said = advised.say("why_not", None, "ilm", refused=("cmi",), text="why ilm and not cmi")
    assert "ILM: Practical study" in said


def test_a_trial_leaves_the_real_answers_alone(advised: Talk) -> None:
    before = advised.state.profile
    said = advised.say("what_if", {"responsibility": "department", "experience": 10.0})
    assert "ILM Level 5" in said
    assert "own answers stay" in said
    assert advised.state.profile == before
    assert "Level 3" in advised.say("advice")


def test_a_wish_for_something_shorter_takes_the_next_size_down(advised: Talk) -> None:
    assert "ILM Level 3 Award" in advised.say("change_wish", text="something shorter please")
    assert "ILM Level 3 Certificate" in advised.say("change_wish", text="no, a bigger one")


def test_a_wish_for_a_higher_level_is_met_with_what_it_would_take(advised: Talk) -> None:
    said = advised.say("why_not", text="i want a higher one")
    assert "Level 4" in said
    assert "Level 3" in said


def test_without_a_workplace_nothing_is_recommended_and_the_centre_is_named(talk: Talk) -> None:
    said = talk.say("recommend", {"no_workplace": "yes", "focus": "leadership_and_management"})
    assert "centre" in said
    assert "I recommend" not in said
    assert not talk.state.running
    assert not talk.state.advised


def test_who_has_found_a_job_since_is_advised(talk: Talk) -> None:
    assert "I'd rather not recommend" in talk.say("recommend", {"no_workplace": "yes"})
    said = talk.say("inform", {"role": "supervisor", "responsibility": "team", "experience": 6.0})
    assert "I'd rather not" not in said
    assert talk.state.running


def test_several_groups_get_one_plan(talk: Talk) -> None:
    layers = (
        Layer("team leaders", 12, {"role": Said("team-leader"), "responsibility": Said("team")}),
        Layer("department heads", 5, {"role": Said("department-head"), "responsibility": Said("department")}),
        Layer("directors", 2, {"role": Said("director"), "responsibility": Said("organisation")}),
    )
    talk.say("recommend", {"audience": "organisation"}, layers=layers)
    while talk.state.running:
        assert talk.state.asked not in ("responsibility", "experience", "role")
        said = talk.say("unsure", unsure=True)
    for group, level in (("12 team leaders", 3), ("5 department heads", 5), ("2 directors", 7)):
        line = next(line for line in said.splitlines() if group in line)
        assert f"Level {level}" in line


def test_stopping_keeps_what_was_said(talk: Talk) -> None:
    talk.say("recommend", {"responsibility": "team"})
    assert "no more questions" in talk.say("stop_interview")
    assert not talk.state.running
    talk.say("recommend")
    assert talk.state.asked not in ("", "responsibility")


def test_what_is_deleted_is_not_known_any_more(advised: Talk) -> None:
    assert "deleted" in advised.say("delete_me")
    assert "nothing about you" in advised.say("what_known")
    assert not advised.state.advised


def test_no_sum_is_made_with_a_pace_that_nobody_named(engine: Engine) -> None:
    """What a sentence merely seems to mean ("I want it done by summer") is no number of hours a week."""
    asked, about = Question("study_plan"), Focus(("level-3", "award", "ilm"))
    sentence = "how many hours is that if I want it done by summer"
    for words, sure, is_made in (("10 hours", BY_CUE, True), ("10 hours", 0.85, False), (sentence, 0.97, False)):
        heard = Heard(might={"study_time": (("study_time", Said(10.0, words), sure),)})
        answer, _ = study("study_plan", asked, heard, about, State(), engine)
        assert (answer is not None) is is_made
