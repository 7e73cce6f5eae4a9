"""Finds out whether the bot really answers."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from operate.places import Ports, ports_from_environment
from operate.problem import Problem
from operate.processes import Part, Parts

START_SECONDS = 300
_PATIENCE_SECONDS = 20
_REFUSAL_SECONDS = 8  # a database that is away for a moment is no reason to give up


def wait_until_ready(parts: Parts, rasa: Part, actions: Part, ports: Ports) -> None:
    """Wait until both servers do their work, not merely until they listen. Being asked for the first time warms up."""
    _wait_for(parts, actions, lambda: _get(f"{ports.actions_url}/health"))
    _wait_for(parts, rasa, lambda: _get(f"{ports.rasa_url}/webhooks/health/parts"))


def say_whether_ready() -> None:
    """Ask the bot of PORT how it is; raises `Problem` where a message would not be answered."""
    ports = ports_from_environment()
    try:
        _get(f"{ports.rasa_url}/webhooks/health/parts")
    except urllib.error.HTTPError as error:
        raise Problem(f"Not ready: {_words(error)}.") from error
    except OSError as error:
        raise Problem(f"Nothing answers on PORT {ports.rasa}: start it with 'make serve'.") from error
    print("Ready.")


def hangs(url: str, seconds: float) -> bool:
    """Whether a server takes a request and leaves it without an answer. One that refuses is starting, or gone."""
    try:
        with urllib.request.urlopen(url, timeout=seconds):
            return False
    except TimeoutError:
        return True
    except urllib.error.URLError as error:
        return isinstance(error.reason, TimeoutError)
    except OSError:
        return False


def _wait_for(parts: Parts, part: Part, ask: Callable[[], Any]) -> Any:
    """Ask until an answer comes; a refusal or silence for too long is a problem."""
    started = time.monotonic()
    shown, refused = 0.0, None
    while (waited := time.monotonic() - started) < START_SECONDS:
        parts.check_alive()
        try:
            return ask()
        except urllib.error.HTTPError as error:
            refused = refused or waited
            if waited - refused > _REFUSAL_SECONDS:
                raise part.problem(f"{part.name} runs but does not do its work: {_words(error)}") from error
        except OSError:
            if waited - shown > _PATIENCE_SECONDS:
                shown = waited
                print(f"  still waiting for {part.name} ({waited:.0f} s)", flush=True)
        time.sleep(0.2)
    raise part.problem(f"{part.name} did not answer within {START_SECONDS} seconds")


def _words(error: urllib.error.HTTPError) -> str:
    """What a server says of its parts that are not well."""
    try:
        found = json.load(error)
        return ", ".join(f"{name} {state}" for name, state in found.items() if state != "ok" and name != "status")
    except (ValueError, AttributeError):
        return f"HTTP {error.code}"


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
