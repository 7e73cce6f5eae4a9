"""How many people the bot can talk to, and how long they wait: `python -m benchmarks.load`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml

from benchmarks import messages, stages
from benchmarks.bots import stock
from benchmarks.builds import PLACE, STOCK, build_stock
from benchmarks.crowd import SCRIPT, trouble_words
from benchmarks.engines import HOST, free_port
from benchmarks.pages import RESULTS, Machine, Target, page, table, target_lines, target_table, this_machine, write
from benchmarks.processes import end, tree
from benchmarks.tell import exit_code, tell
from benchmarks.topology import Topology, alone, ask, several
from operate.places import child_environment
from operate.problem import Problem
from operate.processes import stop_on_signals

COMMAND = "python -m benchmarks.load"
PAGE, PLOT = "load.md", "load.svg"
_HERE = Path(__file__).parent
_PEOPLE = _HERE / "people"
_ENV = PLACE / "locust"
_TURNS, _ENDS = 500, 20


@dataclass(frozen=True)
class Run:
    """So many people at once for a while. Times in milliseconds, `cores` of processor time used, `mb` resident."""

    bot: str
    people: int
    messages: int
    failed: int
    per_second: float
    p50: float
    p95: float
    p99: float
    cores: float
    mb: float


@dataclass(frozen=True)
class Served:
    """A bot to put under load: what it is called, where it answers, its first process, what is said to it."""

    name: str
    url: str
    pid: int
    said: Path


@dataclass(frozen=True)
class Memory:
    """What the processes held as messages went by: (messages, MB of Rasa, MB of the action server)."""

    samples: Sequence[tuple[int, float, float]]


def people_python() -> Path:
    """The Python that Locust is installed in; installs it the first time."""
    python = _ENV / "bin" / "python"
    if not (_ENV / "done").is_file():
        tell("Installing Locust ...")
        subprocess.run([sys.executable, "-m", "venv", str(_ENV)], check=True)
        lock = str(_PEOPLE / "requirements.txt")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "--requirement", lock], check=True)
        (_ENV / "done").touch()
    return python


def run(served: Served, people: int, seconds: int) -> Run:
    """Have people talk for a while; each says the next thing as soon as they are answered."""
    environment = {"PATH": os.environ.get("PATH", ""), "CONVERSATIONS": str(served.said)}
    command = [str(people_python()), "-m", "locust", "--locustfile", str(_PEOPLE / "locustfile.py"), "--headless"]
    command += ["--host", served.url, "--users", str(people), "--spawn-rate", str(people), "--run-time", f"{seconds}s"]
    command += ["--reset-stats", "--json", "--only-summary", "--loglevel", "ERROR", "--exit-code-on-error", "0"]
    before, started = _worked(served.pid), time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    took, worked = time.monotonic() - started, _worked(served.pid) - before
    try:
        (found,) = json.loads(done.stdout)
    except ValueError as error:
        raise Problem(f"Locust measured nothing:\n{done.stderr[-1500:]}") from error
    times = sorted((float(time_), count) for time_, count in found["response_times"].items())
    lasted = found["last_request_timestamp"] - found["start_time"]
    return Run(
        served.name,
        people,
        found["num_requests"],
        found["num_failures"],
        found["num_requests"] / lasted if lasted else 0.0,
        *(_percentile(times, percent) for percent in (50, 95, 99)),
        worked / took / 1000,
        sum(one.megabytes for one in tree(served.pid)),
    )


def _percentile(times: Sequence[tuple[float, int]], percent: float) -> float:
    """Of times with how often each was taken."""
    wanted, passed = sum(count for _, count in times) * percent / 100, 0
    for value, count in times:
        passed += count
        if passed >= wanted:
            return value
    return 0.0


def _worked(pid: int) -> float:
    """Milliseconds of processor time of a process and all below it."""
    return sum(one.milliseconds for one in tree(pid))


# -- the bots


@contextlib.contextmanager
def ours(folder: Path, servers: int, said: Path) -> Iterator[tuple[Served, Topology]]:
    """Ours: by itself with SQLite (0), or so many servers with PostgreSQL and Redis."""
    opened = several(folder, servers) if servers else alone(folder)
    name = f"{servers} server{'s' * (servers > 1)}, PostgreSQL, Redis" if servers else "1 server, SQLite"
    with opened as bot:
        yield Served(name, bot.url, bot.launcher.pid, said), bot


@contextlib.contextmanager
def plain(name: str, command: Sequence[str], folder: Path, port: int, said: Path) -> Iterator[Served]:
    """Another bot, served by Rasa's own command."""
    log = PLACE / f"{name.partition(' ')[0].strip(':')}-load.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://{HOST}:{port}"
    try:
        deadline = time.monotonic() + 300
        while not ask(f"{url}/webhooks/rest/webhook", {"sender": "first", "message": "hi"}).text:
            if process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"{name} did not start: see {log}.")
            time.sleep(0.3)
        yield Served(name, url, process.pid, said)
    finally:
        end(process)


@contextlib.contextmanager
def floor(folder: Path, said: Path) -> Iterator[Served]:
    """The least that Rasa can do with a message, trained here in this environment."""
    where, port = _HERE / "floor", free_port()
    rasa = [sys.executable, "-m", "rasa"]
    model = str(folder / "floor.tar.gz")
    train = ["train", "--fixed-model-name", "floor", "--out", str(folder), "--quiet"]
    done = subprocess.run([*rasa, *train], cwd=where, env=child_environment(), capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"The floor bot could not be trained:\n{done.stderr[-1500:]}")
    command = [*rasa, "run", "-i", HOST, "-p", str(port), "--model", model, "--credentials", "credentials.yml"]
    with plain(
        "floor: a keyword, a rule, a sentence", [*command, "--endpoints", "endpoints.yml"], where, port, said
    ) as it:
        yield it


@contextlib.contextmanager
def starter(place: Path, said: Path) -> Iterator[Served]:
    """What `rasa init` makes, with TensorFlow, in an environment of its own."""
    build_stock(place)
    bot = stock(place / "bot", place / ".venv" / "bin" / "python")
    port = free_port()
    command = [word.format(rasa=port) for word in (str(bot.python), "-m", *bot.serve)]
    with plain("stock `rasa init`", command, bot.folder, port, said) as it:
        yield it


def conversations(folder: Path) -> tuple[Path, Path]:
    """The files that people read from: for ours and the floor, and for the stock bot."""
    talk = yaml.safe_load((_PEOPLE / "conversations.yml").read_text(encoding="utf-8"))["conversations"]
    mine = {"conversations": [[str(line) for line in lines] for lines in talk], "apologies": sorted(trouble_words())}
    theirs = {"conversations": messages.for_stock(), "apologies": []}
    files = folder / "ours.json", folder / "stock.json"
    for file, known in zip(files, (mine, theirs), strict=True):
        file.write_text(json.dumps(known), encoding="utf-8")
    return files


# -- more than throughput


def memory(served: Served, wanted: int, people: int = 8) -> Memory:
    """Let so many messages go by and look at the memory meanwhile."""
    samples: list[tuple[int, float, float]] = []
    said, stop = 0, threading.Event()

    def look() -> None:
        samples.append((said, *_held(served.pid)))

    while said < wanted:
        look()
        said += run(served, people, 30).messages
        tell(f"  {said:,} messages: Rasa {samples[-1][1]:.0f} MB")
    stop.set()
    look()
    return Memory(samples)


def _held(pid: int) -> tuple[float, float]:
    running = tree(pid)
    rasa = sum(one.megabytes for one in running if " -m rasa run" in one.command)
    return rasa, sum(one.megabytes for one in running if " -m rasa_sdk" in one.command)


def long_talk(bot: Topology, turns: int) -> tuple[float, float]:
    """One conversation of many turns; the medians of its first and its last, in milliseconds."""
    said = [line.format(level=5) for line in islice(cycle(SCRIPT), turns)]
    took = [bot.say("long-talk", text).seconds * 1000 for text in said]
    # Whole rounds of the script, so that the last say the same as the first.
    ends = _ENDS // len(SCRIPT) * len(SCRIPT) or len(SCRIPT)
    last = len(said) // len(SCRIPT) * len(SCRIPT)
    return statistics.median(took[:ends]), statistics.median(took[last - ends : last])


# -- the command


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
    tell("\n" + _runs(runs) + "\n\n" + target_lines(targets(runs, more)))
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
    head = ["bot", "people at once", "messages/s", "p50, ms", "p95, ms", "p99, ms", "failed", "cores", "MB"]
    rows = [
        [
            one.bot,
            str(one.people),
            f"{one.per_second:.1f}",
            *(f"{value:,.0f}" for value in (one.p50, one.p95, one.p99)),
            f"{one.failed} of {one.messages}",
            f"{one.cores:.2f}",
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
            f"{options.turns} turns over REST, medians of {_ENDS} or so: {first:.1f} ms first, {last:.1f} ms last.",
        ]
    if more.get("memory"):
        rows = [[f"{said:,}", f"{rasa:.0f}", f"{actions:.0f}"] for said, rasa, actions in _few(more["memory"].samples)]
        parts += ["## Memory", table(["messages", "Rasa, MB", "action server, MB"], rows)]
    if "stages" in more:
        parts += ["## Where the time of a turn goes", stages.as_table(more["stages"])]
    return page("Load: how many people at once", COMMAND, machine, [*parts, _HOW])


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
- **Failed**: no words, an apology, or a status that is not 200. **Cores** is the processor time of all processes of the
  bot (without nginx's share of PostgreSQL and Redis, which are not its children) for each second. **MB** is what they
  hold together.
- A message costs the inverse of the messages a second at full load on one server."""


if __name__ == "__main__":
    sys.exit(main())
