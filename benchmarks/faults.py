"""Breaks the running bot in every way we could think of, and tells what people met: `python -m benchmarks.faults`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.breaking import ALONE, UNDER_LOAD, Met, damaged_model, jumped_clock, rolled_out
from benchmarks.pages import page, table, this_machine, write
from benchmarks.tell import exit_code, tell
from benchmarks.topology import alone, several
from operate.processes import stop_on_signals

COMMAND = "python -m benchmarks.faults"
PAGE = "faults.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Break everything once, print and write the page; gives 1 where something was lost, silent or crossed."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Breaks the running bot and tells what people met.")
    parser.add_argument("--quick", action="store_true", help="without the rollout of a new model; writes no page")
    options = parser.parse_args(arguments)
    stop_on_signals()
    machine = this_machine()

    def measuring() -> None:
        met = list(_all(options.quick))
        text = as_table(met)
        tell(text)
        if not options.quick:
            tell(
                f"Written: {write(PAGE, page('Faults: what people met', COMMAND, machine, ['## Faults', text, _HOW]))}"
            )
        if bad := [one for one in met if one.silent or one.lost or one.crossed]:
            raise AssertionError(bad)

    return exit_code(measuring)


def _all(quick: bool) -> Iterator[Met]:
    with tempfile.TemporaryDirectory(prefix="adviser-faults-") as name:
        folder = Path(name)
        with several(folder) as bot:
            for fault in UNDER_LOAD:
                yield _told(fault(bot))
        with alone(folder) as bot:
            for fault in ALONE:
                yield _told(fault(bot))
        for met in jumped_clock(folder):
            yield _told(met)
        yield _told(damaged_model(folder))
        if not quick:
            yield _told(rolled_out(folder))


def _told(met: Met) -> Met:
    tell(f"{met.fault}: {met.messages} taken, {met.refused} refused, well again after {met.well_after:.1f} s")
    return met


def as_table(met: Sequence[Met]) -> str:
    """The results as a table."""
    head = ["fault", "what a person meets", "taken", "apologies", "refused", "silent", "lost", "crossed"]
    rows = [
        [
            one.fault,
            one.told,
            str(one.messages),
            str(one.apologies),
            str(one.refused),
            *(str(len(found)) for found in (one.silent, one.lost, one.crossed)),
            f"{one.well_after:.1f}",
            f"{one.slowest:.1f}",
        ]
        for one in met
    ]
    return table([*head, "well after, s", "slowest, s"], rows)


_HOW = """\
## How

- **Several servers**: three Rasa servers, each with its action server, behind nginx, with a real PostgreSQL and a real
  Redis, started by `python -m operate serve --servers 3`. Six people talk all the time, each about a level of their
  own, and say again what was refused.
- **Taken** are messages that were acknowledged (HTTP 200 with words). **Apologies** of them said that something did
  not work. **Refused** are messages answered with plain words and a status that says they were not taken. **Silent**
  is anything else that came back, or nothing. **Lost** are messages taken that are not in the database afterwards.
  **Crossed** are answers about a level that somebody else asked about.
- **Well after** is the time from the fault to the last trouble that anybody had. Killed servers are started again by
  the launcher; how long that takes is mostly how long Rasa takes to load.
- The same scenarios are tests: `tests/faults/`."""


if __name__ == "__main__":
    sys.exit(main())
