"""Keeps the running parts running: what died is started again, what hangs is ended, and all are replaced on request."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from operate.model import check_model
from operate.places import VAR, Ports
from operate.problem import Problem
from operate.processes import STOP_SECONDS, Part, Parts
from operate.readiness import hangs, wait_until_ready

REPLACE = signal.SIGUSR1
_EVERY = 0.2  # seconds between two looks
_SETTLED = 3  # seconds until nginx, which leaves one that was away alone for two, surely knows that it is back
_PINGED_EVERY, _PING_SECONDS, _MISSES = 5, 10, 3


@dataclass
class Pair:
    """A Rasa server and the action server it calls: they always speak of the same knowledge."""

    ports: Ports
    rasa: Part
    actions: Part

    def start(self, parts: Parts) -> None:
        """Start both."""
        parts.start(self.actions)
        parts.start(self.rasa)

    def wait(self, parts: Parts) -> None:
        """Wait until a message would be answered."""
        wait_until_ready(parts, self.rasa, self.actions, self.ports)

    def replace(self, parts: Parts) -> None:
        """Stop both, Rasa first, whose turns under way still need the other; start both and wait."""
        for part in (self.rasa, self.actions):
            part.stop(STOP_SECONDS)
            part.start(keep_log=True)
        self.wait(parts)

    @property
    def addresses(self) -> list[tuple[Part, str]]:
        """Where each says that it lives."""
        return [
            (self.rasa, f"{self.ports.rasa_url}/webhooks/health/"),
            (self.actions, f"{self.ports.actions_url}/health"),
        ]


@dataclass
class Note:
    """What a running launcher tells those who want something of it, in a file under var/."""

    path: Path
    replaced: int = 0
    trouble: str = ""

    def write(self) -> None:
        """Tell; in one step, so that nobody reads half of it."""
        told = {"pid": os.getpid(), "replaced": self.replaced, "trouble": self.trouble}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(told))
        fresh.replace(self.path)


def note_of(port: int) -> Path:
    """The note of the launcher whose bot answers on this port."""
    return VAR / f"serve-{port}.json"


@dataclass
class Supervisor:
    """Watches pairs of servers, and nginx where there is one."""

    parts: Parts
    pairs: list[Pair]
    note: Note
    _wanted: threading.Event = field(default_factory=threading.Event)
    _hung: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Watch until somebody stops us, or a part cannot be kept alive."""
        signal.signal(REPLACE, lambda *_: self._wanted.set())
        self.note.write()
        threading.Thread(target=self._ping, daemon=True).start()
        try:
            while True:
                self._look()
                if self._wanted.is_set():
                    self._wanted.clear()
                    self._replace()
                time.sleep(_EVERY)
        finally:
            self.note.path.unlink(missing_ok=True)

    def _look(self) -> None:
        for part in self.parts.stopped_by_itself():
            _tell(f"{part.name} stopped by itself (exit code {part.process.returncode}): starting it again.")
            part.revive()
        for name in list(self._hung):
            self._hung.discard(name)
            for part in (part for pair in self.pairs for part, _ in pair.addresses if part.name == name):
                _tell(f"{name} hangs: ending it.")
                part.signal(signal.SIGKILL)

    def _replace(self) -> None:
        """One pair after the other, so that all but one always serve. The first that fails ends it."""
        self.note.trouble = ""
        try:
            check_model()
            for pair in self.pairs:
                _tell(f"Replacing {pair.rasa.name} and its action server ...")
                pair.replace(self.parts)
                time.sleep(_SETTLED if len(self.pairs) > 1 else 0)
        except Problem as problem:
            self.note.trouble = str(problem)
            _tell(f"Not all was replaced: {problem}")
        else:
            _tell("All are replaced.")
        self.note.replaced += 1
        self.note.write()

    def _ping(self) -> None:
        """Find parts that no longer answer; in a thread, for one that hangs takes its time."""
        misses: dict[str, int] = {}
        while True:
            time.sleep(_PINGED_EVERY)
            for part, url in (address for pair in self.pairs for address in pair.addresses):
                known = part.process.pid
                missed = hangs(url, _PING_SECONDS) and part.process.pid == known
                misses[part.name] = misses.get(part.name, 0) + 1 if missed else 0
                if misses[part.name] >= _MISSES:
                    misses[part.name] = 0
                    self._hung.add(part.name)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
