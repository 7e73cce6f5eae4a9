"""Results as Markdown pages, with what has to be known of the machine and nothing that tells which one it was."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).parent / "results"

_BUSY = 0.25  # of the load that would keep every core at work


@dataclass(frozen=True)
class Target:
    """Something asked for, what was measured, and whether that will do."""

    text: str
    measured: str
    met: bool


@dataclass(frozen=True)
class Machine:
    """Where and when it was measured."""

    cores: int
    memory: float
    system: str
    python: str
    load: float
    day: date

    def lines(self) -> list[str]:
        """The facts as sentences."""
        facts = f"{self.cores} cores, {self.memory:.0f} GB of memory, {self.system}, Python {self.python}"
        lines = [f"Measured {self.day.day} {self.day:%B %Y}. Machine: {facts}; load {self.load:.1f} before the start."]
        if self.load > _BUSY * self.cores:
            lines.append("**The machine was busy with other work: read the ratios, not the numbers.**")
        return lines


def this_machine() -> Machine:
    """Look at the machine. To be called first: the measuring itself is load."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Machine(
        cores=cores,
        memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        load=os.getloadavg()[0],
        day=date.today(),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def target_table(targets: Sequence[Target]) -> str:
    """The targets, and which of them are met."""
    return table(
        ["target", "measured", ""],
        [[target.text, target.measured, "pass" if target.met else "**FAIL**"] for target in targets],
    )


def target_lines(targets: Sequence[Target]) -> str:
    """The same for the terminal."""
    return "\n".join(f"{'pass' if one.met else 'FAIL'}  {one.text}: {one.measured}" for one in targets)


def page(title: str, command: str, machine: Machine, parts: Sequence[str]) -> str:
    """Put a page together."""
    written = f"Written by `{command}`; run that again instead of editing this page."
    return "\n\n".join([f"# {title}", written, *machine.lines(), *parts]) + "\n"


def write(name: str, text: str) -> str:
    """Write a page into benchmarks/results/; gives its name within the project."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(text, encoding="utf-8")
    return f"benchmarks/results/{name}"
