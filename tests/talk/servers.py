"""Starts the real servers on free ports, talks to them, stops them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600  # training included
STOP_SECONDS = 30


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    url: str

    def send(self, body: bytes) -> tuple[int, Any]:
        """Post a body as it is to the webhook; give the status and what came back."""
        return self._call("/webhooks/rest/webhook", body)

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        """Say something as somebody; give the replies."""
        status, replies = self.send(json.dumps({"sender": sender, "message": text}).encode())
        assert status == 200, (status, replies)
        return list(replies)

    def tracker(self, sender: str) -> dict[str, Any]:
        """What Rasa holds of a conversation."""
        status, tracker = self._call(f"/conversations/{urllib.parse.quote(sender)}/tracker?include_events=ALL")
        assert status == 200, (status, tracker)
        return dict(tracker)

    def session(self, sender: str) -> list[dict[str, Any]]:
        """The events of the current session, which are all that Rasa loads at a turn; the tracker shows every one."""
        events = self.tracker(sender)["events"]
        starts = [place for place, event in enumerate(events) if event["event"] == "session_started"]
        return list(events[starts[-1] :])

    def last_turn(self, sender: str) -> list[str]:
        """The actions of the last turn, latest first, and its intent."""
        names = []
        for event in reversed(self.tracker(sender)["events"]):
            if event["event"] == "user":
                return [*names, f"intent:{event['parse_data']['intent']['name']}"]
            if event["event"] == "action":
                names.append(event["name"])
        return names

    def intent(self, text: str) -> str:
        """What kind of message somebody's words are taken for."""
        status, parsed = self._call("/model/parse", json.dumps({"text": text}).encode())
        assert status == 200, (status, parsed)
        return str(parsed["intent"]["name"])

    def put(self, sender: str, **slots: Any) -> None:
        """Set slots of a conversation from outside."""
        events = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
        path = f"/conversations/{urllib.parse.quote(sender)}/tracker/events"
        status, answer = self._call(path, json.dumps(events).encode())
        assert status == 200, (status, answer)

    def _call(self, path: str, body: bytes | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


def somebody() -> str:
    """A sender who has said nothing yet: the store outlives the tests."""
    return f"test-{uuid.uuid4().hex}"


def free_ports(number: int) -> list[int]:
    """Ports nobody listens on."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextlib.contextmanager
def running(
    command: Sequence[str], log: Path, is_ready: Callable[[], bool], folder: Path = ROOT, **more: str
) -> Iterator[None]:
    """Run a server of `python -m` in a folder until the block ends; its output goes to the log."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": "127.0.0.1", **more}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            assert server.poll() is None, f"{command} stopped:\n{log.read_text(errors='replace')[-3000:]}"
            assert time.monotonic() < deadline, f"{command} is not ready:\n{log.read_text(errors='replace')[-3000:]}"
            time.sleep(0.3)
        yield
    finally:
        stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server and all it started to stop; insist after a while."""
    with contextlib.suppress(ProcessLookupError):
        server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(url: str, body: Any = None) -> bool:
    """Whether a server does its work at an address."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
