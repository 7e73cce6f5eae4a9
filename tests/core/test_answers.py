"""What a message means as the answer to a question that waits, by its place or in a question's words."""

from __future__ import annotations

import pytest

from adviser.advice.decide import Engine
from adviser.advice.hear import Heard, answer_to, taken
from adviser.advice.interview import State
from adviser.advice.meant import meant
from adviser.advice.model import Said
from adviser.advice.told import in_other_duties
from adviser.model import KnowledgeBase
from adviser.talk import Focus, Question

PRACTICAL = {"awarding_body": (("learning_style", Said("practical", "x"), 0.9),)}


@pytest.fixture
def engine(base: KnowledgeBase) -> Engine:
    return Engine(base)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("focus", "the former", {"focus": "leadership_and_management"}),
        ("focus", "um the first of those, I think", {"focus": "leadership_and_management"}),
        ("focus", "The latter please.", {"focus": "coaching_and_mentoring"}),
        ("qualification_type", "option 2", {"qualification_type": "certificate"}),
        ("qualification_type", "the third one", {"qualification_type": "diploma"}),
        ("focus", "the third", {}),
        ("focus", "the first team I had was in 2012", {}),
    ],
)
def test_a_choice_is_known_by_its_place(engine: Engine, question: str, text: str, expected: dict[str, str]) -> None:
    ask = engine.rules.questions[question]
    found = answer_to(ask, Heard(text=text), engine.rules.features)
    assert {name: said.value for name, said in found.items()} == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("what is more near to the practice", "inform"),
        ("whichever is most practical, I guess?", "inform"),
        ("what is practical about it?", "ask_content"),
        ("what is the difference", "ask_content"),
    ],
)
def test_an_answer_in_the_words_of_a_question_is_one(engine: Engine, text: str, kind: str) -> None:
    heard = Heard(might=PRACTICAL, asks=True, text=text)
    found, _, _ = meant("ask_content", [Question("ask_content")], heard, Focus(), State(asked="awarding_body"), engine)
    assert found == kind


def test_those_whom_somebody_leads_are_no_group_to_buy_for(engine: Engine) -> None:
    told = {"role": Said("first-line-manager", "x"), "budget": Said("no", "x"), "headcount": Said(6.0, "x")}
    heard = Heard(told=told, might={"responsibility": (("responsibility", Said("department", "x"), 0.9),)})
    ask = engine.rules.questions["responsibility"]
    found = taken({"audience": Said("individual")}, heard, ask, engine.rules.features)
    assert {name: said.value for name, said in found.items()} == {"budget": "no", "responsibility": "department"}


def test_who_leads_today_is_not_only_about_to() -> None:
    before = {"aspiring": Said("yes")}
    assert "aspiring" not in in_other_duties(before, {"responsibility": Said("team")})
    assert "aspiring" in in_other_duties(before, {"responsibility": Said("none")})
    assert "aspiring" in in_other_duties({**before, "wants_first_lead": Said("yes")}, {"responsibility": Said("team")})
