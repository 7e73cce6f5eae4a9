"""What holds for every question and every conversation, tried on many made at random (the same ones each time)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from rasa_sdk import Tracker

from actions.conversation import as_slot, focus_of
from adviser.answer import answer
from adviser.arithmetic import type_for
from adviser.catalogue import plain as amount
from adviser.compare import value_text
from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.respond import fall_back, respond
from adviser.talk import Answer, Cell, Focus, Match, Question, Statement, Status
from render.blocks import joined, message_of, source_in_full
from render.plain import plain
from render.web import web

BASE = load_checked(KNOWLEDGE, date.today())
VOCABULARY = BASE.vocabulary
STATEMENTS = sorted((*BASE.facts, *BASE.disagreements))
STRONG_KINDS = ("level", "type", "body", "grade", "provider", "theory", "apprenticeship")

steady = settings(
    derandomize=True, database=None, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
subjects = some.lists(some.sampled_from(sorted(VOCABULARY.subjects)), max_size=4, unique=True).map(tuple)
aspects = some.lists(some.sampled_from(sorted(VOCABULARY.aspects)), max_size=2, unique=True).map(tuple)
amounts = some.none() | some.floats(0, 10**7)
matches = some.lists(
    some.builds(Match, some.sampled_from(STATEMENTS), some.floats(0, 1)), max_size=8, unique_by=lambda match: match.id
).map(tuple)
questions = some.builds(
    Question,
    kind=some.sampled_from([*sorted(VOCABULARY.enquiries), "greet", "no such kind"]),
    subjects=subjects,
    aspects=aspects,
    refused=subjects,
    matches=matches,
    leans=some.booleans(),
    pick=some.none() | some.integers(-9, 9),
    confidence=some.floats(0, 1),
    hours=amounts,
    credits=amounts,
)
statements = some.lists(some.sampled_from([*STATEMENTS, "long.gone"]), max_size=5, unique=True).map(tuple)
focuses = some.builds(
    Focus,
    subjects=some.lists(some.sampled_from([*sorted(VOCABULARY.subjects), "long-gone"]), max_size=3).map(tuple),
    aspect=some.sampled_from(["", *sorted(VOCABULARY.aspects)]),
    properties=some.lists(some.sampled_from(sorted(VOCABULARY.properties)), max_size=3).map(tuple),
    told=statements,
    rest=statements,
    items=some.lists(some.sampled_from([*sorted(VOCABULARY.subjects), *STATEMENTS, "gone"]), max_size=4).map(tuple),
    age=some.integers(0, 5),
)
talks = some.lists(questions, min_size=1, max_size=3)


def cells(found: Answer) -> list[Cell]:
    """The cells of an answer's table."""
    return [cell for _, row in found.table.rows for cell in row] if found.table else []


def notes(found: Answer) -> set[str]:
    """The words around facts that this answer may use."""
    return {text.format(names=", ".join(found.names)) for text in BASE.words["notes"].values()}


@steady
@given(questions, focuses)
def test_every_question_ends_with_a_status_and_nothing_raises(question: Question, focus: Focus) -> None:
    found = answer(question, focus, BASE)
    assert found.status in Status
    assert len(found.offers) <= 3


@steady
@given(questions, focuses)
def test_every_statement_and_cell_rests_on_what_is_known_and_cited(question: Question, focus: Focus) -> None:
    found = answer(question, focus, BASE)
    said: list[Statement | Cell] = [*found.statements, *found.items, *(cell for cell in cells(found) if cell.text)]
    for each in said:
        assert each.text.strip()
        assert each.rests_on
        assert all(BASE.statement(key) for key in each.rests_on)
        assert each.citations
    assert all(not cell.rests_on for cell in cells(found) if not cell.text)


@steady
@given(questions, focuses)
def test_no_sentence_leaves_without_a_fact(question: Question, focus: Focus) -> None:
    found = answer(question, focus, BASE)
    message = message_of(found, BASE.words, VOCABULARY.subjects)
    around = notes(found) | {source_in_full(citation, BASE.words) for citation in found.sources}
    for sentence in (*message.sentences, *message.items):
        assert sentence.rests_on or sentence.text in around


@steady
@given(talks, focuses, some.integers(1, 5))
def test_the_bot_is_never_silent(talk: list[Question], focus: Focus, failures: int) -> None:
    response = respond(talk, focus, BASE)
    answers = response.answers if response.answered else (fall_back(response, failures),)
    message = joined([message_of(found, BASE.words, VOCABULARY.subjects) for found in answers])
    assert plain(message, BASE.words).strip()
    json.dumps(web(message, BASE.words))


@steady
@given(questions, focuses)
def test_what_is_remembered_goes_through_the_slot_unchanged(question: Question, focus: Focus) -> None:
    for kept in (focus, answer(question, focus, BASE).focus):
        slot = json.loads(json.dumps(as_slot(kept)))
        tracker = Tracker("somebody", {"last_topic": slot}, {}, [], False, None, {}, "action_listen")
        assert focus_of(tracker) == kept


@pytest.mark.parametrize("slot", [None, "", 7, [], {}, {"colour": "red"}])
def test_a_slot_of_another_shape_is_no_focus(slot: object) -> None:
    tracker = Tracker("somebody", {"last_topic": slot}, {}, [], False, None, {}, "action_listen")
    assert focus_of(tracker) == Focus()


@steady
@given(questions, focuses)
def test_the_same_question_gets_the_same_answer(question: Question, focus: Focus) -> None:
    assert answer(question, focus, BASE) == answer(question, focus, BASE)


@steady
@given(talks, focuses)
def test_what_was_ruled_out_is_not_compared(talk: list[Question], focus: Focus) -> None:
    for question in talk:
        table = answer(replace(question, kind="compare", leans=False), Focus(), BASE).table
        names = {VOCABULARY.subjects[key].name for key in question.refused}
        assert not names & set(table.columns if table else ())


@pytest.mark.parametrize("place", [0, -1])
def test_picking_any_thing_of_a_list_says_something(place: int) -> None:
    silent = []
    for key in (*VOCABULARY.subjects, *STATEMENTS[::10]):
        found = answer(Question("pick", pick=place), Focus(items=(key,), told=STATEMENTS[:1]), BASE)
        if not plain(message_of(found, BASE.words, VOCABULARY.subjects), BASE.words):
            silent.append(key)
    assert silent == []


# -- comparing

PAIRS = [
    (one, other)
    for kind in STRONG_KINDS
    for one in (k for k, s in VOCABULARY.subjects.items() if s.kind == kind)
    for other in (k for k, s in VOCABULARY.subjects.items() if s.kind == kind and k > one)
]


@steady
@given(some.sampled_from(PAIRS), aspects)
def test_comparing_b_with_a_gives_the_table_of_a_with_b_with_its_columns_swapped(
    pair: tuple[str, str], named: tuple[str, ...]
) -> None:
    there, back = (answer(Question("compare", keys, named), Focus(), BASE) for keys in (pair, pair[::-1]))
    assert there.status == back.status
    if there.table is None or back.table is None:
        assert there.table is back.table
        return
    assert there.table.columns == back.table.columns[::-1]
    assert [(label, row) for label, row in there.table.rows] == [(label, row[::-1]) for label, row in back.table.rows]


def test_tables_do_not_depend_on_how_python_orders_sets_today() -> None:
    script = (
        "from datetime import date; from adviser.knowledge import KNOWLEDGE, load_checked;"
        "from adviser.answer import answer;"
        "from adviser.talk import Focus, Question; from itertools import combinations;"
        "base = load_checked(KNOWLEDGE, date.today()); kinds = {s.kind for s in base.vocabulary.subjects.values()};"
        "of = lambda kind: [k for k, s in base.vocabulary.subjects.items() if s.kind == kind];"
        "print([answer(Question('compare', pair), Focus(), base).table for kind in sorted(kinds - {'concept', 'role'})"
        " for pair in combinations(of(kind)[:7], 2)])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


# -- credits and hours

KINDS = {**dict.fromkeys(range(1, 13), "award"), **dict.fromkeys(range(13, 37), "certificate")}


def told_amounts(**given_amount: float) -> tuple[float, float]:
    """The two amounts of the first sentence after an amount was given: what was given, what it comes to."""
    said = answer(Question("ask_time", **given_amount), Focus(), BASE).statements[0].text
    first, second = re.findall(r"[\d,]+(?:\.\d+)?", said)[:2]
    return float(first.replace(",", "")), float(second.replace(",", ""))


@steady
@given(some.integers(1, 100_000))
def test_credits_to_hours_and_back_is_the_same_number(number: int) -> None:
    given_credits, hours = told_amounts(credits=float(number))
    assert (given_credits, told_amounts(hours=hours)) == (number, (hours, number))


@pytest.mark.parametrize("number", range(1, 201))
def test_the_type_for_each_number_of_credits(number: int) -> None:
    fact = type_for(number, BASE)
    assert fact is not None
    assert KINDS.get(number, "diploma") in fact.about


@steady
@given(some.floats(0, 10**6), some.floats(0, 10**6))
def test_more_credits_never_make_a_smaller_type(one: float, other: float) -> None:
    order = [None, "award.credits", "certificate.credits", "diploma.credits"]
    less, more = (
        fact.id if fact else None for fact in (type_for(min(one, other), BASE), type_for(max(one, other), BASE))
    )
    assert order.index(less) <= order.index(more)


@steady
@given(some.floats(0.01, 10**9))
def test_an_amount_is_written_as_people_write_it(number: float) -> None:
    assert re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d{1,2})?", amount(number))


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("kolb.reflection_model.year", "1984"),
        ("award.credits", "1 to 12 credits"),
        ("diploma.learning_hours", "370 or more hours"),
        ("credit.learning_hours", "10 hours"),
        (
            "cmi.grades.five",
            "CMI Affiliate, CMI Associate (ACMI), CMI Member (MCMI), CMI Chartered Member (CMgr MCMI), …",
        ),
    ],
)
def test_a_value_is_written_in_a_table_as_people_write_it(key: str, written: str) -> None:
    assert value_text(BASE.facts[key], VOCABULARY.subjects) == written
