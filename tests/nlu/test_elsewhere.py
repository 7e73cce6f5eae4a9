"""Whether a question names what other people's courses teach."""

from __future__ import annotations

import pytest

from nlu.elsewhere import ElsewhereFinder
from nlu.reader import knowledge
from nlu.subjects import SubjectFinder


@pytest.fixture(scope="module")
def elsewhere() -> ElsewhereFinder:
    return ElsewhereFinder(knowledge().vocabulary.elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        "level 2 welding near me",
        "is there a course in dog grooming",
        "nvq in carpentry",
        "floristry certificates",
        "a level 4 diploma in leadership for adult care",
        "how do I become a vet",
        "he wants to train as a paramedic",
        "do you know any plumbers who train to be electricians",
        "what's the average salary in logistics",
        "carpentary corse",
    ],
)
def test_a_field_beside_a_course_and_a_calling_somebody_takes_up_are_noticed(
    finder: SubjectFinder, elsewhere: ElsewhereFinder, text: str
) -> None:
    assert elsewhere([token.lower_ for token in finder.read(text)[0]])


@pytest.mark.parametrize(
    "text",
    [
        "which unit covers health and safety",
        "any modules on marketing at level 5",
        "I run a hair salon, which level is for me",
        "I'm a nurse and lead nine people, is the diploma right for me",
        "we teach carpentry. our managers want level 5",
        "head of marketing, twelve staff",
        "is there a course in coaching",
        "do managers with it get a higher salary",
        "",
    ],
)
def test_somebodys_trade_is_no_course_in_it(finder: SubjectFinder, elsewhere: ElsewhereFinder, text: str) -> None:
    assert not elsewhere([token.lower_ for token in finder.read(text)[0]])
