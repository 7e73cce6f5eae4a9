"""The cases of `cases/boundaries.yml`: what somebody said, and what must be recommended, each named after its rule."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from adviser.advice.conditions import flag
from adviser.advice.decide import Engine
from adviser.advice.model import Decision, Profile, Said
from adviser.model import KnowledgeBase

FILE = Path(__file__).parent / "cases" / "boundaries.yml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PATHWAYS = {"leadership": "leadership-and-management", "coaching": "coaching-and-mentoring"}
EXPECTED = {"level", "type", "body", "pathway", "caution", "confidence", "because", "rival"}
# Rules on which no answer bears, or that speak of something else than a recommendation.
ELSEWHERE = {
    "P6": "specialist variants are told, not recommended",
    "A7": "grades of membership have a calculator of their own",
    "A9": "a comparison of careers is told, not recommended",
}
RULES = {
    "P": range(1, 9), "B": range(1, 23), "T": range(1, 11), "A": range(1, 13),
    "L2.": range(1, 8), "L3.": range(1, 8), "L4.": range(1, 5), "L5.": range(1, 9), "L6.": (1,), "L7.": range(1, 7),
    "CM": (0,), "CM3.": range(1, 4), "CM5.": range(1, 4), "CM7.": range(1, 4),
}  # fmt: skip


def profile_of(said: dict[str, Any]) -> Profile:
    """What a case says of somebody, as a profile."""
    return {name: Said(flag(value) if isinstance(value, bool) else value) for name, value in said.items()}


def found_in(decision: Decision, case: dict[str, Any]) -> dict[str, Any]:
    """What a decision holds of what a case expects, in the words of the case."""
    first = decision.first
    found: dict[str, Any] = {"because": list(decision.because), "confidence": decision.confidence.value}
    if first is not None:
        cell = first.cell
        found |= {"level": int(cell.level[-1]), "type": cell.type, "body": cell.body, "pathway": cell.pathway}
    found["caution"] = decision.cautions
    found["rival"] = dict(decision.rivals)
    return {name: found.get(name) for name in EXPECTED if name in case}


def fits(name: str, found: Any, wanted: Any) -> bool:
    """Whether what was found is what a case wants."""
    if name == "level":
        return found in wanted
    if name == "caution":
        return wanted in found
    if name == "rival":
        return wanted.items() <= found.items()
    return bool(found == PATHWAYS.get(wanted, wanted) if isinstance(wanted, str) else found == wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_boundary(case: dict[str, Any], engine: Engine) -> None:
    found = found_in(engine.decide(profile_of(case["said"])), case)
    assert {name: value for name, value in found.items() if not fits(name, value, case[name])} == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_case_names_only_what_exists(case: dict[str, Any], knowledge: KnowledgeBase) -> None:
    rules = knowledge.rules
    assert set(case) <= {"case", "said"} | EXPECTED
    assert set(case) & EXPECTED, "a case that expects nothing"
    for name, said in profile_of(case["said"]).items():
        feature = rules.features[name]
        known = {"choice": said.value in feature.values, "flag": said.value in ("yes", "no")}
        assert known.get(feature.kind, True), f"{name}: {said.value}"
    assert {case.get("caution"), *case.get("because", ())} - {None} <= {*knowledge.facts, *knowledge.disagreements}


def test_every_rule_of_the_standard_has_a_case() -> None:
    wanted = {f"{letters}{number}" for letters, numbers in RULES.items() for number in numbers}
    named = {re.split(r"\s", case["case"])[0] for case in CASES}
    assert named <= wanted
    assert wanted - named == set(ELSEWHERE)


def test_no_two_cases_have_one_name() -> None:
    names = [case["case"] for case in CASES]
    assert len(names) == len(set(names))
