"""How long a recommendation takes, with our catalogue and a very large one: `python -m benchmarks.recommend`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from adviser.advice.ask import next_question
from adviser.advice.decide import Engine
from adviser.advice.model import DIMENSIONS, LEVEL, NO, YES, Feature, Profile, Said, Value
from adviser.knowledge import KNOWLEDGE, load_checked
from adviser.model import KnowledgeBase, Qualification
from benchmarks.numbers import percentile
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.tell import exit_code, tell

COMMAND = "python -m benchmarks.recommend"
PAGE = "recommend.md"

_MANY = 10_000
_PEOPLE = 400
_SEED = 1
_FEATURES = (1, 14)  # of each person, the least and the most that is known
_OURS, _LARGE = 5.0, 20.0  # milliseconds


@dataclass(frozen=True)
class Times:
    """Milliseconds of everything timed with one catalogue; `first` is the very first, before anything is remembered."""

    titles: int
    first: float
    deciding: tuple[float, ...]
    asking: tuple[float, ...]


def people(knowledge: KnowledgeBase) -> list[Profile]:
    """People of whom enough is known to recommend something, the same at every run."""
    chance = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    features = knowledge.rules.features

    def value(feature: Feature) -> Value:
        if feature.kind == "number":
            return round(chance.uniform(0, 12), 1)
        return chance.choice(feature.values or (YES, NO))

    names = [name for name in features if name != "no_workplace"]
    engine = Engine(knowledge)
    found: list[Profile] = []
    while len(found) < _PEOPLE:
        picked = chance.sample(names, chance.randint(*_FEATURES))
        profile = {name: Said(value(features[name])) for name in picked}
        if engine.enough(profile):
            found.append(profile)
    return found


def enlarged(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The same with so many titles: several for every combination, in no order, one in ten of them current."""
    chance = random.Random(_SEED)  # noqa: S311 - a catalogue, no secret
    cells = Engine(knowledge).cells
    rows, source = {}, knowledge.rules.no_title_facts[0]
    for number in range(_MANY):
        cell = chance.choice(cells)
        told = {dimension: cell.value(dimension) for dimension in DIMENSIONS}
        title = f"{cell.body.upper()} {told[LEVEL]} {cell.type} number {number}"
        status = chance.choice(("current", *["dated"] * 9))
        rows[f"generated-{number}"] = Qualification(
            id=f"generated-{number}", title=title, status=status, fact=source, **told
        )
    return replace(knowledge, qualifications=rows)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measure(knowledge: KnowledgeBase) -> Times:
    """Decide and ask for everybody."""
    everybody = people(knowledge)
    engine = Engine(knowledge)
    first = timed(partial(engine.decide, everybody[0]))
    deciding = tuple(timed(partial(engine.decide, one)) for one in everybody)
    asking = tuple(timed(partial(next_question, one, engine)) for one in everybody)
    return Times(len(knowledge.qualifications), first, deciding, asking)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the page. A missed target is printed; it is no failure of the command."""
    argparse.ArgumentParser(prog=COMMAND, description="Measures one recommendation and one question.").parse_args(
        arguments
    )
    machine = this_machine()

    def measuring() -> None:
        knowledge = load_checked(KNOWLEDGE, date.today())
        ours, large = measure(knowledge), measure(enlarged(knowledge))
        tell(numbers(ours, large) + "\n\n" + target_lines(targets(ours, large)))
        tell(f"Written: {write(PAGE, as_page(ours, large, machine))}")

    return exit_code(measuring)


def targets(ours: Times, large: Times) -> list[Target]:
    """What is asked for: of nearly every recommendation, not only of the middle one."""
    told = ((f"our catalogue, {ours.titles} titles", ours, _OURS), (f"{large.titles:,} titles", large, _LARGE))
    return [
        Target(f"one recommendation < {most:g} ms in 95 of 100: {name}", f"{found:.2f} ms", found < most)
        for name, times, most in told
        for found in [percentile(times.deciding, 95)]
    ]


def numbers(ours: Times, large: Times) -> str:
    """All numbers as a table."""
    rows = [
        ["the first recommendation after the start, ms", *(f"{times.first:.2f}" for times in (ours, large))],
        *_spread("recommendation", ours.deciding, large.deciding),
        *_spread("next question", ours.asking, large.asking),
    ]
    return table(["measured", f"{ours.titles} titles", f"{large.titles:,} titles"], rows)


def _spread(name: str, *columns: Sequence[float]) -> list[list[str]]:
    found = [
        [f"{name}, {label}, ms", *(f"{percentile(values, percent):.2f}" for values in columns)]
        for label, percent in (("p50", 50), ("p95", 95))
    ]
    return [*found, [f"{name}, slowest, ms", *(f"{max(values):.2f}" for values in columns)]]


def as_page(ours: Times, large: Times, machine: Machine) -> str:
    """The results as a page."""
    parts = ["## Targets", target_table(targets(ours, large)), "## Numbers", numbers(ours, large), _HOW]
    return page("One recommendation, and the question to ask next", COMMAND, machine, parts)


_HOW = f"""\
## How

{_PEOPLE} people, the same at every run, of whom {_FEATURES[0]} to {_FEATURES[1]} things are known, enough to recommend
something; for each one whole decision (six ranked recommendations with reasons, cautions, rivals) and one choice of the
next question, in one process and one after the other. The large catalogue is generated: {_MANY:,} titles over all
combinations of pathway, level, type and body, about one in ten current. Points belong to the combinations, so a larger
catalogue costs one pass over its titles, at the first recommendation after the start; it is in that number and in no
other. Hearing what a person says, and the conversation around it, are not in it."""


if __name__ == "__main__":
    sys.exit(main())
