"""Draws what the rules come to: `python -m adviser.advice.drawing` writes tables of recommendations for a reviewer.

Nothing is decided here. Each cell of a table is a person, described by its row and column, and what the engine
recommends first to them; so that a changed rule shows at a glance, and in the difference between two versions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from adviser.advice.decide import Engine
from adviser.advice.model import BODY, FOCUS, LEVEL, YES, Decision, Said, Value
from adviser.knowledge import KNOWLEDGE, load_checked

COMMAND = "python -m adviser.advice.drawing"
PAGE = KNOWLEDGE.parent / "docs" / "decision.md"

Told = Mapping[str, Value]
Cell = Callable[[Decision], str]


@dataclass(frozen=True)
class Axis:
    """One side of a table: its name, and what each of its places says of a person."""

    name: str
    places: Mapping[str, Told]


@dataclass(frozen=True)
class Drawing:
    """A table: what all its people have in common, its rows (every combination), its columns, and what a cell tells."""

    title: str
    note: str
    common: Told
    rows: Sequence[Axis]
    columns: Axis
    cell: Cell


def level(decision: Decision) -> str:
    """The level of the first recommendation, and beside it one that comes as near as a tie."""
    return _beside(decision, LEVEL, lambda value: value.rpartition("-")[2])


def size(decision: Decision) -> str:
    """The type of the first recommendation."""
    return decision.first.cell.type if decision.first else "?"


def body(decision: Decision) -> str:
    """The body of the first recommendation, and beside it the other where it comes as near as a tie."""
    return _beside(decision, BODY, str.upper)


def _beside(decision: Decision, dimension: str, name: Callable[[str], str]) -> str:
    if decision.first is None:
        return "?"
    near = decision.rivals.get(dimension)
    found = name(decision.first.cell.value(dimension))
    return f"{found} (or {name(near)})" if near else found


def _flags(*names: str) -> dict[str, Told]:
    """Places that differ by one flag each."""
    return {name.removeprefix("wants_").replace("_", " "): {name: YES} for name in names}


def _choices(engine: Engine, feature: str) -> dict[str, Told]:
    """A place for each value of a feature."""
    return {value.replace("-", " "): {feature: value} for value in engine.rules.features[feature].values}


UNSAID: Mapping[str, Told] = {"not said": {}}
NOTHING: Mapping[str, Told] = {"nothing more": {}}
YEARS = Axis(
    "years of leading", {**UNSAID, "half": {"experience": 0.5}, "2": {"experience": 2}, "10": {"experience": 10}}
)
GOALS = _flags(
    *"wants_first_lead wants_day_to_day wants_next_step wants_senior wants_strategy wants_change".split(),
    *"wants_transformation wants_highest wants_degree".split(),
)
DUTIES = _flags(
    *"new_in_post aspiring answerable delegated several_sites manages_managers project coordinates_only".split(),
    *"budget whole_department several_departments strategy operational_only".split(),
)
COACHING_ROLES = "team-leader middle-manager hr-professional coach director".split()
COACHING_AIMS = _flags(*"wants_coaching_basics wants_coaching_role wants_coaching_pool wants_coaching_culture".split())
HOURS = Axis("hours a week", {**UNSAID, **{f"{hours:g}": {"study_time": hours} for hours in (1, 2, 2.5, 4, 7, 8, 12)}})
SIZES = _flags("wants_one_subject", "wants_range", "wants_depth")
STUDY = _flags("wants_chartered", "wants_no_exams", "wants_many_units", "wants_few_units")


def drawings(engine: Engine) -> Iterator[Drawing]:
    """All tables, in order."""
    leading, coaching = FOCUS.values()
    responsibilities = _choices(engine, "responsibility")
    scope = Axis("responsibility", {**UNSAID, **responsibilities})
    yield from _levels(engine, {"focus": leading}, Axis("responsibility", responsibilities), scope)
    yield Drawing(
        "Coaching and mentoring: level by responsibility, role and aim",
        "Here the aim counts: the coaching level follows the purpose.",
        {"focus": coaching},
        (scope, Axis("role", {**UNSAID, **{role.replace("-", " "): {"role": role} for role in COACHING_ROLES}})),
        Axis("aim", {"none": {}, **COACHING_AIMS}),
        level,
    )
    established: Told = {"focus": leading, "responsibility": "department"}
    wished = Axis("wish", {"none": {}, **SIZES, **_choices(engine, "qualification_type")})
    yield Drawing("Type by time and wish", "For somebody at Level 5.", established, (HOURS,), wished, size)
    styles = Axis("style", {**UNSAID, **_choices(engine, "learning_style")})
    wished = Axis("wish", {"none": {}, **STUDY, **_choices(engine, "awarding_body")})
    yield Drawing("Body by style of study and wish", "For somebody at Level 5.", established, (styles,), wished, body)


def _levels(engine: Engine, common: Told, told: Axis, scope: Axis) -> Iterator[Drawing]:
    """The tables of levels in leadership and management; `scope` is what was `told`, or nothing."""
    yield Drawing(
        "Leadership and management: level by responsibility, years and goal",
        "Goals, in the columns, should change next to nothing; years only part the two lowest levels.",
        common,
        (told, YEARS),
        Axis("goal", {"none": {}, **GOALS}),
        level,
    )
    yield Drawing(
        "Leadership and management: level by responsibility and what the role is like",
        "One thing told besides the responsibility.",
        common,
        (scope,),
        Axis("also", {**NOTHING, **DUTIES}),
        level,
    )
    yield Drawing(
        "Leadership and management: level by job title and responsibility",
        "A title decides only where no responsibility was told.",
        common,
        (Axis("role", _choices(engine, "role")),),
        scope,
        level,
    )


def table(drawing: Drawing, engine: Engine) -> str:
    """A drawing as a Markdown table."""
    head = [*(axis.name for axis in drawing.rows), *drawing.columns.places]
    lines = [head, ["---"] * len(head)]
    for row in product(*(axis.places.items() for axis in drawing.rows)):
        people = ({**drawing.common, **_joined(row), **more} for more in drawing.columns.places.values())
        decided = [engine.decide({name: Said(value) for name, value in told.items()}) for told in people]
        lines.append([*(name for name, _ in row), *(drawing.cell(decision) for decision in decided)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _joined(row: Sequence[tuple[str, Told]]) -> dict[str, Value]:
    return {name: value for _, told in row for name, value in told.items()}


def page(engine: Engine) -> str:
    """All drawings as one page."""
    parts = [HEAD]
    for drawing in drawings(engine):
        columns = f"Columns: {drawing.columns.name}. {drawing.note}"
        parts += [f"## {drawing.title}", columns, table(drawing, engine)]
    return "\n\n".join(parts) + "\n"


HEAD = f"""\
# What the rules come to

Written by `{COMMAND}` from `knowledge/interview/`; run that again after changing a rule, instead of editing this page.

A cell is what is recommended first to somebody of whom nothing else is known. `3 (or 2)`: both come so near to each
other that both are told. `?`: not enough is known to recommend anything, so the interview asks."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it: 1 where it is stale."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Draws what is recommended to whom, as tables.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is stale")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write (docs/decision.md)")
    options = parser.parse_args(arguments)
    drawn = page(Engine(load_checked(KNOWLEDGE, date.today())))
    if options.check:
        fresh = options.page.exists() and options.page.read_text(encoding="utf-8") == drawn
        sys.stdout.write("" if fresh else f"{options.page} is stale: run {COMMAND}\n")
        return 0 if fresh else 1
    options.page.parent.mkdir(exist_ok=True)
    options.page.write_text(drawn, encoding="utf-8")
    sys.stdout.write(f"Written: {options.page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
