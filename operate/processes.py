"""Starts, watches and stops the processes the bot is made of."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from operate.places import child_environment
from operate.problem import Problem

STOP_SECONDS = 12  # a turn under way is ended first: eight seconds at most for its action, and something for the rest
MOST_DEATHS, DEATHS_SECONDS = 5, 60  # more in that time: starting it again does not help
TAIL_LINES = 15
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked us to stop, by a signal. Not an Exception: nothing may swallow it."""


def stop_on_signals() -> None:
    """Turn Ctrl-C, a kill and a closed terminal into `Interrupted`, so that all is stopped in order."""

    def interrupt(number: int, _frame: object) -> None:
        raise Interrupted(signal.Signals(number).name)

    for number in _STOP_SIGNALS:
        signal.signal(number, interrupt)


@dataclass
class Part:
    """One process of the bot, in a process group of its own, with its output in a log."""

    name: str
    module: Sequence[str]  # what follows `python -m`
    log: Path
    program: Sequence[str] = ()  # another program, in place of a module
    deaths: list[float] = field(default_factory=list)  # when it stopped by itself
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self, keep_log: bool = False) -> None:
        """Start it; its log begins anew, or goes on where it was started before."""
        with contextlib.ExitStack() as stack:
            log = None if logs_to_console() else stack.enter_context(self.log.open("ab" if keep_log else "wb"))
            self.process = subprocess.Popen(
                self.program or [sys.executable, "-m", *self.module],
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def has_stopped(self) -> bool:
        """Whether it is no longer there."""
        return self.process.poll() is not None

    def check_alive(self) -> None:
        """Complain, with the end of its log, if it has stopped by itself."""
        if self.has_stopped:
            raise self.problem(f"{self.name} stopped by itself (exit code {self.process.returncode})")

    def revive(self) -> None:
        """Start it again after it stopped by itself; a part that cannot live is a problem."""
        now = time.monotonic()
        self.deaths = [when for when in self.deaths if now - when < DEATHS_SECONDS] + [now]
        if len(self.deaths) > MOST_DEATHS:
            raise self.problem(f"{self.name} stopped by itself {len(self.deaths)} times in {DEATHS_SECONDS} seconds")
        self.start(keep_log=True)

    def stop(self, seconds: float) -> None:
        """Ask it to stop, and insist after a while."""
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def problem(self, what: str) -> Problem:
        """Say what is wrong with it and show the end of its log."""
        if logs_to_console():
            return Problem(f"{what}. What it said stands above.")
        return Problem(f"{what}. The last lines of {self.log}:\n{tail(self.log)}")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Parts:
    """The running parts together. Leaving the `with` stops all of them, whatever happened."""

    def __init__(self) -> None:
        """Begin with nothing running."""
        self._running: list[Part] = []

    def __enter__(self) -> Parts:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything, last started first."""
        self.stop()

    def start(self, part: Part) -> Part:
        """Start one more part."""
        part.start()
        self._running.append(part)
        return part

    def check_alive(self) -> None:
        """Complain if any of them has stopped by itself."""
        for part in self._running:
            part.check_alive()

    def stopped_by_itself(self) -> list[Part]:
        """Those that were started and are no longer there."""
        return [part for part in self._running if part.has_stopped]

    def stop(self) -> None:
        """Ask all of them to stop, wait a while, then insist. A second Ctrl-C does not leave half of them running."""
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        for part in reversed(self._running):
            part.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for part in reversed(self._running):
            part.stop(max(0.1, deadline - time.monotonic()))
        self._running.clear()


def logs_to_console() -> bool:
    """Whether the parts write where we do, as a container's should, and not each into a file of its own."""
    return os.environ.get("LOGS") == "console"


def tail(log: Path) -> str:
    """Give the last lines of a log that tell something: no progress bars, no deprecations of others."""
    text = log.read_text(errors="replace") if log.is_file() else ""
    telling: list[str] = []
    after_warning = False
    for line in (line.rsplit("\r", 1)[-1].rstrip() for line in text.splitlines()):
        if "DeprecationWarning" in line:
            after_warning = True
        elif line and not (after_warning and line.startswith(("  ", "Implementing implicit namespace"))):
            after_warning = False
            telling.append(f"  {_COLOUR.sub('', _told(line))}")
    return "\n".join(telling[-TAIL_LINES:])


def _told(line: str) -> str:
    """A JSON line of our logs as people read it; any other as it is."""
    try:
        found = json.loads(line)
        error = found.get("error", "")
        return f"{found['level']}: {found['event']} {error if isinstance(error, str) else json.dumps(error)}".rstrip()
    except (ValueError, AttributeError, KeyError, TypeError):
        return line
