"""The two calculators inside the talk: a question with hours a week, or with years of managing, becomes their input."""

from __future__ import annotations

import re
from dataclasses import replace

from adviser.advice.decide import Engine
from adviser.advice.grades import grades_answer
from adviser.advice.hear import BY_CUE, Heard
from adviser.advice.interview import State
from adviser.advice.model import NO, UNSURE, YES, Said
from adviser.advice.record import Record
from adviser.advice.record import carried as with_record
from adviser.advice.study import plan
from adviser.advice.study_plan import StudyPlan, carried, of_question
from adviser.resolve import FORGOTTEN_AFTER, singles_out
from adviser.talk import Answer, Focus, Question

STUDY = "study_plan"
LIKELY = 0.5  # chance that it asks for membership at all
MOST_WORDS = 3  # of a number with its unit
MOST_A_WEEK = 20  # hours: more is rather the whole
ABOUT_TIME = (STUDY, "ask_time", "ask_size", "follow_up", "ask_choice", "ask_availability", "search", "what_if")
MEMBERSHIP, ABOUT = "ask_membership", "membership"  # the kind of question, and the aspect of its answers
BODY_OF = {"ilm": "institute-of-leadership", "cmi": "cmi", "institute-of-leadership": "institute-of-leadership"}
ABOUT_GRADES = ("follow_up", "ask_progression", "ask_time", "ask_entry", "what_if")  # once grades were spoken of
NEXT = re.compile(
    r"\bnext (?:grade|(?:one|step|rung) up|one (?:after|above))\b|\bone (?:above|after) (?:that|it)\b", re.I
)
# What is still to be done for a grade: "would I need to sit anything", "what do I have to do for that".
TAKES = re.compile(
    r"\b(?:(?:have|has|had|got|required|supposed) to|need(?:ed)?(?: to)?|must|gotta|would i|do i|will i|is there)\b"
    r"(?:\W+\w+){0,4}?\W+"
    r"(?:pass|sit|take|do|go through|prove|get through|complete|be (?:assess|test|examin|interview)ed)\b"
    r"(?! (?:cost|it cost))"
    r"|\b(?:an? |any |some )?(?:exam|test|assessment|interview|hoops?|hurdles?)s?\b(?:\W+\w+){0,5}?\W+"
    r"(?:first|for (?:that|it)|before|to pass|to sit|to get (?:it|that|in|there)|involved)\b",
    re.I,
)
PACE = re.compile(r"\bh(?:ou)?rs? (?:a|each|per|every) (?:week|wk)\b", re.I)
OWN = re.compile(r"\b(?:i|ive|im|me)\b", re.I)
OTHERS = re.compile(r"\b(?:an?|my|another|her|his) (?:colleague|friend|mate|boss|manager|wife|husband|partner)\b", re.I)
GRADE_OF = {"chartered-manager": "cmi-chartered-member"}  # the grade that the status comes with


def study(
    kind: str, question: Question, heard: Heard, focus: Focus, state: State, engine: Engine
) -> tuple[Answer | None, StudyPlan | None]:
    """The answer to a question of time with an amount in it, and the plan as it is known now."""
    kept = state.plan
    if kind not in ABOUT_TIME:
        return None, kept
    hours_said = question.hours or 0.0
    in_hand = kept is not None or state.advised
    if kind == STUDY and in_hand and question.hours and question.hours <= MOST_A_WEEK and not question.credits:
        question = replace(question, hours=None)  # "how many weeks at 4 hours": a pace
        heard = replace(heard, told={**heard.told, "study_time": Said(hours_said)})
    amount = bool(question.credits or question.hours)
    pace = _number(heard, "study_time", as_answer=kind == STUDY and not amount)
    if pace is None and kind == STUDY and not amount and kept is None and "study_time" in state.profile:
        own = state.profile["study_time"].value  # "and how many weeks would that take?"
        pace = own if isinstance(own, (int, float)) else None
    length = question.weeks if kind == STUDY else None  # elsewhere years are those of a career
    if pace is None and length is None:
        if not amount:
            return None, kept
        return None, carried(kept, of_question(question, focus, engine.knowledge))
    kinds = [engine.knowledge.vocabulary.kind(key) for key in question.subjects]
    listed = [engine.knowledge.vocabulary.kind(key) for key in focus.subjects] if kind == "what_if" else []
    # "Which size could I do at 4 hours a week"; "and if I only have 3 hours" after a comparison of the sizes.
    for_a_type = question.wants == "type" or max(kinds.count("type"), listed.count("type")) > 1
    if for_a_type:
        time = StudyPlan(hours_a_week=pace, weeks=length)
        return plan(time, engine.knowledge, engine.knowledge.study), time
    if kind != STUDY and kept is None and not amount:
        return None, kept
    counted = kept is not None and bool(kept.credits or kept.hours) and not question.subjects
    about = Focus() if counted else focus  # "and at five hours a week?" is still about the 25 credits
    now = carried(kept, of_question(question, about, engine.knowledge, pace, length))
    return plan(now, engine.knowledge, engine.knowledge.study), now


def grade(
    kind: str, question: Question, heard: Heard, focus: Focus, kept: Record | None, engine: Engine
) -> tuple[Answer | None, Record | None]:
    """The grades of membership open to somebody who tells of years or a qualification, and what was told so far.

    What is asked for somebody else ("and a colleague who has only completed Level 3?") is not kept.
    """
    ladder, kinds = engine.knowledge.ladder, engine.knowledge.vocabulary.kind
    told = _record(heard, question, engine)
    of_grades = kept is not None and focus.aspect == ABOUT
    own_body = next((BODY_OF[key] for key in focus.subjects if of_grades and key in BODY_OF), "")
    if kept is not None and of_grades and told == Record() and _of_the_next(question, heard, focus, engine):
        shown_alone = len(focus.items) == 1 and NEXT.search(heard.text)  # what is next to it is told with the highest
        return grades_answer(kept, engine.knowledge, ladder, own_body, "" if shown_alone else focus.items[-1]), kept
    if kind == MEMBERSHIP and question.confidence < LIKELY:
        return None, kept
    spoken_of = next((key for key in focus.subjects if kinds(key) == "grade" and focus.age < FORGOTTEN_AFTER), "")
    target = GRADE_OF.get(spoken_of, spoken_of)
    if kept is None and kind == "what_if" and target in ladder.grades and ladder.bears_on(target, told):
        return grades_answer(told, engine.knowledge, ladder, target=target), kept  # "and if you haven't got a degree"
    another = of_grades and OTHERS.search(heard.text) is not None and not OWN.search(heard.text)
    if kind != MEMBERSHIP and not ((another or kind in ABOUT_GRADES) and kept is not None and told != Record()):
        return None, kept
    if told == Record() and kept is None:
        return None, kept
    record = told if another else with_record(kept or Record(), told)
    body = next((BODY_OF[key] for key in question.subjects if key in BODY_OF), own_body if another else "")
    named = next((GRADE_OF.get(key, key) for key in question.subjects if kinds(key) == "grade"), "")
    if told == Record() and not named:
        return None, kept
    return grades_answer(record, engine.knowledge, ladder, body, named), kept if another else record


def _of_the_next(question: Question, heard: Heard, focus: Focus, engine: Engine) -> bool:
    """Whether the next grade is asked about, or what it still takes: "is there something I'd have to pass first?"."""
    if NEXT.search(heard.text):
        return bool(focus.items)
    names = singles_out(question.subjects, engine.knowledge.vocabulary)
    return bool(focus.items) and not names and heard.asks and TAKES.search(heard.text) is not None


def _record(heard: Heard, question: Question, engine: Engine) -> Record:
    held = _number(heard, "held_level")
    done = heard.told["qualification_held"].words.lower() if "qualification_held" in heard.told else ""
    named = [key for key in question.subjects if key.split("-")[-1] in done]  # "passed a CMI certificate"
    kinds = {engine.knowledge.vocabulary.kind(key): key for key in named}
    return Record(
        years=_number(heard, "experience"),
        strategic_years=_number(heard, "strategic_years"),
        middle_years=_number(heard, "middle_years"),
        held_level=None if held is None else int(held),
        held_body=kinds.get("body") if "type" in kinds else None,
        held_type=kinds.get("type"),
        has_degree=_flag(heard, "has_degree"),
        assessed=_flag(heard, "assessed"),
    )


def _number(heard: Heard, name: str, as_answer: bool = False) -> float | None:
    """A number that was told; `as_answer` also takes what the message means where just that was asked."""
    said = heard.told.get(name) or heard.supposed.get(name)
    if said is None and as_answer:
        said = next(
            (said for key, said, sure in heard.might.get(name, ()) if key == name and _counted(said, sure)), None
        )
    return float(said.value) if said is not None and isinstance(said.value, (int, float)) else None


def _counted(said: Said, sure: float) -> bool:
    """Whether it is a number in the words: no sum is made with what a whole sentence merely seems to mean."""
    return PACE.search(said.words) is not None or (sure >= BY_CUE and len(said.words.split()) <= MOST_WORDS)


def _flag(heard: Heard, name: str) -> bool | None:
    said = heard.told.get(name)
    if said is None or said.value == UNSURE:
        return None
    return {YES: True, NO: False}.get(str(said.value))
