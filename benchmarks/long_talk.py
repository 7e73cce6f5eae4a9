"""One conversation of 300 turns with ours: `python -m benchmarks.long_talk`."""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks import messages
from benchmarks.bots import Bot, ours, train
from benchmarks.builds import PLACE, copy_project
from benchmarks.pages import Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.serving import Reply, Served, Usage
from benchmarks.tell import exit_code, tell
from operate.processes import stop_on_signals

COMMAND = "python -m benchmarks.long_talk"
PAGE = "long-talk.md"

_TURNS = 300
_ENDS = 20  # turns at the beginning and at the end that are compared
_STRETCH = 50
_FALLBACKS = ("action_fallback", "action_out_of_scope")


@dataclass(frozen=True)
class LongTalk:
    """What was measured of the long talk."""

    milliseconds: tuple[float, ...]
    answered: int
    fallbacks: int
    before: Usage
    after: Usage

    def median(self, first: int, last: int) -> float:
        """The median time of these turns, counted from 1."""
        return statistics.median(self.milliseconds[first - 1 : last])

    @property
    def slowdown(self) -> float:
        """How many times as long the last turns took as the first."""
        return self.median(_TURNS - _ENDS + 1, _TURNS) / self.median(1, _ENDS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the talk, print and write the page. A missed target is printed; it is no failure of the command."""
    argparse.ArgumentParser(
        prog=COMMAND, description=f"Measures one conversation of {_TURNS} turns, with fallbacks in it."
    ).parse_args(arguments)
    stop_on_signals()
    machine = this_machine()

    def measuring() -> None:
        talk = measure()
        tell("\n" + _numbers(talk) + "\n\n" + target_lines([target(talk)]))
        tell(f"Written: {write(PAGE, as_page(talk, machine))}")

    return exit_code(measuring)


def measure() -> LongTalk:
    """Serve a copy of the project, in this environment, and talk to it."""
    bot = _bot()
    said = list(islice(cycle(messages.with_fallbacks()), _TURNS))
    tell("Starting ours ...")
    with Served(bot, opening=said[0]) as served:
        before = served.usage()
        tell(f"Talking, {_TURNS} turns ...")
        replies: list[Reply] = [served.say("long-talk", text) for text in said]
        after = served.usage()
        turns = served.actions_of("long-talk")
        answered = sum(served.answered(reply) for reply in replies)
    ran = Counter(action for turn in turns for action in set(turn))
    fallbacks = sum(ran[action] for action in _FALLBACKS)
    return LongTalk(tuple(reply.milliseconds for reply in replies), answered, fallbacks, before, after)


def _bot() -> Bot:
    """Ours in a folder of its own, so that neither a running bot nor its conversations are touched."""
    folder = PLACE / "long-talk"
    copy_project(folder)
    bot = ours(folder, Path(sys.executable))
    tell("Training ours ...")
    train(bot)
    return bot


def target(talk: LongTalk) -> Target:
    """What is asked of the long talk."""
    ends = f"turns {_TURNS - _ENDS + 1}-{_TURNS} at most 2 times as slow as turns 1-{_ENDS}"
    return Target(ends, f"{talk.slowdown:.2f} times", talk.slowdown <= 2)


def _numbers(talk: LongTalk) -> str:
    stretches = [(1, _ENDS), *((first, first + _STRETCH - 1) for first in range(1, _TURNS, _STRETCH))]
    rows = [[f"turns {first}-{last}, median, ms", f"{talk.median(first, last):.1f}"] for first, last in stretches]
    rows += [
        [f"turns {_TURNS - _ENDS + 1}-{_TURNS}, median, ms", f"{talk.median(_TURNS - _ENDS + 1, _TURNS):.1f}"],
        ["slowest turn, ms", f"{max(talk.milliseconds):.1f}"],
        ["Rasa server before, after, MB", f"{talk.before.rasa:.0f}, {talk.after.rasa:.0f}"],
        ["action server before, after, MB", f"{talk.before.actions or 0:.0f}, {talk.after.actions or 0:.0f}"],
        [f"turns answered, of {_TURNS}", str(talk.answered)],
        ["of them with a fallback", str(talk.fallbacks)],
    ]
    return table(["measured", "ours"], rows)


def as_page(talk: LongTalk, machine: Machine) -> str:
    """The results as a page."""
    title = f"The long talk: one conversation of {_TURNS} turns"
    return page(
        title, COMMAND, machine, ["## Target", target_table([target(talk)]), "## Numbers", _numbers(talk), _HOW]
    )


_HOW = """\
## How

A copy of the project, trained and served by its own commands; one user, one message at a time over REST. The talk is a
round of 40 messages said again and again, so that the last 20 turns say the same as the first 20; one message in five
has no answer and ends in a fallback. Rasa by itself gets slower with every turn: it loads and replays the conversation,
and with its own fallbacks ever more often. Memory is what is resident before the first and after the last of the turns;
MB are millions of bytes."""


if __name__ == "__main__":
    sys.exit(main())
