"""The command line of the core: `python -m adviser check` and `python -m adviser explain CASE.yml`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from adviser.advice.decide import Engine
from adviser.advice.explain import explained, read_case
from adviser.knowledge import KNOWLEDGE, KnowledgeError, load, load_checked
from adviser.model import KnowledgeBase

CATALOGUE = ("unit.", "qualification.")  # how the ids of its rows begin


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 1 where there is an error, 0 otherwise."""
    options = _parser().parse_args(arguments)
    return _explain(options.case) if options.command == "explain" else _check(options.folder, options.today)


def _explain(case: Path) -> int:
    """Print the whole reasoning for the answers in a case file."""
    engine = Engine(load_checked(KNOWLEDGE, date.today()))
    profile, problems = read_case(case, engine)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    print("\n".join(explained(profile, engine)))
    return 0


def _check(folder: Path, today: date) -> int:
    """Print each problem on a line, then what was read."""
    try:
        base, problems = load(folder, today)
    except KnowledgeError as error:
        print(error)
        return 1
    for problem in problems:
        print(problem)
    warnings = sum(problem.warning for problem in problems)
    errors = len(problems) - warnings
    print(f"{_counted(base)}: {_some(errors, 'error')}, {_some(warnings, 'warning')}.")
    return 1 if errors else 0


def _counted(base: KnowledgeBase) -> str:
    found = {
        "fact": sum(not key.startswith(CATALOGUE) for key in base.facts),
        "disagreement": len(base.disagreements),
        "qualification": len(base.qualifications),
        "unit": sum(key.startswith("unit.") for key in base.facts),
        "source": len(base.sources),
    }
    return ", ".join(_some(number, name) for name, number in found.items())


def _some(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m adviser", description="Looks after the knowledge base.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    what = "say what is wrong with the knowledge base, with file, line and mend"
    check = commands.add_parser("check", help=what, description=what.capitalize() + ".")
    check.add_argument("--folder", type=Path, default=KNOWLEDGE, help="the folder to check (knowledge/)")
    check.add_argument("--today", type=date.fromisoformat, default=date.today(), help="the day it is checked for")
    why = "print the whole reasoning for the answers in a case file: criteria, ranking, what would be asked"
    explain = commands.add_parser(
        "explain",
        help=why,
        description=why.capitalize()
        + ". A case file holds `feature: value` lines; see knowledge/interview/features.yml.",
    )
    explain.add_argument("case", type=Path, help="for instance docs/cases/supervisor.yml")
    return parser


if __name__ == "__main__":
    sys.exit(main())
