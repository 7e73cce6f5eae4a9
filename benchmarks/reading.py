"""How long the knowledge base takes to be read and checked: `python -m benchmarks.reading`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date

from adviser.knowledge import KNOWLEDGE, load
from benchmarks.numbers import percentile
from benchmarks.pages import Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.tell import exit_code, tell

COMMAND = "python -m benchmarks.reading"
PAGE = "reading.md"

_TIMES = 20
_MOST = 1.0  # seconds


def seconds() -> float:
    """Seconds of the processor for reading and checking every file once."""
    began = time.process_time()
    load(KNOWLEDGE, date.today())
    return time.process_time() - began


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the page. A missed target is printed; it is no failure of the command."""
    argparse.ArgumentParser(prog=COMMAND, description="Measures the reading of the knowledge base.").parse_args(
        arguments
    )
    machine = this_machine()

    def measuring() -> None:
        files = list(KNOWLEDGE.rglob("*.yml"))
        taken = [seconds() for _ in range(_TIMES)]
        middle = percentile(taken, 50)
        targets = [Target(f"read and checked in < {_MOST:g} s", f"{middle:.2f} s", middle < _MOST)]
        rows = [
            ["files", str(len(files))],
            ["kB", f"{sum(each.stat().st_size for each in files) / 1000:,.0f}"],
            ["facts", str(len(load(KNOWLEDGE, date.today())[0].facts))],
            ["s of the processor, median", f"{middle:.2f}"],
            ["s of the processor, slowest", f"{max(taken):.2f}"],
        ]
        parts = ["## Targets", target_table(targets), "## Numbers", table(["measured", ""], rows)]
        how = f"## How\n\nThe whole knowledge base, {_TIMES} times in one process, without Python's own start."
        tell(target_lines(targets))
        tell(f"Written: {write(PAGE, page('Reading the knowledge base', COMMAND, machine, [*parts, how]))}")

    return exit_code(measuring)


if __name__ == "__main__":
    sys.exit(main())
