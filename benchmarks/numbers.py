"""What is measured, and the sums over it."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import Memory


@dataclass(frozen=True)
class Round:
    """One start of a bot and the messages said to it. `by_action` is None for a bot that has no custom action."""

    first_reply: float
    memory: Memory
    milliseconds: tuple[float, ...]
    answered: int
    by_action: int | None


@dataclass(frozen=True)
class Spread:
    """A number measured once in every round."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one: what a target is held against."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        """The median, and the least and the most where there are several."""
        if len(self.values) == 1:
            return _figure(self.median)
        return f"{_figure(self.median)} ({_figure(min(self.values))} to {_figure(max(self.values))})"


@dataclass(frozen=True)
class Measured:
    """Everything measured of one bot."""

    installed: float
    training: float
    rounds: Sequence[Round]

    @property
    def first_reply(self) -> Spread:
        """Seconds from the start to the first reply."""
        return Spread(tuple(one.first_reply for one in self.rounds))

    @property
    def rasa(self) -> Spread:
        """MB of the Rasa server after the messages."""
        return Spread(tuple(one.memory.rasa for one in self.rounds))

    @property
    def actions(self) -> Spread | None:
        """MB of the action server after the messages, where there is one."""
        values = tuple(one.memory.actions for one in self.rounds if one.memory.actions is not None)
        return Spread(values) if values else None

    @property
    def launcher(self) -> Spread | None:
        """MB of the process that watches the others, where there is one."""
        values = tuple(one.memory.launcher for one in self.rounds if one.memory.launcher is not None)
        return Spread(values) if values else None

    @property
    def p50(self) -> Spread:
        """Milliseconds within which half of the replies came."""
        return Spread(tuple(percentile(one.milliseconds, 50) for one in self.rounds))

    @property
    def p95(self) -> Spread:
        """Milliseconds within which 95 of 100 replies came."""
        return Spread(tuple(percentile(one.milliseconds, 95) for one in self.rounds))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many per cent lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def size_of(folder: Path) -> float:
    """MB that a folder takes on the disk. A file that is there under two names counts once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for path in _everything_in(folder):
        found = path.lstat()
        if (found.st_dev, found.st_ino) not in seen:
            seen.add((found.st_dev, found.st_ino))
            total += found.st_blocks * 512
    return total / 1e6


def _everything_in(folder: Path) -> Iterable[Path]:
    for where, folders, files in os.walk(folder):
        yield from (Path(where) / name for name in (*folders, *files))


def _figure(number: float) -> str:
    """Three figures that count, no more than the measuring is worth."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
