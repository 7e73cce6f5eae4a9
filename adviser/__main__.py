"""The command line of the core: `python -m adviser check` says what is wrong with the knowledge base."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from adviser.knowledge import KNOWLEDGE, load
from adviser.model import KnowledgeBase
from adviser.select import ROWS


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each problem on a line, then what was read; 1 where there is an error, 0 otherwise."""
    options = _parser().parse_args(arguments)
    base, problems = load(options.folder, options.today)
    for problem in problems:
        print(problem)
    warnings = sum(problem.warning for problem in problems)
    errors = len(problems) - warnings
    print(f"{_counted(base)}: {_some(errors, 'error')}, {_some(warnings, 'warning')}.")
    return 1 if errors else 0


def _counted(base: KnowledgeBase) -> str:
    found = {
        "fact": sum(not key.startswith(ROWS) for key in base.facts),
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
    return parser


if __name__ == "__main__":
    sys.exit(main())
