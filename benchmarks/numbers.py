"""What is measured, and the sums over it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import Usage


@dataclass(frozen=True)
class Round:
    """One start of a bot and the messages said to it.

    `worked` is processor time in milliseconds per message; `by_action` is None for a bot that has no custom action.
    """

    first_reply: float
    after: Usage
    worked: float
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
    bytecode: float
    training: float
    rounds: Sequence[Round]

    @property
    def first_reply(self) -> Spread:
        """Seconds from the start to the first reply."""
        return Spread(tuple(one.first_reply for one in self.rounds))

    @property
    def rasa(self) -> Spread:
        """MB of the Rasa server after the messages."""
        return Spread(tuple(one.after.rasa for one in self.rounds))

    @property
    def actions(self) -> Spread | None:
        """MB of the action server after the messages, where there is one."""
        values = tuple(one.after.actions for one in self.rounds if one.after.actions is not None)
        return Spread(values) if values else None

    @property
    def launcher(self) -> Spread | None:
        """MB of the process that watches the others, where there is one."""
        values = tuple(one.after.launcher for one in self.rounds if one.after.launcher is not None)
        return Spread(values) if values else None

    @property
    def worked(self) -> Spread:
        """Milliseconds of processor time per message, of all processes of the bot."""
        return Spread(tuple(one.worked for one in self.rounds))

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


def size_of(folder: Path, pattern: str = "*") -> float:
    """MB that a folder takes on the disk, or the files in it of this pattern. A file with two names counts once."""
    found = {(each.st_dev, each.st_ino): each.st_blocks for each in (path.lstat() for path in folder.rglob(pattern))}
    return sum(found.values()) * 512 / 1e6


def _figure(number: float) -> str:
    """Three figures that count, no more than the measuring is worth."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
