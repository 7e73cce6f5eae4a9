"""Measures how well messages are understood, one system at a time, each in a process of its own, and writes a page."""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.builds import PLACE, STOCK, build_stock
from benchmarks.pages import target_lines, this_machine, write
from benchmarks.tell import exit_code, tell
from benchmarks.understanding import sets, worker
from benchmarks.understanding.marks import Marks, marks
from benchmarks.understanding.report import (
    COMMAND,
    LEAST,
    OWN,
    SYSTEMS,
    TYPING,
    numbers,
    page_of_all,
    page_of_own,
    targets_of,
)
from benchmarks.understanding.sets import Task
from operate.places import ROOT
from operate.problem import Problem
from operate.processes import tail

PAGE, OWN_PAGE = "understanding.md", "understanding-own.md"  # of all sets, and of our own messages alone
OURS = ("ours", "letters")
SETS = ("own", "clinc", "banking")
_STOCK_RUNS = ("diet", "counts")
_QUICK_KINDS = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the page. A missed target is printed; it is no failure of the command."""
    options = _options(arguments)
    machine = this_machine()

    def measuring() -> None:
        found = [one for task in _tasks(options) for one in _of_task(task, options)]
        if not found:
            raise Problem("Nothing to measure: leave out --only, or name the sets with --clinc and --banking.")
        tell(numbers(found) + "\n\n" + target_lines(targets_of(found)))
        measured = {one.task for one in found}
        if not options.quick and measured == {OWN, *LEAST}:
            tell(f"Written: {write(PAGE, page_of_all(found, machine))}")
        elif not options.quick and measured == {OWN}:
            tell(f"Written: {write(OWN_PAGE, page_of_own(found, machine))}")
        else:
            tell("Part of it only, so no page is written.")

    return exit_code(measuring)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--clinc", type=Path, help="CLINC150's data_full.json; left out, it is not measured")
    parser.add_argument("--banking", type=Path, help="the folder of BANKING77's two CSV files; left out, not measured")
    choices = [*SYSTEMS, *SETS]
    parser.add_argument(
        "--only",
        nargs="+",
        choices=choices,
        default=[],
        help="measure only these systems and sets; of other systems what is kept is told; a page only with all sets "
        "or our own alone",
    )
    parser.add_argument("--seeds", type=int, default=3, help="draws of each public set (default 3)")
    parser.add_argument("--diet-seeds", type=int, default=1, help="of them for DIET, which takes long (default 1)")
    parser.add_argument("--quick", action="store_true", help="one draw, a few kinds, every tenth message; no page")
    parser.add_argument("--stock", type=Path, default=STOCK, help="use, or make, stock Rasa in this folder")
    parser.add_argument("--again", action="store_true", help="measure anew what an earlier run has already measured")
    return parser.parse_args(arguments)


def _tasks(options: argparse.Namespace) -> list[Task]:
    wanted = [name for name in options.only if name in SETS] or SETS
    seeds, kinds = (1, _QUICK_KINDS) if options.quick else (options.seeds, 0)
    tasks = [sets.own()] if "own" in wanted else []
    public: list[tuple[str, Path | None, Callable[[Path, int, int], Task]]] = [
        ("clinc", options.clinc, sets.clinc),
        ("banking", options.banking, sets.banking),
    ]
    for name, path, reader in public:
        if name in wanted and path is None:
            tell(f"Without --{name} that set is left out.")
        elif name in wanted and path is not None:
            tasks += [reader(path, seed, kinds) for seed in range(seeds)]
    return tasks


def _of_task(task: Task, options: argparse.Namespace) -> list[Marks]:
    wanted = {name for name in SYSTEMS if name in options.only} or set(SYSTEMS)
    asked = task.asked[::10] if options.quick else task.asked
    task = Task(task.name, task.seed, task.taught, tuple(asked), task.ours)
    found = []
    for system, name in SYSTEMS.items():
        run = _Run.of(system, task, options.quick)
        late = system == "diet" and task.seed >= options.diet_seeds
        if late or (system not in wanted and not run.is_kept()):
            continue
        if system in wanted and (options.again or system in OURS or not run.is_kept()):
            run.measure(options.stock)
        one = marks(name, task, json.loads(run.result.read_text(encoding="utf-8")))
        tell(f"  {one.system} on {task.name}, draw {task.seed}: {one.accuracy:.1%} ({one.training_s:.0f} s to teach)")
        found.append(one)
    return found


@dataclass(frozen=True)
class _Run:
    """One system with one task: what is taught and asked, and the files of question and answer."""

    system: str
    task: Task
    told: str
    question: Path
    result: Path

    @classmethod
    def of(cls, system: str, task: Task, quick: bool) -> _Run:
        chance = random.Random(TYPING)  # noqa: S311 - slips, no secret
        told = {
            "seed": task.seed,
            "taught": task.taught,
            "asked": [each.text for each in task.asked],
            "mistyped": [sets.mistyped(each.text, chance) for each in task.asked if not each.outside],
        }
        folder = PLACE / "understanding"
        name = f"{system}-{task.name.replace(' ', '-').lower()}-{task.seed}{'-quick' if quick else ''}"
        return cls(system, task, json.dumps(told), folder / f"{name}.task.json", folder / f"{name}.result.json")

    def is_kept(self) -> bool:
        """Whether an earlier run has measured just this."""
        there = self.result.is_file() and self.question.is_file()
        return there and self.question.read_text(encoding="utf-8") == self.told

    def measure(self, stock: Path) -> None:
        """Run the worker in the environment of the system."""
        tell(f"{SYSTEMS[self.system]}: {self.task.name}, draw {self.task.seed} ...")
        self.question.parent.mkdir(parents=True, exist_ok=True)
        self.result.unlink(missing_ok=True)
        self.question.write_text(self.told, encoding="utf-8")
        python, called = sys.executable, dict.fromkeys(OURS, "classifier").get(self.system, self.system)
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
        environment.pop("PYTHONPATH", None)
        if self.system in _STOCK_RUNS:
            python = str(build_stock(stock).python)
        else:
            environment["PYTHONPATH"] = str(ROOT)
        if self.system == "letters":
            environment["ADVISER_ENCODER"] = "off"
        if self.task.ours and called == "classifier":
            called = "pipeline"
        log = self.result.with_suffix(".log")
        with log.open("wb") as output:
            command = [python, str(Path(worker.__file__)), called, str(self.question), str(self.result)]
            code = subprocess.run(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            ).returncode
        if code or not self.result.is_file():
            raise Problem(f"{SYSTEMS[self.system]} failed (exit code {code}). The last lines of {log}:\n{tail(log)}")


if __name__ == "__main__":
    sys.exit(main())
