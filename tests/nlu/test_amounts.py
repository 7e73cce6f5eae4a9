"""Amounts with a unit, in digits and in words."""

from __future__ import annotations

import pytest

from nlu.amounts import amounts_in, names_a_pace, number_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is 24 credits enough", {"credit": 24}),
        ("24credits", {"credit": 24}),
        ("I have 120 hours", {"hour": 120}),
        ("120hrs", {"hour": 120}),
        ("1,000 hours", {"hour": 1000}),
        ("2.5 hours", {"hour": 2.5}),
        ("thirteen credits", {"credit": 13}),
        ("twenty-four credits", {"credit": 24}),
        ("two hundred hours", {"hour": 200}),
        ("a hundred hours", {"hour": 100}),
        ("one hundred and twenty hours", {"hour": 120}),
        ("37 cr", {"credit": 37}),
        ("37+ credits", {"credit": 37}),
        ("10 hours or 20 hours", {"hour": 10}),
        ("37 credits in 370 hours", {"credit": 37, "hour": 370}),
        # not amounts
        ("4 hours a week", {}),
        ("4 hours per week", {}),
        ("four hours each week", {}),
        ("5 hours weekly", {}),
        ("how many hours", {}),
        ("credits and hours", {}),
        ("360 feedback", {}),
        ("level 5 for 3 people", {}),
        ("", {}),
    ],
)
def test_amounts_are_read(text: str, expected: dict[str, float]) -> None:
    assert amounts_in(text) == expected


@pytest.mark.parametrize(
    ("said", "number"),
    [("one", 1), ("nineteen", 19), ("twenty four", 24), ("hundred", 100), ("two hundred and ten", 210)],
)
def test_number_words_are_numbers(said: str, number: float) -> None:
    assert number_of(said.split()) == number


@pytest.mark.parametrize("text", ["4 hours a week", "at five hrs weekly", "if I have ten hours each week"])
def test_a_pace_is_heard(text: str) -> None:
    assert names_a_pace(text)


@pytest.mark.parametrize("text", ["how many hours a week", "120 hours", "5 credits a week", "a week of 40 hours", ""])
def test_what_is_no_pace_is_none(text: str) -> None:
    assert not names_a_pace(text)
