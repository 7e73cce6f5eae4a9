"""Serves a bot as its user would, talks to it over REST and looks at its processes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.bots import HOST, Bot
from operate.checks import spare_ports
from operate.problem import Problem
from operate.processes import tail

_START_SECONDS = 600
_REPLY_SECONDS = 60
_STOP_SECONDS = 20
_POLL_SECONDS = 0.1
_OK = 200
_BUILT_IN = ("action_listen", "action_session_start")


@dataclass(frozen=True)
class Reply:
    """What came back for one message, and after how many milliseconds."""

    milliseconds: float
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB, by process. A bot without custom actions has no action server."""

    rasa: float
    actions: float | None
    launcher: float | None


class Served:
    """A bot that runs for as long as the `with` lasts. `first_reply` is the seconds from start to first reply."""

    def __init__(self, bot: Bot, opening: str) -> None:
        """Prepare; `opening` is the message whose reply ends the start."""
        self.first_reply = 0.0
        self._bot = bot
        self._opening = opening
        self._ports = spare_ports()
        self._log: Path = bot.log("serve")
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> Served:
        """Start it and wait until it answers a message in earnest."""
        started = time.monotonic()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._bot.command(self._bot.serve, self._ports),
                cwd=self._bot.folder,
                env=self._bot.environment(self._ports),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait(started)
        except BaseException:
            self._stop()
            raise
        self.first_reply = time.monotonic() - started
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._stop()

    def _wait(self, started: float) -> None:
        while time.monotonic() - started < _START_SECONDS:
            if self._process.poll() is not None:
                break
            try:
                if self.answered(self.say("opening", self._opening)):
                    return
            except (OSError, http.client.HTTPException, ValueError):
                pass  # nobody listens yet, or not with replies
            time.sleep(_POLL_SECONDS)
        raise Problem(f"The bot '{self._bot.name}' did not start. The last lines of {self._log}:\n{tail(self._log)}")

    def say(self, sender: str, text: str) -> Reply:
        """Send one message, on a connection of its own, and wait for all replies to it."""
        body = json.dumps({"sender": sender, "message": text})
        started = time.perf_counter()
        status, replies = self._request("POST", "/webhooks/rest/webhook", body)
        milliseconds = (time.perf_counter() - started) * 1000
        texts = tuple(str(reply.get("text") or "") for reply in replies) if status == _OK else ()
        return Reply(milliseconds, texts)

    def answered(self, reply: Reply) -> bool:
        """Whether the bot said something that is no apology for a fault."""
        return any(text and text not in self._bot.apologies for text in reply.texts)

    def actions_of(self, sender: str) -> list[list[str]]:
        """The custom actions that ran, turn by turn. Only for a bot that serves Rasa's HTTP API."""
        name = urllib.parse.quote(sender)
        status, tracker = self._request("GET", f"/conversations/{name}/tracker?include_events=ALL")
        if status != _OK:
            raise Problem(f"Rasa did not give the conversation back (HTTP {status}): is it served with its API?")
        turns: list[list[str]] = []
        for event in tracker["events"]:
            if event["event"] == "user":
                turns.append([])
            elif event["event"] == "action" and turns and _is_custom(event["name"]):
                turns[-1].append(event["name"])
        return turns

    def memory(self) -> Memory:
        """How much memory the bot's processes hold now."""
        rows = _tree(self._process.pid)
        rasa = [row.megabytes for row in rows if " -m rasa run" in row.command]
        actions = [row.megabytes for row in rows if " -m rasa_sdk" in row.command]
        rest = [row.megabytes for row in rows if " -m rasa" not in row.command]
        if not rasa:
            raise Problem(f"No Rasa server was found among the processes of '{self._bot.name}'.")
        return Memory(sum(rasa), sum(actions) or None, sum(rest) or None)

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(HOST, self._ports.rasa, timeout=_REPLY_SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def _stop(self) -> None:
        """Ask it to stop; insist, with everything it started, if it does not."""
        if self._process.poll() is not None:
            return
        everything = _tree(self._process.pid)
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for row in everything:
                _kill(row.pid)
            self._process.wait()


@dataclass(frozen=True)
class _Row:
    pid: int
    parent: int
    megabytes: float
    command: str


def _tree(root: int) -> list[_Row]:
    """A process and everything below it."""
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [_row(line) for line in listing.splitlines() if line.strip()]
    found = {root}
    while more := {row.pid for row in rows if row.parent in found} - found:
        found |= more
    return [row for row in rows if row.pid in found]


def _row(line: str) -> _Row:
    pid, parent, kibibytes, command = line.split(None, 3)
    return _Row(int(pid), int(parent), int(kibibytes) * 1024 / 1e6, command)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_custom(action: str) -> bool:
    return action.startswith("action_") and action not in _BUILT_IN
