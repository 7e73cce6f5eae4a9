"""Units that are asked for by number."""

from __future__ import annotations

import pytest

from nlu.reader import knowledge
from nlu.unit_numbers import UnitNumbers


@pytest.mark.parametrize(
    ("text", "subjects", "expected"),
    [
        ("whats unit 213", ["unit"], {"unit.ilm-2.213"}),
        ("do I have to do 301?", [], {"unit.ilm-3.301"}),
        ("how many credits is 524", ["credit"], {"unit.cmi-5.524"}),
        ("what evidence do I need for unit 301", ["unit", "evidence"], set()),
        ("we have 301 staff", [], set()),
        ("is it 301 hours", [], set()),
        ("it was £301", [], set()),
        ("is it code 8600", [], set()),
    ],
)
def test_a_number_names_a_unit_unless_it_counts_something(text: str, subjects: list[str], expected: set[str]) -> None:
    assert expected <= {key for key, _ in UnitNumbers(knowledge())(text, subjects)}
    assert expected or not UnitNumbers(knowledge())(text, subjects)
