"""The bot as it is run, started for a test or a measurement: one server, or several with all that goes with them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.engines import HOST, Postgres, Redis, postgres, redis_server
from benchmarks.processes import Process, end, tree
from operate.checks import is_free
from operate.places import ROOT
from operate.problem import Problem
from stores.engines import engine_for

START_SECONDS, REPLY_SECONDS = 600, 60
_SPOKEN = sa.text("SELECT type_name, data FROM events WHERE sender_id = :sender ORDER BY id")


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP, and after how many seconds. Status 0: nothing came."""

    status: int
    body: Any
    seconds: float

    @property
    def text(self) -> str:
        """All that a person could read in it."""
        if isinstance(self.body, list):
            return "\n".join(str(reply.get("text") or "") for reply in self.body).strip()
        if isinstance(self.body, dict) and isinstance(self.body.get("error"), dict):
            return str(self.body["error"].get("message", ""))
        return ""


class Topology:
    """A running bot: its ports, its processes, its database. `engine` reads what it has stored."""

    def __init__(
        self, launcher: subprocess.Popen[bytes], ports: dict[str, int], settings: dict[str, str], log: Path
    ) -> None:
        self.launcher, self.ports, self.log, self.settings = launcher, ports, log, settings
        self.root = ROOT
        self.url = f"http://{HOST}:{ports['PORT']}"
        self.public = f"http://{HOST}:{ports['PUBLIC_PORT']}"
        self.engine = engine_for(sa.engine.make_url(settings["ADVISER_DATABASE"]))
        self.postgres: Postgres | None = None
        self.redis: Redis | None = None

    def say(self, sender: str, text: str, url: str | None = None) -> Answer:
        """Say something over REST, by way of nginx where there is one."""
        body = {"sender": sender, "message": text}
        return ask(f"{url or self.url}/webhooks/rest/webhook", body)

    def server(self, number: int) -> str:
        """The address of one of several Rasa servers, past nginx."""
        return f"http://{HOST}:{self.ports['PORT'] + number}"

    def rasa(self, number: int = 0) -> int:
        """The process of a Rasa server: the only one (0), or one of several (from 1)."""
        return self._process(" -m seeing.rasa_server run ", f" -p {self.ports['PORT'] + number} ").pid

    def actions(self, number: int = 0) -> int:
        """The process of an action server."""
        return self._process(" -m seeing.action_server ", f" --port {self.ports['ACTIONS_PORT'] + number}").pid

    def _process(self, what: str, where: str) -> Process:
        for one in tree(self.launcher.pid):
            if what in one.command and f"{where.strip()} " in f"{one.command} ":
                return one
        raise Problem(f"No process with '{what.strip()} ... {where.strip()}' runs.")

    def parts(self, number: int = 0) -> Answer:
        """How a server says that its parts are."""
        return ask(f"{self.server(number)}/webhooks/health/parts")

    def wait(self, number: int = 0, seconds: float = 120) -> float:
        """Wait until a server is ready; gives the seconds it took."""
        started = time.monotonic()
        while self.parts(number).status != 200:
            if time.monotonic() - started > seconds:
                raise Problem(f"Server {number} was not ready after {seconds} seconds:\n{self.tail()}")
            time.sleep(0.2)
        return time.monotonic() - started

    def stored(self, sender: str) -> list[tuple[str, str]]:
        """Who said what in a conversation, `user` or `bot`, as it stands in the database."""
        with self.engine.connect() as connection:
            rows = list(connection.execute(_SPOKEN, {"sender": sender}))
        return [(row.type_name, str(json.loads(row.data).get("text") or "")) for row in rows if row.type_name in _TALK]

    def operate(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `python -m operate` beside it."""
        environment = {**os.environ, **self.settings}
        return subprocess.run(
            [sys.executable, "-m", "operate", command], cwd=self.root, env=environment, capture_output=True, text=True
        )

    def tail(self) -> str:
        """The end of what the launcher said."""
        return self.log.read_text(errors="replace")[-3000:]


_TALK = ("user", "bot")


def ask(url: str, body: Any = None, seconds: float = REPLY_SECONDS, headers: Mapping[str, str] | None = None) -> Answer:
    """One request, on a connection of its own."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    started = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    except (OSError, ValueError):
        return Answer(0, None, time.monotonic() - started)
    try:
        return Answer(status, json.loads(text), time.monotonic() - started)
    except ValueError:
        return Answer(status, text.decode(errors="replace"), time.monotonic() - started)


@contextlib.contextmanager
def alone(folder: Path, **more: str) -> Iterator[Topology]:
    """One server with SQLite in a folder."""
    settings = {"ADVISER_DATABASE": f"sqlite:///{folder / 'talk.db'}", "ADVISER_REDIS": "", "SERVERS": "1", **more}
    with running(settings, folder) as topology:
        yield topology


@contextlib.contextmanager
def several(folder: Path, servers: int = 3, root: Path = ROOT, **more: str) -> Iterator[Topology]:
    """Several servers behind nginx, with a PostgreSQL and a Redis of their own."""
    with postgres() as kept, redis_server() as turns:
        settings = {"ADVISER_DATABASE": kept.url, "ADVISER_REDIS": turns.url, "SERVERS": str(servers)}
        # All of a test's people come from one address.
        settings |= {"PUBLIC_RATE": "500r/s", "PUBLIC_BURST": "500", "PUBLIC_CONNECTIONS": "500", **more}
        with running(settings, folder, root) as topology:
            topology.postgres, topology.redis = kept, turns
            yield topology


@contextlib.contextmanager
def running(settings: dict[str, str], folder: Path, root: Path = ROOT) -> Iterator[Topology]:
    """`python -m operate serve` with these settings until the block ends."""
    rasa, actions, public = free_ports(int(settings["SERVERS"]) + 1)
    ports = {"PORT": rasa, "ACTIONS_PORT": actions, "PUBLIC_PORT": public}
    settings = {**settings, **{name: str(port) for name, port in ports.items()}}
    log = folder / f"serve-{rasa}.log"
    with log.open("wb") as output:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "operate", "serve"],
            cwd=root,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    topology = Topology(launcher, ports, settings, log)
    topology.root = root
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Ready: " not in log.read_text(errors="replace"):
            if launcher.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"The bot did not start:\n{topology.tail()}")
            time.sleep(0.2)
        yield topology
    finally:
        for one in tree(launcher.pid):  # or a part that a test has stopped could not be ended in order
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGCONT)
        end(launcher)
        topology.engine.dispose()


def free_ports(run: int) -> tuple[int, int, int]:
    """Two runs of ports that nobody uses, as `operate` takes them for several servers, and one port more."""
    found: list[int] = []
    for start in range(21000 + os.getpid() % 97 * 100, 32000, run + 5):  # another test may look at the same time
        if all(is_free(port) for port in range(start, start + run)):
            found.append(start)
        if len(found) == 3:
            return found[0], found[1], found[2]
    raise Problem("There are not enough free ports on this machine.")
