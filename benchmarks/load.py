"""How many people the bot can talk to, and how long they wait: `python -m benchmarks.load`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import stages
from benchmarks.builds import STOCK
from benchmarks.loaded import ENDS, Memory, Run, Served, conversations, floor, long_talk, memory, ours, run, starter
from benchmarks.pages import RESULTS, Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.tell import exit_code, tell
from operate.processes import stop_on_signals

COMMAND = "python -m benchmarks.load"
PAGE, PLOT = "load.md", "load.svg"
_TURNS = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the page and its plot. A missed target is printed; it is no failure of the command."""
    options = _parser().parse_args(arguments)
    stop_on_signals()
    machine = this_machine()
    return exit_code(lambda: _measure(options, machine))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description="Puts the bot, a floor bot and a stock bot under load.")
    parser.add_argument("--people", type=int, nargs="+", default=[1, 5, 20, 50, 100, 200], help="how many at once")
    parser.add_argument("--servers", type=int, nargs="+", default=[0, 1, 2, 3], help="0: one server with SQLite")
    parser.add_argument("--seconds", type=int, default=30, help="how long each number of people talks (30)")
    parser.add_argument("--messages", type=int, default=50_000, help="for the look at memory; 0 leaves it out")
    parser.add_argument("--turns", type=int, default=_TURNS, help="of the long conversation")
    parser.add_argument("--stock", type=Path, default=STOCK, help="where the stock bot is, or is to be made")
    parser.add_argument("--without-stock", action="store_true", help="leave the stock bot out")
    parser.add_argument("--no-page", action="store_true", help="print, and write no page")
    return parser


def _measure(options: argparse.Namespace, machine: Machine) -> None:
    runs: list[Run] = []
    more: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="adviser-load-") as name:
        folder = Path(name)
        mine, theirs = conversations(folder)
        with floor(folder, mine) as served:
            runs += _all(served, options)
        if not options.without_stock:
            with starter(options.stock, theirs) as served:
                runs += _all(served, options)
        for servers in options.servers:
            with ours(folder, servers, mine) as (served, bot):
                runs += _all(served, options)
                if servers == min(options.servers):
                    tell(f"One conversation of {options.turns} turns ...")
                    more["long"] = long_talk(bot, options.turns)
                    more["stages"] = stages.measure(bot, folder)
                    more["memory"] = memory(served, options.messages) if options.messages else None
    tell("\n" + _runs(runs) + "\n\n" + stages.as_table(more["stages"]))
    tell("\n" + target_lines(targets(runs, more)))
    if not options.no_page:
        plot(runs)
        tell(f"Written: {write(PAGE, as_page(runs, more, machine, options))}")


def _all(served: Served, options: argparse.Namespace) -> list[Run]:
    tell(f"{served.name} ...")
    run(served, 1, 5)  # warm
    found = []
    for people in options.people:
        found.append(run(served, people, options.seconds))
        one = found[-1]
        tell(f"  {people} people: {one.per_second:.1f} messages a second, p95 {one.p95:.0f} ms, {one.failed} failed")
    return found


def best(runs: Sequence[Run], name: str) -> float:
    """The most messages a second that a bot gave, whatever the number of people; 0 for one not measured."""
    return max((one.per_second for one in runs if one.bot.startswith(name)), default=0.0)


def targets(runs: Sequence[Run], more: dict[str, Any]) -> list[Target]:
    """What is asked."""
    mine, least, theirs = (
        best(runs, "1 server, SQLite") or best(runs, "1 server"),
        best(runs, "floor"),
        best(runs, "stock"),
    )
    found = []
    if mine and least:
        # Time a message, as the inverse of throughput at full load.
        found.append(
            Target("a message costs at most 1.5 times the floor", f"{least / mine:.2f} times", least / mine <= 1.5)
        )
    if mine and theirs:
        found.append(
            Target("3 times the stock starter's messages a second", f"{mine / theirs:.2f} times", mine >= 3 * theirs)
        )
    if one := best(runs, "1 server, Post"):
        two = best(runs, "2 servers")
        found.append(Target("2 servers give more than 1 (on 2 cores)", f"{two / one:.2f} times", two > one))
    if "long" in more:
        first, last = more["long"]
        text = "the last turns of a long conversation take at most 1.5 times the first"
        found.append(Target(text, f"{last / first:.2f} times", last <= 1.5 * first))
    if more.get("memory"):
        _, middle, end_ = _thirds(more["memory"])
        found.append(
            Target(
                "memory flat: at most 5 % more at the end than half-way", f"{end_ / middle:.3f}", end_ <= 1.05 * middle
            )
        )
    return found


def _thirds(held: Memory) -> tuple[float, float, float]:
    samples = held.samples
    return samples[0][1], samples[len(samples) // 2][1], samples[-1][1]


def _runs(runs: Sequence[Run]) -> str:
    head = ["bot", "people at once", "messages/s", "p50, ms", "p95, ms", "p99, ms", "failed", "processor, ms", "MB"]
    rows = [
        [
            one.bot,
            str(one.people),
            f"{one.per_second:.1f}",
            *(f"{value:,.0f}" for value in (one.p50, one.p95, one.p99)),
            f"{one.failed} of {one.messages}",
            f"{one.worked:.1f}",
            f"{one.mb:,.0f}",
        ]
        for one in runs
    ]
    return table(head, rows)


def plot(runs: Sequence[Run]) -> None:
    """Draw messages a second and the 95th percentile by people, a line for each bot."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "load"
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2), constrained_layout=True)
    for name in dict.fromkeys(one.bot for one in runs):
        own = [one for one in runs if one.bot == name]
        left.plot([one.people for one in own], [one.per_second for one in own], marker="o", label=name)
        right.plot([one.people for one in own], [one.p95 for one in own], marker="o", label=name)
    left.set(xscale="log", xlabel="people at once", ylabel="messages a second", ylim=(0, None))
    right.set(xscale="log", yscale="log", xlabel="people at once", ylabel="95 of 100 answered within, ms")
    left.legend(fontsize=7)
    figure.savefig(RESULTS / PLOT, metadata={"Date": None})
    pyplot.close(figure)


def as_page(runs: Sequence[Run], more: dict[str, Any], machine: Machine, options: argparse.Namespace) -> str:
    """The results as a page."""
    parts = ["## Targets", target_table(targets(runs, more)), f"![Load]({PLOT})", "## Numbers", _runs(runs)]
    if "long" in more:
        first, last = more["long"]
        parts += [
            "## A long conversation",
            f"{options.turns} turns over REST, medians of {ENDS} or so: {first:.1f} ms first, {last:.1f} ms last.",
        ]
    if more.get("memory"):
        rows = [[f"{said:,}", f"{rasa:.0f}", f"{actions:.0f}"] for said, rasa, actions in _few(more["memory"].samples)]
        parts += ["## Memory", table(["messages", "Rasa, MB", "action server, MB"], rows)]
    if "stages" in more:
        parts += ["## Where the time of a turn goes", stages.as_table(more["stages"])]
    people = " ".join(map(str, options.people))
    command = f"{COMMAND} --people {people} --seconds {options.seconds} --messages {options.messages}"
    return page("Load: how many people at once", command, machine, [*parts, _HOW])


def _few(samples: Sequence[Any]) -> list[Any]:
    """About a dozen of many, the last among them."""
    step = max(1, len(samples) // 12)
    return [*samples[::step], samples[-1]] if (len(samples) - 1) % step else list(samples[::step])


_HOW = """\
## How

- **People** are Locust's, on the same machine, which therefore shares its cores with the bot. Each holds one
  conversation after the other (`benchmarks/people/conversations.yml`) and says the next thing the moment they are
  answered: a real visitor reads and types for half a minute, so that one of these stands for many.
- **Ours** is started by `python -m operate serve`: with SQLite, or with a real PostgreSQL and Redis, several servers
  behind nginx. Each message goes through understanding, rules, the action server and the database.
- **Floor** is the least that Rasa can do: a keyword gives an intent, a rule gives one sentence, nothing is stored
  (`benchmarks/floor/`). **Stock** is what `rasa init` makes, with its own lines, nothing stored.
- **Failed**: no words, an apology, or a status that is not 200. **Processor** is the time that all processes of the
  bot worked for a message, without PostgreSQL and Redis, which are not its own. **MB** is what they hold together.
- A message costs the inverse of the messages a second at full load on one server."""


if __name__ == "__main__":
    sys.exit(main())
