"""Bots put under load: how each is served, how many people talk, what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import yaml

from benchmarks import messages
from benchmarks.bots import stock
from benchmarks.builds import PLACE, build_stock
from benchmarks.crowd import SCRIPT, trouble_words
from benchmarks.engines import HOST, free_port
from benchmarks.processes import end, tree
from benchmarks.serving import ACTIONS, RASA
from benchmarks.tell import tell
from benchmarks.topology import Topology, alone, ask, several
from operate.places import child_environment
from operate.problem import Problem

_HERE = Path(__file__).parent
_PEOPLE = _HERE / "people"
_ENV = PLACE / "locust"
ENDS = 20  # turns at the beginning and at the end of a long conversation


@dataclass(frozen=True)
class Run:
    """So many people at once for a while. Times in milliseconds, `worked` is processor time a message."""

    bot: str
    people: int
    messages: int
    failed: int
    per_second: float
    p50: float
    p95: float
    p99: float
    worked: float
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
    before = _worked(served.pid)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    worked = _worked(served.pid) - before
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
        worked / max(1, found["num_requests"]),
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
    said = 0

    def look() -> None:
        samples.append((said, *_held(served.pid)))

    while said < wanted:
        look()
        said += run(served, people, 30).messages
        tell(f"  {said:,} messages: Rasa {samples[-1][1]:.0f} MB")
    look()
    return Memory(samples)


def _held(pid: int) -> tuple[float, float]:
    running = tree(pid)
    rasa = sum(one.megabytes for one in running if RASA.search(one.command))
    return rasa, sum(one.megabytes for one in running if ACTIONS.search(one.command))


def long_talk(bot: Topology, turns: int) -> tuple[float, float]:
    """One conversation of many turns; the medians of its first and its last, in milliseconds."""
    said = [line.format(level=5) for line in islice(cycle(SCRIPT), turns)]
    took = [bot.say("long-talk", text).seconds * 1000 for text in said]
    # Whole rounds of the script, so that the last say the same as the first.
    ends = ENDS // len(SCRIPT) * len(SCRIPT) or len(SCRIPT)
    last = len(said) // len(SCRIPT) * len(SCRIPT)
    return statistics.median(took[:ends]), statistics.median(took[last - ends : last])
