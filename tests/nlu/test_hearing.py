"""What is heard in free words: tables of messages in `hearing/*.yml`, each with what it tells and must not tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.hearing import Heard, Hearer
from nlu.hearing_answers import Meanings
from nlu.hearing_data import interview_vocabulary
from nlu.person import hearer

TODAY = date(2026, 11, 22)
CASES = [
    pytest.param(group, case, id=f"{group}: {case['text']}")
    for path in sorted(Path(__file__).with_name("hearing").glob("*.yml"))
    for group, cases in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    for case in cases
]
SIGNS = ("unsure", "skip", "asks")


@pytest.fixture(scope="session")
def ear() -> Hearer:
    return hearer(Meanings.learn(interview_vocabulary()[0].answers))


@pytest.fixture(scope="session")
def bare_ear() -> Hearer:
    """Goes by cues alone."""
    return hearer(None)


def values(heard: Heard, question: str) -> dict[str, Any]:
    """What is heard of each feature, where a question was asked and where none was."""
    told = {feature: value for feature, value, _ in heard.told}
    return told | {feature: value for feature, value, *_ in heard.might.get(question, [])}


def alike(value: Any, expected: Any) -> bool:
    """Amounts reckoned from months and weeks are near, not equal; a person's words are never looked at."""
    if isinstance(expected, int | float):
        return value is not None and abs(value - expected) <= 0.02 + 0.02 * expected
    return value == expected


@pytest.mark.parametrize(("group", "case"), CASES)
def test_words_are_heard(ear: Hearer, group: str, case: dict[str, Any]) -> None:
    heard = ear.hear(case["text"], TODAY)
    found = values(heard, group)
    for feature, expected in case.get("is", {}).items():
        assert feature in found, (feature, found)
        assert feature == "qualification_held" or alike(found[feature], expected), (feature, found[feature])
    for refused in case.get("not", ()):
        feature, _, value = refused.partition(".")
        assert feature not in found or (value and found[feature] != value), (refused, found[feature])
    supposed = {feature: value for feature, value, _ in heard.supposed}
    assert supposed.items() >= case.get("supposed", {}).items()
    assert {sign: getattr(heard, sign) for sign in SIGNS if sign in case} == {s: case[s] for s in SIGNS if s in case}


@pytest.mark.parametrize(("group", "case"), [param for param in CASES if "layers" in param.values[1]])
def test_the_groups_of_a_buyer_are_kept_apart(ear: Hearer, group: str, case: dict[str, Any]) -> None:
    layers = ear.hear(case["text"], TODAY).layers
    told = [{feature: value for feature, value, _ in layer["told"]} for layer in layers]
    assert [[layer["count"], own.get("role")] for layer, own in zip(layers, told, strict=True)] == case["layers"]
    assert all(layer["words"] in case["text"] for layer in layers)
    for own, expected in zip(told, case.get("told", told), strict=True):
        assert own.items() >= expected.items()


def test_what_is_told_is_in_the_persons_own_words(ear: Hearer) -> None:
    text = "Hi, I'm a Shift Supervisor (4 yrs), TEAM OF NINE, want the ilm certificate"
    for _, _, words in ear.hear(text, TODAY).told:
        assert words in text


def test_the_answer_to_one_question_is_not_taken_for_another(ear: Hearer) -> None:
    might = ear.hear("about 4 or 5", TODAY).might
    assert [each[:2] for each in might["experience"]] == [["experience", 4.5]]
    assert [each[:2] for each in might["study_time"]] == [["study_time", 4.5]]
    assert ear.hear("about 4 or 5", TODAY).told == []


def test_no_preference_is_of_what_was_asked(ear: Hearer) -> None:
    might = ear.hear("no preference", TODAY).might
    for question in ("awarding_body", "qualification_type", "learning_style"):
        assert next(each[:2] for each in might[question]) == [question, "any"]


def test_time_since_is_reckoned_from_today(bare_ear: Hearer) -> None:
    def years(today: date) -> Any:
        return dict(each[:2] for each in bare_ear.hear("I've led a team since last March", today).told)["experience"]

    assert alike(years(date(2026, 11, 22)), 0.73)
    assert alike(years(date(2027, 2, 1)), 0.92)


def test_hearing_twice_is_hearing_the_same(ear: Hearer) -> None:
    text = "supervisor, 4 yrs, team of 9, practical, ilm"
    assert ear.hear(text, TODAY).plain() == ear.hear(text, TODAY).plain()


@pytest.mark.parametrize("text", ["", " ", "???", "!!!", "👍", "\x00", "5" * 300, "team of " * 200, "and " * 500])
def test_no_words_break_it(ear: Hearer, text: str) -> None:
    assert isinstance(ear.hear(text, TODAY).plain(), dict)


@pytest.mark.usefixtures("no_encoder")
def test_without_the_encoder_the_same_is_told_for_sure() -> None:
    text = "I run two care homes, their managers report to me, six years, want CMI"
    told = {feature: value for feature, value, _ in hearer(None).hear(text, TODAY).told}
    assert told.items() >= {"responsibility": "department", "experience": 6.0, "awarding_body": "cmi"}.items()


@pytest.mark.parametrize(
    "text", ["¹", "I lead ² teams", "level ① or ⅓, 5²", "٣ years in charge", "9" * 400, "Ⅷ people, 1¹"]
)
def test_signs_that_are_like_digits_do_no_harm(ear: Hearer, text: str) -> None:
    assert isinstance(ear.hear(text, TODAY, None).told, list)
