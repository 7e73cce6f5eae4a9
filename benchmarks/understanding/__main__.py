"""Measures how well messages are understood, one system at a time, each in a process of its own, and writes a page."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.builds import PLACE, STOCK, build_stock
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.tell import exit_code, tell
from benchmarks.understanding import sets, worker
from benchmarks.understanding.marks import Marks, marks
from benchmarks.understanding.plots import draw_accuracy, draw_reliability
from benchmarks.understanding.sets import Task
from operate.places import ROOT
from operate.problem import Problem
from operate.processes import tail

COMMAND = "python -m benchmarks.understanding"
PAGE, OWN_PAGE = "understanding.md", "understanding-own.md"  # of all sets, and of our own messages alone
SYSTEMS = {
    "ours": "ours",
    "letters": "ours without the encoder",
    "diet": "Rasa's default, with DIET",
    "counts": "Rasa's LogisticRegression on counts",
    "textcat": "spaCy's textcat",
}
OURS = ("ours", "letters")
SETS = ("own", "clinc", "banking")
_STOCK_RUNS = ("diet", "counts")
_QUICK_KINDS = 8
_TYPING = 1  # seed of the slips of the finger
OWN = "our own"
_LEAST = {"CLINC150": 0.925, "BANKING77": 0.87}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write the page. A missed target is printed; it is no failure of the command."""
    options = _options(arguments)
    machine = this_machine()

    def measuring() -> None:
        found = [one for task in _tasks(options) for one in _of_task(task, options)]
        if not found:
            raise Problem("Nothing to measure: leave out --only, or name the sets with --clinc and --banking.")
        tell(_numbers(found) + "\n\n" + target_lines(_targets(found)))
        measured = {one.task for one in found}
        if not options.quick and measured == {OWN, *_LEAST}:
            tell(f"Written: {write(PAGE, _as_page(found, machine))}")
        elif not options.quick and measured == {OWN}:
            tell(f"Written: {write(OWN_PAGE, _as_page_of_own(found, machine))}")
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
        chance = random.Random(_TYPING)  # noqa: S311 - slips, no secret
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


def _targets(found: Sequence[Marks]) -> list[Target]:
    targets = []
    for task, least in _LEAST.items():
        shares = [one.accuracy for one in found if one.task == task and one.system == SYSTEMS["ours"]]
        if shares:
            mean = statistics.fmean(shares)
            text = f"{task}, ten examples a kind, accuracy >= {least:.1%}"
            targets.append(Target(text, f"{mean:.2%} (mean of {len(shares)} draws)", mean >= least))
    own = {one.system: one for one in found if one.task == OWN}
    if SYSTEMS["ours"] in own:
        targets += _own_targets(own[SYSTEMS["ours"]], own.get(SYSTEMS["diet"]))
    return targets


def _own_targets(ours: Marks, diet: Marks | None) -> list[Target]:
    """What is wanted on our own messages."""
    drop, named, caught = ours.accuracy - ours.typo_accuracy, ours.named_f1 or 0.0, ours.outside_at_97 or 0.0
    targets = [
        Target("our own: F1 of what messages name >= 0.97", f"{named:.3f}", named >= 0.97),
        Target("our own: outside caught at 97 % kept >= 95 %", f"{caught:.1%}", caught >= 0.95),
        Target("our own: typo drop at most 1.5 points", f"{100 * drop:.1f} points", drop <= 0.015),
        Target("our own: p50 of a message < 8 ms", f"{ours.p50_ms:.1f} ms", ours.p50_ms < 8),
        Target("our own: p95 of a message < 15 ms", f"{ours.p95_ms:.1f} ms", ours.p95_ms < 15),
    ]
    if diet is not None:
        share = (1 - ours.accuracy) / (1 - diet.accuracy)
        targets.insert(0, Target("our own: at most half of DIET's errors", f"{share:.2f} of them", share <= 0.5))
    return targets


def _groups(found: Sequence[Marks]) -> list[list[Marks]]:
    """The draws of each system on each set."""
    keys = dict.fromkeys((one.task, one.system) for one in found)
    return [[one for one in found if (one.task, one.system) == key] for key in keys]


def _numbers(found: Sequence[Marks]) -> str:
    head = [
        "set",
        "system",
        "draws",
        "accuracy",
        "macro-F1",
        "names F1",
        "typo drop",
        "outside caught at 95 %",
        "at 97 %",
    ]
    head += ["as it decides", "false rejects", "training, s", "p50, ms", "p95, ms", "memory, MB"]
    rows = []
    for group in _groups(found):
        means = {
            name: statistics.fmean(values) if (values := [getattr(one, name) for one in group])[0] is not None else None
            for name, value in asdict(group[0]).items()
            if isinstance(value, float) or value is None
        }
        drop = (means["accuracy"] or 0.0) - (means["typo_accuracy"] or 0.0)
        shares = [
            means["accuracy"],
            means["macro_f1"],
            means["named_f1"],
            drop,
            means["outside_at_95"],
            means["outside_at_97"],
        ]
        shares += [means["rejected"], means["false_rejects"]]
        amounts = [means["training_s"], means["p50_ms"], means["p95_ms"], means["megabytes"]]
        told = ["" if share is None else f"{100 * share:.1f}" for share in shares]
        rows.append([group[0].task, group[0].system, str(len(group)), *told, *(f"{each or 0:.1f}" for each in amounts)])
    return table(head, rows)


def _confusions(found: Sequence[Marks]) -> str:
    firsts = [group[0] for group in _groups(found) if group[0].system == SYSTEMS["ours"]]
    rows = [[one.task, want, got, str(times)] for one in firsts for want, got, times in one.confusions]
    return table(["set (draw 0)", "wanted", "taken for", "times"], rows)


def _as_page(found: Sequence[Marks], machine: Machine) -> str:
    names = list(dict.fromkeys(one.task for one in found))
    drawn = [draw_reliability([g[0] for g in _groups(found) if g[0].task == name], name) for name in names]
    bars = draw_accuracy(
        [(g[0].task, g[0].system, _mean(g, "accuracy"), _mean(g, "typo_accuracy")) for g in _groups(found)]
    )
    pictures = "\n\n".join(f"![how often a sure answer is right: {n}]({f})" for n, f in zip(names, drawn, strict=True))
    parts = ["## Targets", target_table(_targets(found)), "## Numbers", "Shares in per cent, means over the draws."]
    parts += [_numbers(found), f"![accuracy of all]({bars})", "## Sure and right", pictures]
    parts += ["## What ours takes for what", _confusions(found), _HOW]
    return page("Understanding: ours beside others", f"{COMMAND} --clinc PATH --banking PATH", machine, parts)


def _as_page_of_own(found: Sequence[Marks], machine: Machine) -> str:
    """The page of our own messages alone, which change oftener than the public sets and what is learnt of those."""
    parts = ["## Targets", target_table(_targets(found)), "## Numbers", "Shares in per cent."]
    parts += [_numbers(found), "## What ours takes for what", _confusions(found), _HOW]
    return page("Understanding our own messages", f"{COMMAND} --only ours letters diet own", machine, parts)


def _mean(group: Sequence[Marks], name: str) -> float:
    return statistics.fmean(getattr(one, name) for one in group)


_HOW = f"""\
## How

- **Each system** is taught and asked in a process of its own, one after the other; memory is the most that this process
  held, while it learnt too. Times are of one message at a time, without a server.
- **Public sets**: {sets.EACH} examples of each kind, drawn at the seeds 0, 1, ...; every test message is asked. Ours is
  encoder and classifier, with vocabulary and facts off. Bars and parameters were chosen on other draws and on other
  parts of the sets than the test part. DIET takes so long that it is measured on the first draw alone.
- **Our own**: the examples of `data/nlu` are taught, the messages of `tests/understanding` are asked, alone and without
  what was said before. Ours is the whole pipeline, which also learns from the asks of the facts; the others are taught
  the examples. Accuracy is that of the messages which the bot is there for; any of a message's right kinds counts.
- **Names F1**: of what our messages name (levels, types, bodies, ...), by id and place. The others are taught intents
  alone: our examples are not marked up, since names come from the vocabulary and not from examples.
- **Typo drop**: points of accuracy lost when about one word in six has one slip of the finger (seed {_TYPING}).
- **Outside caught at 95 %**: the share of outside messages above a bar on doubt that keeps 95 % of the others. Doubt is
  one less the chance of the answer; for our classifier the chance times the likeness to the nearest example, and for
  the whole of ours the log odds that a message is for it, by which it decides.
- **Rasa's default** is the pipeline that `rasa init` writes, at its 100 epochs, in an environment with TensorFlow which
  the command builds (see `benchmarks/stock`). What has no row was not measured on the data as they are: others are
  taught only where they were asked for, or were before with the same messages."""


if __name__ == "__main__":
    sys.exit(main())
