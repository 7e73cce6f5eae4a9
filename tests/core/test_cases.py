"""The cases of `tests/cases/`: a sentence that names each, what was asked in our ids, and what must be said.

They go through the core and the plain renderer, without understanding of language. A subject expert can read them,
argue with them and add one: see the head of `tests/cases/levels.yml`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from adviser.model import KnowledgeBase
from adviser.respond import fall_back, respond
from adviser.talk import Answer, Focus, Match, Question
from render.blocks import joined, message_of
from render.plain import plain

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
GIVEN = {
    "kind",
    "subjects",
    "aspects",
    "refused",
    "near",
    "leans",
    "weighs",
    "differs",
    "pick",
    "step",
    "hours",
    "credits",
    "after",
}
EXPECT = {"status", "cites", "says", "not_says", "columns", "offers"}
FIELDS = {"name", "given", "expect"}


def question(given: dict[str, Any]) -> Question:
    """The question of a case; `near` holds statements that lie near the words, with their nearness."""
    plain_fields = {
        key: given[key]
        for key in ("kind", "leans", "weighs", "differs", "pick", "step", "hours", "credits")
        if key in given
    }
    listed = {key: tuple(given[key]) for key in ("subjects", "aspects", "refused") if key in given}
    near = tuple(Match(key, float(nearness)) for key, nearness in given.get("near", {}).items())
    return Question(matches=near, **plain_fields, **listed)


def talk(given: dict[str, Any], base: KnowledgeBase) -> tuple[Answer, ...]:
    """The answers to a question after the questions before it."""
    focus = Focus()
    for earlier in given.get("after", ()):
        response = respond([question(earlier)], focus, base)
        assert response.answered, f"the question before was not answered: {earlier}"
        focus = response.focus
    response = respond([question(given)], focus, base)
    return response.answers if response.answered else (fall_back(response, failures=1),)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], base: KnowledgeBase) -> None:
    answers, expect = talk(case["given"], base), case["expect"]
    message = joined([message_of(answer, base.words, base.vocabulary.subjects) for answer in answers])
    text = plain(message, base.words)
    assert answers[0].status.value == expect["status"], text
    assert set(expect.get("cites", ())) <= {c.source.id for answer in answers for c in answer.citations}, text
    assert [said for said in expect.get("says", ()) if not re.search(str(said), text, re.I)] == [], text
    assert [said for said in expect.get("not_says", ()) if re.search(str(said), text, re.I)] == [], text
    assert set(expect.get("offers", ())) <= set(message.choices), message.choices
    if "columns" in expect:
        assert message.table is not None
        assert list(message.table.columns) == expect["columns"]


def test_cases_name_only_what_exists(base: KnowledgeBase) -> None:
    for case in CASES:
        given = case["given"]
        assert set(case) == FIELDS, case["name"]
        assert set(given) <= GIVEN, case["name"]
        assert set(case["expect"]) <= EXPECT, case["name"]
        assert set(case["expect"].get("cites", ())) <= set(base.sources), case["name"]
        for turn in (given, *given.get("after", ())):
            assert set(turn.get("subjects", ())) <= set(base.vocabulary.subjects), case["name"]
            assert set(turn.get("near", ())) <= {*base.facts, *base.disagreements}, case["name"]


def test_no_two_cases_have_one_name() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def test_there_are_cases_of_every_status_and_kind_of_enquiry(base: KnowledgeBase) -> None:
    assert {case["expect"]["status"] for case in CASES} == {
        "answered", "disputed", "unsure", "not_known", "no_source", "out_of_scope"
    }  # fmt: skip
    assert set(base.vocabulary.enquiries) - {case["given"]["kind"] for case in CASES} == set()
