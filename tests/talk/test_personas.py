"""People and talk that nobody trained on, in the interview: most must be advised as the rules of the subject say."""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from typing import Any

import pytest
import yaml
from scoring import interview, problems_of
from servers import Bot, somebody

SHARE_OF_PERSONAS, SHARE_OF_DIALOGUES = 0.85, 0.75
QUESTIONS_ON_AVERAGE, MOST_QUESTIONS = 3.5, 6


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return cases


@pytest.fixture(scope="module")
def interviews(bot: Bot) -> dict[str, tuple[list[str], list[str]]]:
    """What went wrong with each persona, and what it was asked."""
    return {case["id"]: interview(bot, case) for case in load("personas.yml")}


def share(of: str, problems: dict[str, list[str]]) -> float:
    """The share of cases without a problem; the others are printed."""
    failed = {name: found for name, found in problems.items() if found}
    good = 1 - len(failed) / len(problems)
    print(f"{of}: {good:.1%} of {len(problems)} pass; these do not:")
    print(*(f"  {name}: {'; '.join(found)}" for name, found in failed.items()), sep="\n")
    return good


def test_most_personas_are_advised_what_fits_them(interviews: dict[str, tuple[list[str], list[str]]]) -> None:
    assert share("personas", {name: problems for name, (problems, _) in interviews.items()}) >= SHARE_OF_PERSONAS


def test_few_questions_settle_it(interviews: dict[str, tuple[list[str], list[str]]]) -> None:
    asked = {name: len(questions) for name, (_, questions) in interviews.items()}
    print(f"questions asked: mean {mean(asked.values()):.2f}, most {max(asked.values())}")
    assert mean(asked.values()) <= QUESTIONS_ON_AVERAGE
    assert {name: number for name, number in asked.items() if number > MOST_QUESTIONS} == {}


@pytest.mark.parametrize("case", load("people.yml"), ids=lambda case: case["id"])
def test_who_was_once_advised_wrongly_is_advised_what_fits(bot: Bot, case: dict[str, Any]) -> None:
    problems, asked = interview(bot, case)
    assert not problems, f"{problems}, asked {asked}"


def test_most_talk_around_the_advice_goes_as_it_should(bot: Bot) -> None:
    assert share("dialogues", {case["id"]: held(bot, case) for case in load("dialogues.yml")}) >= SHARE_OF_DIALOGUES


def held(bot: Bot, case: dict[str, Any]) -> list[str]:
    """What went wrong in a dialogue."""
    sender, found = somebody(), []
    for turn in case["turns"]:
        replies = bot.say(sender, turn["user"])
        names = bot.last_turn(sender) if "outcome" in turn else []
        found += [f"[{turn['user'][:60]}] {problem}" for problem in problems_of(turn, replies, names)]
    return found
