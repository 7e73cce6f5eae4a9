"""Serves a bot as its user would, talks to it over REST and looks at its processes."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.bots import HOST, Bot
from benchmarks.processes import end, tree
from operate.checks import spare_ports
from operate.problem import Problem
from operate.processes import tail

_START_SECONDS = 600
_REPLY_SECONDS = 60
_POLL_SECONDS = 0.1
_OK = 200
_BUILT_IN = ("action_listen", "action_session_start")

RASA = re.compile(r" -m (?:rasa|seeing\.rasa_server) run")
ACTIONS = re.compile(r" -m (?:rasa_sdk|seeing\.action_server) ")


@dataclass(frozen=True)
class Reply:
    """What came back for one message, and after how many milliseconds."""

    milliseconds: float
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Usage:
    """Resident memory in MB, by process, and what the bot has worked so far, in milliseconds of processor time.

    A bot without custom actions has no action server; only ours has a launcher, which watches the two others.
    """

    rasa: float
    actions: float | None
    launcher: float | None
    worked: float


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
            end(self._process)
            raise
        self.first_reply = time.monotonic() - started
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        end(self._process)

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

    @property
    def port(self) -> int:
        """Where Rasa listens."""
        return self._ports.rasa

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

    def usage(self) -> Usage:
        """What the bot's processes hold now and have worked so far."""
        running = tree(self._process.pid)
        rasa = [one.megabytes for one in running if RASA.search(one.command)]
        actions = [one.megabytes for one in running if ACTIONS.search(one.command)]
        rest = [one.megabytes for one in running if not (RASA.search(one.command) or ACTIONS.search(one.command))]
        if not rasa:
            raise Problem(f"No Rasa server was found among the processes of '{self._bot.name}'.")
        worked = sum(one.milliseconds for one in running)
        return Usage(sum(rasa), sum(actions) or None, sum(rest) or None, worked)

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(HOST, self._ports.rasa, timeout=_REPLY_SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


def _is_custom(action: str) -> bool:
    return action.startswith("action_") and action not in _BUILT_IN
