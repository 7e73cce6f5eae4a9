"""Who presses a button of the interview is understood as the choice on it, by the real hearing."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from adviser.advice.conditions import holds
from adviser.advice.decide import Engine, tried_out
from adviser.advice.hear import answer_to, heard_of, taken
from adviser.advice.model import UNSURE, Ask, Choice, Said, Value
from adviser.advice.told import with_said
from nlu.hearing import Hearer
from nlu.hearing_answers import Meanings
from nlu.hearing_data import interview_vocabulary
from nlu.person import hearer
from nlu.reader import knowledge

RULES = knowledge().rules
TODAY = date(2026, 11, 22)
BUTTONS = [
    pytest.param(ask, choice, group, id=f"{ask.id}: {choice.label_group if group else choice.label}")
    for ask in RULES.questions.values()
    for choice in ask.choices
    for group in (False, True)
    if not group or choice.label_group != choice.label
]


@pytest.fixture(scope="session")
def ear() -> Hearer:
    """Hears as the bot does, its meanings learnt once."""
    return hearer(Meanings.learn(interview_vocabulary()[0].answers))


@pytest.fixture(scope="session")
def decider() -> Engine:
    return Engine(knowledge())


@pytest.mark.parametrize(("ask", "choice", "group"), BUTTONS)
def test_a_button_is_heard_as_the_choice_it_names(ear: Hearer, ask: Ask, choice: Choice, group: bool) -> None:
    label = choice.label_group if group else choice.label
    heard = heard_of(ear.hear(label, TODAY).plain(), label)
    found = {name: said.value for name, said in answer_to(ask, heard, RULES.features).items()}
    assert {name: found.get(name) for name in choice.sets} == dict(choice.sets)


@pytest.mark.parametrize(("ask", "choice", "group"), BUTTONS)
def test_a_button_tells_nothing_against_its_choice(ear: Hearer, ask: Ask, choice: Choice, group: bool) -> None:
    """Nothing of what another button means, and nothing of whom it is for."""
    label = choice.label_group if group else choice.label
    heard = heard_of(ear.hear(label, TODAY).plain(), label)
    profile = {"audience": Said("organisation")} if group else {}
    told = {name: said.value for name, said in taken(profile, heard, ask, RULES.features).items()}
    assert not [each.sets for each in ask.choices if each is not choice and each.sets.items() <= told.items()]
    assert told.get("audience") in ((None, "organisation") if group else (None, "individual"))


@pytest.mark.parametrize(("ask", "choice", "group"), BUTTONS)
def test_a_button_leads_where_trying_it_out_led(
    ear: Hearer, decider: Engine, ask: Ask, choice: Choice, group: bool
) -> None:
    """Whether a question is worth asking is found by trying out its choices: pressing one must come to the same."""
    label = choice.label_group if group else choice.label
    heard = heard_of(ear.hear(label, TODAY).plain(), label)
    lost = {}
    assert situations(ask, group)
    for situation in situations(ask, group):
        profile = {name: Said(value) for name, value in situation.items()}
        pressed = decider.first(with_said(profile, taken(profile, heard, ask, RULES.features)))
        if pressed != decider.first(tried_out(profile, choice.sets)):
            lost[str(situation)] = pressed
    assert lost == {}


def situations(ask: Ask, group: bool) -> list[dict[str, Value]]:
    """What may be known when a question is asked: every answer to the two others that weigh most."""
    others = [RULES.questions[name] for name in ("responsibility", "focus") if name != ask.id]
    told = [[{}, {other.settles[0]: UNSURE}, *(each.sets for each in other.choices)] for other in others]
    known: dict[str, Value] = {"audience": "organisation"} if group else {}
    found = [{name: value for sets in (known, *picked) for name, value in sets.items()} for picked in product(*told)]
    if ask.only is None:
        return found
    return [each for each in found if holds(ask.only, {name: Said(value) for name, value in each.items()}) is True]


@pytest.mark.parametrize("ask", RULES.questions.values(), ids=lambda ask: ask.id)
def test_no_two_buttons_of_a_question_read_the_same(ask: Ask) -> None:
    for labels in ([choice.label for choice in ask.choices], [choice.label_group for choice in ask.choices]):
        assert len({label.lower() for label in labels}) == len(labels)
        assert len(labels) <= 5  # Slack drops them all where there are more
